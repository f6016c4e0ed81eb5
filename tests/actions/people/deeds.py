"""The acts on powers, data and accounts, each as a chat and as a call of the action."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from actions.messages import failures
from actions.people import (
    accounts,
    call_backs,
    groups,
    invitations,
    language_choice,
    powers,
    privacy,
    sealed_words,
)
from actions.people.invitations import NewInvitation
from actions.people.sealed_words import NewWords
from domain.cases.acts import Act
from domain.cases.tracking_code import parse
from domain.people.invitations import PREFIX
from domain.people.roles import Role
from storage.messages import outbox_states
from storage.updates import seen_updates
from tests.actions.twice import Deed, Town, as_official, as_resident, here
from tests.handlers.offices import filed
from tests.house import Speaker

if TYPE_CHECKING:
    from tests.house import House

ACCUSING = "Tôi tố cáo ông trưởng ấp nhận tiền hối lộ"
LINK = re.compile(r"start=(\S+)")
PIN = re.compile(r"\b\d{6}\b")
PHONE = "0912345678"
GROUP = "-100"


async def office(house: House) -> Town:
    """An administrator; an officer who has a case of Lan's."""
    admin = await house.official("Chị Quản", "admin")
    hai = await house.official("Chị Hai", "officer", "kinh-te")
    lan = house.resident("Lan")
    code = await filed(lan)
    await hai.taps("Nhận việc")
    return {"admin": admin, "hai": hai, "lan": lan, "code": code}


async def invited(house: House) -> Town:
    """Ba was sent a link, and wrote before."""
    admin = await house.official("Chị Quản", "admin")
    ba = house.resident("Ba Nguyễn")
    await ba.says("/start")
    await _invite(admin)
    found = LINK.search(admin.last.text)
    assert found
    return {"admin": admin, "ba": ba, "payload": found[1]}


async def opened(house: House) -> Town:
    """Ba opened it."""
    town = await invited(house)
    await town["ba"].says(f"/start {town['payload']}")
    return town


async def _invite(admin: Speaker) -> None:
    await admin.says("/moicanbo")
    await admin.says("Anh Ba")
    for label in ("Cán bộ của một phòng", "Phòng Kinh tế", "Có"):
        await admin.taps(label)


async def _use(house: House, town: Town) -> Any:
    token = town["payload"].removeprefix(f"{PREFIX}-")
    return await as_resident(house, town["ba"], lambda seat: invitations.use(seat, token))


async def _dismiss_in_chat(town: Town) -> None:
    await town["admin"].says("/canbo")
    await town["admin"].taps("Gỡ Chị Hai")
    await town["admin"].taps("Đúng, gỡ")


async def _dismiss(house: House, town: Town) -> Any:
    (row,) = await house.rows("SELECT id FROM official WHERE name = 'Chị Hai'")
    return await as_official(house, town["admin"], lambda desk: powers.dismiss(desk, row.id))


async def group(house: House) -> Town:
    """The administrator in a group that is bound to nothing."""
    admin = await house.official("Chị Quản", "admin")
    there = Speaker(house, admin.name, admin.sender, GROUP, private=False)
    return {"admin": admin, "there": there}


async def dead_letter(house: House) -> Town:
    """An answer that Lan's service refused."""
    town = await office(house)
    hai, code = town["hai"], town["code"]
    await hai.says(f"/traloi {code} Đã cử đội duy tu, xong ngày 30/11")
    house.passes(hours=14)  # at night, so that it waits
    await hai.taps("Gửi cho bà con")
    (row,) = await house.rows("SELECT outbox_id FROM submission_event WHERE act = 'reply'")
    await house.database.transact(
        lambda tx: outbox_states.mark_dead(tx, row.outbox_id, "Bad Request: chat not found")
    )
    return town | {"row": row.outbox_id}


async def failed_update(house: House) -> Town:
    """A message that could not be handled."""
    admin = await house.official("Chị Quản", "admin")
    raw = '{"channel": "telegram", "chat": "501", "sender": "501", "tap_id": ""}'
    await house.database.transact(
        lambda tx: seen_updates.store_failed(
            tx,
            channel="telegram",
            key="1",
            chat="501",
            at=house.now,
            error="LookupError",
            trace="",
            raw=raw,
            person_id=None,
        )
    )
    return {"admin": admin}


async def _rerun_in_chat(town: Town) -> None:
    await town["admin"].says("/thuloi")
    await town["admin"].taps("Xử lý lại")


async def contact(house: House) -> Town:
    """The one person who calls back; Lan is about to ask for it."""
    chanh = await house.official("Chánh Văn phòng", "head")
    lan = house.resident("Lan")
    await lan.says("/tocao")
    return {"chanh": chanh, "lan": lan}


async def wished(house: House) -> Town:
    """Lan asked for a call."""
    town = await contact(house)
    await _ask_in_chat(town)
    return town


async def looked_at(house: House) -> Town:
    """The number is on the one person's screen."""
    town = await wished(house)
    await town["chanh"].taps("Xem")
    return town


async def _ask_in_chat(town: Town) -> None:
    await town["lan"].taps("Gọi lại cho tôi")
    await town["lan"].says(PHONE)


async def lan(house: House) -> Town:
    """Lan, who filed a case that an official works on."""
    return await office(house)


async def _erase_in_chat(town: Town) -> None:
    await town["lan"].says("/riengtu")
    await town["lan"].taps("Rút đồng ý")
    await town["lan"].taps("Xóa hết")


async def with_pin(house: House) -> Town:
    """Lan has a PIN, and another phone that wrote before."""
    town = await office(house)
    await town["lan"].presses("link:pin")
    found = PIN.search(town["lan"].last.text)
    assert found
    zalo = house.resident("Lan (Zalo)", channel="zalo_bot")
    await zalo.says("/start")
    return town | {"zalo": zalo, "pin": found[0]}


async def joined(house: House) -> Town:
    """Lan's two phones are one person's."""
    town = await with_pin(house)
    await _join_in_chat(town)
    rows = await house.rows("SELECT id, channel FROM account")
    return town | {row.channel: row.id for row in rows if row.channel == "zalo_bot"}


async def _join_in_chat(town: Town) -> None:
    await town["zalo"].presses("link:join")
    await town["zalo"].says(town["code"])
    await town["zalo"].says(town["pin"])


async def _join(house: House, town: Town) -> Any:
    zalo, code = town["zalo"], parse(town["code"])
    return await as_resident(
        house, zalo, lambda seat: accounts.join(seat, here(zalo), code, town["pin"])
    )


async def accused(house: House) -> Town:
    """Lan wrote what reads like a denunciation."""
    town = await contact(house)
    await town["lan"].says(ACCUSING)
    return town


def _own(act: Any, who: str, *arguments: Any, **more: Any) -> Any:
    """An act of `who` for themselves, with only their seat."""

    async def done(house: House, town: Town) -> Any:
        return await as_resident(house, town[who], lambda seat: act(seat, *arguments, **more))

    return done


def _from_here(act: Any, who: str, *names: str) -> Any:
    """The same for acts that need the account, too; `names` are keys of the town."""

    async def done(house: House, town: Town) -> Any:
        speaker, values = town[who], [town[name] for name in names]
        return await as_resident(house, speaker, lambda seat: act(seat, here(speaker), *values))

    return done


def _office(act: Any, who: str, *arguments: Any) -> Any:
    """An act of an official."""

    async def done(house: House, town: Town) -> Any:
        values = [town.get(one, one) if isinstance(one, str) else one for one in arguments]
        return await as_official(house, town[who], lambda desk: act(desk, *values))

    return done


NEW = NewInvitation("Anh Ba", Role.OFFICER, "kinh-te", speaks_khmer=True)
ACCUSATION = NewWords(ACCUSING, "7")

DEEDS: dict[Act, Deed] = {
    Act.INVITE: Deed(
        office, lambda town: _invite(town["admin"]), _office(invitations.invite, "admin", NEW)
    ),
    Act.USE_INVITATION: Deed(
        invited, lambda town: town["ba"].says(f"/start {town['payload']}"), _use
    ),
    Act.LET_IN: Deed(
        opened, lambda town: town["admin"].taps("Đúng"), _office(invitations.let_in, "admin", 1)
    ),
    Act.KEEP_OUT: Deed(
        opened, lambda town: town["admin"].taps("Không"), _office(invitations.keep_out, "admin", 1)
    ),
    Act.DISMISS: Deed(office, _dismiss_in_chat, _dismiss),
    Act.BIND_GROUP: Deed(
        group,
        lambda town: town["there"].says("/ganhom kinh-te"),
        _office(groups.bind, "admin", "telegram", GROUP, "kinh-te"),
    ),
    Act.RESEND: Deed(
        dead_letter,
        lambda town: town["admin"].presses(f"resend:{town['row']}"),
        _office(failures.resend, "admin", "row"),
    ),
    Act.RERUN: Deed(failed_update, _rerun_in_chat, _office(failures.rerun, "admin", 1)),
    Act.ASK_CALL_BACK: Deed(contact, _ask_in_chat, _own(call_backs.ask, "lan", PHONE)),
    Act.OPEN_CALL_BACK: Deed(
        wished, lambda town: town["chanh"].taps("Xem"), _office(call_backs.look, "chanh", 1)
    ),
    Act.CALL_BACK: Deed(
        looked_at,
        lambda town: town["chanh"].taps("Tôi đã gọi"),
        _office(call_backs.called, "chanh", 1),
    ),
    Act.EXPORT: Deed(
        lan, lambda town: town["lan"].presses("privacy:export"), _from_here(privacy.export, "lan")
    ),
    Act.BE_DISCREET: Deed(
        lan,
        lambda town: town["lan"].presses("privacy:discreet"),
        _from_here(lambda seat, place: privacy.be_discreet(seat, place, discreet=True), "lan"),
    ),
    Act.ERASE: Deed(lan, _erase_in_chat, _from_here(privacy.erase, "lan")),
    Act.CHOOSE_LANGUAGE: Deed(
        lan,
        lambda town: town["lan"].presses("lang:km"),
        _own(language_choice.choose, "lan", "km"),
    ),
    Act.JOIN: Deed(with_pin, _join_in_chat, _join),
    Act.PREFER: Deed(
        joined,
        lambda town: town["lan"].presses(f"link:to:{town['zalo_bot']}"),
        _from_here(accounts.prefer, "lan", "zalo_bot"),
    ),
    Act.TURN_OFF: Deed(
        joined,
        lambda town: town["lan"].presses(f"link:off:{town['zalo_bot']}"),
        _from_here(accounts.turn_off, "lan", "zalo_bot"),
    ),
    Act.SPLIT_OFF: Deed(
        joined,
        lambda town: town["lan"].taps("Không phải tôi"),
        _from_here(accounts.split_off, "lan", "zalo_bot"),
    ),
    Act.MAKE_PIN: Deed(
        lan, lambda town: town["lan"].presses("link:pin"), _from_here(accounts.make_pin, "lan")
    ),
    Act.SEAL_WORDS: Deed(
        contact,
        lambda town: town["lan"].says(ACCUSING),
        _from_here(lambda seat, place: sealed_words.seal(seat, place, ACCUSATION), "lan"),
    ),
    Act.RELEASE_WORDS: Deed(
        accused,
        lambda town: town["lan"].taps("không phải"),
        _from_here(sealed_words.release, "lan"),
    ),
    Act.DESTROY_WORDS: Deed(
        accused,
        lambda town: town["lan"].taps("Xóa ngay"),
        _from_here(sealed_words.delete, "lan"),
    ),
}
"""One deed for each act."""
