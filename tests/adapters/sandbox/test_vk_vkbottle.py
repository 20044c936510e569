"""A real vkbottle API and Bot over real HTTP against the VK on loopback: what they send, read and meet as errors."""

from __future__ import annotations

import asyncio
import json
import struct
import warnings
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import aclosing
from dataclasses import dataclass
from io import BytesIO

import pytest

from adapters.sandbox.faults import Fault
from adapters.sandbox.vk import VkSandbox
from adapters.sandbox.vk_rules import GROUP_CHATS

with warnings.catch_warnings():  # the library puts its own `showwarning` in place when imported; this puts ours back
    from vkbottle import (
        API,
        Bot,
        BotPolling,
        Callback,
        DocMessagesUploader,
        GroupEventType,
        Keyboard,
        KeyboardButtonColor,
        OpenLink,
        PhotoMessageUploader,
        ShowSnackbarEvent,
        VKAPIError,
    )
    from vkbottle import Text as TextButton
    from vkbottle.bot import Message, MessageEvent
    from vkbottle.http import AiohttpClient
    from vkbottle_types.events.bot_events import MessageAllow, MessageDeny, MessageEdit, MessageReply

CHAT = GROUP_CHATS + 1
PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 800, 400) + b"\x08\x02\x00\x00\x00"


class LocalAPI(API):
    """vkbottle's own, sent to loopback."""

    def __init__(self, vk: VkSandbox, token: str = "") -> None:
        self.API_URL = f"{vk.base_url}/method/"
        super().__init__(token or vk.token, http_client=AiohttpClient())


@dataclass
class Line:
    vk: VkSandbox
    api: LocalAPI


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    vk = VkSandbox()
    async with vk.serve():
        api = LocalAPI(vk)
        await vk.player(42, first_name="Борис").send("привет")
        yield Line(vk, api)
        await api.http_client.close()


def keyboard() -> str:
    keys = Keyboard(inline=True)
    keys.add(Callback("Дальше", payload={"t": "go"}), color=KeyboardButtonColor.POSITIVE)
    keys.row()
    keys.add(TextButton("Меню", payload={"m": 1}))
    keys.add(OpenLink("https://example.org/", "Сайт"))
    return keys.get_json()


async def test_a_message_is_sent_edited_read_and_deleted(line: Line) -> None:
    """What vkbottle builds is what the player sees, and what it reads back parses."""
    sent = await line.api.messages.send(peer_ids=[42], random_id=5, message="Жми", keyboard=keyboard())
    assert isinstance(sent, list)
    assert [(one.peer_id, one.conversation_message_id, one.error) for one in sent] == [(42, 2, None)]
    seen = line.vk.chat(42).newest
    assert [(b.label, json.loads(b.payload or "null"), b.kind, b.style) for b in seen.buttons] == [
        ("Дальше", {"t": "go"}, "callback", "positive"),
        ("Меню", {"m": 1}, "text", ""),
        ("Сайт", None, "open_link", ""),
    ]
    assert await line.api.messages.send(peer_id=42, random_id=6, message="ещё") == sent[0].message_id + 1
    assert await line.api.messages.edit(peer_id=42, cmid=2, message="Всё")
    read = await line.api.messages.get_by_conversation_message_id(peer_id=42, conversation_message_ids=[1, 2])
    assert [(item.text, item.from_id, bool(item.out)) for item in read.items] == [("привет", 42, False), ("Всё", -77, True)]
    history = await line.api.messages.get_history(peer_id=42)
    assert [item.text for item in history.items] == ["ещё", "Всё", "привет"]
    conversations = await line.api.messages.get_conversations()
    assert conversations.items[0].last_message is not None
    assert (conversations.items[0].conversation.peer.id, conversations.items[0].last_message.text) == (42, "ещё")
    deleted = await line.api.messages.delete(peer_id=42, cmids=[2], delete_for_all=True)
    assert [(one.conversation_message_id, bool(one.response)) for one in deleted] == [(2, True)]
    assert [message.text for message in line.vk.chat(42).theirs] == ["ещё"]


async def test_what_vkbottle_asks_of_a_community_parses(line: Line) -> None:
    """The community, its people, its settings, its servers."""
    api = line.api
    assert [group.id for group in (await api.groups.get_by_id()).groups] == [77]
    assert [(person.id, person.first_name) for person in await api.users.get(user_ids=[42])] == [(42, "Борис")]
    assert await api.groups.set_long_poll_settings(group_id=77, enabled=True, message_event=True)
    settings = await api.groups.get_long_poll_settings(group_id=77)
    assert (settings.is_enabled, settings.events.message_new, settings.events.message_edit) == (True, True, False)
    assert (await api.groups.get_callback_servers(group_id=77)).count == 0
    assert (await api.groups.get_callback_confirmation_code(group_id=77)).code == line.vk.events.confirmation
    assert (await api.groups.get_long_poll_server(group_id=77)).ts == "2"


@pytest.mark.parametrize("code", [1, 5, 6, 9, 10, 14, 17, 29, 100, 900, 901, 902, 909, 911, 912, 914])
async def test_errors_are_raised_by_their_code(line: Line, code: int) -> None:
    """`except VKAPIError[6]` catches what it should."""
    line.vk.faults.order(Fault("messages.send", "error", code))
    with pytest.raises(VKAPIError[code]) as raised:
        await line.api.messages.send(peer_id=42, random_id=1, message="x")
    assert raised.value.code == code


async def test_refusals_are_raised_by_their_code(line: Line) -> None:
    """The sandbox's own ones, met by the library."""
    with pytest.raises(VKAPIError[901]):
        await line.api.messages.send(peer_id=43, random_id=1, message="x")
    with pytest.raises(VKAPIError[914]):
        await line.api.messages.send(peer_id=42, random_id=1, message="x" * 4097)
    with pytest.raises(VKAPIError[911]):
        await line.api.messages.send(peer_id=42, random_id=1, message="x", keyboard="{}")
    with pytest.raises(VKAPIError[100]):
        await line.api.messages.send(peer_id=42, message="x")
    with pytest.raises(VKAPIError[27]):
        await line.api.video.save()
    stranger = LocalAPI(line.vk, "vk1.a.OTHER")
    with pytest.raises(VKAPIError[5]):
        await stranger.users.get()
    await stranger.http_client.close()
    assert [refused.code for refused in line.vk.refused] == [901, 914, 911, 100, 27, 5]


async def test_a_picture_and_a_document_are_uploaded_and_attached(line: Line) -> None:
    """Three requests each, by the library's own uploaders; the name that comes back can be sent, again and again."""
    photo = await PhotoMessageUploader(line.api).upload(PNG, peer_id=42)
    doc = await DocMessagesUploader(line.api).upload(b"text", title="report.txt", peer_id=42)
    assert (line.vk.photos[photo], line.vk.photos[doc]) == (PNG, b"text")
    for n in (1, 2):
        await line.api.messages.send(peer_id=42, random_id=n, message="x", attachment=f"{photo},{doc}")
    read = await line.api.messages.get_by_conversation_message_id(peer_id=42, conversation_message_ids=[3])
    attachments = read.items[0].attachments or []
    assert [attachment.type.value for attachment in attachments] == ["photo", "doc"]
    assert line.vk.chat(42).newest.kind == "picture"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(b"<svg/>", 129, id="no picture"),
        pytest.param(PNG[:16] + struct.pack(">II", 14_001, 1) + PNG[24:], 129, id="too wide"),
    ],
)
async def test_what_is_no_picture_is_not_saved(line: Line, content: bytes, code: int) -> None:
    """The upload itself gives no error; saving does. A community may upload only for whom it may write to."""
    with pytest.raises(VKAPIError[code]):
        await PhotoMessageUploader(line.api).upload(content, peer_id=42)
    with pytest.raises(VKAPIError[901]):
        await PhotoMessageUploader(line.api).upload(PNG, peer_id=43)
    with pytest.raises(VKAPIError[105]):
        await line.api.docs.save(file="unknown")
    assert line.vk.photos == {}


async def test_an_upload_is_saved_once_and_with_its_hash(line: Line) -> None:
    """A wrong hash, no server, a second time: refused."""
    server = await line.api.photos.get_messages_upload_server(peer_id=42)
    file = BytesIO(PNG)
    file.name = "a.png"
    told = json.loads(await line.api.http_client.request_text(server.upload_url, method="POST", data={"photo": file}))
    for wrong, code in (({"hash": "x"}, 121), ({"server": ""}, 118), ({"photo": "x"}, 100)):
        with pytest.raises(VKAPIError[code]):
            await line.api.request("photos.saveMessagesPhoto", {**told, **wrong})
    saved = await line.api.photos.save_messages_photo(**told)
    assert (saved[0].owner_id, bool(saved[0].access_key)) == (-77, True)
    with pytest.raises(VKAPIError[129]):
        await line.api.photos.save_messages_photo(**told)


async def test_events_reach_a_bot_by_its_own_long_poll(line: Line) -> None:
    """Every kind of event parses with vkbottle's types; a press is answered through its mini type."""
    vk, bot = line.vk, Bot(api=line.api)
    vk.events.on |= {"message_event", "message_allow", "message_deny", "message_edit", "message_reply"}
    heard: list[tuple[str, str]] = []

    @bot.on.message()
    async def words(message: Message) -> None:
        attached = [attachment.type.value for attachment in message.attachments or []]
        heard.append(("message", f"{message.text}{message.payload or ''}{message.ref or ''}{''.join(attached)}"))
        if message.text == "Меню":
            await message.answer("Вот", random_id=9)

    @bot.on.raw_event(GroupEventType.MESSAGE_EVENT, dataclass=MessageEvent)
    async def press(event: MessageEvent) -> None:
        heard.append(("press", f"{event.payload}{event.conversation_message_id}"))
        await event.send_message_event_answer(ShowSnackbarEvent(text="Верно!"))

    def note(kind: str) -> Callable[[object], Coroutine[None, None, None]]:
        async def noted(event: object) -> None:
            heard.append((kind, ""))

        return noted

    for kind, shape in (
        ("message_allow", MessageAllow),
        ("message_deny", MessageDeny),
        ("message_edit", MessageEdit),
        ("message_reply", MessageReply),
    ):
        bot.on.raw_event(GroupEventType(kind), dataclass=shape)(note(kind))
    polling = BotPolling(line.api, group_id=77, wait=1, skip_old_events=True)
    polling.save_server_ts = lambda server: None  # type: ignore[method-assign]  # no files
    bob = vk.player(42)
    async with aclosing(polling.listen()) as events:
        first = asyncio.ensure_future(anext(events))
        await asyncio.sleep(0.05)
        await line.api.messages.send(peer_id=42, random_id=5, message="Жми", keyboard=keyboard())
        await bob.press_label("Дальше")
        await bob.press_label("Меню")
        await bob.send("по ссылке", ref="join-1", reply_to=2)
        await bob.send_sticker()
        await bob.send_photo()
        await bob.send("все", chat=CHAT, mention=True)
        bob.add_bot(CHAT)
        await bob.edit("поправил")
        bob.block()
        bob.unblock()
        updates = [*(await first)["updates"]]
        while len(updates) < 11:
            updates += (await anext(events))["updates"]
    for update in updates:
        await bot.process_event(update)
    assert ("press", "{'t': 'go'}2") in heard
    assert bob.toasts == ["Верно!"]
    assert [text for kind, text in heard if kind == "message"][:5] == [
        'Меню{"m": 1}',
        "по ссылкеjoin-1",
        "sticker",
        "photo",
        "[club77|@club77] все",
    ]
    assert {kind for kind, _ in heard} == {"message", "press", "message_allow", "message_deny", "message_edit", "message_reply"}
    assert vk.chat(42).newest.text == "Вот"
    assert vk.refused == []
