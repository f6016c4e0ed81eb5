"""The state of Official Accounts, in memory."""

from __future__ import annotations

import hashlib
import itertools
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.calls import CallLog
from sandbox.errors import ControlError
from sandbox.events import Events
from sandbox.faults import Faults
from sandbox.zalo.account import SharedAccount
from sandbox.zalo.people import Person, Shown, Update, UpdateHistory
from sandbox.zalo_oa.errors import FAULTS, INVALID_TOKEN, QUOTA, refusal
from sandbox.zalo_oa.hooks import Hook, signature
from sandbox.zalo_oa.switches import Switches
from sandbox.zalo_oa.tokens import TOKEN, Tokens

if TYPE_CHECKING:
    from sandbox.clock import Clock
    from sandbox.zalo.hosting import File, Hosting

OA_ID, PERSON = re.compile(r"\d{1,25}"), re.compile(r"[1-9]\d{0,24}")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that the account uploaded. It can be sent for seven days."""

    file: File
    at: float


@dataclass
class Oa(SharedAccount):
    """One Official Account with its app."""

    id: str
    clock: Clock
    hosting: Hosting
    first_id: int = 1
    app_id: str = ""
    app_secret: str = ""
    oa_secret: str = ""
    """The key that signs the webhooks."""
    redirect_uri: str = ""
    """The address to which a consent redirects; empty: any."""
    people: dict[str, Person] = field(default_factory=dict)
    """The people by Zalo's user id, which consists of digits."""
    switches: Switches = field(default_factory=Switches)
    revoked: bool = False
    faults: Faults = field(default_factory=lambda: Faults(FAULTS))
    events: Events = field(default_factory=Events)
    attachments: dict[str, Attachment] = field(default_factory=dict)
    """The uploaded files by `attachment_id` or `token`."""
    templates: dict[str, str] = field(default_factory=dict)
    """Template id → the approved text with {placeholders}."""
    spent: Counter[str] = field(default_factory=Counter)
    """The number of sent messages by cost: free, paid, template."""
    refused: Counter[str] = field(default_factory=Counter)
    """The number of refused calls by error code."""

    def __post_init__(self) -> None:
        self.app_id = self.app_id or f"9{self.id}"
        self.app_secret = self.app_secret or f"app-secret-{self.id}"
        self.oa_secret = self.oa_secret or f"oa-secret-{self.id}"
        self.calls = CallLog(self.events, self.clock, frozenset())
        self.history = UpdateHistory(itertools.count(self.first_id))
        self.hook = Hook(self, self._signed)
        self.tokens = Tokens(
            self.id,
            self.clock,
            lambda: (self.switches.expires_in, self.switches.refresh_expires_in),
        )
        self._numbers = itertools.count(self.first_id)
        self._minute, self._calls_in_it = 0, 0

    def _signed(self, raw: bytes, timestamp: str) -> str:
        who = self.id if self.switches.signed_by_oa else self.app_id
        mac = signature(who, raw, timestamp, self.oa_secret)
        return f"mac={mac}" if self.switches.mac_prefix else mac

    def person(self, chat: str) -> Person:
        """Return a person by Zalo's id. The person is created if new."""
        if not PERSON.fullmatch(chat):
            raise ControlError("a chat is a number")
        person = self.people.get(chat)
        if person is None:
            shown: int | str = int(chat) if len(chat) <= 15 else chat
            person = self.people[chat] = Person(chat, shown, f"Người {chat}")
        return person

    def rate_left(self) -> int:
        """Count a call, and return how many are left in this minute. Below 0: one too many."""
        minute = int(self.clock.now() // 60)
        if minute != self._minute:
            self._minute, self._calls_in_it = minute, 0
        self._calls_in_it += 1
        return self.switches.rate - self._calls_in_it

    def charge(self, cost: str) -> None:
        """Count a message of this cost. Raises ApiError if the quota is used up."""
        names = ["quota"] if cost == "free" else ["quota", "paid_quota"]
        left = {name: getattr(self.switches, name) for name in names}
        if any(count is not None and count <= 0 for count in left.values()):
            raise refusal(QUOTA)
        self.switch({name: count - 1 for name, count in left.items() if count is not None})
        self.spent[cost] += 1

    def attach(self, file: File) -> str:
        """Store an uploaded file. Return the id that sends it."""
        name = f"upload-{self.id}-{next(self._numbers)}"
        self.attachments[name] = Attachment(file, self.clock.now())
        return name

    def message_id(self) -> tuple[int, str]:
        """Return the next message's number, and Zalo's id for it."""
        number = next(self._numbers)
        return number, hashlib.sha256(f"{self.id} {number}".encode()).hexdigest()[:20]

    def add_message(
        self,
        person: Person,
        content: dict[str, Any],
        *,
        from_bot: bool,
        hidden: dict[str, Any] | None = None,
    ) -> Shown:
        """Show a message on a person's screen."""
        number, message_id = self.message_id()
        message = Shown(number, message_id, from_bot, self.clock.now(), content, hidden or {})
        return self.show(person, message)

    def queue_event(self, body: dict[str, Any], chat: int | str) -> int | None:
        """Post an event. Return its number, or None without a webhook."""
        update = self.history.add(body, chat)
        self.report_stage(update, "received")
        if not self.hook.url:
            self.report_stage(update, "lost")
            return None
        self.hook.add(update)
        return update.id

    def redeliver(self, number: int) -> bool:
        """Post an event once more. Return False if it does not exist."""
        update = self.history.find(number)
        if update is not None:
            self.hook.add(Update(update.id, update.body, update.chat))
        return update is not None

    def inject(self, body: dict[str, Any]) -> int:
        """Post an event with a given body. Return its number."""
        update = self.history.add(body, 0)
        self.hook.add(update)
        return update.id

    def state(self) -> dict[str, Any]:
        """Return the waiting events, the chats, the tokens and more."""
        return {
            **self.status(),
            "waiting": self.hook.waiting(),
            "webhook": self.hook.url,
            "app_id": self.app_id,
            "app_secret": self.app_secret,
            "oa_secret": self.oa_secret,
            "access_token": self.tokens.access,
            "refresh_token": self.tokens.refresh,
            "spent": dict(self.spent),
            "refused": dict(self.refused),
            "templates": self.templates,
        }


class Oas:
    """All Official Accounts, by id."""

    def __init__(self, clock: Clock, hosting: Hosting, first_id: int = 1) -> None:
        self._oas: dict[str, Oa] = {}
        self._clock = clock
        self._hosting = hosting
        self._first_id = first_id

    def get(self, oa_id: str) -> Oa:
        """Return the account. It is created if it is new. Raises ControlError for a wrong id."""
        oa = self._oas.get(oa_id)
        if oa is None:
            if not OA_ID.fullmatch(oa_id):
                raise ControlError("an Official Account's id is digits")
            oa = self._oas[oa_id] = Oa(oa_id, self._clock, self._hosting, self._first_id)
        return oa

    def of_token(self, token: str, code: int = INVALID_TOKEN) -> Oa:
        """Return the account of a token or code. Raises ApiError with `code` for any other text."""
        found = TOKEN.fullmatch(token)
        if found is None:
            raise refusal(code)
        return self.get(found.group(1))

    def of_app(self, app_id: str) -> Oa | None:
        """Return the account of an app."""
        known = next((oa for oa in self._oas.values() if oa.app_id == app_id), None)
        if known is None and app_id.startswith("9") and OA_ID.fullmatch(app_id[1:]):
            known = self.get(app_id[1:])
        return known if known and known.app_id == app_id else None

    def reset(self, oa_id: str) -> None:
        """Delete an account and all its state."""
        oa = self._oas.pop(oa_id, None)
        if oa is not None:
            oa.hook.close()

    def close(self) -> None:
        """End all background tasks."""
        for oa_id in list(self._oas):
            self.reset(oa_id)
