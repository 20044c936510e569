"""More workers beside the first, each a process of its own: begun, begun anew when they die, ended together. Knows no platform."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

log = logging.getLogger("smena.workers")

COMMAND = (sys.executable, "-m", "adapters.cli", "worker")
STOP_S = 12.0  # a worker drains for ten; then it is killed
AGAIN_S, AGAIN_MOST_S = 1.0, 30.0  # before a dead one is begun anew; twice as long each time
SOUND_S = 60.0  # who has lived so long was sound: the next wait is short again


@dataclass(eq=False)
class Worker:
    """One place in the row; its processes come and go."""

    number: int
    command: Sequence[str]
    process: asyncio.subprocess.Process | None = None
    begun: int = 0  # processes so far

    async def keep(self) -> None:
        """Begin a process, and another when it dies, until cancelled."""
        again_s, loop = AGAIN_S / 2, asyncio.get_running_loop()
        while True:
            since = loop.time()
            # Its standard input ends with us, however we end: that is its word to stop. Ctrl-C is for us alone.
            self.process = await asyncio.create_subprocess_exec(
                *self.command, stdin=asyncio.subprocess.PIPE, start_new_session=True
            )
            self.begun += 1
            code = await self.process.wait()
            again_s = AGAIN_S if loop.time() - since > SOUND_S else min(2 * again_s, AGAIN_MOST_S)
            log.warning(
                "worker %s ended with %s after %.0f s; begun anew in %.0f s", self.number, code, loop.time() - since, again_s
            )
            await asyncio.sleep(again_s)

    async def end(self) -> None:
        """Ask the process to stop, and kill it if it does not."""
        process = self.process
        if process is None or process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):  # it has died this very moment
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), STOP_S)
        except TimeoutError:
            log.warning("worker %s did not stop within %.0f s and is killed", self.number, STOP_S)
            process.kill()
            await process.wait()


@contextlib.asynccontextmanager
async def beside(count: int, command: Sequence[str] = COMMAND) -> AsyncIterator[list[Worker]]:
    """Keep so many workers running meanwhile; all have ended at the end."""
    workers = [Worker(number, command) for number in range(2, count + 2)]
    tasks = [asyncio.create_task(worker.keep()) for worker in workers]
    try:
        yield workers
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.gather(*(worker.end() for worker in workers))


async def ended(stopped: asyncio.Event) -> None:
    """Set the event when whoever began this process is gone, or has closed its standard input."""
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    await reader.read()
    stopped.set()
