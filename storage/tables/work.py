"""Work behind the conversations: tasks, jobs, announcements, the calendar, the audit log."""

from sqlalchemy import Column, Date, Index, PrimaryKeyConstraint, Table

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

NUMBER = "a kind and a row's number"

task = Table(
    "task",
    metadata,
    identity(),
    name("kind"),
    name("channel"),  # the channel whose service it calls; empty if none
    data("payload", personal=True),
    moment("run_at"),
    number("attempts"),
    moment("done_at", null=True),
    text("error", impersonal="the kind of error"),
    Index("ix_task_waiting", "run_at", **where("done_at IS NULL")),
    Index("ix_task_done", "done_at", **where("done_at IS NOT NULL")),
    sqlite_autoincrement=True,
)

job_run = Table(
    "job_run",
    metadata,
    name("job"),
    text("key", impersonal="a day, a month, a case's number"),
    moment("at"),
    PrimaryKeyConstraint("job", "key"),
    Index(None, "at"),
)

broadcast = Table(
    "broadcast",
    metadata,
    identity(),
    name("kind"),  # announcement, consultation_answer
    name("state"),  # sending, stopped, done
    data("payload", personal=True),
    number("total"),
    Column("cursor", BigId, nullable=False),  # the last person with a row in the outbox
    link("official_id", "official", null=True),
    moment("created_at"),
    moment("finished_at", null=True),
    Index("ix_broadcast_sending", "id", **where("state = 'sending'")),
    sqlite_autoincrement=True,
)

calendar_override = Table(
    "calendar_override",
    metadata,
    Column("date", Date, primary_key=True),
    flag("is_working"),
    text("note", impersonal="about a day"),
    text("source", impersonal="about a day"),
)

audit = Table(
    "audit",
    metadata,
    identity(),
    moment("at"),
    name("actor", impersonal=NUMBER),  # official:3, person:7, system
    name("act"),  # one of domain.cases.acts.Act, or an operator's
    name("via"),  # chat, web, api, job
    text("subject", impersonal=NUMBER),  # submission:12, consultation:2, official:3
    text("digest", impersonal="a salted hash"),  # of the values in `audit_detail`
    text(
        "chain", impersonal="a hash"
    ),  # hash of the previous hash and this row; empty until it is in the chain
    Index(None, "subject"),
    Index(None, "actor"),
    Index("ix_audit_unsealed", "id", **where("chain = ''")),
    sqlite_autoincrement=True,
)

# The end of the chain, one row: without it, rows could be cut off the end unnoticed.
audit_head = Table(
    "audit_head",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=False),
    Column("row", BigId, nullable=False),  # the last row in the chain; no link: it may be deleted
    text("chain", impersonal="a hash"),
)

audit_detail = Table(
    "audit_detail",
    metadata,
    link("audit_id", "audit", erase="CASCADE"),
    text("salt", impersonal="random"),
    data("before", null=True, personal=True),
    data("after", null=True, personal=True),
    PrimaryKeyConstraint("audit_id"),
)
