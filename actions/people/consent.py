"""Consent to a purpose, stored with its wording, its language and its time.

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
    """Whether they consented to the current wording, and did not withdraw it."""
    version = seat.organisation.consent.version
    return people.has_consent(seat.tx, seat.person.id, purpose=purpose, version=version)


def is_asked_first(seat: Seat, purpose: str) -> bool:
    """Whether the person must consent before they write anything.

    The organisation's setting decides; somebody who has consented is not asked again.
    """
    return seat.organisation.consent.asked == "before" and not has_given(seat, purpose)


def give(seat: Seat, purpose: str) -> None:
    """Store the person's consent to the current wording. Raises `NotYourRole`."""
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
    """Withdraw every consent for a purpose. Raises `NotYourRole`."""
    permit(seat, Act.CONSENT)
    people.withdraw_consent(seat.tx, seat.person.id, purpose=purpose, now=seat.now)
