"""The organisation as its configuration describes it: who, where, when, by which rule.

Read from `config/*.toml` by `bot/settings/organisation.py`. Every number of law carries its basis and a
mark: C confirmed in a public page, C* second-hand, U unconfirmed.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from domain.calendar.deadlines import Period
from domain.calendar.quiet_hours import QuietHours
from domain.calendar.working_days import WorkingDays
from domain.cases.kinds import SubmissionKind
from domain.reading.normalise import fold
from domain.reading.phrases import Phrases

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
"""No daylight saving; every commune is in it."""


def _period(text: str) -> str:
    Period.read(text)
    return text


PeriodText = Annotated[str, AfterValidator(_period)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))


class Desk(_Part):
    """Where a person can go, and whom they can call."""

    name: str
    address: str
    hours: str
    phone: str

    def told(self) -> dict[str, Any]:
        """What texts say of it: {desk}, {address}, {hours}, {phone}."""
        return {
            "desk": self.name, "address": self.address, "hours": self.hours, "phone": self.phone
        }  # fmt: skip


class Hamlet(_Part):
    """Ấp: the places residents name."""

    id: str = Field(pattern=r"^[a-z0-9-]{1,20}$")
    name: str
    aliases: tuple[str, ...] = ()


class Unit(_Part):
    """An office that handles cases. `matters` are words that lead a case here, written as in
    `domain/reading/phrases.py`: "!đèn" counts only with its accents."""

    id: str = Field(pattern=r"^[a-z0-9-]{1,20}$")
    name: str
    matters: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    phone: str = ""

    @cached_property
    def phrases(self) -> Phrases:
        """The matters, ready to be looked for."""
        return Phrases("\n".join(self.matters))


class Rule(_Part):
    """A period of law or policy: where it stands, how sure that is, where and when it was read."""

    period: PeriodText
    basis: str = Field(min_length=1)
    mark: Literal["C", "C*", "U"]
    source: str = ""
    """The public page that says so; a confirmed rule has one."""
    checked: date

    @model_validator(mode="after")
    def _has_a_source(self) -> Rule:
        if self.mark != "U" and not self.source:
            raise ValueError(f"a rule marked {self.mark} needs a `source`; without one it is U")
        return self

    @cached_property
    def read(self) -> Period:
        """The period itself."""
        return Period.read(self.period)


class KindRules(_Part):
    """The periods of one kind of matter."""

    first_notice: Rule
    resolve: Rule


class CalendarDay(_Part):
    """A day that was decreed worked or off, against the calendar."""

    day: date
    working: bool
    source: str


class ReceptionDay(_Part):
    """When the head receives people."""

    who: str
    weekday: int = Field(ge=1, le=7)
    """1 is Monday."""
    weeks: tuple[Annotated[int, Field(ge=1, le=5)], ...] = Field(min_length=1)
    """Which of that weekday in the month: 1 the first, 3 the third."""
    hours: str
    place: str


class Consent(_Part):
    """When people are asked whether what they write may be kept, and which wording they saw."""

    asked: Literal["on_send", "before"] = "on_send"
    version: str


class Keeping(_Part):
    """How long things are kept, in days (a sealed text: hours)."""

    draft_days: int = Field(default=7, ge=1)
    transcript_days: int = Field(default=365, ge=30)
    sealed_hours: int = Field(default=24, ge=1)
    case_years: int = Field(default=5, ge=1)


class Reminders(_Part):
    """When people are reminded, and officials told of their day."""

    draft_after_hours: float = Field(default=20, gt=0)
    digest_hour: time = time(7, 0)
    quiet_from: time = time(21, 0)
    quiet_until: time = time(6, 30)
    confirm_days: int = Field(default=7, ge=1)
    """An answered case closes by itself after so many days without a word."""


class Organisation(_Part):
    """A commune's People's Committee and everything it decided about this bot."""

    name: str
    short_name: str
    province: str
    sample: bool = False
    """True for the demo's invented data."""
    desk: Desk
    province_desk: Desk
    denunciation_contact: str
    """The one person who hears of call-backs: an official's name as enrolled."""
    units: tuple[Unit, ...] = Field(min_length=1)
    default_unit: str
    hamlets: tuple[Hamlet, ...] = Field(min_length=1)
    wider_places: tuple[str, ...] = ()
    """Communes, old towns, the old district: names that alone never mean a hamlet."""
    rules: dict[SubmissionKind, KindRules]
    consultation_minimum: Rule
    calendar: tuple[CalendarDay, ...] = ()
    reception: tuple[ReceptionDay, ...] = ()
    consent: Consent
    keeping: Keeping = Keeping()
    reminders: Reminders = Reminders()

    @model_validator(mode="after")
    def _fits_together(self) -> Organisation:
        ids = [unit.id for unit in self.units]
        if self.default_unit not in ids:
            raise ValueError(f"default_unit {self.default_unit!r} is none of the units {ids}")
        for what, names in (
            ("unit id", ids),
            ("hamlet id", [one.id for one in self.hamlets]),
            ("hamlet name", [fold(one.name) for one in self.hamlets]),
            ("calendar day", [one.day.isoformat() for one in self.calendar]),
        ):
            double = next((name for name in names if names.count(name) > 1), None)
            if double:
                raise ValueError(f"{what} {double!r} is used twice")
        missing = [kind for kind in SubmissionKind if kind not in self.rules]
        if missing:
            raise ValueError(f"rules for {missing[0].value!r} are missing")
        return self

    @cached_property
    def working_days(self) -> WorkingDays:
        """The calendar with what was decreed."""
        return WorkingDays({day.day: day.working for day in self.calendar})

    @cached_property
    def quiet_hours(self) -> QuietHours:
        """When phones stay silent."""
        return QuietHours(self.reminders.quiet_from, self.reminders.quiet_until)

    def local(self, moment: datetime) -> datetime:
        """A moment (aware) in the organisation's own time."""
        return moment.astimezone(ZONE)

    def polite(self, moment: datetime) -> datetime:
        """The moment itself, or the end of the quiet hours it falls into."""
        return self.quiet_hours.next_allowed(moment, ZONE)

    def unit(self, unit_id: str) -> Unit | None:
        """The unit, or None for one that the configuration no longer has."""
        return next((unit for unit in self.units if unit.id == unit_id), None)

    def hamlet(self, hamlet_id: str) -> Hamlet | None:
        """The hamlet, or None."""
        return next((hamlet for hamlet in self.hamlets if hamlet.id == hamlet_id), None)

    def reception_days(self, first: date, count: int) -> list[tuple[date, ReceptionDay]]:
        """The next `count` days from `first` on which people are received, moved to the next
        working day when they fall on a day off."""
        found: list[tuple[date, ReceptionDay]] = []
        day = first
        while self.reception and len(found) < count and day < first + timedelta(days=400):
            found += [
                (self.working_days.on_or_after(day), rule)
                for rule in self.reception
                if day.isoweekday() == rule.weekday and (day.day - 1) // 7 + 1 in rule.weeks
            ]
            day += timedelta(days=1)
        return found[:count]
