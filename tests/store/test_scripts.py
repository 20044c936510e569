"""The scripts as a server sees them: what each names as its keys, and what it then touches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from redis import Redis
from redis.crc import key_slot

from engine.store.redis import RedisStore
from engine.store.scripts import NAMES, SHEBANG_SINCE, load_scripts
from tests.store.test_differential import SIDS, STEPS, Script, tried


async def test_a_script_keeps_to_the_keys_that_it_names_and_these_to_one_slot(each_url: str) -> None:
    """Over random verbs of the whole contract, as MONITOR tells it. A newer server refuses other slots itself: the flags say so."""
    with Redis.from_url(each_url) as teller, Redis.from_url(each_url) as listener, listener.monitor() as monitor:
        version = cast("tuple[int, int]", tuple(map(int, str(teller.info("server")["redis_version"]).split(".")[:2])))
        scripts = load_scripts(version)
        assert {made.source.startswith("#!lua") for made in scripts.values()} == {version >= SHEBANG_SINCE}
        for made in scripts.values():
            assert teller.script_load(made.source) == made.sha
        await everything_played(each_url)
        teller.echo("that was all")
        names = {made.sha: made.name for made in scripts.values()}
        called = set()
        for name, keys, touched in calls(words_of(monitor)):
            called.add(names[name])
            assert len({key_slot(key.encode()) for key in keys}) == 1, names[name]
            assert touched <= keys, names[name]
        assert called == set(NAMES)


async def everything_played(url: str) -> None:
    """Play random verbs, and those that they draw seldom or never."""
    script = Script(7)
    store = await RedisStore.connect(url, clock=lambda: script.now)
    for _ in range(STEPS):
        what, verb = script.step()
        script.learn(what, await tried(verb, store))
    await store.set_aside(SIDS[0], "to be seen")
    await store.erase(SIDS[1])
    await store.aclose()


def words_of(monitor: object) -> Iterator[tuple[bool, list[str]]]:
    """Read each command until the last: whether a script gave it, and its words."""
    for heard in monitor.listen():  # type: ignore[attr-defined]  # redis-py does not type it
        words = str(heard["command"]).split(" ")
        if words[0] == "ECHO":
            return
        yield heard["client_type"] == "lua", words


def calls(heard: Iterator[tuple[bool, list[str]]]) -> Iterator[tuple[str, set[str], set[str]]]:
    """Put each call of a script together: its hash, the keys that it names, the keys that it touches."""
    name, keys, touched = "", set[str](), set[str]()
    for by_script, words in heard:
        if by_script:
            touched |= {words[1]} if len(words) > 1 else set()  # TIME has no key
            continue
        if name:
            yield name, keys, touched
        name, keys, touched = "", set(), set()
        if words[0] == "EVALSHA":
            name, keys = words[1], set(words[3 : 3 + int(words[2])])
    if name:
        yield name, keys, touched
