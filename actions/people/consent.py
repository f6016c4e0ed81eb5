"""Consent: what somebody agreed to, in which wording, in which language, when.

The stored row is the evidence, so the audit log does not repeat it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.permit import permit
from domain.cases.acts import Act
from storage.people import people

if TYPE_CHECKING:
    from actions.seat import Seat


def has_given(seat: Seat, purpose: str) -> bool:
    """Whether they agreed to the wording that holds now, and did not take it back."""
    version = seat.organisation.consent.version
    return people.has_consent(seat.tx, seat.person.id, purpose=purpose, version=version)


def is_asked_first(seat: Seat, purpose: str) -> bool:
    """Whether they are asked before they write anything: where the organisation wants it so, until
    they gave it."""
    return seat.organisation.consent.asked == "before" and not has_given(seat, purpose)


def give(seat: Seat, purpose: str) -> None:
    """Store that they agree to the wording that holds now."""
    permit(seat, Act.CONSENT)
    people.give_consent(
        seat.tx,
        seat.person.id,
        purpose=purpose,
        version=seat.organisation.consent.version,
        language=seat.person.language,
        now=seat.now,
    )


def withdraw(seat: Seat, purpose: str) -> None:
    """Take back every consent for a purpose."""
    permit(seat, Act.CONSENT)
    people.withdraw_consent(seat.tx, seat.person.id, purpose=purpose, now=seat.now)
