"""No two modules of the product import each other, in a circle of any length.

Imports inside functions and imports for types only (`if TYPE_CHECKING`) count too: each module can
be read, and changed, without those that stand above it.
"""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path


def circle(sources: Mapping[Path, str]) -> tuple[Path, ...]:
    """The files of a circle among these modules (path → text), or nothing.

    The first file stands also at the end.
    """
    paths = {_name(path): path for path in sources}
    graph = {
        _name(path): set(_imports(text, paths)) - {_name(path)} for path, text in sources.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return tuple(paths[name] for name in reversed(error.args[1]))
    return ()


def _name(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def _imports(text: str, known: Collection[str]) -> Iterator[str]:
    """The known modules that a module's text imports."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names if one.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for one in node.names:
                inner = f"{node.module}.{one.name}"
                if inner in known:
                    yield inner
                elif node.module in known:
                    yield node.module
