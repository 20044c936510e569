"""A forum group: each topic has a game of its own, and what is drawn stays in its topic."""

from __future__ import annotations

from engine.runtime.ports import Press
from tests.play.crowd import GROUP, Crowd, crowd


async def test_two_topics_of_a_group_play_two_games(redis_url: str) -> None:
    """Each game is sent into its topic; a press under one message changes that one alone, and is answered."""
    async with crowd(redis_url) as here:
        here.telegram.group(GROUP)
        player = here.telegram.player(1)
        for topic, count in ((45, 1), (46, 2)):
            await opened(here, topic)
            await player.wait(lambda seen, n=count: len(seen.theirs) == n and seen.newest.buttons, chat=GROUP)  # type: ignore[misc]  # bound at once
        sent = [(call["chat_id"], call["message_thread_id"]) for method, call in here.telegram.calls if method == "sendMessage"]
        assert sent == [(GROUP, 45), (GROUP, 46)]
        first, second = player.sandbox.chat(GROUP).theirs
        before = second.text
        button = next(button for button in first.buttons if button.payload)
        press(here, 45, first.id, button.payload)
        await player.wait(lambda seen: seen.messages[first.id].edits == 1, chat=GROUP)
        await player.wait(lambda _: player.toasts, chat=GROUP)
        assert player.sandbox.chat(GROUP).messages[second.id].text == before
        assert player.toasts == ["Посчитали"]


async def opened(here: Crowd, topic: int) -> None:
    """Open the game for everybody in a topic."""
    there = Press(f"tg:1000:open{topic}", "tg:1", f"tg:{GROUP}/{topic}", group=True, command="start", code="square")
    await here.house.host.receive(there)


def press(here: Crowd, topic: int, message: int, token: str) -> None:
    """Press a button under a message in a topic."""
    told = {**told_in(topic), "message_id": message, "from": {"id": here.telegram.bot_id, "is_bot": True, "first_name": "Смена"}}
    query = {"id": here.telegram.queries.begin(1, GROUP), "from": PERSON, "message": told, "chat_instance": "1", "data": token}
    here.telegram.updates.push("callback_query", query, GROUP)


def told_in(topic: int) -> dict[str, object]:
    """Spell where a message of a topic stands."""
    group = {"id": GROUP, "type": "supergroup", "title": "Цех", "is_forum": True}
    return {"chat": group, "date": 1, "is_topic_message": True, "message_thread_id": topic}


PERSON = {"id": 1, "is_bot": False, "first_name": "Игрок", "language_code": "ru"}
