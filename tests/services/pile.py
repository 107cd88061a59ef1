"""Many certificates of one plan, for tests: copies of one that was really granted and made."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from tests.services.conftest import NOW
from tests.services.test_certificate_desk import AUTHORITY, desk_of
from tests.services.titled import found, titled
from zcforms.demo.load import Stage
from zcforms.demo.people import ENGINEER_OFFICE, TEACHER_OFFICE
from zcforms.domain.certificate import TitleCertificate
from zcforms.services import certificate_making
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.keys import new_id
from zcforms.storage.work import work


@dataclass
class Pile:
    """`first`: sealed and made; `organiser` organises its plan, `stranger` another plan, `issuer` issued it."""

    house: House
    first: TitleCertificate
    pdf: bytes
    organiser: Actor
    stranger: Actor
    issuer: Actor
    _last: str

    @classmethod
    def of(cls, town: Stage) -> Pile:
        _, granted = titled(town)
        digest = certificate_making.make_certificate(town.house, granted.id, NOW)
        desks = town.desks[TEACHER_OFFICE], town.desks[ENGINEER_OFFICE], desk_of(town.house, AUTHORITY)
        first = found(town.house, granted.id)
        return cls(town.house, first, town.house.files.get(str(digest)), *desks, first.id)

    def add(self, *names: str, **changed: Any) -> list[str]:
        """One more certificate for each name, numbered on, valid and made without a seal unless `changed` says otherwise; their ids."""
        with work(self.house.database) as w:
            ids = []
            for name in names:
                number = f"{int(str(w.certificates.get(self._last).number)) + 1}"
                values = {
                    "id": new_id(),
                    "name": name,
                    "number": number,
                    "replaces": self._last,
                    "sealed": False,
                }
                one = dataclasses.replace(self.first, **{**values, **changed})
                w.certificates.add(one)
                w.flush()
                self._last = one.id
                ids.append(one.id)
        return ids
