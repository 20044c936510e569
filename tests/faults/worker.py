"""Worker processes: a nursery imports everything once and forks a whole worker, with a web server of its own, at each order.

Run as `python -m tests.faults.worker LEASE_S`; orders and reports are lines of JSON. When its driver goes, all go.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import logging
import os
import signal
import sys
import time
from dataclasses import asdict, dataclass
from importlib import import_module
from typing import Literal

REAL_LEASE_S = 8.0
AGAIN_S = 0.2
ALONE_S = 10.0  # without a Redis: its trial is over


@dataclass(frozen=True, slots=True)
class Order:
    """What a worker is to serve."""

    name: str
    redis: str
    telegram: str
    telegram_token: str
    vk: str
    vk_token: str
    group: int
    public: str  # the base URL that the platforms are told
    secret: str
    durability: Literal["local", "replicated"] = "local"
    bug: str = ""  # planted before it begins
    real: bool = False  # it plays the real games, not the one that counts


def main() -> None:
    """Fork a worker at each order until there are no more."""
    hurried(float(sys.argv[1]))
    for name in ("server", "wiring", "telegram.setup", "vk.setup"):
        import_module(f"adapters.{name}")  # once, with the messengers' libraries, for all who are forked

    gc.collect()
    gc.freeze()  # what is shared stays shared
    tell({"ready": True})
    born: set[int] = set()
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            os._exit(live(Order(**json.loads(line))))
        born.add(pid)
        tell({"name": json.loads(line)["name"], "pid": pid})
    for pid in born:  # nobody has buried them before, so that no number belongs to somebody else by now
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def hurried(lease_s: float) -> None:
    """Shorten the engine's leases, and the calls that must fit into them, before anybody has read them; lift the platforms' rates.

    Players press faster here than a platform lets one bot draw; what the rates do is proved where it is the matter.
    """
    from adapters.common.rates import Rates
    from adapters.telegram import deliver
    from adapters.vk import execute
    from engine.store import contract

    deliver.RATES, deliver.CALLS_S, execute.REQUESTS_S = Rates(1e6, 1e6, 1e6, 1e6), 1000.0, 200.0

    if lease_s < REAL_LEASE_S:
        contract.LEASE_S = lease_s
        from engine.runtime import delivery

        delivery.CALL_S = lease_s * 5 / 8


def live(order: Order) -> int:
    """Be a worker until SIGTERM; gives the exit code."""
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    logging.basicConfig(level=logging.ERROR)
    from engine.store.errors import StoreUnavailable

    until = time.monotonic() + ALONE_S
    while time.monotonic() < until:
        try:
            asyncio.run(serve(order))
        except StoreUnavailable:  # no Redis to begin with: whoever keeps workers running starts it again
            time.sleep(AGAIN_S)
        except Exception:
            logging.exception("worker %s failed", order.name)
            return 1
        else:
            return 0
    return 1


async def serve(order: Order) -> None:
    """Open a house, serve both messengers by webhook, close it when asked to stop."""
    from adapters.server import listen
    from adapters.wiring import open_house
    from engine.runtime.catalogue import load_catalogue
    from tests.faults.bugs import BUGS
    from tests.faults.tally import shelf

    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    with BUGS[order.bug]() if order.bug else contextlib.nullcontext():
        catalogue = load_catalogue(("games",), installed=False) if order.real else shelf()
        house = await open_house(order.redis, catalogue=catalogue, durability=order.durability)
        tell({"name": order.name, "at": await listen(house, "127.0.0.1", 0)})  # VK asks at once whether somebody is there
        await house.serve_telegram(order.telegram, order.telegram_token, order.public, order.secret)
        await house.serve_vk(order.vk, order.vk_token, order.group, order.public, order.secret)
        tell({"name": order.name, "serves": True})
        await stopped.wait()
        began = time.monotonic()
        await house.close()
    tell({"name": order.name, "left_s": time.monotonic() - began})


def tell(what: dict[str, object]) -> None:
    """Report to the driver: one line, whole."""
    os.write(1, f"{json.dumps(what)}\n".encode())


def packed(order: Order) -> bytes:
    """Spell an order."""
    return f"{json.dumps(asdict(order))}\n".encode()


if __name__ == "__main__":
    main()
