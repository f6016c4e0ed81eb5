"""Makes everything that an attacker could write, press or send. It follows from one seed."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from tests.hostile import bodies

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from tests.hostile.bodies import Json

ODD = (
    "e\u0301\u0323" * 1365,
    "\u0301" * 4096,
    "a" + "\u0e34" * 4095,
    "\u202eđảo ngược\u202c " * 200,
    "\u200b\u200d\ufeff" * 1000,
    "مرحبا שלום " * 300,
    "😀👩‍👩‍👧‍👦" * 300,
    "\u0000\u0001\u0008\u001b[31m",
    "ổ gà" * 1024,
    "\n" * 4096,
    " \u00a0\u3000\t",
    "﷽" * 500,
    "𝕏" * 2048,
    "\ufffd?\ufffe",
    "-",
    "0",
    "<b>đậm",
    "</b></i>",
    "<script>alert(1)</script>",
    '<a href="tg://user?id=1">x</a>',
    "&lt;b&gt;",
    "&amp;&#x202e;&nbsp;&",
    "<code>" * 500,
    "<!-- ",
    "<b",
    "a<b>c</b>d & e > f",
    "\"'`",
    "\\",
    "%s%n%d",
    "'; DROP TABLE submission; --",
    "1 OR 1=1",
    "%' OR '%'='",
    "x' UNION SELECT body FROM personal_text--",
    "../../../../etc/passwd",
    "/etc/passwd",
    "C:\\con",
    "file:///etc/passwd",
    "http://169.254.169.254/",
    "{name} {code} {0.__class__} %(code)s",
    "${jndi:ldap://x}",
    "{{7*7}}",
    "__import__('os')",
    "\u2028\u2029",
    "99/99/9999",
    "-1",
    "1" * 4096,
    "1e999",
    "NaN",
    "０１２",
    "៣",
    "24/12/2026",
    "hôm nay",
    "31/02/2027",
)
PLAIN = (
    "đường ấp 4 lầy lội, xe không qua được",
    "Huy",
    "1",
    "2",
    "đồng ý",
    "thôi",
    "bỏ qua",
    "xong",
    "Ấp 4",
    "tôi tố cáo ông trưởng ấp nhận tiền",
    "cứu với, nhà tôi cháy",
    "0912345678",
    "quay lại",
    "không phải",
    "gửi",
    "cho tôi xem hồ sơ của bà Lan",
    "hỏi thăm",
    "mất điện ba ngày rồi",
)
COMMANDS = (
    "/start {}",
    "/hoso {}",
    "/tracuu {}",
    "/xem {}",
    "/traloi {}",
    "/ghichu {} x",
    "/phancong {}",
    "/chuyen {}",
    "/trangthai {}",
    "/hoithem {}",
    "/tim {}",
    "/gopy {}",
    "/viec",
    "/thongke",
    "/riengtu",
    "/thongbao {}",
    "/layykien",
    "/moicanbo",
    "/canbo",
    "/huy",
    "/language km",
    "/tocao",
    "/khieunai {}",
    "/loi",
    "/start i-{}",
    "/start inv-{}",
    "/start case-{}",
    "/nhom {}",
    "{}",
)
VALUES: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    1,
    2**31,
    2**53,
    -(2**63),
    2**63,
    1e308,
    -0.5,
    "",
    "x",
    "\0",
    "0",
    "<b>",
    [],
    [[]],
    [None],
    {},
    {"id": 1},
    {"": ""},
    "\ud800".encode("utf-8", "replace").decode(),
)


class Fuzzer:
    """Makes hostile updates. `known`: the codes, ids, tokens and taps that the attackers know."""

    def __init__(self, chance: Random, known: Sequence[str]) -> None:
        self._chance = chance
        self._known = known

    def telegram(self, number: int, who: int, seen: Sequence[str]) -> Json:
        """Return a Telegram update with fields of the right types and any content.

        `seen`: the data of the buttons on that person's own screen.
        """
        return bodies.telegram(self._chance, number, who, self.words(), self.tap(seen))

    def zalo_bot(self, number: int, who: int) -> Json:
        """Return an event of the Bot Platform, in the same way."""
        return bodies.zalo_bot(self._chance, number, who, self.words())

    def zalo_oa(self, number: int, who: int) -> Json:
        """Return an event of an Official Account, in the same way."""
        return bodies.zalo_oa(self._chance, number, who, self.words())

    def words(self) -> str:
        """Return a text of at most 4,096 UTF-16 units, the services' limit."""
        chance = self._chance
        kind = chance.random()
        if kind < 0.35:
            found = chance.choice(COMMANDS).format(chance.choice((*self._known, *ODD)))
        elif kind < 0.6:
            found = chance.choice(PLAIN)
        elif kind < 0.75:
            found = chance.choice(self._known)
        else:
            found = "".join(chance.choice((*ODD, *PLAIN)) for _ in range(chance.randrange(1, 4)))
        return found.encode("utf-16-le")[:8192].decode("utf-16-le", "ignore") or "x"

    def tap(self, seen: Sequence[str]) -> str:
        """Return a button's data: the person's own, another person's, an invented one, or none."""
        chance = self._chance
        kind = chance.random()
        if kind < 0.4 and seen:
            return chance.choice(seen)
        if kind < 0.7:
            return chance.choice(self._known)
        action = chance.choice(self._known).partition(":")[0]
        if kind < 0.95:
            return f"{action}:{chance.choice((*self._known, '', '1', '-1', '1:2:3', '99999999'))}"
        return chance.choice(ODD)

    def spoilt(self, body: Json) -> Json:
        """Return the body with up to three fields removed, of another type, or nested twice."""
        found = copy.deepcopy(body)
        for _ in range(self._chance.randrange(1, 4)):
            self._spoil(found)
        return found

    def _spoil(self, inside: Any) -> None:
        chance = self._chance
        places: list[tuple[Any, Any]] = []
        waiting = [inside]
        while waiting:
            one = waiting.pop()
            keys = list(one) if isinstance(one, dict) else range(len(one))
            places += [
                (one, key) for key in keys if key not in {"update_id", "msg_id", "message_id"}
            ]
            waiting += [one[key] for key in keys if isinstance(one[key], (dict, list))]
        if not places:
            return
        holder, key = chance.choice(places)
        how = chance.random()
        if how < 0.25 and isinstance(holder, dict):
            del holder[key]
        elif how < 0.5:
            other, name = chance.choice(places)
            if name in other if isinstance(other, dict) else name < len(other):
                holder[key] = copy.deepcopy(other[name])
        elif how < 0.9:
            holder[key] = copy.deepcopy(chance.choice((*VALUES, *ODD[:8])))
        else:
            holder[key] = [copy.deepcopy(holder[key])]
