"""The methods that this VK knows, by name, each with what carries it out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from adapters.sandbox import vk_shapes as shapes
from adapters.sandbox.vk_errors import VkError, wrong
from adapters.sandbox.vk_events import KINDS, switch
from adapters.sandbox.vk_rules import Call, integer, required

if TYPE_CHECKING:
    from adapters.sandbox.vk import VkSandbox

Method = Callable[[Call], object]
USER_ONLY = ("video.save", "polls.create", "polls.addVote")  # [SCHEMA] access_token_type: no community may call these


def methods_of(vk: VkSandbox) -> dict[str, Method]:
    """List the methods of one community."""
    return {**_groups(vk), **_messages(vk), **_files(vk), **_people(vk), **dict.fromkeys(USER_ONLY, _not_for_groups)}


def _not_for_groups(_: Call) -> object:
    raise VkError(27)


def _groups(vk: VkSandbox) -> dict[str, Method]:
    def ours(method: Method) -> Method:
        """See that the call names this community. [SCHEMA] group_id is required in all of these."""

        def checked(call: Call) -> object:
            if required(call, "group_id") != vk.group:
                raise VkError(15, "no access to this group")
            return method(call)

        return checked

    events, callbacks = vk.events, vk.events.callbacks
    return {
        "groups.getById": lambda _: {"groups": [shapes.community(vk.group)], "profiles": []},
        "groups.getLongPollServer": ours(lambda _: events.server(vk.base_url)),
        "groups.setLongPollSettings": ours(events.switch),
        "groups.getLongPollSettings": ours(lambda _: events.settings()),
        "groups.getCallbackConfirmationCode": ours(lambda _: {"code": callbacks.confirmation}),
        "groups.getCallbackServers": ours(lambda _: callbacks.list()),
        "groups.addCallbackServer": ours(callbacks.add),
        "groups.editCallbackServer": ours(callbacks.edit),
        "groups.deleteCallbackServer": ours(callbacks.delete),
        "groups.setCallbackSettings": ours(lambda call: _switch_callback(vk, call)),
        "groups.getCallbackSettings": ours(
            lambda call: {"api_version": "5.199", "events": {kind: int(kind in callbacks.find(call).on) for kind in KINDS}}
        ),
    }


def _switch_callback(vk: VkSandbox, call: Call) -> int:
    switch(vk.events.callbacks.find(call).on, call)
    return 1


def _messages(vk: VkSandbox) -> dict[str, Method]:
    messages = vk.messages
    return {
        "messages.send": messages.send,
        "messages.edit": messages.edit,
        "messages.delete": messages.delete,
        "messages.getByConversationMessageId": messages.by_number,
        "messages.getHistory": messages.history,
        "messages.getConversations": messages.conversations,
        "messages.sendMessageEventAnswer": lambda call: _answer(vk, call),
        "messages.markAsRead": lambda _: 1,
        "messages.setActivity": lambda _: 1,
        "messages.isMessagesFromGroupAllowed": lambda call: {"is_allowed": int(_is_allowed(vk, required(call, "user_id")))},
    }


def _answer(vk: VkSandbox, call: Call) -> int:
    press, told = vk.presses.answer(call)
    vk.player(press.user).told(press.peer, told)
    return 1


def _is_allowed(vk: VkSandbox, user: int) -> bool:
    try:
        vk.messages.check_reachable(user)
    except VkError:
        return False
    return True


def _files(vk: VkSandbox) -> dict[str, Method]:
    def server(call: Call, kind: str) -> dict[str, object]:
        if peer := integer(call, "peer_id"):
            vk.messages.check_reachable(peer)  # [SCHEMA] photos.getMessagesUploadServer: error 901
        album = {"album_id": -64, "group_id": 0, "user_id": 0} if kind == "photo" else {}
        return {"upload_url": f"{vk.base_url}/upload/{kind}", **album}

    return {
        "photos.getMessagesUploadServer": lambda call: server(call, "photo"),
        "photos.saveMessagesPhoto": vk.files.save_photo,
        "docs.getMessagesUploadServer": lambda call: server(call, "doc"),
        "docs.save": vk.files.save_doc,
    }


def _people(vk: VkSandbox) -> dict[str, Method]:
    def get(call: Call) -> object:
        ids = [part for part in call.get("user_ids", "").split(",") if part.strip()]
        if len(ids) > 1000:
            raise wrong("user_ids should contain at most 1000 elements")  # [SCHEMA]
        known = [vk.player(int(id)) for id in ids if id.strip().isdecimal()]
        return [shapes.person(player.id, player.first_name) for player in known]

    return {"users.get": get, "utils.getServerTime": lambda _: int(vk.clock())}
