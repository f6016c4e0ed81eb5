"""The gates of the message catalogues, and the tool that keeps the .po files.

    python -m tests.checks.catalogues                  what `make lint` runs
    python -m tests.checks.catalogues --update         take the texts of the code into the files
    python -m tests.checks.catalogues --fill FILE.json the same, then put in these translations
    python -m tests.checks.catalogues --missing        print, as JSON for --fill, what lacks a text

FILE.json is `{"msgid": {"vi": "...", "en": "...", "km": "..."}}`; of a text with a plural the
msgid is the singular, and a value may be a list of the language's forms (vi and km have one).
English needs no entry: an empty English text is its msgid.

Texts are marked `_("...")` or `_n("singular", "plural", ...)`. A comment above that begins with
`Translators:` goes into the files; "at most 40 characters" in it sets the text's limit.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import re
import string
import sys
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("vi", "en", "km")
SPOKEN_IN = ("actions", "bot", "handlers", "web")
"""The packages that say things. `domain` gives names to be translated above it."""
KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "_n": (1, 2)}

SCREEN = 700
"""The most characters of one text when every placeholder holds its longest usual value."""
LIMIT = re.compile(r"at most (\d+) characters")
LONGEST = {
    "code": 12,
    "count": 7,
    "number": 7,
    "total": 7,
    "day": 30,
    "date": 30,
    "due": 30,
    "time": 20,
    "hour": 8,
    "name": 60,
    "place": 60,
    "unit": 60,
    "phone": 20,
    "address": 120,
    "link": 80,
}
"""Characters of the longest usual value, by placeholder; any other is taken as `LONGEST_OTHER`."""
LONGEST_OTHER = 40

HEADER = """\
msgid ""
msgstr ""
"Project-Id-Version: nghedan\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural}\\n"

"""


def path_of(language: str, root: Path = ROOT) -> Path:
    return root / "locales" / language / "LC_MESSAGES" / "nghedan.po"


def extract(root: Path = ROOT) -> Catalog:
    """Every text that the code marks, with its translator comments."""
    found = Catalog(fuzzy=False)
    for package in SPOKEN_IN:
        for _file, _line, ids, comments, _context in extract_from_dir(
            root / package,
            method_map=[("**.py", "python")],
            keywords=KEYWORDS,
            comment_tags=("Translators:",),
            strip_comment_tags=True,
        ):
            found.add(ids, auto_comments=[" ".join(comments)] if comments else ())
    return found


def read(language: str, root: Path = ROOT) -> Catalog:
    """The file as it is; an empty catalogue where there is none yet."""
    path = path_of(language, root)
    if not path.exists():
        return Catalog(locale=language, fuzzy=False)
    return read_po(BytesIO(path.read_bytes()), locale=language)


def merge(language: str, code: Catalog, kept: Catalog) -> Catalog:
    """The code's texts with the translations that are kept; what the code lost is dropped."""
    merged = Catalog(locale=language, fuzzy=False)
    for source in code:
        if not source.id:
            continue
        old = kept.get(key_of(source))
        merged.add(source.id, auto_comments=source.auto_comments)
        message = _get(merged, key_of(source))
        if old is not None and old.pluralizable == message.pluralizable:
            message.string = old.string
            message.flags |= old.flags & {"fuzzy"}
        if language == "en" and not any(forms_of(message)):
            message.string = message.id
        # Babel guesses it from "100 % of": our placeholders are never of that kind.
        message.flags.discard("python-format")
    return merged


def render(language: str, catalog: Catalog) -> str:
    """The file's text: sorted, unwrapped, without places or dates, so that diffs show words only."""
    buffer = BytesIO()
    write_po(buffer, catalog, width=0, no_location=True, omit_header=True, sort_output=True)
    body = buffer.getvalue().decode().strip("\n")
    header = HEADER.format(language=language, plural=catalog.plural_forms)
    return f"{header}{body}\n" if body else f"{header.rstrip()}\n"


def key_of(message: Message) -> str:
    return message.id[0] if isinstance(message.id, (list, tuple)) else message.id


def ids_of(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, (list, tuple)) else (message.id,)


def forms_of(message: Message) -> tuple[str, ...]:
    string_ = message.string
    forms = tuple(string_) if isinstance(string_, (list, tuple)) else (string_,)
    return tuple(form or "" for form in forms)


def _get(catalog: Catalog, key: str) -> Message:
    message = catalog.get(key)
    if message is None:
        raise KeyError(key)
    return message


def placeholders(text: str) -> set[str]:
    """Names in braces. Raises ValueError when the braces do not parse or a name is not a word."""
    names = {
        name
        for _text, name, _spec, _conversion in string.Formatter().parse(text)
        if name is not None
    }
    for name in names:
        if not name.isidentifier():
            raise ValueError(f"placeholder {{{name}}} is not a plain name")
    return names


def tags(text: str) -> list[str]:
    return sorted(re.findall(r"</?[a-z]+>", text))


def longest(text: str) -> int:
    """Characters a person sees when each placeholder holds its longest usual value."""
    total = 0
    for literal, name, _spec, _conversion in string.Formatter().parse(
        re.sub(r"</?[a-z]+>", "", text)
    ):
        total += len(literal)
        if name is not None:
            total += LONGEST.get(name, LONGEST_OTHER)
    return total


def problems(root: Path = ROOT) -> Iterator[str]:
    """What is wrong with the three files, one line each."""
    code = extract(root)
    for language in LANGUAGES:
        path = path_of(language, root)
        shown = path.relative_to(root)
        kept = read(language, root)
        merged = merge(language, code, kept)
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        if text != render(language, merged):
            yield f"{shown}: not up to date with the code: make catalogues"
        for message in merged:
            if message.id:
                for problem in wrong(message):
                    yield f"{shown}: {problem}: {key_of(message)!r}"


def wrong(message: Message) -> Iterator[str]:
    """What is wrong with one translated text."""
    if message.fuzzy:
        yield "marked fuzzy"
    forms = forms_of(message)
    if not all(forms):
        yield "not translated"
        return
    try:
        wanted = placeholders(ids_of(message)[-1])
        allowed = set[str]().union(*map(placeholders, ids_of(message)))
        for form in forms[:-1]:
            if not placeholders(form) <= allowed:
                yield f"other placeholders ({form!r})"
        if placeholders(forms[-1]) != wanted:
            yield f"other placeholders ({forms[-1]!r})"
        size = max(map(longest, forms))
    except ValueError as error:
        yield str(error)
        return
    if any(tags(form) != tags(ids_of(message)[-1]) for form in forms):
        yield "other <tags>"
    stated = LIMIT.search(" ".join(message.auto_comments))
    most = int(stated[1]) if stated else SCREEN
    if size > most:
        yield f"up to {size} characters, at most {most}"


@contextmanager
def locked(root: Path) -> Iterator[None]:
    """Two people filling at once take turns."""
    handle = os.open(root / "locales", os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def update(filling: dict[str, dict[str, str | list[str]]], root: Path = ROOT) -> list[str]:
    """Rewrite the files from the code, keep what is translated, put `filling` in.

    Returns the msgids of `filling` that the code does not have.
    """
    with locked(root):
        code = extract(root)
        unknown = [msgid for msgid in filling if code.get(msgid) is None]
        for language in LANGUAGES:
            merged = merge(language, code, read(language, root))
            for msgid, texts in filling.items():
                if msgid not in unknown and language in texts:
                    put(_get(merged, msgid), texts[language])
            path = path_of(language, root)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(render(language, merged), encoding="utf-8")
    return unknown


def put(message: Message, text: str | list[str]) -> None:
    """Set one translation; a single text of a plural is used for each of its forms."""
    forms = [text] if isinstance(text, str) else text
    if not message.pluralizable:
        message.string = forms[0]
    else:
        count = len(forms_of(message))
        message.string = tuple(forms) if len(forms) == count else tuple(forms[:1] * count)
    message.flags.discard("fuzzy")


def missing(root: Path = ROOT) -> dict[str, dict[str, str]]:
    """What lacks a translation, in the shape that `--fill` takes."""
    code = extract(root)
    lacking: dict[str, dict[str, str]] = {}
    for language in LANGUAGES:
        for message in merge(language, code, read(language, root)):
            if message.id and not all(forms_of(message)):
                lacking.setdefault(key_of(message), {})[language] = ""
    return lacking


def main(arguments: Iterable[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--fill", type=Path, metavar="FILE.json")
    parser.add_argument("--missing", action="store_true")
    chosen = parser.parse_args(None if arguments is None else list(arguments))
    if chosen.missing:
        print(json.dumps(missing(), ensure_ascii=False, indent=1))
        return 0
    if chosen.update or chosen.fill:
        filling = json.loads(chosen.fill.read_text(encoding="utf-8")) if chosen.fill else {}
        unknown = update(filling)
        for msgid in unknown:
            print(f"not in the code, left out: {msgid!r}", file=sys.stderr)
        return 1 if unknown else 0
    found = list(problems())
    for problem in found:
        print(problem, file=sys.stderr)
    print(f"Catalogues: {len(found)} problems." if found else "Catalogues: complete.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
