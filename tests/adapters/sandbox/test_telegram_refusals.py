"""Every refusal of the Telegram on loopback: one table of wrong calls and the words they are refused with."""

from __future__ import annotations

import io
import json
import struct
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from adapters.sandbox.telegram import TelegramSandbox

NOW = 1_750_000_000.0
PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 800, 400)
WIDE = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 2100, 100)
LARGE = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 6000, 4001)
LARGE_JPEG = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08" + struct.pack(">HH", 6000, 4001)
BUTTON = "can't parse inline keyboard button: "
HTML = "can't parse entities: "
ENTITY = "can't parse MessageEntity: "
COMMAND = "can't parse BotCommand: "

Call = dict[str, Any]


class World:
    """Alice's chat with a text (101), a picture (102) and her own words (103); a group with her words (104)."""

    def __init__(self, sandbox: TelegramSandbox, http: aiohttp.ClientSession) -> None:
        self.sandbox = sandbox
        self.http = http
        self.now = NOW

    async def call(self, method: str, **fields: Any) -> tuple[int, dict[str, Any]]:
        url = f"{self.sandbox.base_url}/bot{self.sandbox.token}/{method}"
        if any(isinstance(value, bytes) for value in fields.values()):
            form = aiohttp.FormData()
            for name, value in fields.items():
                if isinstance(value, bytes):
                    form.add_field(name, value, filename="file.png", content_type="image/png")
                else:
                    form.add_field(name, str(value))
            answer = await self.http.post(url, data=form)
        else:
            answer = await self.http.post(url, json=fields)
        return answer.status, await answer.json()


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with aiohttp.ClientSession() as http:
        world_now: list[World] = []
        world = World(TelegramSandbox("1000:TEST", clock=lambda: world_now[0].now), http)
        world_now.append(world)
        async with world.sandbox.serve():
            alice = world.sandbox.player(42, first_name="Алиса")
            world.sandbox.group(-100, "Цех")
            await world.call("sendMessage", chat_id=42, text="Слова", reply_markup=keys(key("Дальше")))
            await world.call("sendPhoto", chat_id=42, photo=PNG, caption="Картинка")
            await alice.send("привет")
            await alice.send("всем привет", chat=-100)
            assert world.sandbox.refused == []
            yield world


def key(text: object = "Дальше", **more: object) -> Call:
    return {"text": text, **(more or {"callback_data": "go"})}


def keys(*row: object) -> Call:
    return {"inline_keyboard": [list(row)]}


def text(**more: object) -> Call:
    return {"chat_id": 42, "text": "Слова", **more}


def marked(words: str, **entity: object) -> Call:
    return {"chat_id": 42, "text": words, "entities": [{"type": "bold", "offset": 0, "length": 1} | entity]}


def html(words: str) -> Call:
    return {"chat_id": 42, "text": words, "parse_mode": "HTML"}


REFUSED: list[tuple[str, Call, str]] = [
    # text
    ("sendMessage", {"chat_id": 42}, "message text is empty"),
    ("sendMessage", text(text=""), "message text is empty"),
    ("sendMessage", text(text=" \n\t "), "text must be non-empty"),
    ("sendMessage", html("<b> </b>"), "text must be non-empty"),
    ("sendMessage", text(text="x" * 4097), "message is too long"),
    ("sendMessage", text(text="😀" * 2049), "message is too long"),
    ("sendMessage", text(text="x" * 32769), "text is too long"),
    ("sendMessage", text(text="\ud800"), "strings must be encoded in UTF-8"),
    ("sendMessage", text(parse_mode="BBCode"), "unsupported parse_mode"),
    ("sendMessage", marked("Слова") | {"parse_mode": "HTML"}, "entities can't be used together with parse_mode"),
    # HTML
    ("sendMessage", html("1 < 2"), HTML + 'Unsupported start tag "" at byte offset 2'),
    ("sendMessage", html("Я <3 тебя"), HTML + 'Unsupported start tag "3" at byte offset 3'),
    ("sendMessage", html("<h1>Ура</h1>"), HTML + 'Unsupported start tag "h1" at byte offset 0'),
    ("sendMessage", html("Ура<br/>"), HTML + 'Unsupported start tag "br/" at byte offset 6'),
    ("sendMessage", html("<b>Ура"), HTML + 'Can\'t find end tag corresponding to start tag "b"'),
    ("sendMessage", html("Ура</b>"), HTML + "Unexpected end tag at byte offset 6"),
    ("sendMessage", html("<b><i>У</b></i>"), HTML + 'Unmatched end tag at byte offset 8, expected "</i>", found "</b>"'),
    ("sendMessage", html("<b>Ура</b"), HTML + "Unclosed end tag at byte offset 9"),
    ("sendMessage", html("Ура <b"), HTML + "Unclosed start tag at byte offset 7"),
    ("sendMessage", html('<a href="https://e.org'), HTML + "Unclosed start tag at byte offset 0"),
    ("sendMessage", html("<a href=https://e.org>e</a>"), HTML + "Unexpected end of name token at byte offset 8"),
    ("sendMessage", html('<a ="x">e</a>'), HTML + 'Empty attribute name in the tag "a" at byte offset 0'),
    ("sendMessage", html("<span>e</span>"), HTML + 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ("sendMessage", html("&#xD800;"), HTML + "Text contains invalid Unicode characters after decoding HTML entities, "
     "check for unmatched surrogate code units"),
    # entities
    ("sendMessage", text(entities="bold"), ENTITY + "expected an Array"),
    ("sendMessage", text(entities=["bold"]), ENTITY + "expected an Object"),
    ("sendMessage", text(entities=[{"type": "bold", "offset": 0}]), ENTITY + 'Can\'t find field "length"'),
    ("sendMessage", text(entities=[{"offset": 0, "length": 1}]), ENTITY + 'Can\'t find field "type"'),
    ("sendMessage", marked("Слова", offset="0"), ENTITY + 'Field "offset" must be a Number'),
    ("sendMessage", marked("Слова", type="marquee"), ENTITY + "Unsupported type specified"),
    ("sendMessage", marked("Слова", offset=-1), "receive an entity with incorrect offset -1"),
    ("sendMessage", marked("Слова", length=-1), "receive an entity with incorrect length -1"),
    ("sendMessage", marked("Слова", offset=6), "entity begins after the end of the text at UTF-16 offset 6"),
    ("sendMessage", marked("Слова", offset=3, length=3), "entity beginning at UTF-16 offset 3 ends after the end of the text "
     "at UTF-16 offset 6"),
    ("sendMessage", marked("😀😀", offset=1), "entity begins in a middle of a UTF-16 symbol at byte offset 1"),
    ("sendMessage", marked("😀😀", length=3), "entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol "
     "at byte offset 3"),
    ("sendMessage", marked("Слова", type="text_link", url="nowhere"), "entity URL 'nowhere' is invalid: Wrong HTTP URL"),
    # keyboards
    ("sendMessage", text(reply_markup="{keys"), "can't parse reply keyboard markup JSON object"),
    ("sendMessage", text(reply_markup=[]), "object expected as reply markup"),
    ("sendMessage", text(reply_markup={"inline_keyboard": {}}), 'field "inline_keyboard" must be of type Array'),
    ("sendMessage", text(reply_markup={"inline_keyboard": [key()]}),
     'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'),
    ("sendMessage", text(reply_markup=keys("Дальше")), BUTTON + "InlineKeyboardButton must be an Object"),
    ("sendMessage", text(reply_markup=keys({"callback_data": "go"})), BUTTON + 'Can\'t find field "text"'),
    ("sendMessage", text(reply_markup=keys(key(["Дальше"]))), BUTTON + 'Field "text" must be of type String'),
    ("sendMessage", text(reply_markup=keys(key(callback_data={"go": 1}))), BUTTON + 'Field "callback_data" must be of type String'),
    ("sendMessage", text(reply_markup=keys({"text": "Дальше"})), BUTTON + "Text buttons are unallowed in the inline keyboard"),
    ("sendMessage", text(reply_markup=keys(key(callback_data=""))), BUTTON + "Text buttons are unallowed in the inline keyboard"),
    ("sendMessage", text(reply_markup=keys(key(callback_data="go", url="https://e.org"))),
     BUTTON + "exactly one action is allowed, not callback_data and url"),
    ("sendMessage", text(reply_markup=keys(key(callback_data="go", style="purple"))), BUTTON + "invalid button style specified"),
    ("sendMessage", text(reply_markup=keys(key(""))), "inline keyboard button text must be non-empty"),
    ("sendMessage", text(reply_markup=keys(key("  "))), "inline keyboard button text must be non-empty"),
    ("sendMessage", text(reply_markup=keys(key(callback_data="x" * 65))), "BUTTON_DATA_INVALID"),
    ("sendMessage", text(reply_markup=keys(key(callback_data="ж" * 33))), "BUTTON_DATA_INVALID"),
    ("sendMessage", text(reply_markup=keys(key(url="ftp://e.org"))),
     "inline keyboard button URL 'ftp://e.org' is invalid: Unsupported URL protocol"),
    ("sendMessage", text(reply_markup=keys(key(url="javascript:alert(1)"))),
     "inline keyboard button URL 'javascript:alert(1)' is invalid: Wrong port number specified in the URL"),
    ("sendMessage", text(reply_markup=keys(key(url="http://localhost/"))),
     "inline keyboard button URL 'http://localhost/' is invalid: Wrong HTTP URL"),
    ("sendMessage", text(reply_markup=keys(key(url="https:///x"))),
     "inline keyboard button URL 'https:///x' is invalid: URL host is empty"),
    ("sendMessage", text(reply_markup=keys(*[key()] * 9)), "reply markup is too long"),
    ("sendMessage", text(reply_markup={"inline_keyboard": [[key()]] * 101}), "reply markup is too long"),
    # chats
    ("sendMessage", {"text": "Слова"}, "chat_id is empty"),
    ("sendMessage", text(chat_id=""), "chat_id is empty"),
    ("sendMessage", text(chat_id=43), "chat not found"),
    ("sendMessage", text(chat_id="alice"), "chat not found"),
    # pictures and videos
    ("sendPhoto", {"chat_id": 42}, "there is no photo in the request"),
    ("sendPhoto", {"chat_id": 42, "photo": "attach://file"}, "there is no photo in the request"),
    ("sendPhoto", {"chat_id": 42, "photo": b""}, "file must be non-empty"),
    ("sendPhoto", {"chat_id": 42, "photo": b"<svg/>"}, "IMAGE_PROCESS_FAILED"),
    ("sendPhoto", {"chat_id": 42, "photo": WIDE}, "PHOTO_INVALID_DIMENSIONS"),
    ("sendPhoto", {"chat_id": 42, "photo": LARGE}, "PHOTO_INVALID_DIMENSIONS"),
    ("sendPhoto", {"chat_id": 42, "photo": LARGE_JPEG}, "PHOTO_INVALID_DIMENSIONS"),
    ("sendPhoto", {"chat_id": 42, "photo": "photo-2000-0123456789"}, "wrong file identifier/HTTP URL specified"),
    ("sendPhoto", {"chat_id": 42, "photo": "a.png"},
     "wrong remote file identifier specified: can't unserialize it. Wrong last symbol"),
    ("sendPhoto", {"chat_id": 42, "photo": "https://e.org/a.png"}, "failed to get HTTP URL content"),
    ("sendPhoto", {"chat_id": 42, "photo": PNG, "caption": "x" * 1025}, "message caption is too long"),
    ("sendVideo", {"chat_id": 42}, "there is no video in the request"),
    # edits
    ("editMessageText", {"text": "Иначе"}, "message identifier is not specified"),
    ("editMessageText", {"message_id": 101, "text": "Иначе"}, "chat_id is empty"),
    ("editMessageText", {"chat_id": 42, "text": "Иначе"}, "message to edit not found"),
    ("editMessageText", {"chat_id": 42, "message_id": -101, "text": "Иначе"}, "message to edit not found"),
    ("editMessageText", {"chat_id": 42, "message_id": 999, "text": "Иначе"}, "message to edit not found"),
    ("editMessageText", {"chat_id": -100, "message_id": 101, "text": "Иначе"}, "message to edit not found"),
    ("editMessageText", {"chat_id": 42, "message_id": 103, "text": "Иначе"}, "message can't be edited"),
    ("editMessageText", {"chat_id": 42, "message_id": 102, "text": "Иначе"}, "there is no text in the message to edit"),
    ("editMessageText", {"chat_id": 42, "message_id": 101}, "message text is empty"),
    ("editMessageText", {"chat_id": 42, "message_id": 101, "text": "Иначе", "reply_markup": {"force_reply": True}},
     "inline keyboard expected"),
    ("editMessageCaption", {"chat_id": 42, "message_id": 101, "caption": "Иначе"}, "there is no caption in the message to edit"),
    ("editMessageCaption", {"chat_id": 42, "message_id": 102, "caption": "x" * 1025}, "message caption is too long"),
    ("editMessageMedia", {"chat_id": 42, "message_id": 101}, 'parameter "media" is required'),
    ("editMessageMedia", {"chat_id": 42, "message_id": 101, "media": "{photo"}, "can't parse input media JSON object"),
    ("editMessageMedia", {"chat_id": 42, "message_id": 101, "media": []}, "can't parse InputMedia: expected an Object"),
    ("editMessageMedia", {"chat_id": 42, "message_id": 101, "media": {"type": "photo"}}, "can't parse InputMedia: media not found"),
    ("editMessageMedia", {"chat_id": 42, "message_id": 101, "media": {"type": "film", "media": "x"}},
     'can\'t parse InputMedia: type "film" is unsupported'),
    ("editMessageMedia", {"chat_id": 42, "message_id": 101, "media": {"type": "photo", "media": "photo-1000-0"}},
     "wrong file identifier/HTTP URL specified"),
    ("editMessageReplyMarkup", {"chat_id": 42, "message_id": 999}, "message to edit not found"),
    ("sendDocument", {"chat_id": 42}, "there is no document in the request"),
    ("sendDocument", {"chat_id": 42, "document": "document-1000-0"}, "wrong file identifier/HTTP URL specified"),
    # deletions
    ("deleteMessage", {"message_id": 101}, "chat identifier is not specified"),
    ("deleteMessage", {"chat_id": 42}, "message identifier is not specified"),
    ("deleteMessage", {"chat_id": 42, "message_id": 999}, "message to delete not found"),
    ("deleteMessage", {"chat_id": -100, "message_id": 104}, "message can't be deleted"),
    # presses
    ("answerCallbackQuery", {}, "query is too old and response timeout expired or query ID is invalid"),
    ("answerCallbackQuery", {"callback_query_id": "7"}, "query is too old and response timeout expired or query ID is invalid"),
    ("answerCallbackQuery", {"callback_query_id": "7", "text": "x" * 201}, "MESSAGE_TOO_LONG"),
    ("answerCallbackQuery", {"callback_query_id": "7", "url": "https://e.org"}, "URL_INVALID"),
    # the rest
    ("setMyCommands", {"commands": "[{"}, "can't parse commands JSON object"),
    ("setMyCommands", {"commands": {}}, "expected an Array of BotCommand"),
    ("setMyCommands", {"commands": ["/go"]}, COMMAND + "expected an Object"),
    ("setMyCommands", {"commands": [{"command": "go"}]}, COMMAND + 'Can\'t find field "description"'),
    ("setMyCommands", {"commands": [{"command": "/", "description": "Вперёд"}]}, "command must be non-empty"),
    ("setMyCommands", {"commands": [{"command": "x" * 33, "description": "Вперёд"}]}, "command length must not exceed 32"),
    ("setMyCommands", {"commands": [{"command": "go", "description": " "}]}, "command description must be non-empty"),
    ("setMyCommands", {"commands": [{"command": "go", "description": "x" * 257}]},
     "command description length must not exceed 256"),
    ("setMyCommands", {"commands": [{"command": "вперёд", "description": "Вперёд"}]}, "BOT_COMMAND_INVALID"),
    ("setMyCommands", {"commands": [{"command": "go", "description": "Вперёд"}] * 101}, "BOT_COMMANDS_TOO_MUCH"),
    ("sendChatAction", {"chat_id": 42, "action": "dancing"}, "wrong parameter action in request"),
    ("sendChatAction", {"chat_id": 43, "action": "typing"}, "chat not found"),
    ("getChat", {"chat_id": 43}, "chat not found"),
    ("getFile", {}, "file_id not specified"),
    ("getFile", {"file_id": "photo-1000-0"}, "invalid file_id"),
    ("setWebhook", {"url": "http://example.org/hook"}, "bad webhook: An HTTPS URL must be provided for webhook"),
    ("setWebhook", {"url": "https://example.org/hook", "secret_token": "секрет"}, "secret token contains unallowed characters"),
    ("setWebhook", {"url": "https://example.org/hook", "secret_token": "x" * 257}, "secret token is too long"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "call", "words"), REFUSED, ids=[f"{method}-{words[:50]}" for method, _, words in REFUSED])
async def test_a_wrong_call_is_refused_in_the_real_words(world: World, method: str, call: Call, words: str) -> None:
    """A wrong call is answered with 400 and the real server's words, changes nothing, and is noted for the tests of a bot."""
    before = world.sandbox.chat(42).transcript(), world.sandbox.chat(-100).transcript()
    status, body = await world.call(method, **call)
    assert body == {"ok": False, "error_code": 400, "description": f"Bad Request: {words}"}
    assert status == 400
    assert (world.sandbox.chat(42).transcript(), world.sandbox.chat(-100).transcript()) == before
    (noted,) = world.sandbox.refused
    assert (noted.method, noted.code, noted.description, set(noted.fields)) == (method, 400, body["description"], set(call))


ACCEPTED: list[tuple[str, Call]] = [
    ("sendMessage", text(text="x" * 4096)),
    ("sendMessage", text(text="😀" * 2048)),
    ("sendMessage", html("<b>" + "x" * 4096 + "</b>")),  # the limit counts what is shown
    ("sendMessage", html("&lt;&#1046;&amp &nbsp; <code class='language-python'>x</code>")),
    (
        "sendMessage",
        html("<a href='tg://user?id=7'>кто</a> <span class=\"tg-spoiler\">x</span> <blockquote expandable>y</blockquote>"),
    ),
    ("sendMessage", marked("😀😀", length=2)),
    ("sendMessage", marked("Слова", type="bot_command")),
    ("sendMessage", text(reply_markup=keys(key(callback_data="x" * 64)))),
    ("sendMessage", text(reply_markup=keys(key(callback_data="ж" * 32, style="Danger")))),
    ("sendMessage", text(reply_markup={"inline_keyboard": [[key()] * 8] * 12 + [[key()] * 4]})),
    (
        "sendMessage",
        text(reply_markup=keys(key(url="example.org"), key(url="tg://resolve?domain=x"), key(url="http://1.2.3.4:80"))),
    ),
    ("sendMessage", text(reply_markup={"remove_keyboard": True})),
    ("sendPhoto", {"chat_id": 42, "photo": PNG, "caption": "x" * 1024}),
    ("sendVideo", {"chat_id": 42, "video": b"\x00\x00\x00\x18ftypmp42", "caption": ""}),
    ("deleteMessage", {"chat_id": 42, "message_id": 103}),
    ("editMessageReplyMarkup", {"chat_id": 42, "message_id": 101}),
    ("editMessageReplyMarkup", {"chat_id": 42, "message_id": 102, "reply_markup": keys(key())}),
    ("editmessagetext", {"chat_id": "42", "message_id": "101", "text": "в любых буквах"}),
    ("setMyCommands", {"commands": []}),
    ("setWebhook", {"url": "https://example.org/hook", "secret_token": "x" * 256}),
]


@pytest.mark.parametrize(("method", "call"), ACCEPTED)
async def test_a_call_at_the_limit_is_accepted(world: World, method: str, call: Call) -> None:
    """What the real server takes is taken: the limits are where they are said to be."""
    status, body = await world.call(method, **call)
    assert (status, body["ok"], world.sandbox.refused) == (200, True, [])


async def test_a_photo_has_ten_megabytes_at_most(world: World) -> None:
    """A larger one is refused with both sizes named; as a video it is within the limit of 50."""
    form = aiohttp.FormData({"chat_id": "42"})
    form.add_field("photo", io.BytesIO(PNG + bytes(10 * 1024 * 1024)), filename="large.png")
    answer = await world.http.post(f"{world.sandbox.base_url}/bot1000:TEST/sendPhoto", data=form)
    said = "Bad Request: file of size 10485784 bytes is too big for a photo; the maximum size is 10485760 bytes"
    assert (answer.status, (await answer.json())["description"]) == (400, said)


async def test_the_same_again_is_not_modified(world: World) -> None:
    """An edit that changes nothing is refused: text, formatting, keyboard and media together count."""
    same = {"chat_id": 42, "message_id": 101, "text": "Слова\n", "reply_markup": keys(key("Дальше"))}
    status, body = await world.call("editMessageText", **same)
    assert (status, body["description"]) == (
        400,
        "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current "
        "content and reply markup of the message",
    )
    for change in (
        {"text": "Слово"},
        {"entities": [{"type": "bold", "offset": 0, "length": 1}]},
        {"reply_markup": keys(key("Назад"))},
    ):
        assert (await world.call("editMessageText", **same | change))[0] == 200
        assert (await world.call("editMessageText", **same | change))[0] == 400
    assert world.sandbox.chat(42).messages[101].edits == 3


async def test_a_message_is_deletable_for_two_days(world: World) -> None:
    """After 48 hours deleteMessage is refused; an edit is not."""
    world.now += 48 * 3600 + 1
    assert (await world.call("editMessageText", chat_id=42, message_id=101, text="поздно"))[0] == 200
    _, body = await world.call("deleteMessage", chat_id=42, message_id=101)
    assert body["description"] == "Bad Request: message can't be deleted for everyone"


async def test_a_press_is_answerable_for_fifteen_seconds(world: World) -> None:
    """A late answer is too old, one in time is not."""
    alice = world.sandbox.player(42)
    await alice.press_label("Дальше")
    await alice.press_label("Дальше")
    early, late = list(world.sandbox.queries.open)
    world.now += 14.0
    assert (await world.call("answerCallbackQuery", callback_query_id=early, text="Успел"))[0] == 200
    world.now += 2.0
    _, body = await world.call("answerCallbackQuery", callback_query_id=late)
    assert body["description"] == "Bad Request: query is too old and response timeout expired or query ID is invalid"
    assert alice.toasts == ["Успел"]


@pytest.mark.parametrize(
    ("chats", "step_s", "passing", "wait_s"),
    [
        ([42], 0.1, 3, 3),  # a burst of three in a private chat
        ([-100], 1.0, 20, 41),  # twenty a minute in a group
        (range(1, 40), 0.01, 30, 1),  # thirty a second in all
    ],
)
async def test_the_published_rates_are_kept_where_asked(chats: list[int], step_s: float, passing: int, wait_s: int) -> None:
    """Calls above a rate get 429 with the seconds to wait, also as a header; after these seconds they pass again."""
    now = NOW
    sandbox = TelegramSandbox(clock=lambda: now, limits=True)
    for chat in chats:
        sandbox.chat(chat)
    async with aiohttp.ClientSession() as http, sandbox.serve() as api:
        url = f"{api}/bot{sandbox.token}/sendMessage"
        for n in range(passing + 1):
            answer = await http.post(url, json=text(chat_id=chats[n % len(chats)]))
            assert answer.status == (200 if n < passing else 429), n
            now += step_s
        body = await answer.json()
        assert (body["parameters"], answer.headers["Retry-After"]) == ({"retry_after": wait_s}, str(wait_s))
        assert body["description"] == f"Too Many Requests: retry after {wait_s}"
        now += wait_s
        assert (await http.post(url, json=text(chat_id=chats[passing % len(chats)]))).status == 200


async def test_without_rates_nothing_is_slowed(world: World) -> None:
    """A sandbox that keeps no rates takes whatever comes."""
    for n in range(50):
        assert (await world.call("editMessageText", chat_id=42, message_id=101, text=f"Слова {n}"))[0] == 200


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("bot1000:WRONG/getMe", 401, "Unauthorized"),
        ("bot1000/getMe", 401, "Unauthorized: invalid token specified"),
        ("bot0:TEST/getMe", 401, "Unauthorized: invalid token specified"),
        ("bot1000:TEST/fly", 404, "Not Found: method not found"),
        ("bot1000:TEST", 404, "Not Found"),
        ("", 404, "Not Found"),
    ],
)
async def test_a_wrong_address_is_refused(world: World, path: str, status: int, words: str) -> None:
    """A wrong token, method or path is answered as the real server does."""
    answer = await world.http.get(f"{world.sandbox.base_url}/{path}")
    assert (answer.status, await answer.json()) == (status, {"ok": False, "error_code": status, "description": words})


@pytest.mark.parametrize("how", ["query", "form", "multipart", "json"])
async def test_a_call_is_read_in_every_form(world: World, how: str) -> None:
    """The real server reads a query, a form, multipart and JSON alike."""
    url = f"{world.sandbox.base_url}/bot1000:TEST/sendMessage"
    flat = {"chat_id": "42", "text": "Слова", "reply_markup": json.dumps(keys(key()))}
    match how:
        case "query":
            answer = await world.http.get(url, params=flat)
        case "form":
            answer = await world.http.post(url, data=flat)
        case "multipart":
            form = aiohttp.FormData(flat, default_to_multipart=True)
            answer = await world.http.post(url, data=form)
        case _:
            answer = await world.http.post(url, json=text(reply_markup=keys(key())))
    assert answer.status == 200
    assert world.sandbox.chat(42).newest.buttons[0].payload == "go"


async def test_a_body_that_is_no_object_is_refused(world: World) -> None:
    """Torn JSON and a list are answered with 400, not with a crash."""
    url = f"{world.sandbox.base_url}/bot1000:TEST/sendMessage"
    for body, words in ((b"{", "can't parse JSON object"), (b"[]", "expected JSON object")):
        answer = await world.http.post(url, data=body, headers={"Content-Type": "application/json"})
        assert (answer.status, (await answer.json())["description"]) == (400, f"Bad Request: {words}")
