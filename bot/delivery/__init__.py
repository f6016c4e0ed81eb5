"""Brings what waits in the outbox to the people, in order, once, at the service's pace."""

from bot.delivery.delivery import Delivery

__all__ = ["Delivery"]
