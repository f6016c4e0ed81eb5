"""The Bot API's methods that the sandbox carries out, by their name in small letters.

Each is a function of (bot, parameters, files) that returns the result or raises ApiError. What is
not here is answered loudly, by name.
"""

from sandbox.methods import about, editing, groups, sending, updates
from sandbox.methods.method import Method

METHODS: dict[str, Method] = {
    **about.METHODS,
    **sending.METHODS,
    **editing.METHODS,
    **groups.METHODS,
}
"""All but those that wait or post, which are in `updates`."""

__all__ = ["METHODS", "Method", "updates"]
