"""A request for 补换证 on its way from the applicant to the issuing authority (features 85, 87): whose turn it is, who may look."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from zcforms.domain.approval import Outcome
from zcforms.domain.authority import Authority
from zcforms.domain.certificate import TitleCertificate
from zcforms.domain.chain import Chain, Step
from zcforms.domain.errors import NotFound
from zcforms.domain.identity import Organisation, Role
from zcforms.domain.replacement import (
    Replacement,
    ReplacementDecision,
    ReplacementKind,
    ReplacementState,
    step_of,
)
from zcforms.domain.scope import chain_for, responsible
from zcforms.services.access import Hidden, note
from zcforms.services.actor import Actor
from zcforms.services.chain_news import News
from zcforms.services.flow import FlowLine, coming_lines, done_lines
from zcforms.services.house import House
from zcforms.services.issuing_again import authority_called, default_authority, issuer_of
from zcforms.services.keys import new_id
from zcforms.services.responsibility import nobody_at, region_path
from zcforms.services.telling import Target
from zcforms.storage.shelves.replacements import StepOf
from zcforms.storage.work import Work

BEGUN = ("applicant", "个人补换证发起")
"""The line of the flow that the applicant begins it with (figure 5-16)."""
_WITH_THE_APPLICANT = (
    "这份补换证申请已由申请人撤回，或已退回申请人修改，现在不能查看。重新提交后会再次出现在“补换证审核”里。"
)
_GIVEN_UP = "申请人已放弃这份补换证申请，不再需要办理。"


class Desks:
    """Who answers for requests at a step, and who issues again. What that is told by is read once for many requests."""

    def __init__(self, w: Work, house: House, requests: Iterable[Replacement] = ()) -> None:
        self._w, self._house = w, house
        requests = list(requests)
        self._known = w.organisations.many(each.organisation_id for each in requests if each.organisation_id)
        parents = [each.parent_id for each in self._known.values() if each.parent_id]
        self._known |= w.organisations.many(parents)
        self._certificates = w.certificates.many(each for each in map(_settled_by, requests) if each)
        self._peers: dict[str, list[Organisation]] = {}

    def get(self, organisation_id: str) -> Organisation:
        if organisation_id not in self._known:
            self._known[organisation_id] = self._w.organisations.get(organisation_id)
        return self._known[organisation_id]

    def at(self, request: Replacement, step: Step) -> Organisation | None:
        """For a request that was handed in. None where nobody of that role, or of the issuing authority's name, has registered yet."""
        return self.answering(request, step.actor)

    def answering(self, request: Replacement, actor: str) -> Organisation | None:
        """Whoever is the employer, the authority ... of the request, whether or not a step is theirs."""
        employer = self.get(request.organisation_id or "")
        named: dict[str, str] = {}
        if actor == Role.ISSUER:
            named[actor] = self.issuer(request)
        above = [self.get(employer.parent_id)] if employer.parent_id else []
        return self._nearest(actor, employer, [*self._of(actor), *above], named)

    def line_of(self, request: Replacement, step: Step) -> tuple[str, str]:
        """Who answers for the step, and what is said where nobody does yet."""
        at = self.at(request, step)
        if at is not None:
            return at.name, ""
        return "", nobody_at(step, self.issuer(request) if step.actor == Role.ISSUER else "")

    def issuer(self, request: Replacement) -> str:
        """The name of the authority that issues again: the one that issued what is replaced, of a certificate that only the form describes
        the one that the form names; where that is none of ours, the nearest that may issue, then the default one. "" where there is none."""
        return self._own(request) or self._near(request)

    def authority(self, request: Replacement) -> Authority | None:
        """The document by which the authority of that name issues again."""
        settled = self._certificate(request)
        same = self._house.catalogue.authorities.get((settled and settled.authority) or "")
        return same or authority_called(self._house, self.issuer(request))

    def chain(self, replacement: Replacement) -> Chain:
        """The steps of the document that this request goes through, once it was handed in."""
        return chain_for(
            kind_of(self._house, replacement).chain,
            self.get(replacement.organisation_id or ""),
            freelancer=replacement.freelancer,
            standing=replacement.step,
        )

    def _own(self, request: Replacement) -> str:
        certificate = self._certificate(request)
        if certificate is not None:
            return issuer_of(self._house, certificate)
        told = kind_of(self._house, request).told(request.answers).get("issuer", "").strip()
        return told if authority_called(self._house, told) else ""

    def _near(self, request: Replacement) -> str:
        """An organisation that no document is called as has no numbers to give: it is passed over."""
        peers = [each for each in self._of(Role.ISSUER) if authority_called(self._house, each.name)]
        nearest = self._nearest(Role.ISSUER, self.get(request.organisation_id or ""), peers, {})
        default = default_authority(self._house)
        return nearest.name if nearest else default.caption if default else ""

    def _nearest(
        self, actor: str, employer: Organisation, peers: Sequence[Organisation], named: Mapping[str, str]
    ) -> Organisation | None:
        path = region_path(self._house, employer.region)
        return responsible(actor, employer, peers, named=named, region_path=path)

    def _certificate(self, request: Replacement) -> TitleCertificate | None:
        settled = _settled_by(request)
        if settled is not None and settled not in self._certificates:
            self._certificates[settled] = self._w.certificates.get(settled)
        return self._certificates[settled] if settled else None

    def _of(self, actor: str) -> list[Organisation]:
        if actor not in self._peers:
            role = next((role for role in Role if role == actor), None)
            near = role in (None, Role.EMPLOYER, Role.AUTHORITY)
            self._peers[actor] = [] if near or role is None else self._w.organisations.by_role(role)
        return self._peers[actor]


def _settled_by(request: Replacement) -> str | None:
    """The certificate whose authority is asked: once it was issued again, the new one."""
    return request.result_id or request.certificate_id


def kind_of(house: House, replacement: Replacement) -> ReplacementKind:
    """Raises `NotFound` where the document was taken away."""
    return kind_named(house, replacement.kind)


def kind_named(house: House, kind_id: str) -> ReplacementKind:
    try:
        return house.catalogue.replacements[kind_id]
    except KeyError:
        raise NotFound from None


def waiting_for(w: Work, house: House, organisation: Organisation) -> tuple[list[Replacement], Desks]:
    """What stands at a step that this organisation answers for, the oldest first."""
    steps = [
        StepOf(kind.id, step.id)
        for kind in house.catalogue.replacements.values()
        for step in kind.chain.steps
        if step.actor in (organisation.role, Role.EMPLOYER)
    ]
    near = organisation.role in (Role.EMPLOYER, Role.AUTHORITY)
    found = w.replacements.waiting(steps, w.organisations.below(organisation.id) if near else None)
    desks = Desks(w, house, found)
    return [each for each in found if _turn(desks, house, organisation.id, each)], desks


def answers_for(w: Work, house: House, organisation_id: str, replacement: Replacement) -> bool:
    """Whether it is this organisation's turn."""
    return _turn(Desks(w, house), house, organisation_id, replacement)


def handles(w: Work, house: House, organisation_id: str, replacement: Replacement) -> bool:
    """Whether the organisation may look: it answers for the current step or one before it; of what has ended, for a step that was
    decided. Drafts, and what went back to the applicant, are the applicant's alone."""
    if replacement.organisation_id is None:
        return False
    desks = Desks(w, house)
    steps = desks.chain(replacement).steps
    if replacement.state is ReplacementState.IN_APPROVAL:
        ids = [step.id for step in steps]
        if replacement.step not in ids:
            return False  # the document has lost the step: the applicant takes it back
        steps = steps[: ids.index(replacement.step) + 1]
    elif replacement.state in (ReplacementState.DONE, ReplacementState.REJECTED):
        decided = {each.step for each in w.replacement_decisions.of(replacement.id)}
        steps = tuple(step for step in steps if step.id in decided)
    else:
        return False
    found = (desks.at(replacement, step) for step in steps)
    return any(at is not None and at.id == organisation_id for at in found)


def was_handed_to(w: Work, house: House, organisation_id: str, replacement: Replacement) -> bool:
    """Whether the applicant has back, or has given up, what the organisation once had: it stands for one of the steps that were reached."""
    if replacement.organisation_id is None or not (replacement.editable or replacement.given_up):
        return False
    desks = Desks(w, house)
    reached = {each.step for each in w.replacement_decisions.of(replacement.id)}
    steps = desks.chain(replacement).steps
    had = [step for place, step in enumerate(steps) if place == 0 or step.id in reached]
    found = (desks.at(replacement, step) for step in had)
    return any(at is not None and at.id == organisation_id for at in found)


def own(w: Work, actor: Actor, replacement_id: str, version: int | None = None) -> Replacement:
    """The actor's own. Raises `NotFound`, `StaleWrite`."""
    person_id = actor.person()
    if w.replacements.get(replacement_id).person_id != person_id:
        raise Hidden(f"replacement:{replacement_id}")
    return w.replacements.get(replacement_id, version)


def handled(w: Work, house: House, actor: Actor, replacement_id: str) -> Replacement:
    """One that the actor's organisation may look at. Who was told of one that its applicant has back reads why it is not to be seen.

    Raises:
        NotFound: outside the actor's scope.
    """
    organisation_id = actor.organisation()
    replacement = w.replacements.get(replacement_id)
    if was_handed_to(w, house, organisation_id, replacement):
        raise NotFound(_GIVEN_UP if replacement.given_up else _WITH_THE_APPLICANT)
    if not handles(w, house, organisation_id, replacement):
        raise Hidden(f"replacement:{replacement_id}")
    return replacement


def flow_of(w: Work, house: House, replacement: Replacement, now: datetime) -> tuple[FlowLine, ...]:
    """流程: what was done, the current step with since when and until when, and those still to come (feature 87)."""
    done = done_lines(kind_of(house, replacement).chain, w.replacement_decisions.of(replacement.id))
    if replacement.state is not ReplacementState.IN_APPROVAL or replacement.organisation_id is None:
        return done
    desks, here = Desks(w, house), (replacement.step, replacement.step_since)
    coming = coming_lines(desks.chain(replacement), here, lambda step: desks.line_of(replacement, step), now)
    return (*done, *coming)


def decide(
    w: Work,
    actor: Actor,
    replacement: Replacement,
    step: tuple[str, str],
    answer: tuple[Outcome, str],
    *,
    now: datetime,
) -> None:
    """A line of the flow, and of the journal; `step`: id and caption. The journal keeps no opinion: it is what somebody typed."""
    key = (
        f"{len(w.replacement_decisions.of(replacement.id)):04}-{new_id()}"  # in order, at the same moment too
    )
    outcome, opinion = answer
    signed = actor
    if actor.organisation_id is not None:
        signed = replace(actor, name=w.organisations.get(actor.organisation_id).name)
    w.replacement_decisions.add(
        ReplacementDecision(
            key, replacement.id, *step, signed.name, actor.account_id, outcome, opinion.strip(), now
        )
    )
    note(w, actor, f"replacement.{outcome.value}", f"replacement:{replacement.id}", now, step=step[0])


def news_of(w: Work, desks: Desks, request: Replacement, by: str, now: datetime) -> News:
    """`by`: the organisation that acts, "" for the applicant."""
    return News(
        w,
        request.person_id,
        lambda actor: desks.answering(request, actor),
        ("您的补换证申请", f"{w.people.get(request.person_id).name}的补换证申请"),
        (Target("replacement", request.id), Target("replacement-case", request.id)),
        by,
        now,
    )


def _turn(desks: Desks, house: House, organisation_id: str, replacement: Replacement) -> bool:
    step = step_of(kind_of(house, replacement).chain, replacement)
    if step is None or replacement.organisation_id is None:
        return False
    at = desks.at(replacement, step)
    return at is not None and at.id == organisation_id
