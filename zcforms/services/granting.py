"""Titles become certificates: the new certificate in place of one that was lost or says something wrong (features 88, 89)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from zcforms.domain.certificate import CertificateState, TitleCertificate
from zcforms.domain.errors import WrongState
from zcforms.services.house import House
from zcforms.services.keys import new_id
from zcforms.storage.work import Work

_SERIALS = "certificates"


def replace(
    w: Work, house: House, certificate: TitleCertificate, *, corrections: Mapping[str, str], now: datetime
) -> TitleCertificate:
    """A new certificate with a number of its own that says the same, but for the corrections (field -> text or code); the old one
    is 已换发 from now on. Raises `WrongState` where the old one is not valid."""
    if certificate.state is not CertificateState.VALID:
        raise WrongState("原证书已经换发或撤销，不能再次换发。")
    kept = {each.name: getattr(certificate, each.name) for each in fields(certificate) if each.init}
    number = f"{now:%Y}{w.serials.take(f'{_SERIALS}/{now:%Y}', 1)[0]:08}"
    changed: dict[str, Any] = {"id": new_id(), "number": number, "issued_on": now.date(), "recorded_at": now}
    made = TitleCertificate(**{**kept, **corrections, **changed})
    certificate.state = CertificateState.REPLACED
    return w.certificates.add(made)
