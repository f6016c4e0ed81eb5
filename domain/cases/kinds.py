"""The kinds of matter, as the law tells them apart (see `docs/glossary.md`)."""

from __future__ import annotations

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


DISCREET = frozenset({SubmissionKind.COMPLAINT, SubmissionKind.DENUNCIATION})
"""Kinds whose pushes say only that there is news, and whose content nobody else ever sees."""
