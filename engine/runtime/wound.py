"""A watch that the loop winds up: one that computes long without coming back is ended by the system, and its line is told.

`bounded` cannot interrupt a single long step of C. Then nobody is served: a worker that ends is begun anew by whoever
runs it (compose: `restart: unless-stopped`), and what it had not acknowledged comes again.
"""

from __future__ import annotations

import asyncio
import faulthandler
import signal

CPU_MOST_S = 10.0  # of the whole process, in which the loop has not come round; a sleeping or frozen process does not age
WIND_S = 1.0


async def keep_wound(cpu_most_s: float = CPU_MOST_S) -> None:
    """Wind the watch until cancelled; then it stops.

    When it runs down, the lines that every thread stands on go to the standard error, without a value, and SIGVTALRM ends
    the process.
    """
    faulthandler.register(signal.SIGVTALRM, all_threads=True, chain=True)
    try:
        while True:
            signal.setitimer(signal.ITIMER_VIRTUAL, cpu_most_s)
            await asyncio.sleep(min(WIND_S, cpu_most_s / 4))
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0.0)
        faulthandler.unregister(signal.SIGVTALRM)
