"""The template message: a text with parameters that Zalo approved, named by the settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.settings.zalo_oa_settings import CODE, ORGANISATION

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Template:
    """The template that asks a person to write again."""

    template_id: str
    parameters: Mapping[str, str]
    organisation: str

    def request(self, chat: str, code: str) -> dict[str, Any]:
        """The body of the call; of the case it holds the code and nothing else."""
        known = {CODE: code, ORGANISATION: self.organisation}
        return {
            "user_id": chat,
            "template_id": self.template_id,
            "template_data": {name: known[what] for name, what in self.parameters.items()},
        }
