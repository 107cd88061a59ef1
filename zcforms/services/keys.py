"""New ids: random, so that none can be guessed from another."""

from __future__ import annotations

import secrets

_BYTES = 12


def new_id() -> str:
    return secrets.token_hex(_BYTES)
