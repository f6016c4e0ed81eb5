"""Words of fire, violence, drowning, sudden illness: first the number to call, then the form.

Unaccented words count only with context: "chay" is also "chạy" (to run). What lies in the past or
is about a thing (a burnt bulb) is no emergency.
"""

from __future__ import annotations

import re

from domain.fold import fold, has_accents

FIRE, POLICE, AMBULANCE = "114", "113", "115"

_ACCENTED: tuple[tuple[str, str], ...] = (
    (FIRE, (r"cháy (?:nhà|lớn|to|rồi|quá|chợ|xe|lan|kho|rừng|đồng)|(?:đang|bị|phát) cháy|lửa (?:lớn|cháy|bốc)"
           r"|bốc (?:cháy|lửa)|nổ (?:bình ga|bình gas|ga|gas)|đuối nước|chết đuối|rớt xuống (?:sông|kênh)"
           r"|té (?:sông|kênh)|chìm (?:ghe|xuồng|tàu|đò)|sập (?:nhà|cầu)|mắc kẹt|nước cuốn|lũ cuốn")),
    (POLICE, (r"đánh nhau|đâm chém|chém nhau|chém người|đâm người|đánh người|đang đánh|cướp giật|bị cướp"
             r"|giết người|hiếp|bạo hành|đánh vợ|đánh con|cầm dao|hành hung|xâm hại")),
    (AMBULANCE, (r"cấp cứu|bất tỉnh|ngất xỉu|đột quỵ|khó thở|co giật|chảy máu nhiều|tai nạn|điện giật"
                r"|ngộ độc|rắn cắn|uống thuốc (?:sâu|rầy|cỏ)|tự tử|sắp sinh|đau tim|ngưng thở")),
)  # fmt: skip
_PLAIN: tuple[tuple[str, str], ...] = (
    (FIRE, (r"chay nha|nha (?:\w+ ){0,3}chay(?: roi| lon| qua)|dang chay (?:nha|lon|lua)|boc chay|lua chay"
           r"|lua boc|chay lon|chay cho|duoi nuoc|chet duoi|chim (?:ghe|xuong|tau|do)\b|no binh ga"
           r"|on fire|house fire|fire at|drown|sap nha")),
    (POLICE, (r"danh nhau|dam chem|chem nhau|chem nguoi|bi cuop|giet nguoi|cam dao|bao hanh|hanh hung"
             r"|being attacked|robber|fighting with knives")),
    (AMBULANCE, (r"cap cuu|bat tinh|ngat xiu|dot quy|kho tho|co giat|tai nan (?:giao thong|xe|nang|chet)"
                r"|bi tai nan|dien giat|ngo doc|ran can|tu tu bang|heart attack|unconscious|ambulance")),
)  # fmt: skip
_KHMER: tuple[tuple[str, str], ...] = (
    (FIRE, r"ភ្លើងឆេះ|ឆេះផ្ទះ|លង់ទឹក"),
    (POLICE, r"វាយគ្នា|កាប់|ចោរប្លន់"),
    (AMBULANCE, r"សន្លប់|គ្រោះថ្នាក់|សង្គ្រោះបន្ទាន់"),
)
_NOT_NOW = re.compile(
    r"nam ngoai|nam truoc|thang truoc|hoi (?:nam|truoc)|tuan truoc|bua truoc|hom truoc|ngay xua"
    r"|(?:hay|de|thuong|co the|so|phong|tranh|nguy co|coi chung|so se)\s(?:\w+ ){0,3}(?:chay|tai nan|"
    r"danh nhau|duoi|dien giat|sap)|chay (?:bong|den|nang|tui|may bom|cau dao|may)|bong den|ban chay"
    r"|phong chay|chua chay|so cap cuu|xe cap cuu khong vao|tap huan|diem (?:den|tai nan)|tien cap cuu"
    r"|(?:nhieu|hay|tung) (?:\w+ ){0,2}tai nan|last year|last month"
)


def services(text: str) -> tuple[str, ...]:
    """The numbers to call, the most fitting first; empty when nothing burns."""
    folded = fold(text)
    if _NOT_NOW.search(folded):
        return ()
    patterns = _ACCENTED if has_accents(text) else _PLAIN
    lowered = text.casefold()
    found = [number for number, words in patterns if re.search(words, lowered if patterns is
             _ACCENTED else folded)]  # fmt: skip
    found += [number for number, words in _KHMER if re.search(words, text)]
    return tuple(dict.fromkeys(found))
