"""What is said to somebody who is to change something, and under what condition each change can be made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from zcforms.lab.proofs.answers import GONE, Only, Step
from zcforms.lab.proofs.questions.places import Change


def changes_sentence(number: int, given: int, claimed: int, *, proved: bool) -> str:
    """`given`: of the changes those of what was filled in; `claimed`: those that tell a past that was not told, without which nothing helps."""
    how = "已证明最少" if proved else "找到的最少，不排除还有更少的改法"
    said = f"改 {number} 处就能通过（{how}）。"
    if claimed:
        said += f"其中 {claimed} 处要补原来没有填写的经历、日期或年限，不补就不能通过：只有确实有、原来漏填的才能补，没有的不能填。"
    return said + (f"其中 {given} 处是改动已经填写的内容，只有原来填错了才能改。" if given else "")


def marked(steps: Iterable[Step], made: Sequence[Change]) -> tuple[Step, ...]:
    """The steps with their conditions."""
    claims = {each.place for each in made if each.claims}
    given = {each.place for each in made if each.given}

    def only(step: Step) -> str:
        if step.pointer in claims:
            return Only.LEFT_OUT.value
        return (
            Only.CORRECTED.value
            if step.pointer in given and not step.only and step.after != GONE
            else step.only
        )

    return tuple(replace(each, only=only(each)) for each in steps)
