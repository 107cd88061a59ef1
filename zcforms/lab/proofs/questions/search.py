"""Among everything that is possible, what is wanted most: few records, little filled in, values like those of somebody.

Wishes are tried all together; those that cannot be had beside the others are given up, as the solver names them, and tried once more one by one.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from zcforms.checks.kinds import Operator
from zcforms.lab import proof
from zcforms.lab.proof import Model, Reply, Solver, Truth, clock
from zcforms.lab.proofs.encoding.nodes import Group, Leaf, Many, Node
from zcforms.lab.proofs.encoding.session import Session, blocks
from zcforms.lab.proofs.people.extraction import impossible_here, leaves, own_nodes
from zcforms.lab.proofs.questions.likely import likely

_MOST_REFINED = 200
"""Times that an example is looked for anew, because it showed what nobody can be."""


_LOOK = 0.2
"""Seconds for one look among wishes: most of them take a hundredth of that, and a few would take all the time there is."""
_FIRST_TRY = 1.0
"""Seconds for the first way of choosing."""
_FEWER = 0.75
"""How many of the wishes are kept after a look that was not long enough."""
_PATIENCE = 6
"""Looks that may come to nothing after somebody was found."""


def answer(
    session: Session,
    assumed: Sequence[str],
    until: float,
    others: Sequence[Session] = (),
    *,
    look: float | None = None,
) -> Reply:
    """Whether it is possible, by an applicant that there can be. `look`: seconds that the solver is given each time."""
    for _ in range(_MOST_REFINED):
        reply = _asked(session, assumed, until, look)
        if reply.model is None:
            return reply
        wrong = [each for one in (session, *others) for each in impossible_here(one, reply.model)]
        if not wrong:
            return reply
        for each in wrong:
            session.solver.require(each)
    return Reply(None, refused=True)


def _asked(session: Session, assumed: Sequence[str], until: float, look: float | None) -> Reply:
    """What takes one way of choosing a minute takes another a moment: without a `look` each is given twice the time of the one before."""
    if look is not None:
        return session.solver.ask(assumed, min(until, clock() + look))
    given = _FIRST_TRY
    for turn in itertools.count():
        reply = session.solver.ask(assumed, min(until, clock() + given), turn)
        if reply.model is not None or reply.core is not None or clock() + given > until:
            return reply
        given *= 2
    return Reply(None)


@dataclass(frozen=True, slots=True)
class Wish:
    """Something that is wanted, under the name by which it is assumed; made of several where it can be had in part."""

    name: str
    parts: tuple[Truth, ...]


def wished(
    session: Session,
    assumed: Sequence[str],
    wishes: Sequence[Wish],
    until: float,
    others: Sequence[Session] = (),
) -> Model | None:
    """The applicant that has as much of what is wished as was found in time; earlier wishes are given up last, and what is made of parts is given up in parts."""
    best = answer(session, assumed, until, others).model
    return None if best is None else near(session, assumed, wishes, until, others, best=best)


def near(
    session: Session,
    assumed: Sequence[str],
    wishes: Sequence[Wish],
    until: float,
    others: Sequence[Session] = (),
    *,
    best: Model | None = None,
) -> Model | None:
    """The same with nobody but `best` to fall back on. Where nearly everything is wished the solver has little to choose, and finds somebody in a tenth of the time."""
    kept, aside = list(wishes), list[Wish]()
    patience = _PATIENCE
    while kept and patience and clock() < until:
        reply = answer(session, (*assumed, *(each.name for each in kept)), until, others, look=_LOOK)
        if reply.model is not None:
            best = reply.model
            kept += [each for each in aside if _had(best, each)]
            aside = [each for each in aside if not _had(best, each)]
            if not aside:
                break
            half = -(-len(aside) // 2)
            kept, aside = kept + aside[:half], aside[half:]
        elif reply.core is None:
            patience -= best is not None
            kept, aside = _with_fewer(kept, aside, best)
        elif not _given_up(session, kept, reply.core):
            break
    return best


def _with_fewer(kept: list[Wish], aside: list[Wish], best: Model | None) -> tuple[list[Wish], list[Wish]]:
    """After a look that was not long enough: the first of them; as soon as somebody is known what they have, and half of what is new. What was too much by itself is given up."""
    if best is None:
        few = int(len(kept) * _FEWER)
        return kept[:few], kept[few:] + aside
    had = [each for each in kept if _had(best, each)]
    new = [each for each in kept if not _had(best, each)]
    half = len(new) // 2
    return (had + new[:half], new[half:] + aside) if half else (had + aside[:1], aside[1:])


def _had(model: Model, wish: Wish) -> bool:
    return all(model.holds(each) for each in wish.parts)


def _given_up(session: Session, kept: list[Wish], core: Collection[str]) -> bool:
    """Take back the last wish that cannot be had beside the others, or what of it cannot; False where it is not for any wish."""
    last = next((place for place in reversed(range(len(kept))) if kept[place].name in core), None)
    if last is None:
        return False
    one = kept[last]
    kept[last : last + 1] = wishes_of(session.solver, one.parts) if len(one.parts) > 1 else []
    return True


def wishes_of(solver: Solver, truths: Iterable[Truth]) -> list[Wish]:
    """Each a wish by itself."""
    return [Wish(solver.unnamed(each), (each,)) for each in truths if each is not True]


def together(solver: Solver, groups: Iterable[Sequence[Truth]]) -> list[Wish]:
    """A wish for each group, that can be had in part."""
    made = []
    for group in groups:
        parts = tuple(each for each in group if each is not True)
        if parts:
            made.append(Wish(solver.unnamed(proof.all_of(parts)), parts))
    return made


def fewest(session: Session) -> list[Wish]:
    """That nothing is to be advised, that there are no more records, and nothing more filled in, than has to be, and then that it looks like somebody's: who is small is
    kept small, whatever they look like."""
    records: list[list[Truth]] = []
    fields: list[list[Truth]] = []
    for node in own_nodes(session).values():
        for many in _lists(node):
            records.append([proof.negated(there) for there in reversed(many.active) if there is not True])
        fields.append(
            [proof.negated(leaf.given) for leaf, _ in leaves(node) if not isinstance(leaf.given, bool)]
        )
    return together(session.solver, [_unadvised(session), *records, *fields, *likely(session)])


def _unadvised(session: Session) -> list[Truth]:
    """That no rule has anything to say that stops nobody: it would be one more thing to look at in an example."""
    return [proof.negated(each.violated) for each in session.rules.values() if not blocks(each.rule)]


def like(session: Session, model: Model) -> list[Wish]:
    """That everything is as it is with somebody, list by list, and section by section; and that what they do not have looks like somebody's as theirs does."""
    groups: list[list[Truth]] = []
    for node in own_nodes(session).values():
        members = node.members.values() if isinstance(node, Group) and not node.file else (node,)
        lists = [each for each in members if isinstance(each, Many)]
        rest = [each for each in members if not isinstance(each, Many)]
        groups += [_as_it_is(model, [each]) for each in lists]
        if rest:
            groups.append(_as_it_is(model, rest))
    return together(session.solver, [*groups, _unadvised(session), *seemly(session, model)])


def seemly(session: Session, model: Model) -> list[list[Truth]]:
    """What looks like somebody's with this applicant, and would with what they do not have."""
    return [[each for each in group if model.holds(each)] for group in likely(session)]


def _as_it_is(model: Model, nodes: Sequence[Node]) -> list[Truth]:
    made: list[Truth] = []
    for node in nodes:
        for many in _lists(node):
            made += [_same(model, there) for there in many.active if not isinstance(there, bool)]
        for leaf, _ in leaves(node):
            if not isinstance(leaf.given, bool):
                made.append(_same(model, leaf.given))
            if model.holds(leaf.given):
                made.append(_same_value(model, leaf))
    return [each for each in made if not isinstance(each, bool)]


def _lists(node: Node) -> Iterator[Many]:
    if isinstance(node, Many):
        yield node
        for record in node.records:
            yield from _lists(record)
    elif isinstance(node, Group):
        for each in node.members.values():
            yield from _lists(each)


def _same(model: Model, one: Truth) -> Truth:
    return one if model.holds(one) else proof.negated(one)


def _same_value(model: Model, leaf: Leaf) -> Truth:
    return proof.compared(Operator.EQUAL, leaf.term, model.number(leaf.term))


def smallest_core(session: Session, core: Sequence[str], until: float) -> tuple[tuple[str, ...], bool]:
    """What of it is needed, each part tried; and whether everything was tried in time."""
    kept = list(core)
    for name in list(core):
        if clock() > until:
            return tuple(kept), False
        without = [each for each in kept if each != name]
        reply = session.solver.ask(without, until)
        if reply.core is not None:
            kept = [each for each in without if each in reply.core]
    return tuple(kept), True
