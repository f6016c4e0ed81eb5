"""Finds the handler of an update. The order of the tests is the order of precedence."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from actions.refusals import ReadsLikeDenunciation, Refusal
from domain.messages.message import Kind
from domain.reading.choice_matching import Ambiguous
from handlers.chat import typed_choices
from handlers.chat.refusal import refuse, refuse_role
from handlers.chat.taps import NOTHING_ANY_MORE, TapTable, on, refuse_second_names
from handlers.forms.engine import Engine
from handlers.forms.prompt import Choose
from locales import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.chat.router import Command, Handler, Listener, Subject
    from handlers.chat.turn import Turn


Value = TypeVar("Value")


class Dispatch:
    """The commands, buttons and listeners of all subjects, by their name."""

    def __init__(self, subjects: Sequence[Subject]) -> None:
        self._commands: dict[str, Command] = {}
        self._links: dict[str, Handler] = {}
        for subject in subjects:
            for command in subject.commands:
                for name in command.names:
                    _claim(self._commands, name, command)
            for prefix, handler in subject.links.items():
                _claim(self._links, prefix, handler)
        self._engine = Engine({form.name: form for subject in subjects for form in subject.forms})
        taps = [on(Choose, self._engine.tapped)]
        taps += [one for subject in subjects for one in subject.taps]
        group_taps = [one for subject in subjects for one in subject.group_taps]
        refuse_second_names(one.tap for one in taps + group_taps)
        self._taps, self._group_taps = TapTable(taps), TapTable(group_taps)
        self._guards = [one for subject in subjects for one in subject.guards]
        self._quotes = [one for subject in subjects for one in subject.quotes]
        self._hears = [one for subject in subjects for one in subject.hears]
        self._edits = [one for subject in subjects for one in subject.edits]
        self._groups = [one for subject in subjects for one in subject.groups]
        self._seals = [one for subject in subjects for one in subject.seals]
        self._afterwards = [one for subject in subjects for one in subject.afterwards]

    def __call__(self, turn: Turn) -> None:
        """Handle one update, do what was wished for the open form, call who comes afterwards."""
        for work in (self._handle, self._engine.carry_out):
            try:
                work(turn)
            except ReadsLikeDenunciation as refusal:
                turn.wishes.clear()
                if not _first(self._seals, turn):
                    refuse(turn, refusal)
            except Refusal as refusal:
                refuse(turn, refusal)
        for listener in self._afterwards:
            listener(turn)

    def _handle(self, turn: Turn) -> None:
        incoming = turn.incoming
        if not incoming.private:
            if not _first(self._groups, turn) and incoming.kind is Kind.TAP:
                self._group_taps.press(turn, incoming.tap)
        elif incoming.kind is Kind.TAP:
            self._tapped(turn, incoming.tap)
        elif incoming.kind is Kind.EDIT:
            _first(self._edits, turn)
        elif incoming.kind in (Kind.STOPPED, Kind.STARTED, Kind.MOVED):
            return
        elif not _first(self._guards, turn):
            self._message(turn)

    def _message(self, turn: Turn) -> None:
        if turn.incoming.text.startswith("/") and not turn.incoming.files:
            self._command(turn, turn.incoming.text)
            return
        if turn.incoming.reply_to and _first(self._quotes, turn):
            return
        if self._engine.take(turn):
            return
        if turn.incoming.kind is Kind.TEXT:
            if self._link(turn, turn.incoming.text):
                return
            typed = _typed(turn)
            if typed is Ambiguous:
                turn.say(_("That can mean two things. Please choose the one you mean."))
                return
            if isinstance(typed, str):
                self._tapped(turn, typed)
                return
        _first(self._hears, turn)

    def _command(self, turn: Turn, text: str) -> None:
        word, _space, argument = text[1:].partition(" ")
        name = word.lower()
        if name == "start" and argument and self._link(turn, argument):
            return
        command = self._commands.get(name)
        if command is None:
            turn.say(_("I do not know that command. Just write what you want to say, or /help."))
        elif turn.role in command.roles:
            command.does(turn, argument.strip())
        elif command.instead is not None:
            command.instead(turn, argument.strip())
        else:
            refuse_role(turn, f"command:{name}")

    def _link(self, turn: Turn, payload: str) -> bool:
        """Follow a deep link's payload; people type it where the channel has no links."""
        prefix, _dash, rest = payload.strip().partition("-")
        link = self._links.get(prefix.lower())
        if link is None or not rest or " " in rest:
            return False
        link(turn, rest)
        return True

    def _tapped(self, turn: Turn, data: str) -> None:
        if not self._taps.press(turn, data):
            turn.say(NOTHING_ANY_MORE)


def _typed(turn: Turn) -> str | type[Ambiguous] | None:
    """The data of the choice on the screen whose number or label was typed."""
    for choices in typed_choices.choices(turn):
        found = typed_choices.typed(turn, choices)
        if found is not None:
            return found
    return None


def _first(listeners: Sequence[Listener], turn: Turn) -> bool:
    return any(listener(turn) for listener in listeners)


def _claim(table: dict[str, Value], name: str, entry: Value) -> None:
    if name in table:
        raise ValueError(f"two conversations claim {name!r}")
    table[name] = entry
