"""Who does not exist, to try a plan as: some who pass its rules and some who fail them, and somebody about whom nothing is filled in yet."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zcforms.checks.ruleset import Ruleset
from zcforms.domain.plan import Plan
from zcforms.lab import prototypes
from zcforms.lab.invention import Inventor
from zcforms.services.rule_people import SHOWN, Crowd, MadeUp

NOBODY = "nobody"
_SECONDS_FOR_BOTH = 4.0
"""So long at most somebody is looked for on either side; what was worked out once is remembered."""


@dataclass(frozen=True, slots=True)
class TrialPeople:
    """The made-up people of one plan under its own rules."""

    crowd: Crowd

    @classmethod
    def of(cls, plan: Plan, ruleset: Ruleset) -> TrialPeople:
        return cls(Crowd(plan, ruleset, ruleset, ()))

    def shown(self) -> list[MadeUp]:
        """Somebody who passes and somebody who fails first, where there are such."""
        began, looked = time.monotonic(), list[MadeUp]()
        for each in self.crowd.looked_at(began + _SECONDS_FOR_BOTH):
            looked.append(each)
            if len(looked) >= SHOWN and ({True, False} <= {one.holds for one in looked}):
                break
        first = [next((each for each in looked if each.holds is want), None) for want in (True, False)]
        sides = [each for each in first if each is not None]
        others = [each for each in looked if each not in sides]
        told_apart = {each.caption: each for each in reversed([*sides, *others])}
        alike = [each for each in others if told_apart[each.caption] is not each]
        return [*sides, *(each for each in others if each not in alike), *alike][:SHOWN]

    def first(self) -> Mapping[str, Any] | None:
        """The application document of one of them."""
        return self.crowd.document("0")

    def one(self, name: str) -> tuple[Mapping[str, Any], str] | None:
        """The application document of somebody who was shown, and what is said of them; None where there is nobody of that name."""
        document = self.crowd.document(name)
        if document is None:
            return None
        said = next((each.caption for each in self.shown() if each.name == name), "")
        return document, said or str(document["applicant"]["name"])


def somebody(plan: Plan) -> dict[str, Any]:
    """Somebody as the application document has the applicant, the same one each time."""
    return prototypes.person(plan, Inventor.of(plan, "trial"))
