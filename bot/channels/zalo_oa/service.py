"""Makes the Zalo Official Account's channel and quota rules from the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.channels.contract import Service
from bot.channels.zalo_oa.capabilities import CAPABILITIES, FREE, NAME, RATE_LIMITS, WINDOW
from bot.channels.zalo_oa.channel import ZaloOaChannel
from bot.channels.zalo_oa.oauth import OAuth
from bot.channels.zalo_oa.sending import count_messages
from bot.channels.zalo_oa.signature import ButtonSigner
from bot.channels.zalo_oa.template import Template
from bot.channels.zalo_oa.tokens import TokenKeeper
from bot.channels.zalo_oa.webhook import Proof
from bot.errors import OperatorError
from bot.settings.organisation import load_organisation
from bot.settings.zalo_oa_settings import template_parameters
from domain.messages.quota import Cost, QuotaRules

if TYPE_CHECKING:
    from pydantic import SecretStr

    from bot.channels.contract import Channel
    from bot.process.clock import Clock
    from bot.settings.settings import Settings
    from storage.engine.database import Database


def _secrets(settings: Settings) -> tuple[str, ...]:
    if not settings.zalo_oa_id:
        return ()
    given = (
        settings.zalo_oa_app_secret,
        settings.zalo_oa_secret_key,
        settings.zalo_oa_refresh_token,
    )
    # The id is no secret, but it shows that this service is configured.
    return (*filter(None, map(clear, given)), settings.zalo_oa_id)


def _connect(settings: Settings, database: Database, clock: Clock) -> ZaloOaChannel:
    if settings.zalo_oa_missing:
        raise OperatorError(
            f"NGHEDAN_ZALO_OA_ID needs {settings.zalo_oa_missing[0]}, too; copy it from the app's "
            "page on developers.zalo.me, or unset both"
        )
    if not settings.public_url:
        raise OperatorError(
            "NGHEDAN_ZALO_OA_ID needs NGHEDAN_PUBLIC_URL: Zalo posts an account's events to a "
            "public https address and has no polling; set it, or unset the id"
        )
    secret = clear(settings.zalo_oa_app_secret)
    oauth = OAuth(settings.zalo_oa_oauth_url, settings.zalo_oa_app_id, secret)
    tokens = TokenKeeper(database, clock, oauth, clear(settings.zalo_oa_refresh_token))
    proof = Proof(
        (settings.zalo_oa_app_id, settings.zalo_oa_id), clear(settings.zalo_oa_secret_key)
    )
    return ZaloOaChannel(
        settings.zalo_oa_id,
        ButtonSigner(secret),
        proof,
        settings.zalo_oa_api_url,
        tokens,
        clock,
        settings.data_dir,
        api_is_local=settings.zalo_oa_is_local,
        template=template_of(settings),
    )


def template_of(settings: Settings) -> Template | None:
    """The template message, None without one. Raises OperatorError for incomplete settings."""
    if not settings.zalo_oa_template_id:
        if settings.zalo_oa_template_messages:
            raise OperatorError(
                "NGHEDAN_ZALO_OA_TEMPLATE_MESSAGES needs NGHEDAN_ZALO_OA_TEMPLATE_ID, too: the id of "
                "an approved template; set it, or unset both"
            )
        return None
    organisation = load_organisation(settings.config_dir)
    return Template(
        settings.zalo_oa_template_id,
        template_parameters(settings.zalo_oa_template_data),
        organisation.name,
    )


async def _keep_up(channel: Channel) -> None:
    if isinstance(channel, ZaloOaChannel):
        await channel.keep_up()


def clear(secret: SecretStr | None) -> str:
    """The secret's value; empty when there is none."""
    return secret.get_secret_value() if secret is not None else ""


def quota_rules(settings: Settings) -> QuotaRules:
    """The account's windows, and how many messages may be paid for."""
    most = {
        Cost.PAID: settings.zalo_oa_paid_messages,
        Cost.TEMPLATE: settings.zalo_oa_template_messages,
    }
    return QuotaRules(
        free_for=FREE,
        open_for=WINDOW,
        monthly_limits=most,
        paid_per_person=settings.zalo_oa_paid_each,
    )


SERVICE = Service(
    NAME,
    CAPABILITIES,
    RATE_LIMITS,
    _secrets,
    _connect,
    _keep_up,
    quota_rules,
    count_messages=count_messages,
)
