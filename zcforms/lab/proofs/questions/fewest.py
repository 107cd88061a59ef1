"""In how few places one applicant can differ from another: a record that is there or not is one place, whatever is in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zcforms.checks.kinds import Operator
from zcforms.lab import proof
from zcforms.lab.proof import Model, Truth, clock
from zcforms.lab.proofs.encoding.nodes import Group, Leaf, Many, Node
from zcforms.lab.proofs.encoding.session import Session
from zcforms.lab.proofs.people.extraction import own_nodes
from zcforms.lab.proofs.questions.search import answer, together, wished

_FOLLOWING = "application/level"
"""What the title decides."""
_VERY_FEW = 3
_SHARE = 0.3
"""Of the time that is left, for each of the very few."""
_MOMENT = 0.05
"""Seconds for one look whether less cannot stay together either."""
_GREEDY = 0.5
"""Share of the time after which the search for as much as can stay as it is ends, and the count begins."""


@dataclass(frozen=True, slots=True)
class Fewest:
    """`number` of the differences hold in the model. `proved`: there is no way with fewer."""

    model: Model
    number: int
    proved: bool


@dataclass(frozen=True, slots=True)
class Stuck:
    """There is nobody, in however many places they differ. `core`: assumptions that cannot hold together."""

    core: tuple[str, ...]


def differences(session: Session, model: Model) -> list[list[Truth]]:
    """For each place whether it is otherwise than with this applicant, by section and list."""
    return [
        [each for each in _differs(node, model) if not isinstance(each, bool)]
        for node in own_nodes(session).values()
    ]


def _differs(node: Node, model: Model) -> Iterator[Truth]:
    if isinstance(node, Leaf):
        if node.path != _FOLLOWING and not _number_of_record(node):
            yield leaf_differs(node, model.holds(node.given), model.number(node.term))
    elif isinstance(node, Group):
        if node.file:
            yield _otherwise(node.given(), model)
            return
        for each in node.members.values():
            yield from _differs(each, model)
    elif node.choices or node.files:
        yield proof.any_of([_otherwise(there, model) for there in node.active])
    else:
        yield from _records_differ(node, model)


def _records_differ(many: Many, model: Model) -> Iterator[Truth]:
    for record, there in zip(many.records, many.active, strict=True):
        yield _otherwise(there, model)
        if model.holds(there):
            for each in _differs(record, model):
                yield proof.all_of((there, each))


def _number_of_record(leaf: Leaf) -> bool:
    """Which record of the library it is shows nowhere by itself."""
    return leaf.path.startswith("imports/") and leaf.path.endswith("/record")


def _otherwise(one: Truth, model: Model) -> Truth:
    return proof.negated(one) if model.holds(one) else one


def leaf_differs(leaf: Leaf, given: bool, number: int) -> Truth:
    """Whether the value is not this one, where anything is asked for."""
    if not given:
        return leaf.given
    same = proof.all_of((leaf.given, proof.compared(Operator.EQUAL, leaf.term, number)))
    return proof.all_of((leaf.asked, proof.negated(same)))


def fewest(
    session: Session, assumed: Sequence[str], places: Sequence[Sequence[Truth]], until: float
) -> Fewest | Stuck | None:
    """Who differs in the fewest of the places from what was. First what has to be otherwise is counted, and the rest left as it is. Where that is not the least yet, very few more
    are tried, which is quick; then as much as can stay at once, and from there ever fewer until there is no way. None: nobody was found in time."""
    every = [each for group in places for each in group]
    began = _apart(session, assumed, every, clock() + (until - clock()) * _GREEDY)
    if isinstance(began, Stuck):
        return began
    least, best = began
    for number in range(least, least + _VERY_FEW + 1):
        if best is not None and best.number <= number:
            break
        limit = clock() + (until - clock()) * _SHARE
        few = _no_more(session, number, every)
        reply = answer(session, [*assumed, few], limit)
        if reply.model is not None:
            return Fewest(reply.model, _number(reply.model, every), least == number)
        if reply.core is not None and few not in reply.core:
            return Stuck(reply.core)
        least = number + 1 if reply.impossible and least == number else least
    if best is not None and best.number <= least:
        return Fewest(best.model, best.number, True)
    return _down(session, assumed, places, until, least=least, best=best)


def _apart(
    session: Session, assumed: Sequence[str], every: Sequence[Truth], until: float
) -> tuple[int, Fewest | None] | Stuck:
    """How many places have to be otherwise at least, and who differs in little. Everything is to stay as it is; of what cannot stay together one has to change, and it is let go: as often as
    that happens there is another change, because no place is let go twice."""
    stay = [session.solver.unnamed(proof.negated(each)) for each in every]
    kept, least = stay, 0
    while clock() < until:
        reply = answer(session, [*assumed, *kept], until)
        if reply.model is not None:
            return least, Fewest(reply.model, _number(reply.model, every), False)
        if reply.core is None:
            break
        core = [each for each in kept if each in set(reply.core)]
        if not core:
            return Stuck(reply.core)
        gone = set(_smaller(session, assumed, core, until))
        kept = [each for each in kept if each not in gone]
        least += 1
    return least, None


def _smaller(session: Session, assumed: Sequence[str], core: list[str], until: float) -> list[str]:
    """What of it cannot stay together, each tried for a moment: the less goes at once, the more often something has to."""
    for each in list(core):
        if len(core) == 1 or clock() > until:
            break
        less = [other for other in core if other != each]
        reply = session.solver.ask([*assumed, *less], min(until, clock() + _MOMENT))
        if reply.core is not None:
            core = [other for other in less if other in set(reply.core)] or less
    return core


def _down(
    session: Session,
    assumed: Sequence[str],
    places: Sequence[Sequence[Truth]],
    until: float,
    *,
    least: int,
    best: Fewest | None,
) -> Fewest | Stuck | None:
    """`least`: fewer there cannot be. `best`: the one with the fewest that was found before."""
    every = [each for group in places for each in group]
    model = best.model if best is not None else None
    if model is None:
        reply = answer(session, assumed, until)
        if reply.core is not None:
            return Stuck(reply.core)
        wishes = together(session.solver, [[proof.negated(each) for each in group] for group in places])
        model = wished(session, assumed, wishes, clock() + (until - clock()) * _GREEDY)
    while model is not None:
        number = _number(model, every)
        if number <= least:
            return Fewest(model, number, True)
        reply = answer(session, [*assumed, _no_more(session, number - 1, every)], until)
        if reply.model is None:
            return Fewest(model, number, reply.impossible)
        model = reply.model
    return None


def _no_more(session: Session, number: int, places: Sequence[Truth]) -> str:
    return session.solver.unnamed(proof.at_most(number, places))


def _number(model: Model, places: Sequence[Truth]) -> int:
    return sum(1 for each in places if model.holds(each))
