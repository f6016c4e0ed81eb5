"""What a story left behind, in the words of no particular service: to compare it between channels.

Left out, and why: channel, chat, sender and the service's ids, which differ by nature; what was said
and shown (`outbox`, `transcript`, `seen_update`, `conversation`), for a typed number is not a tap;
salts, digests and seals, which are random. Words lie in one table that also keeps what was shown:
they are put where a record points to them. Codes are random and are numbered as they come up.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from domain.cases.acts import Act
from storage.tables import metadata

if TYPE_CHECKING:
    from tests.house import House

LEFT_OUT = {
    "outbox", "transcript", "seen_update", "conversation", "personal_text", "held_update",
    "service_access", "job_run", "audit_head", "wrong_code",
}  # fmt: skip
BY_NATURE = {
    "channel", "chat", "sender", "ref", "path", "messages", "outbox_id", "digest",
    "chain", "salt", "token_hash", "origin",
}  # fmt: skip
MADE_TO_BE_SHOWN = {"chart", "export", "unlink"}
"""Tasks that make a file for a chat, where the service brings files."""
COUNTED = {("task", "id"), ("audit", "id"), ("audit_detail", "audit_id")}
"""Numbers that count these tasks, too, and that somebody asked for such a file."""
IN_JSON = re.compile(r'"(?:channel|ref|paths)": ?(?:"(?:\\.|[^"\\])*"|\[[^]]*\])')
"""The same inside of columns that are JSON."""
CODE = re.compile(r"\b([KPYG])[0-9A-Z]{2}-?[0-9A-Z]{4}\b")

Records = dict[str, list[dict[str, Any]]]


async def records(house: House) -> Records:
    """Every record of the commune, by table, in the order it was made."""
    words = {row.id: row.body for row in await house.rows("SELECT id, body FROM personal_text")}
    names: dict[str, str] = {}

    def told(value: Any) -> Any:
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
                key: told(words.get(value) if key in ("text_id", "words_id") else value)
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
