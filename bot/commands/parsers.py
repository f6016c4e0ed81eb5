"""The type of argparse's object to which commands add their parsers."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from argparse import ArgumentParser, _SubParsersAction

    Parsers: TypeAlias = _SubParsersAction[ArgumentParser]
