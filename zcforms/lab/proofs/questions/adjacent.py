"""Two who differ in one day or number only, brought together until nothing lies between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from zcforms.checks.kinds import Operator, Type
from zcforms.lab import proof
from zcforms.lab.proof import Model, clock
from zcforms.lab.proofs.encoding.nodes import Leaf
from zcforms.lab.proofs.encoding.session import Session
from zcforms.lab.proofs.people.extraction import leaves, own_nodes
from zcforms.lab.proofs.questions.fewest import differences
from zcforms.lab.proofs.questions.search import answer

_MONTH = 31
"""Days between two months, as they are counted here."""
_BESIDE = 4
"""Days that no month has, one after the other, and one more."""

Pair = tuple[Model, Model]


def nearer(session: Session, pair: Pair, assumed: Sequence[Sequence[str]], until: float) -> Pair:
    """Two sides of one thing (`assumed`: what holds on each) that differ in one place: halved until they are next to each other, or there is no time left."""
    leaf = _only(session, pair)
    if leaf is None:
        return pair
    step = _MONTH if leaf.month else 1
    same = session.solver.unnamed(
        proof.at_most(1, [each for group in differences(session, pair[0]) for each in group])
    )

    def found(side: int, number: int) -> Model | None:
        there = session.solver.unnamed(proof.compared(Operator.EQUAL, leaf.term, number))
        return answer(session, [*assumed[side], same, there], until).model

    while clock() < until:
        low, high = (each.number(leaf.term) for each in pair)
        closer = _between(pair, low, high, step, found)
        if closer is None:
            break
        pair = closer
    return pair


def _between(
    pair: Pair, low: int, high: int, step: int, found: Callable[[int, int], Model | None]
) -> Pair | None:
    """One of the two moved to the middle; None where nobody stands between them."""
    for number in _middle(low, high, step):
        if (model := found(0, number)) is not None:
            return model, pair[1]
        if (model := found(1, number)) is not None:
            return pair[0], model
    return None


def _middle(low: int, high: int, step: int) -> Iterator[int]:
    """The middle, and beside it, as some of these may be no day."""
    steps = abs(high - low) // step
    towards = step if high > low else -step
    for number in range(steps // 2, min(steps // 2 + _BESIDE, steps)):
        if number:
            yield low + number * towards
    for number in range(steps // 2 - 1, max(steps // 2 - _BESIDE, 0), -1):
        yield low + number * towards


def _only(session: Session, pair: Pair) -> Leaf | None:
    """The day or whole number that is all in which they differ."""
    one, other = pair
    differing = [
        leaf
        for node in own_nodes(session).values()
        for leaf, _ in leaves(node)
        if (one.holds(leaf.given), one.holds(leaf.given) and one.number(leaf.term))
        != (other.holds(leaf.given), other.holds(leaf.given) and other.number(leaf.term))
    ]
    if len(differing) != 1:
        return None
    (leaf,) = differing
    both = one.holds(leaf.given) and other.holds(leaf.given)
    return leaf if both and leaf.type in (Type.DATE, Type.INTEGER) else None
