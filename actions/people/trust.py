"""An account that joined lately is not trusted yet with what would harm the person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.people.people_refusals import TooYoung
from storage.people import linking

if TYPE_CHECKING:
    from actions.people.account_ref import AccountRef
    from actions.seat import Seat


def refuse_young(seat: Seat, here: AccountRef) -> None:
    """Raise `TooYoung` if the account `here` joined less than `linking.YOUNG` ago.

    Every act that would harm the person asks it, if somebody else had joined the account: making a
    PIN, choosing where notices go, getting a copy, erasing, making notices plain, leaving another
    telephone number.
    """
    if linking.is_young(seat.tx, here.channel, here.sender, seat.now):
        raise TooYoung
