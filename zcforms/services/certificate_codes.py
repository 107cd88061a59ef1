"""The address behind a certificate's QR code (feature 83): it cannot be guessed, and needs no look-up to be refused."""

from __future__ import annotations

import base64
import hmac

from zcforms.services.house import House

VERIFY = "/verify/"
"""Where the code leads, behind the site's own address."""
_CONTEXT = "certificate code"
_BYTES = 15
"""120 bits of the signature: 24 characters of base 32."""


def address_of(house: House, certificate_id: str) -> str:
    """What the QR code holds."""
    return f"{house.terms.base_url}{VERIFY}{code_of(house, certificate_id)}"


def code_of(house: House, certificate_id: str) -> str:
    return f"{certificate_id}-{_signature(house, certificate_id)}"


def certificate_of(house: House, code: str) -> str | None:
    """The certificate's id, None where the code was not made here."""
    certificate_id, _, signature = code.partition("-")
    made = _signature(house, certificate_id)
    return certificate_id if hmac.compare_digest(made.encode(), signature.encode()) else None


def _signature(house: House, certificate_id: str) -> str:
    signed = house.database.keyring.digest(_CONTEXT, certificate_id.encode("utf-8", "surrogatepass"))
    return base64.b32encode(signed[:_BYTES]).decode().lower()
