"""Why an act on people, their accounts or their data is refused: the list of `actions.refusals` goes
on here."""

from __future__ import annotations

from actions.refusals import Refusal
from locales import _

# Officials, and the links that bring them in.


class MayNotInvite(Refusal):
    """Their role changed while they wrote the invitation, or it may not give that role."""

    words = _("You may not invite any more. Nothing was made.")


class OnlyAdministrators(Refusal):
    """An act on an administrator, or on a staff group."""

    words = _("Only an administrator can do that.")


class NoPowers(Refusal):
    """Somebody's powers ended before."""

    words = _("They have no powers any more.")


class NotYourInvitation(Refusal):
    """Whoever invited says whether the right person came."""

    words = _("That invitation is not yours to decide.")


class DecidedAlready(Refusal):
    """The inviter answered before."""

    words = _("That is decided already.")


class UnknownLink(Refusal):
    """No invitation has this token."""

    words = _("That link is not one of ours. Ask whoever sent it for a new one.")


class UsedLink(Refusal):
    """Somebody opened the link before."""

    words = _("That link was used already; each works once. Ask for a new one.")


class ExpiredLink(Refusal):
    """The link is too old."""

    words = _("That link is too old: it works for 24 hours. Ask for a new one.")


class OwnLink(Refusal):
    """The inviter opened their own link: it is not used up."""

    words = _("You made this link; it still works. Send it to {name}, who opens it themselves.")


# Call-backs, and words that are held apart.


class NobodyCallsBack(Refusal):
    """The one person is not enrolled, or there is no number to call."""

    words = _("Nobody can call back just now. Please come or write: /tocao")


class CalledAlready(Refusal):
    """The call-back is done, or was never asked for."""

    words = _("That call-back is done.")


class NothingHeld(Refusal):
    """Nothing of this conversation is held apart."""

    words = _("Nothing of yours is held here any more.")


class NobodyElseReads(Refusal):
    """The words name every head. The front adds where to go."""

    words = _("It names the one person here who would read it. So please go there:")


# One's own data and accounts.


class CopyNotCarried(Refusal):
    """The service takes no such file."""

    words = _(
        "This app cannot bring you the copy. Ask for it at {desk}, {address}; {phone}. Or join "
        "Telegram (/lienket) and ask for it there."
    )


class WorksHere(Refusal):
    """Whoever works for the organisation is dismissed before they erase."""

    words = _("You work for the organisation here. An admin must end that first: /canbo")


class TooYoung(Refusal):
    """The account joined a while ago: whoever was there before has time to object."""

    words = _("Only a phone that was joined before can do that, or this one in three days.")


class JoinsByInvitation(Refusal):
    """Whoever works for the organisation has no PIN."""

    words = _("You work for the organisation here: an invitation joins you, see /moicanbo.")


class NothingSent(Refusal):
    """Without a case there is no code to write down with the PIN."""

    words = _("You have not sent anything yet: there is nothing to take along.")


class NotJoined(Refusal):
    """The account is not theirs any more."""

    words = _("That is not joined any more.")


class JoinedAlready(Refusal):
    """The code and the PIN are their own."""

    words = _("That is yours already: it is all here. /hoso")


class DoesNotFit(Refusal):
    """The same words for no such code, a wrong PIN and too many tries: nobody learns which.

    It is returned, not raised: the try was counted, and that must stay.
    """

    words = _(
        "The code and the PIN do not fit. Look at both once more: /lienket. After five tries, wait "
        "an hour. If the PIN is lost, ask at {desk}, {address}; {phone}."
    )
