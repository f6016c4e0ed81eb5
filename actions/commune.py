"""The commune that the bot works for: the facts that every message needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from domain.cases.acts import Act
    from domain.messages.message import Capabilities
    from domain.messages.quota import QuotaRules
    from domain.organisation import Organisation
    from domain.people.roles import Role

Menu = tuple[tuple[str, str], ...]
"""A chat's command menu: (command, description) in the order shown."""


@dataclass(frozen=True, slots=True)
class Commune:
    """The organisation, its channels and its menus; the same in every transaction."""

    organisation: Organisation
    channels: Mapping[str, Capabilities]
    """The capabilities of each channel, by its name."""
    bot_names: Mapping[str, str]
    """The bot's user name on each channel, for deep links."""
    quotas: Mapping[str, QuotaRules] = field(default_factory=dict)
    """The reply windows and quotas, of the channels that have any."""
    office_forms: Mapping[str, Act] = field(default_factory=dict)
    """The names of the forms that officials fill in, each with the act that it ends in."""
    menus: Mapping[tuple[Role, str], Menu] = field(default_factory=dict)
    """The command menu of each role in each language."""
