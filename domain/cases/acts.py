"""What can be done: one vocabulary for history, audit log, permissions and buttons."""

from __future__ import annotations

from enum import StrEnum


class Act(StrEnum):
    """Something that a resident, an official or a job does. Values are stored in the database."""

    # On a case, by its resident.
    FILE = "filed"
    ADD = "added"
    EDIT = "edited"
    """A message that belongs to the case was changed in the chat."""
    DONE = "done"
    """The resident is content, and the case ends."""
    NOT_DONE = "reopened"
    """The resident says that it is not done: the case is open again."""
    RATE = "rated"
    EXPLAIN = "explained"
    """Why the score is what it is, in the resident's words."""
    LEAVE_NUMBER = "number left"
    READ = "read"
    """The resident opens the case. It marks the answers as read; the audit log leaves it out."""

    # On a case, by an official.
    OPEN = "opened"
    OPEN_FILES = "opened files"
    TAKE = "taken"
    """An official gives the case to themselves."""
    ASSIGN = "assigned"
    """An official gives the case to a colleague."""
    RELEASE = "released"
    """Nobody has the case any more: its official left."""
    TRANSFER = "transferred"
    """To another unit."""
    ANSWER = "reply"
    ASK = "question"
    CORRECT = "corrected"
    TAKE_BACK = "taken back"
    NOTE = "note"
    CHANGE_STATE = "state"
    READ_OUT = "read out"
    """The words of a message that could not be delivered are shown to an official."""
    TELL_OTHERWISE = "told otherwise"
    """The resident heard it by telephone or in person."""

    # On many cases, by an official.
    SEE_LISTS = "lists seen"
    SEE_COUNTS = "counts seen"
    """How many cases each unit has, without any of them."""
    SEARCH = "searched"
    REMIND = "reminded"
    """A head reminds the officials who have the cases of a list."""

    # On a consultation.
    CREATE_CONSULTATION = "consultation created"
    CLOSE_CONSULTATION = "consultation closed"
    READ_OPINIONS = "opinions read"
    HEAR_OPINION = "opinion heard"
    ANSWER_STANCE = "stance answered"
    PUBLISH = "published"
    OPINE = "opinion given"

    # To many, and with the machine.
    ANNOUNCE = "announced"
    STOP_ANNOUNCEMENT = "announcement stopped"
    SEE_FIGURES = "figures seen"
    SEE_DIGEST = "digest seen"
    RESEND = "sent again"
    RERUN = "handled again"
    BIND_GROUP = "group bound"

    # On officials and call-backs.
    INVITE = "invited"
    USE_INVITATION = "invitation used"
    LET_IN = "enrolled"
    KEEP_OUT = "invitation refused"
    DISMISS = "removed"
    OPEN_CALL_BACK = "looked"
    CALL_BACK = "called back"

    # On one's own data and accounts.
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
    HOLD_WORDS = "words held"
    RELEASE_WORDS = "words released"
    DESTROY_WORDS = "words destroyed"


CASE_ACTS = frozenset(
    {
        Act.OPEN, Act.OPEN_FILES, Act.TAKE, Act.ASSIGN, Act.TRANSFER, Act.ANSWER, Act.ASK,
        Act.CORRECT, Act.TAKE_BACK, Act.NOTE, Act.CHANGE_STATE, Act.READ_OUT, Act.TELL_OTHERWISE,
    }
)  # fmt: skip
"""Acts of an official on a case: they need the case to be theirs."""
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
"""Acts of a resident on a case of their own."""
