"""The acts of people and jobs: one vocabulary for history, audit, rights and buttons."""

from __future__ import annotations

from enum import StrEnum


class Act(StrEnum):
    """An act of a resident, an official or a job. The values are stored in the database."""

    # On a case, by its resident.
    FILE = "filed"
    ADD = "added"
    EDIT = "edited"
    """The resident edits a message of the case in the chat."""
    DONE = "done"
    """The resident is satisfied, and the case ends."""
    NOT_DONE = "reopened"
    """The resident reports that it is not done, and the case is open again."""
    RATE = "rated"
    EXPLAIN = "explained"
    """The resident gives the reason of the score, in their own words."""
    LEAVE_NUMBER = "number left"
    READ = "read"
    """The resident opens the case, which marks its answers as read. It is not in the audit log."""

    # On a case, by an official.
    OPEN = "opened"
    OPEN_FILES = "opened files"
    TAKE = "taken"
    """An official assigns the case to themselves."""
    ASSIGN = "assigned"
    """An official assigns the case to a colleague."""
    RELEASE = "released"
    """The case has no assignee any more, because its official left."""
    TRANSFER = "transferred"
    """The case goes to another unit."""
    ANSWER = "reply"
    ASK = "question"
    CORRECT = "corrected"
    TAKE_BACK = "taken back"
    NOTE = "note"
    CHANGE_STATE = "state"
    READ_OUT = "read out"
    """An official reads the text of a message that could not be delivered."""
    TELL_OTHERWISE = "told otherwise"
    """An official informed the resident by telephone or in person."""

    # On many cases, by an official.
    SEE_LISTS = "lists seen"
    SEE_COUNTS = "counts seen"
    """The number of cases of each unit, without the cases themselves."""
    SEARCH = "searched"
    REMIND = "reminded"
    """A head reminds the assignees of the cases of a list."""

    # On a consultation.
    CREATE_CONSULTATION = "consultation created"
    CLOSE_CONSULTATION = "consultation closed"
    READ_OPINIONS = "opinions read"
    HEAR_OPINION = "opinion heard"
    ANSWER_STANCE = "stance answered"
    PUBLISH = "published"
    OPINE = "opinion given"

    # On announcements, reports and the running system.
    ANNOUNCE = "announced"
    STOP_ANNOUNCEMENT = "announcement stopped"
    SEE_FIGURES = "figures seen"
    SEE_DIGEST = "digest seen"
    RESEND = "sent again"
    RERUN = "handled again"
    BIND_GROUP = "group bound"

    # On officials and call-backs (see `docs/glossary.md`).
    INVITE = "invited"
    USE_INVITATION = "invitation used"
    LET_IN = "enrolled"
    KEEP_OUT = "invitation refused"
    DISMISS = "removed"
    OPEN_CALL_BACK = "looked"
    CALL_BACK = "called back"

    # On a person's own data and accounts.
    EXPORT = "exported"
    ERASE = "erased"
    BE_DISCREET = "discreet"
    SUBSCRIBE = "announcements"
    CONSENT = "consented"
    MAKE_PIN = "pin made"
    JOIN = "linked"
    TURN_OFF = "turned off"
    SPLIT_OFF = "unlinked"
    PREFER = "preferred"
    ASK_CALL_BACK = "call-back asked"
    CHOOSE_LANGUAGE = "language chosen"

    # On words that read like a denunciation. None of them is logged.
    SEAL_WORDS = "words held"
    RELEASE_WORDS = "words released"
    DESTROY_WORDS = "words destroyed"


CASE_ACTS = frozenset(
    {
        Act.OPEN,
        Act.OPEN_FILES,
        Act.TAKE,
        Act.ASSIGN,
        Act.TRANSFER,
        Act.ANSWER,
        Act.ASK,
        Act.CORRECT,
        Act.TAKE_BACK,
        Act.NOTE,
        Act.CHANGE_STATE,
        Act.READ_OUT,
        Act.TELL_OTHERWISE,
    }
)
"""Acts of an official on a case. They need a case that the official may handle."""
RESIDENT_ACTS = frozenset(
    {
        Act.ADD,
        Act.EDIT,
        Act.DONE,
        Act.NOT_DONE,
        Act.RATE,
        Act.EXPLAIN,
        Act.LEAVE_NUMBER,
        Act.READ,
    }
)
"""Acts of a resident on their own case."""
