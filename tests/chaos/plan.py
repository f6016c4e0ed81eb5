"""What goes wrong, and when: all of it from one seed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

AFTERNOON = datetime(2026, 12, 31, 8, 30, tzinfo=UTC)
"""Half past three in Vietnam, on the year's last day: where every run begins."""
YEAR_END = datetime(2026, 12, 31, 16, 59, 50, tzinfo=UTC)
"""Ten seconds before the year ends there."""
MORNING = datetime(2027, 1, 1, 1, 0, tzinfo=UTC)
"""Eight o'clock: what was held back over the night goes out."""
LONGEST_DELAY = 0.4
"""Seconds: a call of a process that is dead reaches the service at most so much later."""

FAULTS: tuple[tuple[dict[str, Any], int], ...] = (
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
"""(what the sandbox is told, how often beside the others)."""
PAUSE = (0.3, 2.0)
"""Seconds between two faults."""


@dataclass
class Plan:
    """A run of `updates` updates with `kills` kills."""

    seed: int
    kills: int
    updates: int
    residents: int
    chance: Random = field(init=False)

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)

    def interruptions(self) -> list[tuple[int, str]]:
        """(after so many updates, what): kills, a third as many restarts, jumps of the clock."""
        found = [(self._some(), "kill") for _ in range(self.kills)]
        found += [(self._some(), "restart") for _ in range(-(-self.kills // 3))]
        found += [(self._some(), "step") for _ in range(max(self.kills, 4))]
        found += [(self._some(), "redeliver") for _ in range(self.updates // 50)]
        found += [(self.updates // 3, "year end"), (self.updates * 2 // 3, "morning")]
        return sorted(found)

    def _some(self) -> int:
        return self.chance.randrange(self.updates // 50, self.updates)

    def step(self) -> timedelta:
        """How far a time server sets the clock, to and fro."""
        return timedelta(seconds=self.chance.choice((-10, -5, -2, 2, 30, 90)))

    def fault(self, *, cuts: bool) -> dict[str, Any]:
        """The next fault."""
        wanted = [(one, often) for one, often in FAULTS if cuts or "cut" not in one]
        return self.chance.choices([one for one, _ in wanted], [often for _, often in wanted])[0]
