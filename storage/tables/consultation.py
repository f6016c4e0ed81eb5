"""Consultations, what residents think of them, and what the unit answers."""

from sqlalchemy import Index, PrimaryKeyConstraint, Table, UniqueConstraint

from storage.tables.base import data, flag, identity, link, metadata, moment, name, text, where

PUBLISHED = "the office publishes it"

consultation = Table(
    "consultation",
    metadata,
    identity(),
    name("code", impersonal="names the consultation"),
    name("state"),  # scheduled, open, closed, published
    text("title", impersonal=PUBLISHED),
    text("summary", impersonal=PUBLISHED),
    link("document_id", "file", null=True, erase="SET NULL"),
    moment("opens_at"),
    moment("closes_at"),
    text(
        "legal_basis", impersonal=PUBLISHED
    ),  # the legal ground for fewer days than the law's minimum, if any
    data("hamlets", impersonal="where the consultation is about"),
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
    name("code", impersonal="names the opinion, not its author"),
    link("person_id", "person", null=True, erase="SET NULL"),
    flag("on_behalf"),
    text("author_name", personal=True),
    text("author_consent", personal=True),
    name("stance", personal=True),  # agree, disagree, pass, own_words
    link("text_id", "personal_text", null=True, erase="SET NULL"),
    name("language"),
    name("channel"),
    text("chat", personal=True),
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
    text("body", impersonal=PUBLISHED),
    link("official_id", "official", null=True),
    moment("at"),
    UniqueConstraint("consultation_id", "stance"),
    sqlite_autoincrement=True,
)
