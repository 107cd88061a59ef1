"""Somebody at the desk of the authority that issues certificates."""

from __future__ import annotations

from zcforms.domain.identity import Organisation, Role
from zcforms.services.house import House
from zcforms.services.replacement_chain import Desks, kind_named
from zcforms.storage.work import work

_CODE, _NAME = "11340199MA0000999X", "蚌埠市职称证书发证办公室"


def issuing_authority(house: House, employer_id: str) -> Organisation:
    """The one that issues to the employer's people; registered where there is none yet."""
    step = kind_named(house, "listed").chain.steps[-1]
    with work(house.database) as w:
        found = Desks(w, house).at(employer_id, step)
        if found is None:
            region = w.organisations.get(employer_id).region
            found = Organisation("issuer", _NAME, _CODE, "government", Role.ISSUER, region)
            w.organisations.add(found)
        return found


def claims_of_issuer(organisation: Organisation) -> dict[str, str]:
    """What the identity provider says about its account."""
    return {
        "sub": "desk-of-issuer",
        "name": "证书管理科",
        "account_kind": "legal",
        "organisation_name": organisation.name,
        "credit_code": organisation.credit_code,
    }
