"""已处理 of 补换证: what an organisation has decided, with what became of it (features 85, 87)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from zcforms.domain.approval import Outcome
from zcforms.domain.certificate import TitleCertificate
from zcforms.domain.identity import Organisation, Person
from zcforms.domain.replacement import (
    Replacement,
    ReplacementDecision,
    ReplacementKind,
    ReplacementState,
    step_of,
)
from zcforms.services.access import reading
from zcforms.services.actor import Actor
from zcforms.services.desk_decided import PAGE_SIZE
from zcforms.services.house import House
from zcforms.services.paging import Page, page_at
from zcforms.services.replacement_chain import kind_of
from zcforms.services.replacement_words import about
from zcforms.services.wording import OUTCOME, REPLACEMENT
from zcforms.storage.columns import CHINA
from zcforms.storage.shelves.replacements import DecidedReplacements

OUTCOMES = (Outcome.ENDORSED, Outcome.RETURNED, Outcome.REJECTED)
STATES = tuple(ReplacementState)
_ENDED = (ReplacementState.DONE, ReplacementState.REJECTED)


@dataclass(frozen=True, slots=True)
class DecidedQuery:
    """Empty fields ask nothing. `state`: how the request stands now; `since`: decided on that day or later; `text`: in the person's name or the
    certificate's number."""

    outcome: str = ""
    kind: str = ""
    state: str = ""
    since: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class DecidedCase:
    """One decision. `number`, `certificate`: of the title that it is about; `stands`: where the request is now; `viewable`: the organisation may
    still look at it."""

    replacement_id: str
    name: str
    employer: str
    kind: str
    number: str
    certificate: str
    step: str
    outcome: Outcome
    caption: str
    opinion: str
    at: datetime
    stands: str
    viewable: bool


@dataclass(frozen=True, slots=True)
class DecidedList:
    """`kinds`: those of which the organisation decided anything."""

    rows: Page[DecidedCase]
    kinds: tuple[ReplacementKind, ...]


def listing(house: House, actor: Actor, query: DecidedQuery, *, page: int = 1) -> DecidedList:
    """The last decision first."""
    with reading(house, actor) as w:
        wanted = _wanted(actor.organisation(), query)
        shelf = w.replacement_decisions
        found = page_at(
            lambda limit, offset: shelf.decided(wanted, limit, offset),
            page,
            shelf.count_decided(wanted),
            PAGE_SIZE,
        )
        requests = [request for _, request in found.rows]
        people = w.people.many(each.person_id for each in requests)
        old = w.certificates.many(each.certificate_id for each in requests if each.certificate_id)
        employers = w.organisations.many(each.organisation_id for each in requests if each.organisation_id)
        kinds = shelf.decided_kinds(actor.organisation())

    def case(row: tuple[ReplacementDecision, Replacement]) -> DecidedCase:
        decision, request = row
        about_ = people[request.person_id], employers[request.organisation_id or ""]
        return _case(house, decision, request, about_, old.get(request.certificate_id or ""))

    known = house.catalogue.replacements
    return DecidedList(found.map(case), tuple(known[each] for each in kinds if each in known))


def _wanted(organisation_id: str, query: DecidedQuery) -> DecidedReplacements:
    outcomes = tuple(each for each in OUTCOMES if query.outcome in ("", each.value))
    states = tuple(each for each in STATES if query.state == each.value)
    since = datetime.combine(query.since, time(), CHINA) if query.since else None
    return DecidedReplacements(organisation_id, outcomes, query.kind, states, since, query.text.strip())


def _case(
    house: House,
    decision: ReplacementDecision,
    request: Replacement,
    whose: tuple[Person, Organisation],
    old: TitleCertificate | None,
) -> DecidedCase:
    """`whose`: the person, and the employer."""
    (person, employer), kind = whose, kind_of(house, request)
    number, certificate = about(kind, request, old)
    step, stands = step_of(kind.chain, request), REPLACEMENT[request.state]
    return DecidedCase(
        request.id,
        person.name,
        employer.name,
        kind.caption,
        number,
        certificate,
        decision.caption,
        decision.outcome,
        OUTCOME[decision.outcome],
        decision.opinion,
        decision.at,
        f"{stands}（{step.caption}）" if step else stands,
        _viewable(kind, decision, request),
    )


def _viewable(kind: ReplacementKind, decision: ReplacementDecision, request: Replacement) -> bool:
    """What went back to the applicant is the applicant's alone; on its second way it is seen again from the step on
    (`replacement_chain.handles`)."""
    if request.state is not ReplacementState.IN_APPROVAL:
        return request.state in _ENDED
    steps = [step.id for step in kind.chain.steps]
    here = steps.index(request.step) if request.step in steps else -1
    return decision.step in steps[: here + 1]
