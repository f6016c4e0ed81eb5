"""Fills the demo's database: officials, an open consultation and a few past cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from actions.cases.filing import free_code
from actions.cases.record import Happening, record, record_new
from actions.commune import Commune
from actions.desk import Desk
from actions.notifier import Notifier
from domain.calendar.deadlines import end_of_day
from domain.cases import clocks
from domain.cases.acts import Act
from domain.cases.kinds import SubmissionKind
from domain.cases.states import CaseState
from domain.organisation import ZONE
from domain.people.roles import Role
from storage.cases import files
from storage.cases.submissions import NewCase
from storage.consultations import consultations
from storage.consultations.consultations import NewConsultation
from storage.people import officials, people
from storage.surveys import satisfaction

if TYPE_CHECKING:
    from pathlib import Path

    from domain.organisation import Organisation
    from storage.engine.transaction import Transaction
    from storage.people.officials import Official
    from storage.people.people import Person

CHANNEL = "telegram"
LAN, NAM, TU, HEAD = 501, 502, 503, 901

DOCUMENT = """KẾ HOẠCH NÂNG CẤP LỘ ẤP 4 – ẤP KINH 2 (dự thảo, tài liệu mẫu)

1. Hiện trạng: lộ đất dài 1,8 km, mùa mưa lầy lội, xe cứu thương và học sinh đi lại khó khăn.
2. Đề xuất: đổ bê tông rộng 3,5 m, đặt 6 cống thoát nước, làm trong quý II năm 2027.
3. Kinh phí: ngân sách xã 70 %, tỉnh hỗ trợ 30 %. Không thu tiền của dân.
4. Ảnh hưởng: 12 hộ lùi hàng rào tối đa 0,5 m, được bồi hoàn theo quy định.
5. Mời bà con cho ý kiến: bề rộng mặt lộ, chỗ đặt cống, thời gian thi công.
"""


@dataclass(frozen=True, slots=True)
class Past:
    """One earlier case."""

    chat: int
    days_ago: int
    words: str
    hamlet: str
    unit: str
    kind: SubmissionKind = SubmissionKind.REFLECTION
    answer: str = ""
    score: int = 0


PAST = (
    Past(
        NAM,
        40,
        "Đèn đường đầu ấp Vĩnh Lộc tắt cả tuần, tối đi nguy hiểm.",
        "vinh-loc",
        "kinh-te",
        answer="Tổ điện đã thay 3 bóng đèn ngày hôm qua. Cảm ơn bà con đã báo.",
        score=5,
    ),
    Past(TU, 33, "Kênh 2 bị lục bình bịt kín, ghe không qua được.", "kinh-2", "kinh-te"),
    Past(
        NAM,
        3,
        "Xin xã mở lớp dạy bơi cho mấy cháu trong hè.",
        "vinh-trinh",
        "van-hoa",
        kind=SubmissionKind.PETITION,
    ),
)


def seed(tx: Transaction, organisation: Organisation, now: datetime, data: Path) -> bool:
    """Fill an empty database; returns False when it holds people already.

    Writes the consultation's document below `data`.
    """
    if people.anybody(tx):
        return False
    residents = {
        chat: _person(tx, chat, name, now) for chat, name in ((NAM, "Chú Năm"), (TU, "Cô Tư"))
    }
    head = _person(tx, HEAD, "Chị Hạnh", now)
    official = officials.enrol(
        tx,
        person_id=head.id,
        role=Role.HEAD,
        unit_id="",
        name="Chị Hạnh",
        speaks_khmer=False,
        enrolled_by=None,
        now=now,
    )
    for past in PAST:
        _file(tx, organisation, residents[past.chat], past, official, now)
    _consult(tx, organisation, official.id, now, data)
    return True


def _person(tx: Transaction, chat: int, name: str, now: datetime) -> Person:
    made = people.create(
        tx, channel=CHANNEL, sender=str(chat), chat=str(chat), name=name, language="vi", now=now
    )
    people.change(tx, made.id, greeted_at=now)
    return made


def _file(
    tx: Transaction,
    organisation: Organisation,
    author: Person,
    past: Past,
    official: Official,
    now: datetime,
) -> None:
    received = now - timedelta(days=past.days_ago)
    commune = Commune(organisation=organisation, channels={}, bot_names={})
    days = clocks.at_filing(past.kind, received, organisation)
    new = NewCase(
        code=free_code(tx),
        kind=past.kind,
        state=CaseState.RECEIVED,
        person_id=author.id,
        channel=CHANNEL,
        chat=author.chat,
        language="vi",
        words=past.words,
        unit_id=past.unit,
        received_at=received,
        hamlet_id=past.hamlet,
        first_notice_due=days.first_notice_due,
        due_at=days.due_at,
    )
    case = record_new(Notifier(tx, received, commune), new, ()).case
    if not past.answer:
        return
    answered = received + timedelta(days=6)
    desk = Desk(tx, answered, commune, official)
    case = record(
        desk,
        case,
        Act.ANSWER,
        Happening(words=past.answer),
        to=CaseState.ANSWERED,
        answered_at=answered,
        assignee_id=official.id,
    ).case
    ended = answered + timedelta(days=1)
    record(
        Notifier(tx, ended, commune),
        case,
        Act.CHANGE_STATE,
        to=CaseState.CLOSED,
        closed_at=ended,
    )
    satisfaction.rate(
        tx,
        submission_id=case.id,
        unit_id=past.unit,
        official_id=official.id,
        score=past.score,
        at=answered + timedelta(days=1),
    )


def _consult(
    tx: Transaction, organisation: Organisation, official: int, now: datetime, data: Path
) -> None:
    path = data / "files" / "ke-hoach-lo-ap-4.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(DOCUMENT, encoding="utf-8")
    document = files.add(
        tx,
        kind="document",
        name=path.name,
        mime="text/plain",
        size=path.stat().st_size,
        channel="",
        ref="",
        at=now,
        path=f"files/{path.name}",
    )
    opens = now - timedelta(days=5)
    consultations.create(
        tx,
        NewConsultation(
            title="Nâng cấp lộ ấp 4 – ấp Kinh 2",
            summary="Xã dự định đổ bê tông 1,8 km lộ từ ấp 4 qua ấp Kinh 2, rộng 3,5 m. "
            "Làm trong quý II năm 2027, không thu tiền của dân. "
            "Có 12 hộ lùi hàng rào tối đa nửa mét và được bồi hoàn.",
            opens_at=opens,
            closes_at=end_of_day((opens + timedelta(days=30)).astimezone(ZONE).date(), ZONE),
            created_at=opens,
            created_by=official,
            document_id=document.id,
            hamlets=["ap-4", "kinh-2"],
            unit_id=organisation.default_unit,
        ),
    )
    consultations.open_due(tx, now)
