"""The submission kinds of the law (see `docs/glossary.md`), and the rules of each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SubmissionKind(StrEnum):
    """The legal kind of a submission. The values are stored in the database."""

    PETITION = "petition"
    """Kiến nghị: a request that something be done."""
    REFLECTION = "reflection"
    """Phản ánh: a report of a problem."""
    COMPLAINT = "complaint"
    """Khiếu nại: against an administrative decision or act on one's own rights."""
    DENUNCIATION = "denunciation"
    """Tố cáo: a report of somebody's violation. It is never filed in the chat."""
    INFORMATION_REQUEST = "information_request"
    """Yêu cầu cung cấp thông tin: a request for a document or a fact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KindPolicy:
    """The rules of one kind. Its legal periods are in `Organisation.rules`."""

    discreet: bool = False
    """Notices say only that there is news, and staff groups see no content."""
    open_to_all: bool = False
    """Anybody who has the tracking code may see the state and the due day."""
    formal_paper: bool = False
    """Lawful only as a signed paper. The period for the answer runs from its acceptance.

    The source is Luật Khiếu nại 2011, Điều 8, 27, 28.
    """
    filed_in_chat: bool = True
    """A resident can file it in the chat. Otherwise the chat shows another way."""
    begins_when_taken: bool = True
    """Work begins when an official takes the case. Otherwise a decision must come first."""


K = SubmissionKind

KINDS: dict[str, KindPolicy] = {
    K.PETITION: KindPolicy(open_to_all=True),
    K.REFLECTION: KindPolicy(open_to_all=True),
    K.COMPLAINT: KindPolicy(discreet=True, formal_paper=True, begins_when_taken=False),
    K.DENUNCIATION: KindPolicy(discreet=True, filed_in_chat=False, begins_when_taken=False),
    K.INFORMATION_REQUEST: KindPolicy(filed_in_chat=False),
}


def policy(kind: str) -> KindPolicy:
    """Return the rules of a kind. Raises KeyError for an unknown kind."""
    return KINDS[kind]
