"""New ids: random, so that none can be guessed from another."""

from __future__ import annotations

import secrets

_BYTES = 12
_CODE_BYTES = 24


def new_id() -> str:
    return secrets.token_hex(_BYTES)


def new_code() -> str:
    """What is printed to be scanned: whoever has not seen the paper cannot make it up (192 bits)."""
    return secrets.token_urlsafe(_CODE_BYTES)
