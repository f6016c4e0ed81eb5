"""What a message is about, by plain phrases. A guess is shown to the person, never acted on alone.

All phrases are folded (see `domain.fold`), so they match with and without accents.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from domain.fold import fold, words as folded_words
from domain.kinds import SubmissionKind

_DENUNCIATION = re.compile(
    r"\bto cao\b|\btham (?:o|nhung)\b|\bhoi lo\b|\ban (?:tien|chan|hoi lo)\b(?=.*\b(?:dan|can bo|xa|"
    r"ap|ong|ba|cong an|dia chinh)\b)|\b(?:nhan|lay|doi|voi|vien|xin|moc) tien\b(?=.*\b(?:dan|can bo|"
    r"cong an|chu tich|truong ap|dia chinh|moi lam|moi ky|moi cap)\b)|\b(?:can bo|cong an|chu tich|"
    r"truong ap|dia chinh|lanh dao|ke toan|bi thu|xa)\b.*\b(?:nhan|lay|doi|voi|vien|xin|moc|an|bo tui|"
    r"an chan) (?:\w+ ){0,2}(?:tien|phong bi)\b|\bphong bi\b|\bchiem doat\b|\bbao ke\b|\bbao che\b|"
    r"\blam quyen\b|\bloi dung chuc vu\b|\bkhai khong\b|\brut ruot\b|\blua dao\b|"
    r"\b(?:can bo|cong an|chu tich|truong ap)\b.*\bdanh (?:dan|nguoi|dap)\b|\bbat boi\b|"
    r"\bcorrupt|\bbrib(?:e|ery|es|ed)\b|\bdenounc|\bembezzl|\btakes? money from\b|"
    r"ពុករលួយ|សំណូក|បរិហារ|ស៊ីលុយ"
)
_NOT_DENUNCIATION = re.compile(
    r"\b(?:khong|k|ko|chua|hong) (?:\w+ ){0,2}to cao\b|\bto cao (?:la gi|o dau|the nao|sao)\b"
)
_COMPLAINT = re.compile(
    r"\bkhieu nai\b|\bquyet dinh\b.*\b(?:sai|khong dung|oan|vo ly|khong dong y|thu hoi|xu phat)\b|"
    r"\b(?:khong dong y|khong chap nhan) (?:voi )?(?:quyet dinh|viec (?:den bu|thu hoi|xu phat))\b|"
    r"\b(?:den bu|boi thuong)\b.*\b(?:sai|thieu|it|khong dung|thap|oan)\b|"
    r"\bthu hoi dat\b|\bxu phat (?:oan|sai)\b|\bពាក្យតវ៉ា\b|\bតវ៉ា"
)
_PETITION = re.compile(
    r"\bkien nghi\b|\bde nghi\b|\bde xuat\b|\bmong (?:xa|chinh quyen|cac cap|uy ban|can bo|duoc)\b|"
    r"\bxin (?:xa|duoc|cho|cap|lap|lam|sua|ho tro|vay|gan|mo)\b|\b(?:nen|can) (?:lam|co|lap|mo|xay|"
    r"them|gan|nao vet)\b|\bho tro (?:gia dinh|von|giong|tien)\b|\bplease (?:build|install|add|fix)\b|"
    r"\bសំណូមពរ\b|សូមជួយ|សូមឲ្យ"
)
_REFLECTION = re.compile(
    r"\b(?:hu|hong|be|sut|lun|sap|gay|sat lo|lay loi|lay|ngap|o ga|lo lo|lo hong|ket|tac|ro ri|nghet|"
    r"bi hu|be duong|nut|mat (?:dien|nuoc|tin hieu|song)|cup (?:dien|nuoc)|yeu|toi thui|tat|khong sang|"
    r"khong chay|boc mui|hoi|hoi thoi|thui|o nhiem|duc|phen|rac|vut rac|do rac|chet|on ao|on|"
    r"karaoke|lan chiem|lan|trom|dot rac|phun thuoc|xa thai)\b|\bbroken\b|\bflooded\b|\bgarbage\b|"
    r"\bno (?:water|power|light)\b|ខូច|លិច|សំរាម|ភ្លើង"
)
_CONDUCT = re.compile(
    r"\b(?:can bo|cong chuc|nhan vien|cong an|chu tich|pho chu tich|truong ap|dia chinh|tu phap|"
    r"ke toan|lanh dao|bi thu|chi tiep dan|ong tiep dan|mot cua)\b.*\b(?:thai do|hach sach|quat|"
    r"nat|la mang|cuc can|gat gong|lam kho|nhung nhieu|coi thuong|bat di lai|hanh dan|vo le|kho chiu|"
    r"cham tre|khong tiep|duoi|noi nang)\b|\bthai do\b.*\b(?:can bo|nhan vien|cong an|cong chuc)\b|"
    r"\b(?:official|officer|clerk)\b.*\brude\b"
)
_OFFICIAL = re.compile(
    r"\b(?:can bo|cong chuc|vien chuc|nhan vien|cong an|chu tich|truong ap|to truong|dia chinh|tu phap|"
    r"ke toan|lanh dao|bi thu|uy ban|ubnd|dang uy|kiem lam|thanh tra|official|officer|policeman|chairman)\b"
    r"|មន្ត្រី|ប៉ូលិស|ប្រធាន"
)
_STATUS = re.compile(
    r"\b(?:ho so|don|viec|phan anh|kien nghi)\b.*\b(?:toi dau|den dau|sao roi|xong chua|giai quyet "
    r"chua|chua thay|the nao roi)\b|\bkiem tra ho so\b|\bstatus of my\b"
)
_HELP = re.compile(r"(?:tro giup|giup do|huong dan|help|menu|lam sao de gui|cach gui)[ ?.!]*")


@dataclass(frozen=True, slots=True)
class Sorted:
    """The likeliest kind; `sure` when only one fits, so that nothing need be asked."""

    kind: SubmissionKind
    sure: bool


def sort(text: str) -> Sorted:
    """What kind of matter the words look like. Never a sure petition or reflection when they read
    like a denunciation."""
    folded = fold(text)
    if reads_like_denunciation(text):
        return Sorted(SubmissionKind.DENUNCIATION, sure=False)
    if _COMPLAINT.search(folded):
        return Sorted(SubmissionKind.COMPLAINT, sure=False)
    petition, reflection = _PETITION.search(folded), _REFLECTION.search(folded)
    if petition and (not reflection or petition.start() < reflection.start()):
        return Sorted(SubmissionKind.PETITION, sure=True)
    return Sorted(SubmissionKind.REFLECTION, sure=True)


def reads_like_denunciation(text: str) -> bool:
    """Whether words may accuse somebody of a violation: rather once too often than not."""
    folded = fold(text)
    return bool(_DENUNCIATION.search(_NOT_DENUNCIATION.sub(" ", folded)))


def names_official_conduct(text: str) -> bool:
    """Whether words are about how an official behaves: the head alone reads those."""
    return bool(_CONDUCT.search(fold(text)))


def names_official(text: str) -> bool:
    """Whether words speak of somebody who works for the government, whatever of them."""
    return bool(_OFFICIAL.search(fold(text)))


def names(text: str, name: str) -> bool:
    """Whether words name somebody: their whole name, or its last two words ("Văn Tám"). One word
    alone ("Tám") is no name: too many share it."""
    parts = fold(name).split()
    said = f" {' '.join(folded_words(text))} "
    return any(f" {' '.join(part)} " in said for part in (parts, parts[-2:]) if len(part) > 1)


def asks_status(text: str) -> bool:
    """Whether somebody asks how far their matter is."""
    return bool(_STATUS.search(fold(text)))


def asks_help(text: str) -> bool:
    """Whether somebody asks how this works, and says nothing else."""
    return bool(_HELP.fullmatch(fold(text)))
