"""What VK's answers mean for a message: one table of its error codes (vk-api-schema, errors.json, 5.199)."""

from __future__ import annotations

from adapters.vk.calls import Given, Lost, Refusal, Reply, Unsent, refusal
from engine.runtime.ports import Gone, Malformed, NotApplied, Outcome, Unknown, Unreachable

SHORTLY_S = 0.1  # two of the twenty parts of a second
FLOOD_S = 180.0  # error 9 says that the same chat was asked too much: minutes, not seconds
OPERATOR_S = 600.0  # until somebody has mended the token or the community's settings
QUOTA_S = 3600.0  # error 29: a method's quota of the day

OPERATOR: dict[int, str] = {
    5: "the token is refused: correct SMENA_VK_TOKEN",
    14: "VK wants a captcha: look into the community's settings",
    17: "VK wants the token's owner to confirm himself",
    27: "the community's token is refused: correct SMENA_VK_TOKEN",
    28: "the application's token is refused: correct SMENA_VK_TOKEN",
    29: "the day's quota of a method is used up",
    912: "bots are switched off in the community: switch on Messages, Bot settings",
}
TABLE: dict[int, Outcome] = {
    1: Unknown("error 1"),
    6: NotApplied(SHORTLY_S, everywhere=True),
    9: NotApplied(FLOOD_S),
    10: Unknown("error 10"),
    13: Unknown("error 13"),
    29: NotApplied(QUOTA_S, everywhere=True),
    32: NotApplied(1.0),  # need wait
    36: Unknown("error 36"),  # interrupted by a timeout
    43: NotApplied(60.0),  # section is temporarily unavailable
    944: NotApplied(QUOTA_S),  # limit of an intent
    **dict.fromkeys((5, 14, 17, 27, 28), NotApplied(OPERATOR_S, everywhere=True)),
    **dict.fromkeys((104, 909, 920, 921, 924, 949), Gone()),  # not found, too old, another kind, pinned
    **{code: Unreachable(f"error {code}") for code in (7, 15, 18, 30, 37, 113)},
    **{code: Unreachable(f"error {code}") for code in (900, 901, 902, 932, 935, 936, 939, 950, 962, 985, 987, 988)},
    **{code: Unreachable(f"error {code}") for code in (917, 922, 925, 927, 945, 946, 947, 983, 1012)},
    **{code: Malformed(f"error {code}") for code in (3, 8, 12, 100, 103, 413, 910, 911, 912, 913, 914, 940, 943)},
}
NAMES_A_MESSAGE = ("message_id", "cmid", "message not found", "can't find message")


def outcome_of(reply: Reply, editing: bool = False) -> Outcome | None:
    """Read an answer; None if VK has done it. A code that nobody has described means that the fate is unknown."""
    match reply:
        case Unsent():
            return NotApplied(1.0, everywhere=True)
        case Lost(why):
            return Unknown(why)
        case Given(list() as peers):
            errors = [peer["error"] for peer in peers if isinstance(peer, dict) and isinstance(peer.get("error"), dict)]
            return _refused(refusal(errors[0]), editing) if errors else None
        case Refusal():
            return _refused(reply, editing)
        case _:
            return None


def _refused(reply: Refusal, editing: bool) -> Outcome:
    if editing and reply.code == 100 and any(name in reply.words.lower() for name in NAMES_A_MESSAGE):
        return Gone()
    if editing and reply.code in (7, 15):
        return Gone()  # this message may not be touched; whether the player can be reached, a new one will show
    outcome = TABLE.get(reply.code, Unknown(f"error {reply.code}"))
    return Malformed(f"error {reply.code}: {reply.words}") if isinstance(outcome, Malformed) else outcome
