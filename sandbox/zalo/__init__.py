"""The shared part of both of Zalo's services: phones, files, webhooks and control calls."""
