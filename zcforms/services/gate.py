"""The gate (feature 13): who belongs to no employer may enter achievements, but neither hand them in nor declare."""

from __future__ import annotations

from dataclasses import dataclass

from zcforms.domain.identity import Binding, BindingState, Organisation
from zcforms.storage.columns import CHINA
from zcforms.storage.work import Work

_OPEN_ALREADY = "可以先录入业绩，但不能提交单位审核，也不能进行职称申报。"
_ASKED = (BindingState.PENDING, BindingState.RETURNED)


@dataclass(frozen=True, slots=True)
class Gate:
    """A closed gate. `asked`: the state of the request for a binding that stands, None without one; `sentence`: how it stands
    and what is open already; `way`: what to do about it, as the words of a link."""

    asked: BindingState | None
    sentence: str
    way: str

    @property
    def withdrawable(self) -> bool:
        return self.asked is BindingState.PENDING


def gate_of(w: Work, person_id: str) -> Gate | None:
    """None for somebody whom an employer has approved."""
    every = w.bindings.of(person_id)
    if any(each.state is BindingState.APPROVED for each in every):
        return None
    newest = next((each for each in every if each.state is not BindingState.WITHDRAWN), None)
    if newest is None or newest.state not in _ASKED:
        return Gate(None, f"您还没有绑定工作单位：{_OPEN_ALREADY}", "去选择工作单位")
    return _waiting(newest, w.organisations.get(newest.organisation_id))


def _waiting(binding: Binding, asked: Organisation) -> Gate:
    if binding.state is BindingState.RETURNED:
        said = f"您还没有绑定工作单位，“{asked.name}”退回了您的绑定申请（{binding.reason}）"
        return Gate(binding.state, f"{said}：{_OPEN_ALREADY}", "重新选择工作单位")
    since = binding.asked_at.astimezone(CHINA)
    said = f"您已于 {since:%Y-%m-%d %H:%M} 申请绑定“{asked.name}”，正在等待单位审核"
    return Gate(binding.state, f"{said}：审核通过之前，{_OPEN_ALREADY}", "查看绑定申请")
