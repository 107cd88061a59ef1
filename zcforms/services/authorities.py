"""The organisations that are not employers: an operator registers them, because what they may decide is no matter of their own saying."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from zcforms.domain.errors import InputFault, InputRefused
from zcforms.domain.identity import Organisation, Role
from zcforms.services.employers import registration_faults
from zcforms.services.house import House
from zcforms.services.keys import new_id
from zcforms.storage.work import work

GOVERNMENT = "government"


@dataclass(frozen=True, slots=True)
class Authority:
    """What the operator says of one. `region`: a code of regions; `nature`: of employer_natures; `parent`: the credit code of the
    authority above it, "" for none."""

    role: Role
    name: str
    credit_code: str
    region: str
    nature: str = GOVERNMENT
    parent: str = ""


def register(house: House, given: Authority, now: datetime) -> Organisation:
    """From its next login on, the legal account with this credit code works at its desk.

    Raises:
        InputRefused: pointers to the members of `given`; also a credit code that another organisation has.
    """
    with work(house.database) as w:
        above = w.organisations.by_credit_code(given.parent.strip().upper()) if given.parent.strip() else None
        told = {
            "name": given.name.strip(),
            "credit_code": given.credit_code.strip().upper(),
            "nature": given.nature.strip(),
            "region": given.region.strip(),
            "parent_id": above.id if above else "",
        }
        faults = registration_faults(house, w, told)
        if given.parent.strip() and above is None:
            faults.append(
                InputFault("/parent", f"没有统一社会信用代码为“{given.parent}”的主管部门，请先登记它。")
            )
        if faults:
            raise InputRefused(faults)
        made = Organisation(
            new_id(), told["name"], told["credit_code"], told["nature"], given.role, told["region"],
            told["parent_id"] or None,
        )  # fmt: skip
        w.organisations.add(made)
        detail: Mapping[str, str] = {"role": given.role.value}
        w.journal.append("system", "organisation.register", f"organisation:{made.id}", detail, now)
    return made


def listing(house: House) -> list[Organisation]:
    """All that are no employers, by role and name."""
    with work(house.database, write=False) as w:
        return [
            each
            for role in Role
            if role is not Role.EMPLOYER
            for each in sorted(w.organisations.by_role(role), key=lambda each: each.name)
        ]
