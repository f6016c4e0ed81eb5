"""Sends the messages of the outbox: in order, once, within the limits of each service."""

from bot.delivery.deliveries import Deliveries
from bot.delivery.delivery import Delivery

__all__ = ["Deliveries", "Delivery"]
