"""What a messenger remembers, in memory: for the tests of both."""

from __future__ import annotations

from engine.store.errors import StoreUnavailable


class Shelf:
    """A ledger in memory, for what a messenger remembers; it may be told to be away."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.away = False

    async def recall(self, bot: str, key: str) -> str:
        if self.away:
            raise StoreUnavailable
        return self.kept.get((bot, key), "")

    async def remember(self, bot: str, key: str, value: str) -> None:
        if self.away:
            raise StoreUnavailable
        self.kept[bot, key] = value

    async def cursor(self, bot: str) -> str:
        raise AssertionError("a messenger polls nothing")

    async def save_cursor(self, bot: str, cursor: str) -> None:
        raise AssertionError("a messenger polls nothing")

    async def hold_poll(self, bot: str, owner: str, seconds: float) -> bool:
        raise AssertionError("a messenger polls nothing")

    async def release_poll(self, bot: str, owner: str) -> None:
        raise AssertionError("a messenger polls nothing")

    async def turns(self, bot: str, count: int, rate: float, burst: float) -> float:
        raise AssertionError("it is not asked for turns here")
