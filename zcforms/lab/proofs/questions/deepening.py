"""Whether something is possible, looked for among ever more records until it is found, or more cannot help."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from zcforms.lab.proof import Model, Reply, clock
from zcforms.lab.proofs.questions.making import Bench, Reach
from zcforms.lab.proofs.questions.search import answer, smallest_core

DEEPEST = 64
"""Records of one list, at most, where nobody is found among those that the limits name."""
ALTOGETHER = 500
"""Records of all lists together, beyond the limits: what is put to the solver within a second or two."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What came of it, and with which records. `model`: how it is possible; `core`: why it is not with so many records, with nothing in it that is not needed, and
    whether more cannot help (`proved`). Neither: not known within the time; or `refused`: whoever was found cannot be."""

    bench: Bench
    model: Model | None = None
    core: tuple[str, ...] | None = None
    proved: bool = False
    refused: bool = False


def sought(
    bench: Bench,
    assumed: Callable[[Bench], Sequence[str]],
    reach: Callable[[Sequence[str]], Reach],
    until: float,
    first: Reply | None = None,
) -> Sought:
    """`assumed`: names of what must hold together, in a bench's session; `reach`: what keeps some of these as they are; `first`: what was said of them already."""
    reply = first or answer(bench.session, assumed(bench), until)
    while reply.core is not None:
        core, _ = smallest_core(bench.session, reply.core, until)
        if bench.certificate(clock(), reach(core)).proved:
            return Sought(bench, core=core, proved=True)
        deep = next(_deeper(bench, reach(core)), None)
        if deep is None or clock() > until:
            return Sought(bench, core=core)
        assumed(deep)  # names what is assumed there
        reply = answer(deep.session, core, until)
        if reply.model is not None:  # it was for want of records: whether everything can be had now
            reply = answer(deep.session, assumed(deep), until)
        elif reply.core is None:
            return Sought(bench, core=core)
        bench = deep
    return Sought(bench, model=reply.model, refused=reply.refused)


def _deeper(bench: Bench, need: Reach) -> Iterator[Bench]:
    """The same with more records of the lists that matter: first as many as the limits let there be, then twice as many each time."""
    most = bench.limits.records
    while True:
        if most > bench.limits.records and bench.altogether(need, most) > ALTOGETHER:
            return
        deep = bench.deeper(need, most)
        if deep is not bench:
            yield deep
        if most >= DEEPEST:
            return
        most = min(2 * most, DEEPEST)


__all__ = ["ALTOGETHER", "DEEPEST", "Sought", "sought"]
