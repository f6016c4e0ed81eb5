"""The kinds of matter, as the law tells them apart (see `docs/glossary.md`), and what each implies."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SubmissionKind(StrEnum):
    """What somebody sends. Values are kept in the database."""

    PETITION = "petition"
    """Kiến nghị: asks for something."""
    REFLECTION = "reflection"
    """Phản ánh: reports a state of things."""
    COMPLAINT = "complaint"
    """Khiếu nại: against an administrative decision or act on one's own rights."""
    DENUNCIATION = "denunciation"
    """Tố cáo: of somebody's violation. Never taken in the chat."""
    INFORMATION_REQUEST = "information_request"
    """Yêu cầu cung cấp thông tin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KindPolicy:
    """What follows from a kind. Periods are data of the organisation (`Organisation.rules`)."""

    discreet: bool = False
    """Notices say only that there is news, and groups see no content."""
    open_to_all: bool = False
    """Whoever has the code may see the state and the due day."""
    formal_paper: bool = False
    """Lawful only as a signed paper: the clock of the answer runs from its acceptance
    (Luật Khiếu nại 2011, Điều 8, 27, 28)."""
    filed_in_chat: bool = True
    """A resident can file it here; else they are shown another way."""
    begins_when_taken: bool = True
    """Work begins as soon as an official takes it on; else a decision comes first."""


K = SubmissionKind

KINDS: dict[SubmissionKind, KindPolicy] = {
    K.PETITION: KindPolicy(open_to_all=True),
    K.REFLECTION: KindPolicy(open_to_all=True),
    K.COMPLAINT: KindPolicy(discreet=True, formal_paper=True, begins_when_taken=False),
    K.DENUNCIATION: KindPolicy(discreet=True, filed_in_chat=False, begins_when_taken=False),
    K.INFORMATION_REQUEST: KindPolicy(filed_in_chat=False),
}


def policy(kind: str) -> KindPolicy:
    """What follows from a kind; raises ValueError for a word that is none."""
    return KINDS[SubmissionKind(kind)]
