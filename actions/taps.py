"""Typed data of buttons: a tap is the request that a pressed button makes.

    class Give(Tap, name="give"):
        code: Code
        official_id: int

    Button(_("Give it to Lan"), Give("K7M2Q9X", 3))    # its data is `give:K7M2Q9X:3`
    Give.parse("give:K7M2Q9X:3")                       # Give(code="K7M2Q9X", official_id=3)

Buttons stay on people's screens for years, and their data can be forged. So the name of a tap never
changes and is never given to another one, and each field is checked when the data comes back.
"""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields
from enum import StrEnum
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    ClassVar,
    NamedTuple,
    Self,
    dataclass_transform,
    get_args,
    get_type_hints,
)

from domain.cases import tracking_code
from domain.outside import number, words

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_BYTES = 64
"""Telegram's limit for the data of a button."""
MOST_LETTERS = 32


class Codec(NamedTuple):
    """Two functions that read a value from a part of the data, and write it."""

    read: Callable[[str], Any]
    """Returns None for an invalid text."""
    write: Callable[[Any], str] = str


def _word(text: str) -> str | None:
    is_word = text.isascii() and text.isprintable() and len(text) <= MOST_LETTERS
    return text if is_word else None


def one_of(choices: type[StrEnum]) -> Codec:
    """The codec of an enumeration's values."""
    return Codec({one.value: one for one in choices}.get)


def flag(word: str) -> Codec:
    """The codec of a bool: True if the part is this word; the field's default is False."""
    return Codec({word: True}.get, lambda _true: word)


CODE, NUMBER, WORD, REST = Codec(tracking_code.parse), Codec(number), Codec(_word), Codec(words)

Code = Annotated[str, CODE]
"""A tracking code, in its stored form."""
Rest = Annotated[str, REST]
"""The rest of the data, with separators; only for a last field."""

_CODECS: dict[object, Codec] = {int: NUMBER, str: WORD, bool: flag("yes")}


def _codec(declared: Any) -> Codec:
    """The codec of a field's type. Raises TypeError for a type that no button can carry."""
    for one in (declared, *getattr(declared, "__metadata__", ()), *get_args(declared)):
        if isinstance(one, Codec):
            return one
        if isinstance(one, type) and issubclass(one, StrEnum):
            return one_of(one)
        if one in _CODECS:
            return _CODECS[one]
    raise TypeError(f"no button carries {declared}")


class Field(NamedTuple):
    """A field of a tap."""

    name: str
    codec: Codec
    default: Any
    """The value for a missing or empty part; MISSING if the field is required."""


@dataclass_transform(frozen_default=True)
@dataclass(frozen=True)
class Tap:
    """The base of all taps. A subclass is a frozen dataclass with a name and its fields.

    A field is a `Code`, a number (`int`), an enumeration (`StrEnum`), a short word (`str`), a
    `bool` (the word `yes`), or the `Rest`. Optional ones have a default, and come last.
    """

    name: ClassVar[str] = ""
    """The beginning of the data: one word, or two (`link:pin`). Empty for a base of taps."""
    prefix: ClassVar[str] = ""
    """The name and a colon; the fields follow."""
    bare: ClassVar[str] = ""
    """The data of a tap without fields: a name of one word keeps its colon."""
    separator: ClassVar[str] = ":"
    """Stands between the fields."""
    fields: ClassVar[tuple[Field, ...]] = ()

    def __init_subclass__(cls, name: str = "", separator: str = ":") -> None:
        """Raises TypeError for a field whose type no button can carry."""
        dataclass(frozen=True)(cls)
        types = get_type_hints(cls, include_extras=True)
        cls.name, cls.prefix, cls.separator = name, f"{name}:", separator
        cls.bare = name if ":" in name else cls.prefix
        cls.fields = tuple(
            Field(one.name, _codec(types[one.name]), one.default) for one in fields(cls)
        )

    @classmethod
    def parse(cls, data: str) -> Self | None:
        """The tap in a button's data; None if the data is of another tap or invalid."""
        if not data.startswith(cls.prefix) and data != cls.name:
            return None
        argument, most = data[len(cls.prefix) :], len(cls.fields)
        parts = cls._parts(argument, most) if argument else []
        if len(parts) > most:
            return None
        parts += [""] * (most - len(parts))
        values = []
        for (_name, codec, default), part in zip(cls.fields, parts, strict=True):
            value = codec.read(part) if part else default
            if value is MISSING or (part and value is None):
                return None
            values.append(value)
        return cls(*values)

    @classmethod
    def _parts(cls, argument: str, most: int) -> list[str]:
        takes_rest = most > 0 and cls.fields[-1].codec is REST
        return argument.split(cls.separator, most - 1 if takes_rest else -1)

    @property
    def data(self) -> str:
        """The data of the button. Raises ValueError if it is too long for a channel."""
        values = self.__dict__
        parts = [
            "" if values[name] == default else codec.write(values[name])
            for name, codec, default in self.fields
        ]
        while parts and not parts[-1]:
            parts.pop()
        data = self.prefix + self.separator.join(parts) if parts else self.bare
        if len(data.encode()) > MOST_BYTES:
            raise ValueError(f"more than {MOST_BYTES} bytes: {data}")
        return data
