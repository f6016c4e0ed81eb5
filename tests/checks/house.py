"""House rules that no linter knows: `python -m tests.checks.house`, part of `make lint`."""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from tests.checks import retired
from tests.checks.circles import circle

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("actions", "bot", "domain", "handlers", "locales", "sandbox", "storage", "web")
MOST_LINES = 320
MOST_FILES = 16
MOST_SKIPS = 10
SKIP = "# fmt: " + "skip"
"""Stands where the code argues with the formatter: mostly too many arguments."""
NAMELESS = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc"}
TEXT = {
    ".py",
    ".md",
    ".toml",
    ".sh",
    ".lock",
    ".po",
    ".html",
    ".css",
    ".js",
    ".yaml",
    ".ini",
    ".cfg",
}
UNNAMED_TEXT = {"Makefile", "run"}
SELF = Path("tests/checks/house.py")

UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
MACHINE = re.compile(
    r"(?<![\w.])/(?:root|work|Users|home/[a-z]\w*)/|py" + r"pi\.org|files\.python" + r"hosted\.org"
)
OUTBOX_WRITERS = {
    "update": "storage/messages/outbox_states.py",
    "insert": "storage/messages/outbox.py",
    "inserting": "storage/messages/outbox.py",
}
OUTBOX_WRITTEN = re.compile(r"\b(update|insert|inserting)\(\s*outbox\b")
RECORD = "actions/cases/record.py"
CASE_WRITTEN = re.compile(
    r"\bsubmissions\.(?:change|file)\(|\bevents\.add\(|\b(?:update|insert|inserting)\(\s*submission(?:_event)?\b"
)
"""A case, or its history, is written: by the one action, through storage."""
CASE_WRITERS = {RECORD, "storage/cases/submissions.py", "storage/cases/events.py"}
CASE_ERASERS = {"storage/people/erasure.py", "storage/people/retention.py"}
"""They take words and identity out of a case, and change nothing that happened to it."""
KIND_ASKED = re.compile(r"(?:\b(?:is|is not|in)|[=!]=)\s+[({]?SubmissionKind\.[A-Z]")
TAPS = "actions/taps.py"
TAP_READER = "handlers/chat/dispatch.py"
TAP_READ = re.compile(r"\bincoming\.tap\b")
OUTSIDE = "domain/outside.py"
READS_OUTSIDE = {"isdigit", "isnumeric", "fromtimestamp"}
"""Methods that take "²" for a digit, or fail for a moment that a stranger chose."""
MADE_A_NUMBER = re.compile(r"\b(?:int|float|isdigit|isnumeric|fromtimestamp)\b")
OWN_NUMBERS = {
    "bot/backup/manifest.py": "what this process wrote into its own files",
    "bot/channels/telegram/sending.py": "ids that were numbers when they came",
    "bot/channels/zalo_bot/signed_links.py": "a moment of the clock",
    "bot/cli.py": "a command's exit code",
    "bot/demo/supervisor.py": "the demo's own port and clock",
    "bot/process/cpu_affinity.py": "the kernel's files",
}
"""Files outside storage that make a number by hand, and of what."""
PARALLEL = ("bot", "channels")
"""Packages that follow one contract have files of the same names."""


def files() -> Iterator[Path]:
    """What belongs to the project, relative to its root: no caches, no data, nothing hidden but .ci."""
    for path in sorted(ROOT.rglob("*")):
        relative = path.relative_to(ROOT)
        top = relative.parts[0]
        if top in {"data", "build", "dist"} or (top.startswith(".") and top != ".ci"):
            continue
        if "__pycache__" in relative.parts or not path.is_file():
            continue
        yield relative


def problems() -> Iterator[str]:
    """What breaks a rule, one line each."""
    for file in files():
        if file.suffix in TEXT or file.name in UNNAMED_TEXT:
            text = (ROOT / file).read_text(encoding="utf-8")
            yield from of_text(file, text)
        if file.suffix == ".py":
            yield from of_module(file, (ROOT / file).read_text(encoding="utf-8"))
    yield from of_folders(files())
    yield from of_names(files())
    yield from of_skips({file: (ROOT / file).read_text(encoding="utf-8") for file in _product()})
    yield from of_imports(files())


def of_text(file: Path, text: str) -> Iterator[str]:
    if file == SELF:
        return
    for number, line in enumerate(text.splitlines(), 1):
        if UNFINISHED.search(line):
            yield f"{file}:{number}: finish it, or open an issue"
        if MACHINE.search(line):
            yield f"{file}:{number}: names one machine's path or a package index"


def of_module(file: Path, text: str) -> Iterator[str]:
    if file.stem in NAMELESS or NAMELESS & set(file.parts):
        yield f"{file}: name a module by what it is about"
    if file.parts[0] != "tests":
        for written in OUTBOX_WRITTEN.finditer(text):
            if file.as_posix() != OUTBOX_WRITERS[written[1]]:
                line = text.count("\n", 0, written.start()) + 1
                yield f"{file}:{line}: {OUTBOX_WRITERS[written[1]]} alone does that"
        yield from _of_cases(file, text)
        yield from _of_buttons(file, text)
        yield from _of_kinds(file, text)
        yield from _of_outside(file, text)
        if file.parts[0] in PACKAGES:
            for line, name in retired.used(text):
                yield f"{file}:{line}: {name} is retired, say {retired.RETIRED[name]}"
    migration = is_migration(file)
    lines = text.count("\n")
    if file.parts[0] != "tests" and not migration and lines > MOST_LINES:
        yield f"{file}: {lines} lines, at most {MOST_LINES}: one idea a file"
    if (
        file.parts[0] in PACKAGES
        and not migration
        and not (ROOT / file.parent / "__init__.py").exists()
    ):
        yield f"{file.parent}: lacks __init__.py, so no check sees it"


def _of_cases(file: Path, text: str) -> Iterator[str]:
    if file.as_posix() in CASE_WRITERS | CASE_ERASERS:
        return
    for written in CASE_WRITTEN.finditer(text):
        line = text.count("\n", 0, written.start()) + 1
        yield f"{file}:{line}: a case changes in {RECORD} alone"


def _of_kinds(file: Path, text: str) -> Iterator[str]:
    if file.parts[:2] == ("domain", "cases"):
        return
    for asked in KIND_ASKED.finditer(text):
        line = text.count("\n", 0, asked.start()) + 1
        yield f"{file}:{line}: ask the kind's policy (domain/cases/kinds.py), not which kind it is"


def _of_buttons(file: Path, text: str) -> Iterator[str]:
    """A button's data is written and read by its tap, never by hand."""
    if file.parts[0] not in PACKAGES or file.parts[0] == "sandbox":
        return
    for node in ast.walk(ast.parse(text)) if "Button(" in text else ():
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "Button":
            named = [one.value for one in node.keywords if one.arg == "tap"]
            for tap in node.args[1:2] + named:
                if isinstance(tap, ast.Constant | ast.JoinedStr | ast.BinOp):
                    yield f"{file}:{node.lineno}: a button carries a Tap ({TAPS}), no text"
    if file.parts[0] == "handlers" and file.as_posix() != TAP_READER:
        for read in TAP_READ.finditer(text):
            line = text.count("\n", 0, read.start()) + 1
            yield f"{file}:{line}: {TAP_READER} alone reads a button's data"


def _of_outside(file: Path, text: str) -> Iterator[str]:
    """A number that came from outside is read by the one parser, with its limits.

    Storage is exempt: its values come out of typed columns. So is the sandbox, which is no product.
    """
    path = file.as_posix()
    if file.parts[0] not in PACKAGES or file.parts[0] in {"sandbox", "storage"} or path == OUTSIDE:
        return
    for node in ast.walk(ast.parse(text)) if MADE_A_NUMBER.search(text) else ():
        if isinstance(node, ast.keyword) and node.arg == "type":
            made = node.value
        elif isinstance(node, ast.Call):
            made = node.func
        else:
            continue
        by_hand = isinstance(made, ast.Name) and made.id in {"int", "float"}
        if (by_hand and path not in OWN_NUMBERS) or (
            isinstance(made, ast.Attribute) and made.attr in READS_OUTSIDE
        ):
            yield f"{file}:{made.lineno}: {OUTSIDE} alone reads numbers that came from outside"


def of_names(paths: Iterable[Path]) -> Iterator[str]:
    """Two files of one name on one floor: nobody knows which of them is meant."""
    floors = [
        path
        for path in paths
        if path.suffix == ".py"
        and path.parts[0] in PACKAGES
        and path.parts[0] != "sandbox"
        and path.parts[:2] != PARALLEL
        and not is_migration(path)
        and not path.stem.startswith("__")
    ]
    for (floor, name), count in Counter((path.parts[0], path.name) for path in floors).items():
        if count > 1:
            yield f"{floor}: {count} files are called {name}: name each by what is its own"


def _product() -> Iterator[Path]:
    for file in files():
        if file.suffix == ".py" and file.parts[0] in PACKAGES and not is_migration(file):
            yield file


def of_skips(texts: dict[Path, str]) -> Iterator[str]:
    count = sum(text.count(SKIP) for text in texts.values())
    if count > MOST_SKIPS:
        yield f"{count} places argue with the formatter, at most {MOST_SKIPS}"


def of_folders(paths: Iterable[Path]) -> Iterator[str]:
    modules = (path for path in paths if path.suffix == ".py" and not is_migration(path))
    for folder, count in Counter(module.parent for module in modules).items():
        if count > MOST_FILES:
            yield f"{folder}: {count} Python files, at most {MOST_FILES}: part it by subject"


def of_imports(paths: Iterable[Path]) -> Iterator[str]:
    product = [path for path in paths if path.suffix == ".py" and path.parts[0] in PACKAGES]
    found = circle({path: (ROOT / path).read_text(encoding="utf-8") for path in product})
    if found:
        yield f"a circle of imports: {' → '.join(map(str, found))}"


def is_migration(file: Path) -> bool:
    """A migration is written by a tool, run by path, and never changed again."""
    return file.parts[:2] == ("storage", "migrations")


def main() -> int:
    found = sorted(set(problems()))
    for problem in found:
        print(problem, file=sys.stderr)
    print(f"House rules: {len(found)} problems." if found else "House rules: kept.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
