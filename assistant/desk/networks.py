"""Whose address it is, for counting."""

from __future__ import annotations

import ipaddress

__all__ = ["network_of"]

_NETWORK = 64
"""Bits of an IPv6 address that a household or a phone has for itself; all addresses below count as one."""


def network_of(address: str) -> str:
    """An IPv4 address itself, also one in the form of IPv6; of IPv6 the network; anything else as it is."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, _NETWORK), strict=False))
