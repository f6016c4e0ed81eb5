"""Zalo's Official Account API, version 3: OAuth, signed webhooks, buttons, time windows."""
