"""Residents, the accounts they write from, officials and their invitations."""

from sqlalchemy import Index, Table, UniqueConstraint

from storage.tables.base import (
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

person = Table(
    "person",
    metadata,
    identity(),
    moment("created_at"),
    text("name", personal=True),
    name("language"),
    flag("language_chosen"),
    text("phone", personal=True),
    flag("discreet"),  # notices have no content, for shared phones and lock screens
    flag("announcements"),
    moment("greeted_at", null=True),
    moment("erased_at", null=True),
    Index("ix_person_subscribed", "id", **where("announcements = 1", "announcements")),
    # Read every few seconds, for the list of erased people beside the backups.
    Index("ix_person_erased", "id", **where("erased_at IS NOT NULL")),
    sqlite_autoincrement=True,
)

account = Table(
    "account",
    metadata,
    identity(),
    name("channel"),
    text("sender", personal=True),
    text("chat", personal=True),  # the private chat
    link("person_id", "person", erase="CASCADE"),
    flag("reachable"),
    moment("stopped_at", null=True),
    flag("awaited"),  # notices are parked until the person writes
    flag("preferred"),  # of several accounts, notices are sent to this one
    moment("linked_at", null=True),  # when it joined a person who had another account
    flag("trusted"),  # false for some days after that: notices go to the earlier accounts
    UniqueConstraint("channel", "sender"),
    Index(None, "person_id"),
    Index(None, "channel", "chat"),
    Index("ix_account_young", "linked_at", **where("trusted IS 0", "trusted IS false")),
    sqlite_autoincrement=True,
)

# With a case's code it joins another account to its person, once.
link_pin = Table(
    "link_pin",
    metadata,
    identity(),
    link("person_id", "person", erase="CASCADE"),
    text("salt", impersonal="random"),
    text("digest", impersonal="a slow hash of random digits"),
    moment("made_at"),
    number("wrong"),
    link("shown_row", "outbox", null=True, erase="SET NULL"),  # until its text is deleted
    UniqueConstraint("person_id"),
    Index(None, "shown_row", **where("shown_row IS NOT NULL")),
    sqlite_autoincrement=True,
)

consent = Table(
    "consent",
    metadata,
    identity(),
    link("person_id", "person", erase="CASCADE"),
    name("purpose"),
    name("version"),
    name("language"),
    moment("given_at"),
    moment("withdrawn_at", null=True),
    Index(None, "person_id", "purpose"),
    sqlite_autoincrement=True,
)

official = Table(
    "official",
    metadata,
    identity(),
    link("person_id", "person"),
    name("role"),
    name("unit_id"),  # empty: the whole organisation
    text("name", personal=True),
    flag("speaks_khmer"),
    moment("enrolled_at"),
    link("enrolled_by", "official", null=True),
    moment("removed_at", null=True),
    Index(None, "person_id"),
    sqlite_autoincrement=True,
)

invitation = Table(
    "invitation",
    metadata,
    identity(),
    text("token_hash", impersonal="a hash of a random token"),
    text("name", personal=True),
    name("role"),
    name("unit_id"),
    flag("speaks_khmer"),
    link("created_by", "official", null=True),
    moment("created_at"),
    moment("expires_at"),
    moment("used_at", null=True),
    link("used_by", "person", null=True, erase="SET NULL"),
    moment("decided_at", null=True),
    flag("accepted"),
    UniqueConstraint("token_hash"),
    sqlite_autoincrement=True,
)

staff_group = Table(
    "staff_group",
    metadata,
    identity(),
    name("channel"),
    text("chat", impersonal="a group of officials"),
    name("unit_id"),
    link("bound_by", "official"),
    moment("bound_at"),
    moment("left_at", null=True),
    data("settings", impersonal="what the group chose"),
    UniqueConstraint("channel", "chat"),
    sqlite_autoincrement=True,
)
