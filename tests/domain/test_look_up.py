"""What is kept of a visitor's address (feature 83)."""

from __future__ import annotations

import pytest

from zcforms.domain.look_up import origin_of, subscriber_of


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("117.64.23.9", "117.64.*.*"),
        ("::ffff:117.64.23.9", "117.64.*.*"),
        ("240e:3a1:4c5f:9d00:1c2b:3d4e:5f60:7a8b", "240e:03a1:*"),
        ("192.168.3.4", "内部网络"),
        ("127.0.0.1", "内部网络"),
        ("fe80::1%eth0", "内部网络"),
        ("", "其他网络"),
        ("not an address", "其他网络"),
    ],
)
def test_an_origin_says_the_network_and_not_who(address: str, origin: str) -> None:
    assert origin_of(address) == origin


def test_whom_a_limit_counts() -> None:
    """Who has a whole /64 is one visitor; two IPv4 addresses are two."""
    assert subscriber_of("240e:3a1:4c5f:9d00::1") == subscriber_of("240e:3a1:4c5f:9d00:ffff::2")
    assert subscriber_of("240e:3a1:4c5f:9d01::1") != subscriber_of("240e:3a1:4c5f:9d00::1")
    assert subscriber_of("117.64.23.9") == subscriber_of("::ffff:117.64.23.9") == "117.64.23.9"
    assert subscriber_of("x" * 500) == "x" * 64
