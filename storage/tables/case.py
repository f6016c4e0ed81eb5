"""Cases, their history and files; and what is sealed for one person."""

from sqlalchemy import Index, PrimaryKeyConstraint, Table, UniqueConstraint

from storage.tables.base import (
    data,
    degrees,
    flag,
    identity,
    link,
    metadata,
    moment,
    name,
    number,
    text,
    where,
)

submission = Table(
    "submission",
    metadata,
    identity(),
    name("code", impersonal="names the case, not its author"),
    name("kind"),
    name("state"),
    link("person_id", "person", null=True, erase="SET NULL"),
    flag("on_behalf"),
    text("author_name", personal=True),
    text("author_consent", personal=True),
    name("channel"),
    text("chat", personal=True),
    name("language"),
    link("words_id", "personal_text", null=True, erase="SET NULL"),
    name("hamlet_id", personal=True),
    text("place", personal=True),
    degrees("latitude"),
    degrees("longitude"),
    name("unit_id"),
    link("assignee_id", "official", null=True),
    flag("urgent"),
    flag("head_only"),  # about an official's conduct: only for heads whom it does not name
    moment("received_at"),
    moment("first_notice_due", null=True),
    moment("due_at", null=True),
    moment("formal_received_at", null=True),
    moment("asked_at", null=True),  # set while an official's question is open
    moment("answered_at", null=True),
    moment("closed_at", null=True),
    moment("suspended_at", null=True),
    number("reopened"),
    number("version"),
    moment("erased_at", null=True),
    UniqueConstraint("code"),
    Index(None, "person_id", "id"),
    # All columns by which lists of open cases are filtered and sorted: the index alone is read.
    Index(
        "ix_submission_open",
        "unit_id",
        "assignee_id",
        "due_at",
        "first_notice_due",
        "state",
        "urgent",
        "head_only",
        "closed_at",  # SQLite reads only the index if this column is in it, too
        **where("closed_at IS NULL"),
    ),
    Index("ix_submission_due", "due_at", **where("closed_at IS NULL")),
    Index("ix_submission_head", "id", **where("head_only IS 1", "head_only IS true")),
    # With all columns that the statistics need: the index alone is read.
    Index("ix_submission_received", "received_at", "unit_id"),
    Index(
        "ix_submission_answers",
        "answered_at",
        "received_at",
        "unit_id",
        **where("answered_at IS NOT NULL"),
    ),
    Index("ix_submission_answered", "answered_at", **where("state = 'answered'")),
    Index("ix_submission_kept", "closed_at", **where("erased_at IS NULL")),
    Index(None, "words_id", **where("words_id IS NOT NULL")),
    sqlite_autoincrement=True,
)

submission_event = Table(
    "submission_event",
    metadata,
    identity(),
    link("submission_id", "submission", erase="CASCADE"),
    number("version"),  # the version of the case after it
    moment("at"),
    name("act"),  # one of domain.cases.acts.Act
    link("official_id", "official", null=True),
    name("from_state"),
    name("to_state"),
    name("unit_id"),
    link("text_id", "personal_text", null=True, erase="SET NULL"),
    flag("public"),  # the resident may see it
    link("outbox_id", "outbox", null=True, erase="SET NULL"),
    link("replaces", "submission_event", null=True, erase="SET NULL"),
    moment("withdrawn_at", null=True),
    moment("read_at", null=True),
    # Other columns that it set besides the state.
    data("changed", impersonal="ids of officials and units, moments"),
    data("detail", impersonal="ids of officials and of messages"),
    Index(None, "submission_id", "id"),
    Index(None, "text_id", **where("text_id IS NOT NULL")),
    Index(None, "outbox_id", **where("outbox_id IS NOT NULL")),
    sqlite_autoincrement=True,
)

# An official's message that shows the state of a resident's message, until that is final.
receipt = Table(
    "receipt",
    metadata,
    link("event_id", "submission_event", erase="CASCADE"),
    link("outbox_id", "outbox", erase="CASCADE"),  # the official's message
    name("state"),  # the state of the resident's message that it shows
    PrimaryKeyConstraint("event_id"),
    Index(None, "outbox_id"),
)

case_word = Table(
    "case_word",
    metadata,
    text("word", personal=True),
    link("submission_id", "submission", erase="CASCADE"),
    # It is deleted with the text that it is in.
    link("text_id", "personal_text", erase="CASCADE"),
    PrimaryKeyConstraint("word", "submission_id"),
    Index(None, "text_id"),
    sqlite_with_rowid=False,
)

file = Table(
    "file",
    metadata,
    identity(),
    link("person_id", "person", null=True, erase="CASCADE"),
    link("submission_id", "submission", null=True, erase="CASCADE"),
    link("event_id", "submission_event", null=True, erase="SET NULL"),
    name("kind"),
    text("name", personal=True),
    text("mime", impersonal="the type of the file"),
    number("size"),
    name("channel"),
    text("ref", personal=True),
    text("path", impersonal="random"),  # below the data directory, empty until fetched
    moment("at"),
    moment("fetched_at", null=True),
    Index(None, "submission_id"),
    Index(None, "person_id"),
    sqlite_autoincrement=True,
)

satisfaction = Table(
    "satisfaction",
    metadata,
    identity(),
    link("submission_id", "submission", erase="CASCADE"),
    name("unit_id"),
    link("official_id", "official", null=True),
    number("score", personal=True),
    link("text_id", "personal_text", null=True, erase="SET NULL"),
    moment("at"),
    UniqueConstraint("submission_id"),
    Index("ix_satisfaction_scores", "at", "unit_id", "score"),
    Index(None, "text_id", **where("text_id IS NOT NULL")),
    sqlite_autoincrement=True,
)

sealed_words = Table(
    "sealed_words",
    metadata,
    identity(),
    name("channel"),
    text("chat", personal=True),
    text("sender", personal=True),
    link("person_id", "person", erase="CASCADE"),
    text("body", personal=True),
    data("files", personal=True),
    data(
        "messages", impersonal="of no use without their chat"
    ),  # the service's ids, to delete them in the chat
    moment("at"),
    moment("expires_at"),
    moment("reminded_at", null=True),
    Index(None, "channel", "chat", "sender"),
    Index(None, "expires_at"),
    sqlite_autoincrement=True,
)

call_back = Table(
    "call_back",
    metadata,
    identity(),
    name("code", impersonal="names the call, not who asked for it"),
    link("person_id", "person", null=True, erase="SET NULL"),
    text("phone", personal=True),
    moment("at"),
    moment("done_at", null=True),
    link("done_by", "official", null=True),
    UniqueConstraint("code"),
    sqlite_autoincrement=True,
)

wrong_code = Table(
    "wrong_code",
    metadata,
    identity(),
    name("channel"),
    text("sender", personal=True),
    moment("at"),
    Index(None, "channel", "sender", "at"),
    Index(None, "at"),
    sqlite_autoincrement=True,
)
