"""The refusals about people, their accounts and their data; part of `actions.refusals`."""

from __future__ import annotations

from actions.refusals import Refusal
from locales import _

# Officials and their invitations.


class MayNotInvite(Refusal):
    """The inviter's role may not give that role, or it changed meanwhile."""

    words = _("You may not invite any more. Nothing was made.")


class OnlyAdministrators(Refusal):
    """Only administrators may do this to an administrator or a staff group."""

    words = _("Only an administrator can do that.")


class NoPowers(Refusal):
    """The person has no powers any more."""

    words = _("They have no powers any more.")


class NotYourInvitation(Refusal):
    """Only the inviter decides whether the right person opened the invitation."""

    words = _("That invitation is not yours to decide.")


class DecidedAlready(Refusal):
    """The inviter has decided before."""

    words = _("That is decided already.")


class UnknownLink(Refusal):
    """No invitation has this token."""

    words = _("That link is not one of ours. Ask whoever sent it for a new one.")


class UsedLink(Refusal):
    """The link was opened before."""

    words = _("That link was used already; each works once. Ask for a new one.")


class ExpiredLink(Refusal):
    """The link is too old."""

    words = _("That link is too old: it works for 24 hours. Ask for a new one.")


class OwnLink(Refusal):
    """The inviter opened their own link; it stays valid."""

    words = _("You made this link; it still works. Send it to {name}, who opens it themselves.")


class WorksHereAlready(Refusal):
    """The account has powers already. They end first, so that its cases are not left behind."""

    words = _(
        "You work for the organisation here already. To get another role, an administrator ends "
        "the present one first (/canbo); then open this link again."
    )


class SeveralAccounts(Refusal):
    """The person has joined accounts, and whoever holds them would get the powers, too."""

    words = _(
        "That account is joined with other phones, and the powers would begin on all of them. First "
        "turn the other phones off (/lienket), then go on here. Nothing is changed."
    )


class AccountGone(Refusal):
    """Whoever opened the link has erased their data since."""

    words = _(
        "Whoever opened that link has erased everything since, so nobody is let in. /moicanbo makes "
        "a new link."
    )


class HasPowersAlready(Refusal):
    """Whoever opened the link got powers by another one meanwhile."""

    words = _(
        "They work for the organisation already, by another link. Nothing is changed. To give "
        "another role, the present one ends first: /canbo"
    )


# Call-backs, and sealed words.


class NobodyCallsBack(Refusal):
    """The official who calls back is not enrolled, or there is no number to call."""

    words = _("Nobody can call back just now. Please come or write: /tocao")


class CalledAlready(Refusal):
    """The call-back is done, or does not exist."""

    words = _("That call-back is done.")


class SealedFull(Refusal):
    """The sealed words of a conversation hold no more."""

    words = _(
        "No more can be held apart. Your last message was not kept and not passed on to anybody. "
        "Please choose what shall become of what is held: /tocao"
    )


class NothingSealed(Refusal):
    """This conversation has no sealed words."""

    words = _("Nothing of yours is held here any more.")


class NobodyElseReads(Refusal):
    """The words name every head, so nobody may read them. The front adds where to go."""

    words = _("It names the one person here who would read it. So please go there:")


# The actor's own data and accounts.


class CopyNotCarried(Refusal):
    """The channel cannot send the file with the copy."""

    words = _(
        "This app cannot bring you the copy. Ask for it at {desk}, {address}; {phone}. Or join "
        "Telegram (/lienket) and ask for it there."
    )


class WorksHere(Refusal):
    """An official must be dismissed before their data can be erased."""

    words = _("You work for the organisation here. An admin must end that first: /canbo")


class TooYoung(Refusal):
    """The account joined too recently: the earlier accounts have time to object."""

    words = _("Only a phone that was joined before can do that, or this one in three days.")


class JoinsByInvitation(Refusal):
    """Officials join by invitation, not with a PIN."""

    words = _("You work for the organisation here: an invitation joins you, see /moicanbo.")


class NothingSent(Refusal):
    """The person has no case, so there is no code for the PIN."""

    words = _("You have not sent anything yet: there is nothing to take along.")


class NotJoined(Refusal):
    """The account does not belong to the person any more."""

    words = _("That is not joined any more.")


class JoinedAlready(Refusal):
    """The code and the PIN belong to the same person."""

    words = _("That is yours already: it is all here. /hoso")


class DoesNotFit(Refusal):
    """The code is unknown, the PIN is wrong, or there were too many tries.

    The words do not tell which. It is returned, not raised, so that the counted try is stored.
    """

    words = _(
        "The code and the PIN do not fit. Look at both once more: /lienket. After five tries, wait "
        "an hour. If the PIN is lost, ask at {desk}, {address}; {phone}."
    )
