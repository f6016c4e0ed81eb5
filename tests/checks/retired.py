"""Names that the house gave up: each had several meanings, or was nobody's word but ours.

A reader of an older commit finds here what the thing is called now; `make lint` fails where one of
them is a name again in the product's code.
"""

from __future__ import annotations

import io
import tokenize
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

RETIRED = {
    "World": "Commune, or the chat's Book",
    "Voice": "Notifier",
    "Terms": "LeaderLoop",
    "Exchange": "ChannelRunners",
    "Purse": "MessageQuota",
    "Payment": "Charge",
    "Budget": "QuotaRules",
    "spending": "quota",
    "Workplace": "JobContext",
    "Workshop": "TaskContext",
    "Said": "SentMessage",
    "unsay": "sent_messages.overwrite",
    "parcels": "send_request",
    "lane": "channel_queue",
    "verdicts": "retry_policy",
    "stranded": "failover",
    "durable": "atomic_files",
    "ledger": "manifest",
    "odd_json": "lenient_json",
    "soundness": "integrity",
    "wrong_codes": "failed_lookups",
    "nudges": "template_messages",
    "owned": "connection",
    "last_event": "Submission.version",
    "is_newer": "permit(…, seen=…)",
    "send_answer": "actions.cases.answer",
    "keep_note": "actions.cases.note",
    "heads_for": "permit.readers_of_conduct",
    "may_open": "permit.may_act(…, Act.OPEN, …)",
}


def used(text: str) -> Iterator[tuple[int, str]]:
    """(line, retired name) for each that is a name in this Python text."""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.NAME and token.string in RETIRED:
            yield token.start[0], token.string
