"""The Zalo Bot Platform: a token, calls much like Telegram's, neither buttons nor edits."""
