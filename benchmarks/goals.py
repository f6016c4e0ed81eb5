"""The performance goals, and whether a run reached them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Goal:
    """One figure of a result (by its path of keys) and its bound."""

    where: tuple[str, ...]
    bound: float
    at_least: bool = False
    unit: str = ""

    @property
    def name(self) -> str:
        """A readable name."""
        return " / ".join(self.where)

    def check(self, result: dict[str, Any]) -> dict[str, Any] | None:
        """Return the outcome; None if the figure was not measured."""
        found: Any = result
        for name in self.where:
            if name not in found:
                return None
            found = found[name]
        reached = found >= self.bound if self.at_least else found <= self.bound
        sense = "at least" if self.at_least else "at most"
        return {
            "goal": self.name,
            "wanted": f"{sense} {self.bound:g}{self.unit}",
            "measured": round(float(found), 3),
            "reached": bool(reached),
        }


MOST = "1000000"
QUERIES = (
    "tracking, one's own",
    "tracking, everything of one's own",
    "inbox of an officer",
    "inbox of the head",
    "inbox of an observer",
    "search by three words, all common",
    "search by two that never meet",
    "a case looked for by its code",
    "what is due today",
    "statistics",
)
GOALS = (
    Goal(("ratios", "turn_vs_aiogram_echo"), 1.0, at_least=True),
    Goal(("ratios", "turn_vs_ptb_echo"), 4.0, at_least=True),
    Goal(("ratios", "conversation_vs_aiogram"), 1.5, at_least=True),
    Goal(("ratios", "conversation_vs_ptb"), 5.0, at_least=True),
    Goal(("ratios", "turn_at_1m_vs_1k"), 1.15),
    *(Goal(("growth", "desk", MOST, name, "p95"), 50, unit=" ms") for name in QUERIES),
    Goal(("growth", "medians", MOST, "start_seconds"), 2, unit=" s"),
    Goal(("growth", "medians", MOST, "idle_mb"), 150, unit=" MB"),
    Goal(("growth", "medians", MOST, "busy_mb"), 250, unit=" MB"),
    Goal(("long_messages", "slowest_ms"), 20, unit=" ms of processor time"),
    Goal(("one_account", "worst", "p99"), 200, unit=" ms"),
    Goal(("announcement", "transactions", "most"), 100, unit=" ms"),
    Goal(("announcement", "transactions", "memory_grew_mb"), 20, unit=" MB"),
    Goal(("announcement", "killed", "not_reached"), 0),
    Goal(("announcement", "killed", "reached_twice"), 32),
    Goal(("announcement", "replies_meanwhile", "p95"), 2000, unit=" ms"),
    Goal(("announcement", "replies_meanwhile", "unanswered"), 0),
    # If fewer messages are sent, nothing competes with the replies. Telegram allows 30 per second, and
    # 5 of them are the replies.
    Goal(("announcement", "replies_meanwhile", "sent_a_second"), 20, at_least=True, unit=" /s"),
    *(
        Goal(("latency", share, "unanswered"), 0)
        for share in ("50% of the ceiling", "80% of the ceiling")
    ),
)


def check(result: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the outcome of every goal whose figure was measured."""
    return [found for goal in GOALS if (found := goal.check(result)) is not None]
