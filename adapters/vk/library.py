"""The vkbottle API for all that is no press: typed methods and answers, over our own calls."""

from __future__ import annotations

import warnings
from typing import Any

from adapters.vk.calls import VERSION, Api, Given, Lost, Refusal, Unsent
from adapters.vk.execute import Batch
from adapters.vk.outcomes import OPERATOR

with warnings.catch_warnings():  # the library puts its own `showwarning` in place when imported; this puts ours back
    from vkbottle import API, VKAPIError
    from vkbottle.http import AiohttpClient

# Asked for with every new picture. What saves one must go alone: vk-io, api.ts, apiExecuteUnsupportedMethods
TOGETHER = ("photos.getMessagesUploadServer",)

__all__ = ["Library", "VKAPIError", "reason"]


class Library(API):
    """The vkbottle API: its typed methods for all that is not a press. Its calls go our way.

    Its own way puts the token into the URL, logs requests and answers, and repeats a call without end when
    the answer is no JSON (vkbottle 4.11, api/api.py and api/request_rescheduler/blocking.py).
    """

    API_VERSION = VERSION

    def __init__(self, api: Api, batch: Batch) -> None:
        """`batch` keeps the rate, which is one for all calls of the community."""
        super().__init__("", http_client=AiohttpClient(session=api.http))  # its default client is one for the process
        self.API_URL = api.base
        self._batch = batch

    async def request(self, method: str, data: dict[str, Any], version: str | None = None) -> dict[str, Any]:
        """Call a method for vkbottle. Raises VKAPIError: VK refuses; TimeoutError: nobody knows, or not sent."""
        sent = {name: str(value) for name, value in (await self.validate_request(dict(data))).items()}
        call = self._batch.call if method in TOGETHER else self._batch.call_alone
        match await call(method, sent):
            case Given(value):
                return {"response": value}
            case Refusal(code, words):
                captcha: dict[str, Any] = {"captcha_sid": "", "captcha_img": ""} if code == 14 else {}  # its class insists
                raise VKAPIError[code](error_msg=words, **captcha)
            case Lost(why) | Unsent(why):
                raise TimeoutError(f"{method}: {why}")

    async def told(self, method: str, **parameters: str | int) -> dict[str, object]:
        """Call a method and give the object that it answers, to be read narrowly.

        vkbottle's models insist on fields that we do not need: a poll or an upload would stop when VK drops one.
        Raises VKAPIError, TimeoutError; ValueError: the answer is no object.
        """
        response = (await self.request(method, dict(parameters)))["response"]
        if not isinstance(response, dict):
            raise ValueError(f"{method} answered no object")
        return response


def reason(wrong: Exception) -> str:
    """Say why a call failed, without anything that was sent."""
    if not isinstance(wrong, VKAPIError):
        return type(wrong).__name__
    mend = OPERATOR.get(wrong.code)
    return f"error {wrong.code}" + (f", {mend}" if mend else "")
