"""The plan of all faults and their times, which follows from one seed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

AFTERNOON = datetime(2026, 12, 31, 8, 30, tzinfo=UTC)
"""The begin of every run: half past three in Vietnam, on the last day of the year."""
YEAR_END = datetime(2026, 12, 31, 16, 59, 50, tzinfo=UTC)
"""Ten seconds before the year ends in Vietnam."""
MORNING = datetime(2027, 1, 1, 1, 0, tzinfo=UTC)
"""Eight o'clock in Vietnam, when the messages of the night are sent."""
LONGEST_DELAY = 0.4
"""The most seconds after the death of a process in which its last call reaches the service."""

Faults = tuple[tuple[dict[str, Any], int], ...]
"""(the order for the sandbox, its weight)."""
ON_TELEGRAM: Faults = (
    ({"method": "sendMessage", "retry_after": 1, "times": 2}, 4),
    ({"method": "sendMessage", "error_code": 500, "times": 3}, 4),
    ({"method": "sendMessage", "error_code": 502, "html": True}, 1),
    ({"method": "sendMessage", "delay": LONGEST_DELAY, "times": 10}, 4),
    ({"method": "sendMessage", "cut": "after"}, 4),
    ({"method": "sendMessage", "cut": "before"}, 3),
    ({"method": "answerCallbackQuery", "error_code": 500, "times": 2}, 1),
    ({"method": "answerCallbackQuery", "cut": "before"}, 1),
    ({"method": "editMessageText", "error_code": 500, "times": 2}, 1),
    ({"method": "getUpdates", "error_code": 409}, 1),
    ({"method": "getUpdates", "error_code": 502, "html": True}, 1),
    ({"method": "getUpdates", "cut": "before"}, 1),
    ({"method": "getUpdates", "cut": "after"}, 1),
    ({"method": "getUpdates", "retry_after": 1}, 1),
    ({"method": "getUpdates", "delay": LONGEST_DELAY}, 1),
)
POSTS: Faults = (
    ({"method": "webhook", "cut": "before", "times": 3}, 3),
    ({"method": "webhook", "cut": "after", "times": 3}, 3),
    ({"method": "webhook", "delay": LONGEST_DELAY}, 1),
)
"""Faults of Zalo's posts to us: lost, with a lost answer, or late."""
ON_ZALO_BOT: Faults = (
    *POSTS,
    ({"method": "sendMessage", "error_code": 500, "times": 3}, 4),
    ({"method": "sendMessage", "error_code": 503, "times": 2}, 2),
    ({"method": "sendMessage", "error_code": 408}, 2),
    ({"method": "sendMessage", "error_code": 502, "html": True}, 1),
    ({"method": "sendMessage", "delay": LONGEST_DELAY, "times": 10}, 4),
    ({"method": "sendMessage", "cut": "after"}, 4),
    ({"method": "sendMessage", "cut": "before"}, 3),
    ({"method": "getMe", "error_code": 500}, 1),
    ({"method": "getWebhookInfo", "error_code": 500}, 1),
)
ON_ZALO_OA: Faults = (
    *POSTS,
    ({"method": "message/cs", "error_code": -32}, 1),
    ({"method": "message/cs", "error_code": -100, "times": 3}, 4),
    ({"method": "message/cs", "error_code": -224, "times": 2}, 1),
    ({"method": "message/cs", "error_code": 502, "html": True}, 1),
    ({"method": "message/cs", "delay": LONGEST_DELAY, "times": 10}, 4),
    ({"method": "message/cs", "cut": "after"}, 4),
    ({"method": "message/cs", "cut": "before"}, 3),
)
FAULTS = {"telegram": ON_TELEGRAM, "zalo_bot": ON_ZALO_BOT, "zalo_oa": ON_ZALO_OA}
SHAPES: dict[str, dict[str, tuple[Any, ...]]] = {
    "telegram": {},
    "zalo_bot": {"wrapped": (False, True), "duplicates": (0, 0, 2), "echoes": (False, True)},
    "zalo_oa": {
        "mac_prefix": (True, False),
        "signed_by_oa": (False, True),
        "timestamp_header": (False, True),
        "duplicates": (0, 0, 2),
        "echoes": (False, True),
    },
}
"""Values of the sandbox's switches: repeated posts, and behaviour on which reports differ."""
PAUSE = (0.3, 2.0)
"""The least and the most seconds between two faults."""


@dataclass
class Plan:
    """A run of `updates` updates with `kills` kills."""

    seed: int
    kills: int
    updates: int
    residents: int
    channels: tuple[str, ...] = ("telegram",)
    again_after: tuple[int, ...] = (2, 6, 15, 30, 60)
    """Seconds until an Official Account's event is posted again.

    There are as many retries as Zalo's own (30 s, 5, 15, 30 and 60 minutes), but a run does not take
    hours.
    """
    chance: Random = field(init=False)

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)

    def interruptions(self) -> list[tuple[int, str]]:
        """Return (number of updates, interruption): kills, restarts and jumps of the clock."""
        found = [(self._some(), "kill") for _ in range(self.kills)]
        found += [(self._some(), "restart") for _ in range(-(-self.kills // 3))]
        found += [(self._some(), "step") for _ in range(max(self.kills, 4))]
        found += [(self._some(), "redeliver") for _ in range(self.updates // 50)]
        found += [(self.updates // 3, "year end"), (self.updates * 2 // 3, "morning")]
        return sorted(found)

    def _some(self) -> int:
        return self.chance.randrange(self.updates // 50, self.updates)

    def step(self) -> timedelta:
        """Return the next step of the clock by a time server, in both directions."""
        return timedelta(seconds=self.chance.choice((-10, -5, -2, 2, 30, 90)))

    def fault(self, channel: str, *, cuts: bool) -> dict[str, Any]:
        """Return the next fault of a service. Without `cuts`: none with an unknown outcome."""
        wanted = [(one, often) for one, often in FAULTS[channel] if cuts or not _is_unsure(one)]
        return self.chance.choices([one for one, _ in wanted], [often for _, often in wanted])[0]

    def shape(self, channel: str) -> dict[str, Any]:
        """Return the service's switches from now on."""
        return {name: self.chance.choice(ways) for name, ways in SHAPES[channel].items()}


def _is_unsure(fault: dict[str, Any]) -> bool:
    """Whether the outcome of the call is unknown. Zalo's 408 means that Zalo itself timed out."""
    return "cut" in fault or fault.get("error_code") == 408
