"""The records of a story without the data of a service, to compare them between channels.

These are left out: channel, chat, sender and the service's ids, which differ; messages (`outbox`,
`transcript`, `seen_update`, `conversation`), because a typed number is not a tap; salts, digests and
seals, which are random. References to texts are replaced by the texts. Codes are random, so they are
replaced by numbers in their order.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from domain.cases.acts import Act
from storage.tables import metadata

if TYPE_CHECKING:
    from tests.house import House

LEFT_OUT = {
    "outbox",
    "transcript",
    "seen_update",
    "conversation",
    "personal_text",
    "held_update",
    "service_access",
    "job_run",
    "audit_head",
    "wrong_code",
}
BY_NATURE = {
    "channel",
    "chat",
    "sender",
    "ref",
    "path",
    "messages",
    "outbox_id",
    "digest",
    "chain",
    "salt",
    "token_hash",
    "origin",
}
MADE_TO_BE_SHOWN = {"chart", "export", "unlink", "expire", "forget address"}
"""Tasks that make a file for a chat, on services that can send files, or forget a reply of the chat."""
COUNTED = {("task", "id"), ("audit", "id"), ("audit_detail", "audit_id")}
"""Columns whose numbers depend on these tasks, and on the requests for such files."""
IN_JSON = re.compile(r'"(?:channel|ref|paths)": ?(?:"(?:\\.|[^"\\])*"|\[[^]]*\])')
"""The same data inside JSON columns."""
CODE = re.compile(r"\b([KPYG])[0-9A-Z]{2}-?[0-9A-Z]{4}\b")

Records = dict[str, list[dict[str, Any]]]


async def records(house: House) -> Records:
    """Return all records of the commune by table, in the order of their creation."""
    words = {row.id: row.body for row in await house.rows("SELECT id, body FROM personal_text")}
    names: dict[str, str] = {}

    def numbered(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        value = IN_JSON.sub("", value)
        return CODE.sub(
            lambda found: names.setdefault(
                found[0].replace("-", ""), f"{found[1]}{len(names) + 1}"
            ),
            value,
        )

    found: Records = {}
    for name, table in sorted(metadata.tables.items()):
        if name in LEFT_OUT:
            continue
        order = ", ".join(column.name for column in table.primary_key)
        rows = await house.rows(f"SELECT * FROM {name} ORDER BY {order}")
        found[name] = [
            {
                key: numbered(words.get(value) if key in ("text_id", "words_id") else value)
                for key, value in row._mapping.items()
                if key not in BY_NATURE and (name, key) not in COUNTED
            }
            for row in rows
            if not _is_to_be_shown(name, row)
        ]
    return found


def _is_to_be_shown(table: str, row: Any) -> bool:
    if table == "audit":
        return bool(row.act == Act.EXPORT)
    return table == "task" and row.kind in MADE_TO_BE_SHOWN
