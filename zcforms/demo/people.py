"""Who can be tried. Every number is synthetic: area code 340199 belongs to no place, the check characters are right."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One account of the embedded identity provider. `kind`: person or legal; `story`: one line that says what to see."""

    sub: str
    name: str
    kind: str
    id_type: str
    id_number: str
    phone: str
    organisation: str
    credit_code: str
    story: str


def people() -> list[DemoPerson]:
    """Everybody, in the order in which the provider lists them."""
    raise NotImplementedError
