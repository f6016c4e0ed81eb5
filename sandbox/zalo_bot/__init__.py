"""The Zalo Bot Platform: a token and calls like Telegram's, without buttons and edits."""
