"""From an update to a turn: load who wrote and where they stood, handle it, store it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.messages.catch_up import bundle
from domain.messages.message import Kind
from domain.reading import language
from handlers.chat import rate_limit
from handlers.chat.turn import Turn
from locales import _
from storage.messages import reachability
from storage.people import people
from storage.updates import conversations, deferred_updates, seen_updates, transcript

if TYPE_CHECKING:
    from datetime import datetime

    from actions.commune import Commune
    from domain.messages.message import Incoming
    from handlers.chat.book import Book
    from storage.engine.transaction import Transaction
    from storage.people.people import Person

FIRST_LANGUAGE = "vi"


def take(
    tx: Transaction,
    incoming: Incoming,
    *,
    now: datetime,
    commune: Commune,
    book: Book,
) -> None:
    """Handle one update, unless its key was seen before.

    Runs inside the database's writer, perhaps more than once: it changes nothing but `tx`.
    """
    if not seen_updates.is_new(tx, incoming.channel, incoming.key, now):
        return
    if incoming.kind is Kind.MOVED:
        reachability.move_chat(tx, incoming.channel, incoming.chat, incoming.moved_to)
        return
    if incoming.kind is Kind.STOPPED:
        reachability.mark_unreachable(tx, incoming.channel, incoming.chat, now)
        return
    if _is_talk_of_others(incoming):
        return
    turn = _turn(tx, incoming, now=now, commune=commune, book=book)
    if rate_limit.is_flood(turn, book.flood_per_minute):
        conversations.save(tx, turn.conversation)
        return
    _run(turn, book)


def _is_talk_of_others(incoming: Incoming) -> bool:
    """Whether it is a message in a group that is not for the bot.

    Nothing of it is stored, and who speaks becomes no person here.
    """
    is_for_us = (
        incoming.kind in (Kind.TAP, Kind.STARTED)
        or incoming.text.startswith("/")
        or bool(incoming.reply_to)
    )
    return not incoming.private and not is_for_us


def take_deferred(
    tx: Transaction,
    channel: str,
    chat: str,
    sender: str,
    *,
    now: datetime,
    commune: Commune,
    book: Book,
) -> bool:
    """Handle the sender's oldest deferred message, if the minute has room for it.

    Returns False when nothing was handled.
    """
    state = conversations.find(tx, channel, chat, sender)
    if state is not None and not rate_limit.has_room(state, now, book.flood_per_minute):
        return False
    incoming = deferred_updates.pop_first(tx, channel, chat, sender)
    if incoming is None:
        if state is not None:
            state.holding = False
            conversations.save(tx, state)
        return False
    turn = _turn(tx, incoming, now=now, commune=commune, book=book)
    rate_limit.count_one(turn.conversation, now)
    _run(turn, book)
    return True


def _run(turn: Turn, book: Book) -> None:
    incoming = turn.incoming
    book.dispatch(turn)
    if turn.is_erased:
        return
    if incoming.shortened and incoming.private:
        turn.say(
            _(
                "Your message was longer than I can take in: its end is <b>not</b> kept. Please "
                "send the rest once more, in a new message."
            )
        )
    turn.conversation.touched_at = turn.now
    conversations.save(turn.tx, turn.conversation)
    transcript.add(
        turn.tx,
        channel=incoming.channel,
        chat=incoming.chat,
        person_id=turn.person.id,
        at=turn.now,
        kind=incoming.kind,
        message=incoming.message,
        body=incoming.text if turn.keep_words else "",
        submission_id=turn.submission_id,
    )


def _turn(
    tx: Transaction, incoming: Incoming, *, now: datetime, commune: Commune, book: Book
) -> Turn:
    found = people.who_writes(tx, incoming.channel, incoming.sender)
    person, official = found or (None, None)
    if person is None:
        person = people.create(
            tx,
            channel=incoming.channel,
            sender=incoming.sender,
            chat=incoming.chat if incoming.private else incoming.sender,
            name=incoming.sender_name,
            language=_guess(incoming),
            now=now,
        )
    state = conversations.find(tx, incoming.channel, incoming.chat, incoming.sender)
    at = min(incoming.at, now)
    if state is None:
        state = conversations.Conversation(
            incoming.channel,
            incoming.chat,
            incoming.sender,
            person.id,
            touched_at=now,
            heard_at=at,
        )
    state.heard_at = max(state.heard_at, at)
    # Somebody who was erased and writes again from the same account is a new person.
    state.person_id = person.id
    turn = Turn(tx, now, commune, incoming, person, state, book, official)
    if (not person.reachable or person.awaited) and incoming.private:
        reachability.mark_reachable(tx, incoming.channel, incoming.chat)
        bundle(turn, person)
    _follow_language(turn, person)
    return turn


def _follow_language(turn: Turn, person: Person) -> None:
    """Follow the language of the words, if it is certain, until the person chooses one.

    Not for officials: they write in the resident's language.
    """
    if person.language_chosen or turn.official or turn.incoming.kind is not Kind.TEXT:
        return
    found = language.detect(turn.incoming.text)
    if found.language and found.certain and found.language != person.language:
        turn.change_person(language=found.language)


def _guess(incoming: Incoming) -> str:
    found = language.detect(incoming.text)
    if found.language and (found.certain or found.language == incoming.language_hint):
        return found.language
    return FIRST_LANGUAGE
