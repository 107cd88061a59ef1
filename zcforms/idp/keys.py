"""The provider's signing key: RSA, made once, kept in a file that its owner alone can read."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from joserfc.jwk import KeyParameters, RSAKey

_USE: KeyParameters = {"use": "sig", "alg": "RS256"}


def signing_key(path: Path) -> RSAKey:
    """The key in `path` (PEM), made if it is not there; processes that start at once agree on one."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        _make(path)
    key = RSAKey.import_key(path.read_bytes(), _USE)
    key.ensure_kid()
    return key


def _make(path: Path) -> None:
    handle, draft = tempfile.mkstemp(dir=path.parent)  # mkstemp's files are their owner's alone
    with os.fdopen(handle, "wb") as file:
        file.write(RSAKey.generate_key(2048, private=True).as_pem(private=True))
    try:
        os.link(draft, path)  # unlike a rename it never replaces the key that another process made first
    except FileExistsError:
        return
    finally:
        os.unlink(draft)
