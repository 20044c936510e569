"""Scripted players of the sandbox's VK: what they type and press arrives as VK tells it, what comes back they see."""

from __future__ import annotations

import json
from typing import Any

import pytest

from adapters.sandbox.vk import VkSandbox
from adapters.sandbox.vk_errors import VkError
from adapters.sandbox.vk_rules import GROUP_CHATS

CHAT = GROUP_CHATS + 1
MENTION = "[club77|@club77]"


def community() -> VkSandbox:
    """A community that hears everything; nothing of this needs a server."""
    vk = VkSandbox(clock=lambda: 1_000_000.0)
    vk.events.on |= {"message_event", "message_allow", "message_deny", "message_edit", "message_reply"}
    return vk


def heard(vk: VkSandbox) -> list[tuple[str, Any]]:
    """List what the bot was told, and forget it."""
    told = [(str(event["type"]), event["object"]) for event in vk.events.queue]
    vk.events.queue.clear()
    return told


def send(vk: VkSandbox, peer: int, *rows: list[dict[str, Any]], inline: bool = True) -> None:
    """Send words with a keyboard."""
    keyboard = json.dumps({"inline": inline, "buttons": [[{"action": action} for action in row] for row in rows]})
    vk.messages.send({"peer_id": str(peer), "random_id": "0", "message": "Жми", "keyboard": keyboard})
    heard(vk)


TEXT = {"type": "text", "label": "Меню", "payload": '{"m":1}'}
CALLBACK = {"type": "callback", "label": "Дальше", "payload": '{"t":"go"}'}
LINK = {"type": "open_link", "label": "Сайт", "link": "https://example.org/"}


async def test_words_arrive_with_their_place_and_their_language() -> None:
    """The dialogue's number and the community's differ; a link's code comes along."""
    vk = community()
    bob = vk.player(42, language="en", first_name="Bob")
    await bob.send("hi", ref="join-1")
    [(kind, told)] = heard(vk)
    message = told["message"]
    assert (kind, message["text"], message["from_id"], message["peer_id"]) == ("message_new", "hi", 42, 42)
    assert (message["conversation_message_id"], message["id"]) == (1, 100_001)
    assert (message["ref"], message["ref_source"]) == ("join-1", "link")
    assert "payload" not in message
    assert told["client_info"]["lang_id"] == 3
    assert bob.seen.messages[1].text == "hi"
    await bob.send("ещё", reply_to=1)
    [(_, told)] = heard(vk)
    assert told["message"]["reply_message"]["conversation_message_id"] == 1
    assert "ref" not in told["message"]


async def test_the_start_button_stands_in_an_empty_dialogue_only() -> None:
    """Its payload is JSON in a string; later its word has to be typed."""
    vk = community()
    bob = vk.player(42)
    await bob.start("code-1")
    await bob.start("code-2")
    [(_, first), (_, second)] = heard(vk)
    assert (first["message"]["text"], first["message"]["payload"], first["message"]["ref"]) == (
        "Начать",
        '{"command":"start"}',
        "code-1",
    )
    assert (second["message"]["text"], second["message"]["ref"]) == ("Начать", "code-2")
    assert "payload" not in second["message"]


async def test_a_callback_button_is_an_event_and_a_text_button_a_message() -> None:
    """By number, by label, or any that ever was; a link opens."""
    vk = community()
    bob = vk.player(42)
    await bob.start()
    send(vk, 42, [CALLBACK], [TEXT, LINK])
    await bob.press(0)
    [(kind, told)] = heard(vk)
    assert kind == "message_event"
    assert (told["user_id"], told["peer_id"], told["conversation_message_id"], told["payload"]) == (42, 42, 2, {"t": "go"})
    assert told["event_id"] in vk.presses.known
    await bob.press_label("Меню")
    [(kind, told)] = heard(vk)
    assert (kind, told["message"]["text"], told["message"]["payload"]) == ("message_new", "Меню", '{"m":1}')
    await bob.press(2)
    assert heard(vk) == []
    assert bob.opened == ["https://example.org/"]
    vk.messages.edit({"peer_id": "42", "cmid": "2", "message": "Всё"})
    heard(vk)
    await bob.press_button(2, '{"m":1}')
    await bob.press_button(2, '{"forged":1}', again=2)
    assert [kind for kind, _ in heard(vk)] == ["message_new", "message_event", "message_event"]
    with pytest.raises(AssertionError, match="no button"):
        await bob.press(0)
    with pytest.raises(AssertionError, match="no button «Меню»"):
        await bob.press_label("Меню")


async def test_two_taps_are_two_presses() -> None:
    """Each has ids of its own: the delivery's and the press's."""
    vk = community()
    await vk.player(42).start()
    send(vk, 42, [CALLBACK])
    await vk.player(42).press_button(2, '{"t":"go"}', again=2)
    first, second = vk.events.queue
    ids = {first["event_id"], second["event_id"], *vk.presses.known}
    assert len(ids) == 4


async def test_the_keyboard_under_the_input_field_is_pressed_too() -> None:
    """A callback button there tells no number of a message."""
    vk = community()
    bob = vk.player(42)
    await bob.start()
    send(vk, 42, [CALLBACK, TEXT], inline=False)
    await bob.press_label("Дальше")
    await bob.press_label("Меню")
    [(first, pressed), (second, _)] = heard(vk)
    assert (first, second) == ("message_event", "message_new")
    assert "conversation_message_id" not in pressed


async def test_an_answer_is_seen_by_the_one_who_pressed() -> None:
    """Words, nothing, or a link that opens."""
    vk = community()
    bob, eve = vk.player(42), vk.player(43)
    await bob.send("привет", chat=CHAT)
    await eve.send("привет", chat=CHAT)
    for data in ('{"type":"show_snackbar","text":"Верно!"}', "", '{"type":"open_link","link":"https://example.org/"}'):
        id = vk.push_press(bob, CHAT, 1, {})
        answer = {"event_id": id, "user_id": "42", "peer_id": str(CHAT), "event_data": data}
        assert vk.methods["messages.sendMessageEventAnswer"](answer) == 1
    assert (bob.toasts, eve.toasts) == (["Верно!", "", ""], [])
    assert vk.chat(CHAT).toasts == ["Верно!", "", ""]
    assert bob.opened == ["https://example.org/"]


async def test_a_group_chat_is_heard_as_its_settings_say() -> None:
    """Without the right to all messages: mentions, answers, presses, invitations; with it: everything."""
    vk = community()
    bob = vk.player(42)
    vk.hears_all = False
    bob.add_bot(CHAT)
    [(_, invited)] = heard(vk)
    assert invited["message"]["action"] == {"type": "chat_invite_user", "member_id": -77}
    assert invited["message"]["id"] == 0
    send(vk, CHAT, [TEXT, CALLBACK])
    await bob.send("между собой", chat=CHAT)
    assert heard(vk) == []
    await bob.send("бот, ты тут?", chat=CHAT, mention=True)
    await bob.send("да", chat=CHAT, reply_to=2)
    await bob.press_label("Меню", chat=CHAT)
    await bob.press_label("Дальше", chat=CHAT)
    told = heard(vk)
    assert [body["message"]["text"] for kind, body in told if kind == "message_new"] == [
        f"{MENTION} бот, ты тут?",
        "да",
        f"{MENTION} Меню",
    ]
    assert told[3][1]["peer_id"] == CHAT
    vk.hears_all = True
    await bob.send("между собой", chat=CHAT)
    assert len(heard(vk)) == 1


async def test_thrown_out_of_a_chat_the_bot_may_not_write() -> None:
    """Until it is invited again."""
    vk = community()
    bob = vk.player(42)
    bob.add_bot(CHAT)
    bob.throw_out(CHAT)
    with pytest.raises(VkError) as no:
        send(vk, CHAT, [TEXT])
    assert no.value.told() == "Permission to perform this action is denied: the user was kicked out of the conversation"
    bob.add_bot(CHAT)
    assert [body["message"]["action"]["type"] for _, body in heard(vk)] == [
        "chat_invite_user",
        "chat_kick_user",
        "chat_invite_user",
    ]
    send(vk, CHAT, [TEXT])
    assert vk.chat(CHAT).newest.text == "Жми"


async def test_blocking_is_told_and_kept() -> None:
    """message_deny and message_allow, which says with which key."""
    vk = community()
    bob = vk.player(42)
    bob.block()
    assert 42 in vk.messages.refusing
    bob.unblock("widget")
    assert heard(vk) == [("message_deny", {"user_id": 42}), ("message_allow", {"user_id": 42, "key": "widget"})]
    assert vk.messages.refusing == {}


async def test_stickers_pictures_and_edits_arrive() -> None:
    """Without words, with a caption, and changed afterwards."""
    vk = community()
    bob = vk.player(42)
    await bob.send_sticker()
    await bob.send_photo("смотри")
    await bob.edit("смотрите")
    told = heard(vk)
    assert [(kind, (body.get("message") or body)["text"]) for kind, body in told] == [
        ("message_new", ""),
        ("message_new", "смотри"),
        ("message_edit", "смотрите"),
    ]
    assert [body["message"]["attachments"][0]["type"] for _, body in told[:2]] == ["sticker", "photo"]
    assert bob.seen.messages[2].edits == 1


async def test_what_the_bot_sends_and_edits_is_told_where_it_is_wanted() -> None:
    """message_reply with its random_id, message_edit; both are off unless switched on."""
    vk = community()
    await vk.player(42).start()
    heard(vk)
    vk.messages.send({"peer_id": "42", "random_id": "5", "message": "раз"})
    vk.messages.edit({"peer_id": "42", "cmid": "2", "message": "два"})
    assert [(kind, body["text"], body["random_id"]) for kind, body in heard(vk)] == [
        ("message_reply", "раз", 5),
        ("message_edit", "два", 5),
    ]


async def test_waiting_in_vain_shows_the_whole_dialogue() -> None:
    """So that whoever reads the failure sees what the player saw."""
    vk = community()
    await vk.player(42).send("ау")
    with pytest.raises(AssertionError, match="ау"):
        await vk.player(42).wait(lambda seen: seen.newest.text == "да", timeout_s=0.02)
    assert (await vk.player(42).wait(lambda seen: seen.messages)).messages[1].text == "ау"
