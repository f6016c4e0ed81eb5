"""The table of permissions as a page: `python -m tests.checks.permissions --update` writes it."""

from __future__ import annotations

import sys
from pathlib import Path

from domain.cases.acts import Act
from domain.people.permissions import RIGHTS, Relation
from domain.people.roles import Role

PAGE = Path(__file__).resolve().parents[2] / "docs" / "permissions.md"
HEAD = """# Who may do what

Made from `domain/people/permissions.py` by `python -m tests.checks.permissions --update`. An act asks
this table at the moment of writing (`actions/permit.py`). What it does not say is refused, and the
refusal is written into the audit log.

A cell names what the case must be to whoever acts:

- **own**: they filed it. **assigned**: they handle it. **own unit**, **other unit**: whose it is.
- **conduct**: it is about an official's conduct, and does not name them. **named in it**: it names
  them; nobody who is named may do anything to it. **chosen reader**: no head may read it, and
  `conduct_reader` in `organisation.toml` names the person.
- A consultation has only **own unit** and **other unit**.
- Nobody handles what they filed themselves, in no role; so **filed it** stands in no cell.
- **yes**: the act is about no case.

An official has a resident's rights in their own matters. A row without any role follows from another
act: a case is released when its official is dismissed.

"""
YES = "yes"


def cell(act: Act, role: Role) -> str:
    """What stands in a cell; empty when the role may not."""
    relations = RIGHTS.get(act, {}).get(role, frozenset())
    if Relation.NO_CASE in relations:
        return YES
    return ", ".join(relation for relation in Relation if relation in relations)


def page() -> str:
    """The whole page."""
    lines = [
        f"| Act | {' | '.join(Role)} |",
        f"|---|{'---|' * len(Role)}",
    ]
    lines += [
        f"| {act.name.lower().replace('_', ' ')} | {' | '.join(cell(act, role) for role in Role)} |"
        for act in Act
    ]
    return HEAD + "\n".join(lines) + "\n"


def main() -> int:
    if "--update" in sys.argv:
        PAGE.write_text(page(), encoding="utf-8")
    if PAGE.read_text(encoding="utf-8") == page():
        return 0
    print("docs/permissions.md is not what the code says: --update writes it", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
