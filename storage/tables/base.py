"""The metadata of all tables, and short functions to declare a column."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Text,
    text as sql,
)

from storage.engine.types import Json, Moment

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

PERSONAL = "personal"
"""In a column's `info`: whether it can hold a person's words, name, number, place or id."""
IMPERSONAL = "impersonal"
"""In a column's `info`: why it cannot."""

BigId = BigInteger().with_variant(Integer(), "sqlite")


def declared(personal: bool = False, impersonal: str = "") -> dict[str, Any]:
    """A column's `info`: it is personal, or the reason why it is not.

    Erasing and the copy for a person walk over it (`storage.people.personal_data`). Raises ValueError
    when neither or both are given.
    """
    if personal == bool(impersonal):
        raise ValueError("say that it is personal, or why it is not")
    return {PERSONAL: personal, IMPERSONAL: impersonal}


def identity() -> Column[Any]:
    """A key that the database counts; never used again after a delete."""
    return Column("id", BigId, primary_key=True, autoincrement=True)


def text(
    name: str, *, null: bool = False, personal: bool = False, impersonal: str = ""
) -> Column[Any]:
    """Words or an id; empty rather than NULL unless `null`. See `declared`."""
    return Column(name, Text, nullable=null, info=declared(personal, impersonal))


def name(
    column: str,
    *,
    null: bool = False,
    personal: bool = False,
    impersonal: str = "a word from a closed list",
) -> Column[Any]:
    """A short word, most often from a closed list: a kind, a state, a channel."""
    return Column(
        column, String(64), nullable=null, info=declared(personal, "" if personal else impersonal)
    )


def number(column: str, *, null: bool = False, personal: bool = False) -> Column[Any]:
    """A whole number; `personal` when it says what one person thinks."""
    return Column(column, Integer, nullable=null, info={PERSONAL: personal})


def degrees(column: str) -> Column[Any]:
    """A coordinate of a place that a person named, or NULL."""
    return Column(column, Float, nullable=True, info=declared(personal=True))


def flag(column: str) -> Column[Any]:
    """Yes or no."""
    return Column(column, Boolean, nullable=False)


def moment(column: str, *, null: bool = False) -> Column[Any]:
    """An aware moment in UTC."""
    return Column(column, Moment, nullable=null)


def data(
    column: str, *, null: bool = False, personal: bool = False, impersonal: str = ""
) -> Column[Any]:
    """Plain data as JSON. See `declared`."""
    return Column(column, Json, nullable=null, info=declared(personal, impersonal))


def link(column: str, target: str, *, null: bool = False, erase: str = "RESTRICT") -> Column[Any]:
    """A foreign key to `target.id`; `erase` says what happens when the target goes."""
    return Column(column, BigId, ForeignKey(f"{target}.id", ondelete=erase), nullable=null)


def where(condition: str, postgresql: str = "") -> dict[str, Any]:
    """The condition of an index over some of the rows, for both dialects.

    `postgresql`: the same where PostgreSQL spells it differently; its booleans are no numbers.
    """
    return {"sqlite_where": sql(condition), "postgresql_where": sql(postgresql or condition)}
