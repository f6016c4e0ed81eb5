"""Reads and checks the organisation's configuration in `config/*.toml`."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from bot.errors import OperatorError
from domain.organisation import Organisation

if TYPE_CHECKING:
    from pathlib import Path


def load_organisation(folder: Path) -> Organisation:
    """Read all `.toml` files of a folder as one configuration; a key may be in one file only.

    Raises OperatorError, which names the file or key and how to fix it.
    """
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise OperatorError(
            f"There is no .toml file in {folder}; set NGHEDAN_CONFIG_DIR to the folder with "
            "organisation.toml"
        )
    whole: dict[str, Any] = {}
    where: dict[str, Path] = {}
    for path in files:
        for key, value in _read(path).items():
            if key in whole:
                raise OperatorError(
                    f"{path}: {key!r} stands in {where[key].name} already; drop one"
                )
            whole[key] = value
            where[key] = path
    try:
        return Organisation.model_validate(whole)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        at = ".".join(str(part) for part in first["loc"])
        path = where.get(str(first["loc"][0]), folder) if first["loc"] else folder
        raise OperatorError(f"{path}: {at or 'configuration'}: {first['msg']}; mend it") from None


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise OperatorError(f"{path}: not valid TOML: {error}; mend that line") from None
    except (OSError, UnicodeDecodeError) as error:
        raise OperatorError(f"{path}: cannot be read ({error}); see to its rights") from None
