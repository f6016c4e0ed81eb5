"""The reasons to refuse an act: a closed list, with the words that every front shows.

A refusal is raised before anything is stored, except a line in the audit log or a counted wrong code.
So a front catches it inside the transaction, and commits. Refusals about people, their accounts and
their data are in `actions.people.people_refusals`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from locales import _

if TYPE_CHECKING:
    from locales import Text
    from storage.cases.submissions import Submission


class Refusal(Exception):
    """An act was refused. `values` fill the gaps of `words`."""

    words: ClassVar[Text]

    def __init__(self, **values: Any) -> None:
        super().__init__(type(self).__name__)
        self.values = values


class NotYours(Refusal):
    """The actor may not do this, or not to this case."""

    words = _("That case is not yours to handle any more. Nothing was sent.")


class NoSuchCase(Refusal):
    """An official named a case that does not exist, or that they may not open."""

    words = _("I find no case {code} that is yours to handle. /viec lists them.")


class BegunWithPowers(Refusal):
    """An official goes on with what their role does not allow any more."""

    words = _(
        "You began that with a role that you do not have any more, so it ends here. Nothing was sent."
    )


class FiledItYourself(NoSuchCase):
    """An official named a case that they filed themselves."""

    words = _(
        "You sent {code} yourself, so a colleague deals with it. /hoso shows you what becomes of it."
    )


class NotAmongYours(Refusal):
    """A resident named a case that they did not file."""

    words = _("That case is not among yours. /hoso shows those you sent from here.")


class UnknownCode(Refusal):
    """No case has this code, or its code alone does not open it."""

    words = _(
        "I find no case with the code {code}. Please look at it once more: a letter or digit may be wrong."
    )


class TooManyGuesses(Refusal):
    """Too many wrong codes came from one source: somebody may be guessing."""

    words = _("That were many codes that do not exist. Please try again in an hour.")


class ArrivedMeanwhile(Refusal):
    """The message was delivered meanwhile, or is about a case that the official may not open."""

    words = _("That has arrived meanwhile, or is not yours to handle.")


class NothingLeft(Refusal):
    """The list is empty by now: nobody is reminded."""

    words = _("Nothing is left there.")


class Stale(Refusal):
    """The case changed since it was seen. The front shows it as it is now."""

    words = _("Somebody changed it meanwhile; nothing was done. It stands so now:")

    def __init__(self, case: Submission, seen: int) -> None:
        super().__init__()
        self.case = case
        self.seen = seen


class Settled(Refusal):
    """The case is answered or has ended: this act comes too late."""

    words = _("{code} is settled already.")


class TakenBefore(Refusal):
    """A colleague took the case first."""

    words = _("{name} took on {code} before you.")


class YoursAlready(Refusal):
    """The official has the case already."""

    words = _("{code} is yours already.")


class NotPossible(Refusal):
    """The choice does not exist any more."""

    words = _("That is not possible any more.")


class CannotAnswer(Refusal):
    """An answer is not lawful in the case's state."""

    words = _("{code} is “{state}”: it cannot be answered now. /trangthai changes that.")


class CaseIsFull(Refusal):
    """The history of a case is too long for more of the resident's words."""

    words = _("{code} holds no more. Please write it as a new matter, and name that code in it.")


class CannotPassOn(Refusal):
    """The case is settled, or is for the head alone: it stays with its unit."""

    words = _("{code} cannot be passed on now.")


class Unlawful(Refusal):
    """The case may not go from its state to that one."""

    words = _("{code} is “{state}”: that step is not possible now.")


class LacksReason(Refusal):
    """The resident must be given a reason for this state."""

    words = _("Why? The resident reads it.")


class NotLater(Refusal):
    """An extension ends on a later day than today."""

    words = _("That day is not later than today. Please type a later one.")


class NotFiledHere(Refusal):
    """This kind of matter is never filed here (`KindPolicy.filed_in_chat`)."""

    words = _("This cannot be sent here. Please ask at the desk: {desk}, {address}; {phone}.")


class ReadsLikeDenunciation(Refusal):
    """The words read like a denunciation: they belong to no case, plan or comment."""

    words = _(
        "This reads like a denunciation, so it was passed on to nobody and is not kept. There is a "
        "confidential way: /tocao"
    )


class NobodyReads(Refusal):
    """Everybody here who may read a report on conduct may be meant by it, or nobody may read any."""

    words = _(
        "This is about people who work here, and nobody else here may read it. So it was <b>not</b> "
        "sent, and nobody has read it. Please take it, signed, to: {desk}, {address}; {hours}; "
        "{phone}. If you need a person to talk to, call that number."
    )


class NotAnAnswer(Refusal):
    """Only answers can be corrected."""

    words = _("Only an answer can be corrected. Take it back, then ask anew.")


class NotStanding(Refusal):
    """The words were corrected or taken back before."""

    words = _("That was corrected or taken back already.")


class NotTheWriter(Refusal):
    """Only their writer, or the head, may change words that were sent."""

    words = _("Only who wrote it, or the head, can change it.")


class NotYourRole(NotYours):
    """The actor's role does not allow this act at all."""

    words = _("Your role does not do this.")


# On consultations.


class SummaryTooLong(Refusal):
    """A summary has three sentences at most: people read it on a telephone."""

    words = _(
        "That is more than three sentences. Please make it shorter; the rest "
        "belongs into the document."
    )


class DayIsOver(Refusal):
    """A consultation cannot open on a day that is over."""

    words = _("That day is over.")


class ClosesTooSoon(Refusal):
    """Its last day is not after its first one."""

    words = _("It must close after it opens.")


class NeedsGround(Refusal):
    """It would be open for fewer days than the law asks for, and no legal ground is given."""

    words = _(
        "{basis} asks for {count} days at least. Which legal ground allows fewer here? It is "
        "recorded and shown. Without one, go back and choose a later day."
    )


class TooEarlyToClose(Refusal):
    """It was open for fewer days than the law asks for, and no legal ground is recorded."""

    words = _(
        "It is open for {count} days only; {basis} asks for more, and no ground for a "
        "shorter time is recorded. It closes by itself on {day}."
    )


class NotOpen(Refusal):
    """Only an open consultation can be closed."""

    words = _("It is not open any more.")


class SpeaksForMany(Refusal):
    """One person gives opinions for more people than a helper can have asked."""

    words = _(
        "From one phone you can speak for {count} people on one plan. If more want to say "
        "something, please bring their list to {desk}, {address}; {phone}."
    )


class NotOpenYet(Refusal):
    """Opinions are taken from its first day on."""

    words = _("“{title}” opens for opinions on {day}.")


class NotToBeAnswered(Refusal):
    """Answers can be written only between the closing and their publication."""

    words = _("Only a plan that is closed and not answered yet can be answered.")


class PublishedAlready(Refusal):
    """Another official published the answers first."""

    words = _("Somebody has published the answers already.")


class Unanswered(Refusal):
    """A stance that somebody took has no answer."""

    words = _("Each stance that was taken needs an answer.")


class NothingSaid(Refusal):
    """An act that is made of words has neither words nor a file."""

    words = _("What would you like to say about it? Write it here, or send a voice message.")


class NotAsked(Refusal):
    """Somebody speaks for another person without that person's name or consent."""

    words = _("Please ask them first. Nothing is sent without their word.")


# On announcements.


class Ended(Refusal):
    """The announcement was sent to everybody already, or was stopped before."""

    words = _("It has ended already.")


class NotKept(Refusal):
    """The announcement does not exist any more."""

    words = _("That announcement is not kept any more.")


class Gone(Refusal):
    """The failed update was handled or erased meanwhile."""

    words = _("That is gone already.")
