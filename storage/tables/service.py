"""The messaging services' tokens, and how many messages each month cost."""

from sqlalchemy import Index, PrimaryKeyConstraint, Table

from storage.tables.base import metadata, moment, name, number, text

OURS = "the commune's right to call the service"

service_access = Table(
    "service_access",
    metadata,
    name("channel"),
    text("access_token", impersonal=OURS),
    text("refresh_token", impersonal=OURS),  # works once; a renewal returns the next one
    moment("obtained_at"),
    moment("expires_at"),
    moment("renewable_until"),
    number("generation"),  # counts renewals
    text("renewing", impersonal="a process"),  # the process that renews now; empty if none
    moment("renewing_until", null=True),
    text("dead", impersonal="a reason of the service's"),  # why it cannot be renewed, if so
    text("seed", impersonal=OURS),  # digest of the first refresh token, from the settings
    PrimaryKeyConstraint("channel"),
)

service_use = Table(
    "service_use",
    metadata,
    name("channel"),
    text("chat", personal=True),  # empty: all chats together
    name("month"),  # 2026-11
    name("cost"),  # free, paid, template: what the service counts the messages as
    number("messages"),
    PrimaryKeyConstraint("channel", "chat", "month", "cost"),
    Index(None, "month"),
    sqlite_with_rowid=False,
)
