"""The committee's result for one application (评审结果): votes, passed or not."""

from __future__ import annotations

from datetime import datetime

from zcforms.domain.chain import Event, Step, StepKind
from zcforms.domain.errors import InputFault, InputRefused
from zcforms.domain.evaluation import Votes
from zcforms.services.access import writing
from zcforms.services.actor import Actor
from zcforms.services.approval_turn import Turn, require_length, turn
from zcforms.services.house import House
from zcforms.services.wording import REJECTED
from zcforms.storage.work import Work


def evaluate(
    house: House,
    actor: Actor,
    application_id: str,
    votes: Votes,
    opinion: str,
    *,
    now: datetime,
    version: int | None = None,
) -> bool:
    """Enter the result; whether it passed. With too few votes the declaration has ended (评审未通过).

    Raises:
        InputRefused: pointers into the votes, "/present" where fewer were there than the committee's quorum; "/reason" where it did not pass and no reason is given; "/opinion" that is too long.
        NotFound, NotAllowed, WrongState, StaleWrite: as `approvals.endorse`.
    """
    with writing(house, actor) as w:
        return enter(turn_of(w, house, actor, application_id, now=now, version=version), votes, opinion)


def presence_of(step: Step) -> str:
    """What is known of who must be present, as a sentence."""
    if step.members is None:
        return "没有设定评委会应到人数，出席人数只核对不少于 1 人。"
    return f"应到 {step.members} 人，至少 {step.fewest_present} 人出席。"


def turn_of(
    w: Work,
    house: House,
    actor: Actor,
    application_id: str,
    *,
    now: datetime,
    version: int | None = None,
) -> Turn:
    """The turn of whoever enters results. Raises as `evaluate`."""
    return turn(
        w, house, actor, application_id, action="endorse", kinds={StepKind.RESULT}, now=now, version=version
    )


def enter(here: Turn, votes: Votes, opinion: str, **detail: str) -> bool:
    """The same inside a unit of work; `detail`: where it came from. Raises `InputRefused` as `evaluate`."""
    require_length(opinion, "/opinion", "审核意见")
    passed = votes.held(here.step).passed(here.step.share)
    kept = {"votes": votes.as_detail(), **detail}
    if passed:
        here.tell_passed(here.advance(opinion, **kept))
        return True
    if not opinion.strip():
        needed = votes.needed(here.step.share)
        message = f"同意 {votes.approve} 票，未达到通过所需的 {needed} 票，请写明未通过的理由，申报人会看到。"
        raise InputRefused([InputFault("/reason", message)])
    here.reject(opinion, **kept)
    here.tell(Event.REJECTED, f"{REJECTED[here.step.kind]}：{opinion.strip()}")
    return False
