"""Brings what waits in the outbox to the people, in order, once, at each service's pace."""

from bot.delivery.deliveries import Deliveries
from bot.delivery.delivery import Delivery

__all__ = ["Deliveries", "Delivery"]
