"""What is shipped with the bot, and under which licences: `python -m tests.supply.sbom`, part of `make lint`.

Reads `requirements.lock` and what the installed packages say about themselves. Writes a bill of
materials (CycloneDX 1.5) and a list of licences into `build/`. Fails for a licence that the distribution
under Apache-2.0 does not allow, for a package without one, and for one of the LGPL or MPL that `NOTICE`
does not name.
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
LOCK, NOTICE, BUILD = ROOT / "requirements.lock", ROOT / "NOTICE", ROOT / "build"
FREE = {
    "Apache-2.0", "MIT", "MIT-CMU", "BSD-2-Clause", "BSD-3-Clause", "PSF-2.0", "ISC", "0BSD", "HPND",
    "Unlicense", "Zlib",
}  # fmt: skip
"""Licences that ask for no more than their text and the names in it."""
NAMED = {"MPL-2.0", "LGPL-2.1-only", "LGPL-2.1-or-later", "LGPL-3.0-only", "LGPL-3.0-or-later"}
"""Licences of parts that may be used unchanged beside ours, and replaced: NOTICE names these parts."""
SPOKEN = {
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "MIT License": "MIT",
    "BSD License": "BSD-3-Clause",
    "Python Software Foundation License": "PSF-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-only",
}
"""What older packages write in place of an SPDX expression."""
READ = {"pyreqwest": "Apache-2.0"}
"""Packages that declare no licence in a field: read in the file that they bring, by hand."""
_PINNED = re.compile(r"^([A-Za-z0-9_.-]+)==([^\s;\\]+)", re.MULTILINE)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Part:
    """A package of the lock file."""

    name: str
    version: str
    licence: str
    """An SPDX expression; empty if unknown."""
    hashes: tuple[str, ...]


def parts(lock: str) -> Iterator[Part]:
    """The packages of a lock file, with what their installed copies declare."""
    pinned = list(_PINNED.finditer(lock))
    for at, found in enumerate(pinned):
        until = pinned[at + 1].start() if at + 1 < len(pinned) else len(lock)
        hashes = tuple(_HASH.findall(lock, found.start(), until))
        yield Part(found[1], found[2], licence_of(found[1]), hashes)


def licence_of(name: str) -> str:
    """The licence that an installed package declares, as SPDX writes it; "" if it declares none."""
    if name in READ:
        return READ[name]
    try:
        declared: Any = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ""
    expression = declared.get("License-Expression") or ""
    if expression:
        return str(expression)
    said = (declared.get("License") or "").strip()
    if said in FREE | NAMED:
        return str(said)
    if said in SPOKEN:
        return SPOKEN[said]
    spoken = [
        SPOKEN.get(one.rpartition("::")[2].strip(), "")
        for one in declared.get_all("Classifier") or ()
        if one.startswith("License ::")
    ]
    return " OR ".join(dict.fromkeys(filter(None, spoken)))


def licences_in(expression: str) -> list[list[str]]:
    """The licences of an expression: all of the outer list hold, one of each inner list is enough."""
    flat = expression.replace("(", " ").replace(")", " ")
    return [one.split(" OR ") for one in re.sub(r"\s+", " ", flat).strip().split(" AND ")]


def problems(found: list[Part], notice: str) -> Iterator[str]:
    """What forbids to ship these parts, one line each."""
    for part in found:
        if not part.hashes:
            yield f"{part.name}: the lock file has no hash of it"
        if not part.licence:
            yield f"{part.name}: declares no licence that is known here"
            continue
        for choice in licences_in(part.licence):
            names = {one.strip() for one in choice}
            if names & FREE:
                continue
            if not names & NAMED:
                yield f"{part.name}: {part.licence} does not go with Apache-2.0"
            elif not re.search(rf"^{re.escape(part.name)}\b", notice, re.MULTILINE):
                yield f"{part.name}: {part.licence}, so NOTICE must name it"


def bill(found: list[Part]) -> dict[str, Any]:
    """The bill of materials, in the form of CycloneDX 1.5."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "nghedan"}},
        "components": [
            {
                "type": "library",
                "bom-ref": f"pkg:pypi/{part.name}@{part.version}",
                "name": part.name,
                "version": part.version,
                "purl": f"pkg:pypi/{part.name}@{part.version}",
                "licenses": [{"expression": part.licence}],
                "properties": [
                    {"name": "nghedan:locked-sha256", "value": one} for one in part.hashes
                ],
            }
            for part in found
        ],
    }


def main() -> int:
    """Check, and write both files; exit code 1 when something must not be shipped."""
    found = list(parts(LOCK.read_text(encoding="utf-8")))
    wrong = list(problems(found, NOTICE.read_text(encoding="utf-8")))
    for problem in wrong:
        print(problem, file=sys.stderr)
    BUILD.mkdir(exist_ok=True)
    text = json.dumps(bill(found), indent=1) + "\n"
    (BUILD / "sbom.cdx.json").write_text(text, encoding="utf-8")
    lines = [f"{part.name}\t{part.version}\t{part.licence or 'unknown'}\n" for part in found]
    (BUILD / "licences.tsv").write_text("".join(lines), encoding="utf-8")
    print(f"Licences: {len(wrong)} problems." if wrong else f"Licences: {len(found)} parts, kept.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
