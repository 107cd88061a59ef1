"""Among everything that is possible, what is wanted most: few records, little filled in, values like those of somebody.

Wishes are tried all together; those that cannot be had beside the others are given up, as the solver names them, and tried once more one by one.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence

from zcforms.checks.kinds import Operator
from zcforms.lab import proof
from zcforms.lab.proof import Model, Reply, Solver, Truth
from zcforms.lab.proof_extraction import impossible_here, leaves, own_nodes
from zcforms.lab.proof_nodes import Group, Leaf, Many, Node
from zcforms.lab.proof_session import Session

_MOST_REFINED = 60
"""Times that an example is looked for anew, because it showed what nobody can be."""


def answer(session: Session, assumed: Sequence[str], until: float, others: Sequence[Session] = ()) -> Reply:
    """Whether it is possible, by an applicant that there can be."""
    for _ in range(_MOST_REFINED):
        reply = session.solver.ask(assumed, until)
        if reply.model is None:
            return reply
        wrong = [each for one in (session, *others) for each in impossible_here(one, reply.model)]
        if not wrong:
            return reply
        for each in wrong:
            session.solver.require(each)
    return Reply(None)


def wished(
    session: Session,
    assumed: Sequence[str],
    wishes: Sequence[str],
    until: float,
    others: Sequence[Session] = (),
) -> Model | None:
    """The applicant that has as much of what is wished as was found in time; earlier wishes are given up last."""
    reply = answer(session, assumed, until, others)
    best = reply.model
    if best is None:
        return None
    kept = list(wishes)
    while kept and time.monotonic() < until:
        reply = answer(session, (*assumed, *kept), until, others)
        if reply.model is not None:
            best = reply.model
            break
        if reply.core is None:
            return best
        unwanted = set(reply.core)
        last = next((each for each in reversed(kept) if each in unwanted), None)
        if last is None:
            return best
        kept.remove(last)
    return best


def fewest(session: Session) -> list[Truth]:
    """That there are no more records, and nothing more filled in, than has to be."""
    records: list[Truth] = []
    fields: list[Truth] = []
    for node in own_nodes(session).values():
        for many in _lists(node):
            records += [proof.negated(there) for there in many.active if there is not True]
        fields += [proof.negated(leaf.given) for leaf, _ in leaves(node) if not isinstance(leaf.given, bool)]
    return [*reversed(fields), *records]


def _lists(node: Node) -> Iterator[Many]:
    if isinstance(node, Many):
        yield node
        for record in node.records:
            yield from _lists(record)
    elif isinstance(node, Group):
        for each in node.members.values():
            yield from _lists(each)


def like(session: Session, model: Model) -> list[Truth]:
    """That everything is as it is with somebody."""
    made: list[Truth] = []
    for node in own_nodes(session).values():
        for many in _lists(node):
            made += [_same(model, there) for there in many.active if not isinstance(there, bool)]
        for leaf, _ in leaves(node):
            if not isinstance(leaf.given, bool):
                made.append(_same(model, leaf.given))
            if model.holds(leaf.given):
                made.append(_same_value(model, leaf))
    return [each for each in made if not isinstance(each, bool)]


def _same(model: Model, one: Truth) -> Truth:
    return one if model.holds(one) else proof.negated(one)


def _same_value(model: Model, leaf: Leaf) -> Truth:
    return proof.compared(Operator.EQUAL, leaf.term, model.number(leaf.term))


def named(solver: Solver, wishes: Iterable[Truth]) -> list[str]:
    """Names under which wishes can be assumed."""
    return [solver.unnamed(each) for each in wishes if each is not True]


def smallest_core(session: Session, core: Sequence[str], until: float) -> tuple[tuple[str, ...], bool]:
    """What of it is needed, each part tried; and whether everything was tried in time."""
    kept = list(core)
    for name in list(core):
        if time.monotonic() > until:
            return tuple(kept), False
        without = [each for each in kept if each != name]
        reply = session.solver.ask(without, until)
        if reply.core is not None:
            kept = [each for each in without if each in reply.core]
    return tuple(kept), True
