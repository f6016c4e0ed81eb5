"""The parameters of each supported method (Bot API 10.1). Unknown ones are logged."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_SEND = (
    "business_connection_id chat_id message_thread_id direct_messages_topic_id "
    "disable_notification protect_content allow_paid_broadcast message_effect_id "
    "suggested_post_parameters reply_parameters reply_markup "
    # Older names that Telegram still accepts.
    "reply_to_message_id allow_sending_without_reply disable_web_page_preview "
)
_SCOPE = "scope language_code "

_NAMES = {
    "getMe": "",
    "getUpdates": "offset limit timeout allowed_updates",
    "setWebhook": (
        "url certificate ip_address max_connections allowed_updates drop_pending_updates "
        "secret_token"
    ),
    "deleteWebhook": "drop_pending_updates",
    "getWebhookInfo": "",
    "logOut": "",
    "close": "",
    "sendMessage": _SEND + "text parse_mode entities link_preview_options",
    "sendPhoto": _SEND
    + ("photo caption parse_mode caption_entities show_caption_above_media has_spoiler"),
    "sendDocument": _SEND
    + ("document thumbnail caption parse_mode caption_entities disable_content_type_detection"),
    "sendVoice": _SEND + "voice caption parse_mode caption_entities duration",
    "sendVideo": _SEND
    + (
        "video duration width height thumbnail cover start_timestamp caption parse_mode "
        "caption_entities show_caption_above_media has_spoiler supports_streaming"
    ),
    "sendAudio": _SEND
    + ("audio caption parse_mode caption_entities duration performer title thumbnail"),
    "sendAnimation": _SEND
    + (
        "animation duration width height thumbnail caption parse_mode caption_entities "
        "show_caption_above_media has_spoiler"
    ),
    "sendSticker": _SEND + "sticker emoji",
    "sendMediaGroup": _SEND + "media",
    "sendLocation": _SEND
    + ("latitude longitude horizontal_accuracy live_period heading proximity_alert_radius"),
    "sendContact": _SEND + "phone_number first_name last_name vcard",
    "sendChatAction": "business_connection_id chat_id message_thread_id action",
    "copyMessage": (
        "chat_id message_thread_id direct_messages_topic_id from_chat_id message_id "
        "video_start_timestamp caption parse_mode caption_entities "
        "show_caption_above_media disable_notification protect_content "
        "allow_paid_broadcast message_effect_id suggested_post_parameters "
        "reply_parameters reply_markup"
    ),
    "forwardMessage": (
        "chat_id message_thread_id direct_messages_topic_id from_chat_id "
        "video_start_timestamp disable_notification protect_content message_effect_id "
        "suggested_post_parameters message_id"
    ),
    "editMessageText": (
        "business_connection_id chat_id message_id inline_message_id text parse_mode "
        "entities link_preview_options disable_web_page_preview rich_message reply_markup"
    ),
    "editMessageCaption": (
        "business_connection_id chat_id message_id inline_message_id caption parse_mode "
        "caption_entities show_caption_above_media reply_markup"
    ),
    "editMessageReplyMarkup": (
        "business_connection_id chat_id message_id inline_message_id reply_markup"
    ),
    "editMessageMedia": (
        "business_connection_id chat_id message_id inline_message_id media reply_markup"
    ),
    "deleteMessage": "chat_id message_id",
    "deleteMessages": "chat_id message_ids",
    "answerCallbackQuery": "callback_query_id text show_alert url cache_time",
    "getFile": "file_id",
    "getChat": "chat_id",
    "getChatMember": "chat_id user_id",
    "getChatAdministrators": "chat_id return_bots",
    "getChatMemberCount": "chat_id",
    "leaveChat": "chat_id",
    "setMyCommands": _SCOPE + "commands",
    "getMyCommands": _SCOPE,
    "deleteMyCommands": _SCOPE,
    "setMyName": "name language_code",
    "getMyName": "language_code",
    "setMyDescription": "description language_code",
    "getMyDescription": "language_code",
    "setMyShortDescription": "short_description language_code",
    "getMyShortDescription": "language_code",
    "setChatMenuButton": "chat_id menu_button",
    "getChatMenuButton": "chat_id",
    "setMessageReaction": "chat_id message_id reaction is_big",
    "pinChatMessage": "business_connection_id chat_id message_id disable_notification",
    "unpinChatMessage": "business_connection_id chat_id message_id",
    "unpinAllChatMessages": "chat_id",
    "createForumTopic": "chat_id name icon_color icon_custom_emoji_id",
    "closeForumTopic": "chat_id message_thread_id",
    "reopenForumTopic": "chat_id message_thread_id",
    "deleteForumTopic": "chat_id message_thread_id",
}
PARAMETERS = {name.lower(): frozenset(words.split()) for name, words in _NAMES.items()}
"""The parameters by the method's name in small letters."""


def unknown(method: str, given: Iterable[str]) -> list[str]:
    """Return the given parameters that the method does not have; none for an unknown method."""
    names = PARAMETERS.get(method.lower())
    return [name for name in given if name not in names] if names is not None else []
