"""A community made ready: its calls, its messages, its events."""

from __future__ import annotations

from dataclasses import dataclass

import aiohttp

from adapters.common.ready import NotReady
from adapters.common.turns import Turns
from adapters.vk.callback import Callback
from adapters.vk.calls import Api
from adapters.vk.deliver import VkMessenger
from adapters.vk.execute import REQUESTS_S, Batch
from adapters.vk.intake import Intake
from adapters.vk.library import Library, VKAPIError, reason
from adapters.vk.longpoll import NO_RIGHT, LongPoll
from adapters.vk.media import Media, Raster
from engine.runtime.ports import Inbox, Ledger


@dataclass(slots=True)
class Vk:
    """One community, ready to receive and to deliver."""

    group: int
    messenger: VkMessenger
    intake: Intake
    longpoll: LongPoll
    callback: Callback | None  # where a secret is set


async def connect(
    http: aiohttp.ClientSession, api: str, token: str, group: int, inbox: Inbox, ledger: Ledger, raster: Raster, secret: str = ""
) -> Vk:
    """Put a community's adapter together and see that its token is good.

    Raises NotReady: VK refuses the token, or cannot be reached.
    """
    calls = Api(http, api, token)
    batch = Batch(calls, Turns(REQUESTS_S, ledger, f"vk:{group}"))
    library = Library(calls, batch)
    try:
        await library.groups.get_by_id(group_ids=[str(group)])
    except VKAPIError as wrong:
        raise NotReady(
            f"VK refuses SMENA_VK_TOKEN or SMENA_VK_GROUP (error {wrong.code}): give the token of this community"
        ) from wrong
    except (TimeoutError, ValueError) as wrong:
        raise NotReady(f"VK at {api} cannot be reached: look at SMENA_VK_API and the network") from wrong
    messenger = VkMessenger(batch, Media(calls, library, ledger, raster, group), group)
    intake = Intake(inbox, messenger, group)
    callback = Callback(intake, library, secret) if secret else None
    return Vk(group, messenger, intake, LongPoll(calls, library, ledger, intake), callback)


async def subscribe(callback: Callback, url: str) -> None:
    """Tell VK where the events go. Raises NotReady: VK does not take the address."""
    try:
        await callback.subscribe(url)
    except VKAPIError as wrong:
        mend = "correct SMENA_VK_CALLBACK, or leave it empty: then updates are polled"
        if wrong.code in NO_RIGHT:
            mend = "give the token the right to manage the community, or leave SMENA_VK_CALLBACK empty: then updates are polled"
        raise NotReady(f"VK does not take the address {url} ({reason(wrong)}, {wrong.error_msg}): {mend}") from None
    except (TimeoutError, ValueError) as wrong:
        told = f"VK has not answered whether it takes the address {url} ({type(wrong).__name__})"
        raise NotReady(f"{told}: look at SMENA_VK_API and the network, and start again") from None
