"""The organisation as it is configured: its offices, places, days and legal periods.

`bot/settings/organisation.py` reads it from `config/*.toml`. Every legal period names its legal basis
and has a mark: C (confirmed on a public page), C* (second-hand) or U (unconfirmed).
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
"""The time zone of every commune in Vietnam. It has no daylight saving."""


def _period(text: str) -> str:
    Period.read(text)
    return text


PeriodText = Annotated[str, AfterValidator(_period)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))


class Desk(_Part):
    """An office counter that people can visit or call."""

    name: str
    address: str
    hours: str
    phone: str

    def placeholders(self) -> dict[str, Any]:
        """The values for the placeholders {desk}, {address}, {hours} and {phone} of texts."""
        return {
            "desk": self.name,
            "address": self.address,
            "hours": self.hours,
            "phone": self.phone,
        }


class Hamlet(_Part):
    """A hamlet (ấp): the smallest place that residents name."""

    id: str = Field(pattern=r"^[a-z0-9-]{1,20}$")
    name: str
    aliases: tuple[str, ...] = ()


class Unit(_Part):
    """An office that handles cases.

    `matters` are phrases that route a case to this unit, in the syntax of `domain/reading/phrases.py`.
    For example "!đèn" matches only with its accents.
    """

    id: str = Field(pattern=r"^[a-z0-9-]{1,20}$")
    name: str
    matters: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    phone: str = ""

    @cached_property
    def phrases(self) -> Phrases:
        """The matters, compiled for searching."""
        return Phrases("\n".join(self.matters))


class Rule(_Part):
    """A period of law or policy, with its legal basis, mark, source and date of the check."""

    period: PeriodText
    basis: str = Field(min_length=1)
    mark: Literal["C", "C*", "U"]
    source: str = ""
    """The address of the public page that states the rule. A confirmed rule needs one."""
    checked: date

    @model_validator(mode="after")
    def _has_a_source(self) -> Rule:
        if self.mark != "U" and not self.source:
            raise ValueError(f"a rule marked {self.mark} needs a `source`; without one it is U")
        return self

    @cached_property
    def read(self) -> Period:
        """The parsed period."""
        return Period.read(self.period)


class KindRules(_Part):
    """The legal periods of one submission kind."""

    first_notice: Rule
    resolve: Rule


class CalendarDay(_Part):
    """A day that a decree made a working day or a day off, unlike the usual calendar."""

    day: date
    working: bool
    source: str


class ReceptionDay(_Part):
    """The days on which the head receives residents."""

    who: str
    weekday: int = Field(ge=1, le=7)
    """1 is Monday, 7 is Sunday."""
    weeks: tuple[Annotated[int, Field(ge=1, le=5)], ...] = Field(min_length=1)
    """Which ones of the month: 1 is the first such weekday, 3 the third."""
    hours: str
    place: str


class Consent(_Part):
    """When residents are asked for consent to store their data, and the version of the wording."""

    asked: Literal["on_send", "before"] = "on_send"
    version: str


class Retention(_Part):
    """How long data is stored. The unit is part of each field's name."""

    draft_days: int = Field(default=7, ge=1)
    transcript_days: int = Field(default=365, ge=30)
    sealed_hours: int = Field(default=24, ge=1)
    case_years: int = Field(default=5, ge=1)


class Reminders(_Part):
    """When residents are reminded and officials get their morning digest. Times are local."""

    draft_after_hours: float = Field(default=20, gt=0)
    digest_hour: time = time(7, 0)
    quiet_from: time = time(21, 0)
    quiet_until: time = time(6, 30)
    confirm_days: int = Field(default=7, ge=1)
    """An answered case is closed automatically after this many days without a message."""


class Organisation(_Part):
    """A commune's People's Committee and its settings for this bot."""

    name: str
    short_name: str
    province: str
    sample: bool = False
    """True for the invented data of the demo."""
    desk: Desk
    province_desk: Desk
    denunciation_contact: str
    """The one official who handles call-backs: their name as enrolled."""
    conduct_reader: str = ""
    """Who reads a report on officials' conduct when no head may: their name as enrolled. Optional."""
    units: tuple[Unit, ...] = Field(min_length=1)
    default_unit: str
    hamlets: tuple[Hamlet, ...] = Field(min_length=1)
    wider_places: tuple[str, ...] = ()
    """Names of communes, former towns and the former district. Alone they never mean a hamlet."""
    rules: dict[SubmissionKind, KindRules]
    consultation_minimum: Rule
    calendar: tuple[CalendarDay, ...] = ()
    reception: tuple[ReceptionDay, ...] = ()
    consent: Consent
    retention: Retention = Retention()
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
        """The calendar, including the days changed by decree."""
        return WorkingDays({day.day: day.working for day in self.calendar})

    @cached_property
    def quiet_hours(self) -> QuietHours:
        """The hours in which only answers and emergencies are sent."""
        return QuietHours(self.reminders.quiet_from, self.reminders.quiet_until)

    def local(self, moment: datetime) -> datetime:
        """Convert an aware moment to the organisation's local time."""
        return moment.astimezone(ZONE)

    def polite(self, moment: datetime) -> datetime:
        """Return the moment, or the end of the quiet hours (UTC) when it falls into them."""
        return self.quiet_hours.next_allowed(moment, ZONE)

    def unit(self, unit_id: str) -> Unit | None:
        """Return the unit, or None if the configuration no longer has it."""
        return next((unit for unit in self.units if unit.id == unit_id), None)

    def hamlet(self, hamlet_id: str) -> Hamlet | None:
        """Return the hamlet, or None if the configuration no longer has it."""
        return next((hamlet for hamlet in self.hamlets if hamlet.id == hamlet_id), None)

    def reception_days(self, first: date, count: int) -> list[tuple[date, ReceptionDay]]:
        """Return the next `count` reception days from the local day `first` on.

        A reception day that is a day off is moved to the next working day.
        """
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
