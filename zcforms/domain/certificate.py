"""Titles that somebody holds, as their certificates say them (职称证书, features 74, 78 to 84)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class CertificateState(StrEnum):
    VALID = "valid"
    REPLACED = "replaced"
    REVOKED = "revoked"


@dataclass(eq=False)
class TitleCertificate:
    """One title of one holder. It is held against an identity number, so it also waits for a person who has not registered yet.
    `series`, `level`, `nature` and `id_type` are codes; what the certificate does not say is empty or None. `number` is None on those
    that were issued before there were numbers."""

    id: str
    id_type: str
    id_number: str = field(repr=False)
    name: str
    number: str | None
    series: str
    specialty: str
    title: str
    level: str
    obtained_on: date
    issued_on: date | None
    recorded_at: datetime
    nature: str = ""
    approval: str = ""
    committee: str = ""
    employer: str = ""
    issuer: str = ""
    state: CertificateState = CertificateState.VALID

    @property
    def year(self) -> int:
        """The year in which it was issued; of those without a date of issue, in which the title was obtained."""
        return (self.issued_on or self.obtained_on).year

    def same_as(self, other: TitleCertificate) -> bool:
        """Whether both are the same certificate: by number, and without one by holder, title and day."""
        if self.number or other.number:
            return self.number == other.number
        mine, theirs = (
            (each.id_type, each.id_number, each.title, each.obtained_on) for each in (self, other)
        )
        return mine == theirs
