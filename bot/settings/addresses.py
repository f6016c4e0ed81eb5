"""Checks of addresses in the settings."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit


def is_http(url: str) -> bool:
    """Whether it is an http(s) address with a host."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def is_local(url: str) -> bool:
    """Whether it is an address of this machine, such as the sandbox's."""
    return is_loopback(urlsplit(url).hostname or "")


def is_loopback(host: str) -> bool:
    """Whether a host name or IP address is this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
