"""Plans laid before the residents, what they think of them, and what the unit answers."""

from sqlalchemy import Index, PrimaryKeyConstraint, Table, UniqueConstraint

from storage.tables.base import data, flag, identity, link, metadata, moment, name, text, where

consultation = Table(
    "consultation",
    metadata,
    identity(),
    name("code"),
    name("state"),  # draft, scheduled, open, closed, published
    text("title"),
    text("summary"),
    link("document_id", "file", null=True, erase="SET NULL"),
    moment("opens_at"),
    moment("closes_at"),
    text("legal_basis"),  # why it is open for less than the legal minimum, when it is
    data("hamlets"),
    name("unit_id"),
    link("created_by", "official", null=True),
    moment("created_at"),
    moment("opened_at", null=True),
    moment("closed_at", null=True),
    moment("published_at", null=True),
    UniqueConstraint("code"),
    Index(None, "state"),
    sqlite_autoincrement=True,
)

opinion = Table(
    "opinion",
    metadata,
    identity(),
    link("consultation_id", "consultation", erase="CASCADE"),
    name("code"),
    link("person_id", "person", null=True, erase="SET NULL"),
    flag("on_behalf"),
    text("author_name"),
    text("author_consent"),
    name("stance"),  # agree, disagree, pass, own_words
    link("text_id", "personal_text", null=True, erase="SET NULL"),
    name("language"),
    name("channel"),
    text("chat"),
    flag("current"),
    flag("late"),
    moment("at"),
    moment("answered_at", null=True),
    Index("ix_opinion_current", "consultation_id", "person_id", **where("current = 1", "current")),
    Index(None, "consultation_id", "id"),
    Index(None, "person_id"),
    Index(None, "text_id", **where("text_id IS NOT NULL")),
    sqlite_autoincrement=True,
)

opinion_file = Table(
    "opinion_file",
    metadata,
    link("opinion_id", "opinion", erase="CASCADE"),
    link("file_id", "file", erase="CASCADE"),
    PrimaryKeyConstraint("opinion_id", "file_id"),
    Index(None, "file_id"),
)

consultation_answer = Table(
    "consultation_answer",
    metadata,
    identity(),
    link("consultation_id", "consultation", erase="CASCADE"),
    name("stance"),
    name("disposition"),  # accepted, partly, explained
    text("body"),
    link("official_id", "official", null=True),
    moment("at"),
    UniqueConstraint("consultation_id", "stance"),
)
