"""Received messages, the outbox, and the state of each conversation."""

from sqlalchemy import Column, Index, PrimaryKeyConstraint, Table

from storage.tables.base import (
    BigId,
    data,
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

MESSAGE_ID = "the service's id of a message, of no use without its chat"
ABOUT = "our own word for what it is about, and a row's number"

seen_update = Table(
    "seen_update",
    metadata,
    name("channel"),
    text("key", impersonal="the service's number of an update"),
    moment("at"),
    PrimaryKeyConstraint("channel", "key"),
    Index(None, "at"),
    sqlite_with_rowid=False,
)

personal_text = Table(
    "personal_text",
    metadata,
    identity(),
    link("person_id", "person", null=True, erase="CASCADE"),
    text("body", personal=True),
    moment("at"),
    Index(None, "person_id"),
    sqlite_autoincrement=True,
)

transcript = Table(
    "transcript",
    metadata,
    identity(),
    name("channel"),
    text("chat", personal=True),
    link("person_id", "person", null=True, erase="CASCADE"),
    moment("at"),
    name("kind"),
    text("message", impersonal=MESSAGE_ID),  # the service's id
    link("text_id", "personal_text", null=True, erase="SET NULL"),
    link("submission_id", "submission", null=True, erase="SET NULL"),
    Index(None, "channel", "chat", "message"),
    Index(None, "submission_id", **where("submission_id IS NOT NULL")),
    Index(None, "person_id"),
    Index(None, "text_id", **where("text_id IS NOT NULL")),
    Index(None, "at"),
    sqlite_autoincrement=True,
)

conversation = Table(
    "conversation",
    metadata,
    name("channel"),
    text("chat", personal=True),
    text("sender", personal=True),
    link("person_id", "person", erase="CASCADE"),
    number("version"),
    name("form"),
    number("form_version"),
    name("step"),
    data("draft", personal=True),
    data("offered", personal=True),  # the choices on the screen, for typed answers
    # The outbox row that shows them. No link, because retention deletes rows.
    Column("offered_row", BigId, nullable=False),
    moment("touched_at"),
    moment("heard_at"),  # by the service's clock: reply windows begin here
    moment("expires_at", null=True),
    moment("reminded_at", null=True),
    moment("flood_since", null=True),
    number("flood_count"),
    flag("holding"),  # the person has messages in `held_update`: later ones are deferred, too
    PrimaryKeyConstraint("channel", "chat", "sender"),
    Index(None, "expires_at", **where("expires_at IS NOT NULL")),
    Index(None, "person_id"),
)

outbox = Table(
    "outbox",
    metadata,
    identity(),
    name("channel"),
    text("chat", personal=True),
    link("person_id", "person", null=True, erase="SET NULL"),
    number("rank"),  # 0 reply, 1 notice, 2 broadcast
    name("state"),  # waiting, sent, dead, parked, withdrawn, bundled, told
    name("operation"),
    moment("not_before"),
    number("attempts"),
    flag("ambiguous"),
    text("target", impersonal=MESSAGE_ID),
    link("target_row", "outbox", null=True, erase="SET NULL"),
    link("carried_by", "outbox", null=True, erase="SET NULL"),  # the row it was merged into
    link("text_id", "personal_text", null=True, erase="SET NULL"),
    data("content", null=True, personal=True),  # choices, file, reply_to, menu: all but the words
    text(
        "topic", impersonal=ABOUT
    ),  # a later row of the same topic and chat replaces this one while it waits
    text("origin", impersonal=ABOUT),
    link("submission_id", "submission", null=True, erase="SET NULL"),
    moment("created_at"),
    moment("sent_at", null=True),
    text("provider_message", impersonal=MESSAGE_ID),
    text("error", impersonal="a reason of ours or of the service's"),
    Index("ix_outbox_waiting", "channel", "rank", "id", **where("state = 'waiting'")),
    Index("ix_outbox_waiting_chat", "channel", "chat", "topic", **where("state = 'waiting'")),
    Index("ix_outbox_dead", "id", **where("state = 'dead'")),
    Index("ix_outbox_parked", "channel", "chat", **where("state = 'parked'")),
    Index("ix_outbox_broadcast", "origin", "state", **where("rank = 2")),
    # For retention: messages about a case stay as long as the case.
    Index("ix_outbox_past", "created_at", **where("submission_id IS NULL")),
    # Notices in one chat, newest first: a typed number may mean one of their choices.
    Index("ix_outbox_news", "channel", "chat", "id", **where("rank > 0")),
    # For replies to messages about a case; only those messages are in the index.
    Index(
        "ix_outbox_message",
        "channel",
        "chat",
        "provider_message",
        **where("submission_id IS NOT NULL"),
    ),
    Index(None, "submission_id", **where("submission_id IS NOT NULL")),
    Index(None, "person_id"),
    Index(None, "text_id"),
    Index(None, "carried_by", **where("carried_by IS NOT NULL")),
    Index(None, "target_row", **where("target_row IS NOT NULL")),
    sqlite_autoincrement=True,
)

failed_update = Table(
    "failed_update",
    metadata,
    identity(),
    name("channel"),
    text("key", impersonal="the service's number of an update"),
    text("chat", personal=True),
    moment("at"),
    text("error", impersonal="the kind of error"),
    text("trace", impersonal="places in the code, without values"),
    link("text_id", "personal_text", null=True, erase="SET NULL"),
    Index(None, "at"),
    Index(None, "channel", "chat"),
    Index(None, "text_id"),
    sqlite_autoincrement=True,
)

held_update = Table(
    "held_update",
    metadata,
    identity(),
    name("channel"),
    text("chat", personal=True),
    text("sender", personal=True),
    text("key", impersonal="the service's number of an update"),
    moment("at"),
    link("text_id", "personal_text", erase="CASCADE"),
    Index(None, "channel", "chat", "sender", "id"),
    Index(None, "text_id"),
    sqlite_autoincrement=True,
)
