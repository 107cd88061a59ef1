"""Looking a certificate up without an account (feature 83): what was answered, and where the question came from, coarsely."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

_NEAR, _ELSEWHERE = "内部网络", "其他网络"


class LookUpOutcome(StrEnum):
    """What the visitor was told. The first three are the states of a certificate; those about a file come from comparing one."""

    VALID = "valid"
    REPLACED = "replaced"
    REVOKED = "revoked"
    UNKNOWN = "unknown"
    FILE_ISSUED = "file_issued"
    FILE_SEALED = "file_sealed"
    FILE_CHANGED = "file_changed"
    FILE_FOREIGN = "file_foreign"
    FILE_UNSIGNED = "file_unsigned"
    FILE_UNREADABLE = "file_unreadable"


@dataclass(eq=False)
class LookUp:
    """One look at one certificate, or at none. `origin`: what `origin_of` leaves of the visitor's address."""

    id: str
    certificate_id: str | None
    at: datetime
    outcome: LookUpOutcome
    origin: str


def origin_of(address: str) -> str:
    """So much of an internet address as says from which network somebody came, and not who: the first half of an IPv4 address, the
    first third of an IPv6 one's network."""
    found = _read(address)
    if found is None:
        return _ELSEWHERE
    if found.is_private or found.is_loopback or found.is_link_local:
        return _NEAR
    if isinstance(found, ipaddress.IPv4Address):
        first, second, *_ = str(found).split(".")
        return f"{first}.{second}.*.*"
    return f"{found.exploded[:4]}:{found.exploded[5:9]}:*"


def subscriber_of(address: str) -> str:
    """Whom a limit counts: one IPv4 address, or the /64 that one IPv6 subscriber has all of."""
    found = _read(address)
    if isinstance(found, ipaddress.IPv6Address):
        return found.exploded[:19]
    return str(found) if found else address[:64]


def _read(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """An IPv4 address that is written as IPv6 is an IPv4 address."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, ipaddress.IPv6Address) else found
