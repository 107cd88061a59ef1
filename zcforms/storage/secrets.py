"""Identity numbers at rest: sealed with AES-256-GCM, found again by a keyed digest (the blind index).

A sealed value is `key id (4 bytes) | nonce (12 bytes) | ciphertext and tag`, authenticated together with the name of the column
that it belongs to, so that a value copied into another column does not open.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from zcforms.domain.errors import ZcformsError

_KEY_BYTES = 32
_NONCE_BYTES = 12
_ID_BYTES = 4


class KeysUnusable(ZcformsError):
    """No key, a malformed one, or not the one that the data was sealed with."""


@dataclass(frozen=True, slots=True)
class Keyring:
    """`sealing`: key id -> key of 32 bytes; `current` seals, all of them open. `index`: 32 bytes, for the blind index and the
    journal's chain."""

    sealing: Mapping[bytes, bytes] = field(repr=False)
    current: bytes = field(repr=False)
    index: bytes = field(repr=False)

    @classmethod
    def of(cls, keys: str) -> Keyring:
        """From one key of 32 bytes in hex, or several separated by commas, the newest first.

        To change the key, put the new one in front: it seals from then on. The last one makes the blind index and the journal's
        chain and has to stay.

        Raises:
            KeysUnusable: a key is not 64 hex digits.
        """
        try:
            masters = [bytes.fromhex(key) for key in keys.split(",")]
        except ValueError:
            raise KeysUnusable(_MALFORMED) from None
        if any(len(master) != _KEY_BYTES for master in masters):
            raise KeysUnusable(_MALFORMED)
        sealing = {
            hashlib.sha256(master).digest()[:_ID_BYTES]: _derived(master, "seal") for master in masters
        }
        return cls(sealing, next(iter(sealing)), _derived(masters[-1], "index"))

    def seal(self, text: str, context: str) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        sealed = AESGCM(self.sealing[self.current]).encrypt(nonce, text.encode(), context.encode())
        return self.current + nonce + sealed

    def open(self, sealed: bytes, context: str) -> str:
        """Raises KeysUnusable when the key is not on the ring, or the value was tampered with or moved."""
        key = self.sealing.get(bytes(sealed[:_ID_BYTES]))
        if key is None:
            raise KeysUnusable(
                "数据是用另一把密钥加密的。请把原来的密钥加在 ZCFORMS_IDENTITY_KEY 的末尾，用逗号隔开。"
            )
        start = _ID_BYTES + _NONCE_BYTES
        try:
            return AESGCM(key).decrypt(sealed[_ID_BYTES:start], sealed[start:], context.encode()).decode()
        except InvalidTag:
            raise KeysUnusable("加密数据无法解开：数据被改动过。") from None

    def blind(self, text: str, context: str) -> bytes:
        """The value to search by; letter case and surrounding blanks do not matter."""
        return self.digest(context, text.strip().upper().encode())

    def digest(self, context: str, content: bytes) -> bytes:
        """HMAC-SHA-256 of the content; contexts do not meet."""
        return hmac.new(self.index, context.encode() + b"\0" + content, hashlib.sha256).digest()


_MALFORMED = "密钥应为 32 字节，写成 64 个十六进制数字；多把密钥之间用逗号隔开，新的在前。"


def _derived(master: bytes, purpose: str) -> bytes:
    return HKDF(hashes.SHA256(), _KEY_BYTES, salt=None, info=b"zcforms " + purpose.encode()).derive(master)
