"""Belonging to an employer (features 9 to 13, 76), and an employer's registration (11)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.services.conftest import NOW
from tests.services.journal import acts
from zcforms.demo.load import TEACHER, Stage
from zcforms.domain.errors import GateClosed, InputRefused, NotAllowed, NotFound, WrongState
from zcforms.domain.identity import BindingState, Role
from zcforms.services import accounts, bindings, desk, employers, notices
from zcforms.services.access import require_bound
from zcforms.services.house import House
from zcforms.storage.work import work

NEW_SCHOOL = {
    "sub": "legal-new",
    "name": "学校办公室",
    "account_kind": "legal",
    "organisation_name": "蚌埠市禾苗路小学",
    "credit_code": "12340199MA0000107E",
}
DETAILS = {"nature": "institution", "region": "340303"}


def organisation(town: Stage, sub: str) -> str:
    return town.desks[sub].organisation()


@pytest.mark.parametrize(
    ("text", "freelancer", "names"),
    [
        ("禾田", False, ["蚌埠市禾田路小学"]),
        ("12340199MA0000101U", False, ["蚌埠市禾田路小学"]),
        ("  ", False, []),
        ("没有这个单位", False, []),
        ("%", False, []),
        ("禾", True, ["蚌埠市禾丰区人力资源和社会保障局"]),
        ("人社", True, ["蚌埠市禾丰区人力资源和社会保障局"]),
        ("人社局", True, ["蚌埠市禾丰区人力资源和社会保障局"]),
        ("禾丰区人社", True, ["蚌埠市禾丰区人力资源和社会保障局"]),
        ("蚌埠 人事局", True, ["蚌埠市禾丰区人力资源和社会保障局"]),
        ("禾田小学", False, ["蚌埠市禾田路小学"]),
        ("经信厅", False, ["安徽省经济和信息化厅"]),
    ],
)
def test_searching(town: Stage, house: House, text: str, freelancer: bool, names: list[str]) -> None:
    """Features 9, 12."""
    found = bindings.search_employers(house, text, freelancer=freelancer)
    assert [row.name for row in found.rows] == names
    assert found.total == len(names)


def test_a_found_employer_is_described(town: Stage, house: House) -> None:
    (row,) = bindings.search_employers(house, "禾田").rows
    assert (row.nature, row.region) == ("事业单位", "安徽省蚌埠市蚌山区")


def test_asked_and_approved(town: Stage, house: House) -> None:
    """Features 9, 10, 76: until then the gate is closed (13)."""
    replay = town.replay("unbound", TEACHER)
    replay.register(None)
    with work(house.database, write=False) as w, pytest.raises(GateClosed):
        require_bound(w, replay.actor.person())
    asked = bindings.ask_binding(
        house, replay.actor, organisation(town, "demo-school"), freelancer=False, note="新入职", now=NOW
    )
    assert (asked.state, asked.caption) == (BindingState.PENDING, "待单位审核")
    (case,) = desk.pending_bindings(house, town.desks["demo-school"]).rows
    assert (case.name, case.note) == ("吴知远", "新入职")
    assert replay.person.id_number not in repr(case)
    assert desk.approve_bindings(house, town.desks["demo-school"], [case.id], NOW) == 1
    current = bindings.bindings(house, replay.actor).current
    assert current is not None
    assert current.organisation == "蚌埠市禾田路小学"
    with work(house.database, write=False) as w:
        assert require_bound(w, replay.actor.person())[1].name == "蚌埠市禾田路小学"
    assert acts(house, f"binding:{case.id}") == ["binding.ask", "binding.approve"]
    assert [row.text for row in notices.listing(house, replay.actor).rows] == [
        "蚌埠市禾田路小学已通过您的单位绑定申请。"
    ]


def test_returned_with_a_reason(town: Stage, house: House) -> None:
    replay = town.replay("pending", TEACHER)
    replay.register(bindings.EmployerChoice(organisation(town, "demo-school")))
    (case,) = desk.pending_bindings(house, town.desks["demo-school"]).rows
    with pytest.raises(InputRefused) as refused:
        desk.return_bindings(house, town.desks["demo-school"], [case.id], " ", NOW)
    assert refused.value.faults[0].pointer == "/reason"
    desk.return_bindings(house, town.desks["demo-school"], [case.id], "不是本校教师", NOW)
    request = bindings.bindings(house, replay.actor).request
    assert request is not None
    assert (request.state, request.reason) == (BindingState.RETURNED, "不是本校教师")


def test_the_gate_says_how_the_request_stands(town: Stage, house: House) -> None:
    """Feature 13: a sentence of its own before asking, while waiting, after a return; none once approved."""
    replay = town.replay("unbound", TEACHER)
    replay.register(None)

    def told() -> tuple[BindingState | None, str, str]:
        closed = bindings.gate(house, replay.actor)
        assert closed is not None
        with work(house.database, write=False) as w, pytest.raises(GateClosed) as refused:
            require_bound(w, replay.actor.person())
        assert str(refused.value) == closed.sentence
        return closed.asked, closed.sentence, closed.way

    assert told() == (
        None,
        "您还没有绑定工作单位：可以先录入业绩，但不能提交单位审核，也不能进行职称申报。",
        "去选择工作单位",
    )
    school = organisation(town, "demo-school")
    bindings.ask_binding(house, replay.actor, school, freelancer=False, note="", now=NOW)
    assert told() == (
        BindingState.PENDING,
        "您已于 2022-07-05 09:00 申请绑定“蚌埠市禾田路小学”，正在等待单位审核："
        "审核通过之前，可以先录入业绩，但不能提交单位审核，也不能进行职称申报。",
        "查看绑定申请",
    )
    bindings.withdraw_binding(house, replay.actor, NOW)
    assert told()[0] is None
    bindings.ask_binding(house, replay.actor, school, freelancer=False, note="", now=NOW + timedelta(hours=1))
    (case,) = desk.pending_bindings(house, town.desks["demo-school"]).rows
    desk.return_bindings(
        house, town.desks["demo-school"], [case.id], "不是本校教师", NOW + timedelta(hours=2)
    )
    state, sentence, way = told()
    assert (state, way) == (BindingState.RETURNED, "重新选择工作单位")
    assert "“蚌埠市禾田路小学”退回了您的绑定申请（不是本校教师）" in sentence
    bindings.ask_binding(house, replay.actor, school, freelancer=False, note="", now=NOW + timedelta(hours=3))
    (case,) = desk.pending_bindings(house, town.desks["demo-school"]).rows
    desk.approve_bindings(house, town.desks["demo-school"], [case.id], NOW + timedelta(hours=4))
    assert bindings.gate(house, replay.actor) is None


def test_changing_the_employer_takes_effect_on_approval(town: Stage, house: House) -> None:
    """Feature 76."""
    replay = town.employed("library", TEACHER)
    company = organisation(town, "demo-company")
    later = NOW + timedelta(days=1)
    bindings.ask_binding(house, replay.actor, company, freelancer=False, note="", now=later)
    both = bindings.bindings(house, replay.actor)
    assert both.current is not None
    assert both.request is not None
    assert (both.current.organisation, both.request.organisation) == (
        "蚌埠市禾田路小学",
        "安徽禾川精密机械有限公司",
    )
    (case,) = desk.pending_bindings(house, town.desks["demo-company"]).rows
    desk.approve_bindings(house, town.desks["demo-company"], [case.id], later)
    now_bound = bindings.bindings(house, replay.actor)
    assert now_bound.current is not None
    assert (now_bound.current.organisation, now_bound.request) == ("安徽禾川精密机械有限公司", None)


def test_asking_another_supersedes_the_pending_request(town: Stage, house: House) -> None:
    replay = town.replay("pending", TEACHER)
    replay.register(bindings.EmployerChoice(organisation(town, "demo-school")))
    later = NOW + timedelta(hours=1)
    bindings.ask_binding(
        house, replay.actor, organisation(town, "demo-company"), freelancer=False, note="", now=later
    )
    assert desk.pending_bindings(house, town.desks["demo-school"]).total == 0
    assert desk.pending_bindings(house, town.desks["demo-company"]).total == 1


def test_withdrawing(town: Stage, house: House) -> None:
    replay = town.replay("pending", TEACHER)
    replay.register(bindings.EmployerChoice(organisation(town, "demo-school")))
    bindings.withdraw_binding(house, replay.actor, NOW)
    assert bindings.bindings(house, replay.actor).request is None
    assert desk.pending_bindings(house, town.desks["demo-school"]).total == 0
    with pytest.raises(WrongState):
        bindings.withdraw_binding(house, replay.actor, NOW)


def test_a_freelancer_belongs_to_a_human_resources_authority(town: Stage, house: House) -> None:
    """Feature 12."""
    replay = town.replay("freelancer", TEACHER)
    replay.register(None)
    with pytest.raises(InputRefused) as refused:
        bindings.ask_binding(
            house, replay.actor, organisation(town, "demo-school"), freelancer=True, note="", now=NOW
        )
    assert refused.value.faults[0].pointer == "/organisation_id"
    bindings.ask_binding(
        house, replay.actor, organisation(town, "demo-hr"), freelancer=True, note="", now=NOW
    )
    (case,) = desk.pending_bindings(house, town.desks["demo-hr"]).rows
    assert case.freelancer


@pytest.mark.parametrize(("note", "place"), [("字" * 501, "/note"), ("", "/organisation_id")])
def test_what_cannot_be_asked(town: Stage, house: House, note: str, place: str) -> None:
    """A note too long; the employer that one has."""
    replay = town.employed("library", TEACHER)
    with pytest.raises(InputRefused) as refused:
        bindings.ask_binding(
            house, replay.actor, organisation(town, "demo-school"), freelancer=False, note=note, now=NOW
        )
    assert refused.value.faults[0].pointer == place


def test_another_employers_request_is_not_found(town: Stage, house: House) -> None:
    """The look is journalled; one foreign id among own ones stops all."""
    replay = town.replay("pending", TEACHER)
    replay.register(bindings.EmployerChoice(organisation(town, "demo-school")))
    (case,) = desk.pending_bindings(house, town.desks["demo-school"]).rows
    with pytest.raises(NotFound):
        desk.approve_bindings(house, town.desks["demo-company"], [case.id], NOW)
    assert acts(house, f"binding:{case.id}") == ["binding.ask", "look.refused"]
    with pytest.raises(NotFound):
        desk.approve_bindings(house, town.desks["demo-school"], [case.id, "unknown"], NOW)
    assert desk.pending_bindings(house, town.desks["demo-school"]).total == 1


def test_answered_once(town: Stage, house: House) -> None:
    replay = town.replay("pending", TEACHER)
    replay.register(bindings.EmployerChoice(organisation(town, "demo-school")))
    (case,) = desk.pending_bindings(house, town.desks["demo-school"]).rows
    desk.approve_bindings(house, town.desks["demo-school"], [case.id, case.id], NOW)
    with pytest.raises(WrongState, match="已经处理"):
        desk.approve_bindings(house, town.desks["demo-school"], [case.id], NOW)


def test_an_employer_registers_itself(town: Stage, house: House) -> None:
    """Feature 11: name and credit code are the provider's, whatever the request says."""
    actor = accounts.sign_in(house, NEW_SCHOOL, NOW)
    form = employers.employer_registration(house, actor)
    assert form.values == {"name": "蚌埠市禾苗路小学", "credit_code": "12340199MA0000107E"}
    assert [choice.caption for choice in form.authorities] == ["蚌埠市禾丰区教育局"]
    given = {
        **DETAILS,
        "parent_id": form.authorities[0].id,
        "name": "别人",
        "credit_code": "12340199MA0000101U",
    }
    entered = employers.register_employer(house, actor, given, NOW)
    assert (entered.entered, entered.role) == (True, Role.EMPLOYER)
    assert accounts.sign_in(house, NEW_SCHOOL, NOW) == entered
    assert [row.name for row in bindings.search_employers(house, "禾苗").rows] == ["蚌埠市禾苗路小学"]
    with pytest.raises(WrongState):
        employers.register_employer(house, entered, given, NOW)


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"nature": "x"}, "/nature"),
        ({"region": ""}, "/region"),
        ({"parent_id": "x"}, "/parent_id"),
        ({"credit_code": "12340199MA0000107X"}, "/credit_code"),
        ({"credit_code": "12340199MA0000101U"}, "/credit_code"),
        ({"name": ""}, "/name"),
        ({"name": "长" * 101}, "/name"),
    ],
)
def test_wrong_details_are_told_at_their_place(
    town: Stage, house: House, changed: dict[str, str], place: str
) -> None:
    claims = {**NEW_SCHOOL, "credit_code": ""}
    actor = accounts.sign_in(house, claims, NOW)
    if (
        "name" in changed
    ):  # the provider always names the organisation; an empty or endless name would come from it
        with work(house.database) as w:
            w.drafts.save(actor.account_id, accounts.ORGANISATION_CLAIMS, {}, NOW)
    given = {"name": "蚌埠市禾苗路小学", "credit_code": "12340199MA0000107E", **DETAILS, **changed}
    with pytest.raises(InputRefused) as refused:
        employers.register_employer(house, actor, given, NOW)
    assert [fault.pointer for fault in refused.value.faults] == [place]


def test_a_person_registers_no_employer(town: Stage, house: House) -> None:
    with pytest.raises(NotAllowed, match="法人"):
        employers.employer_registration(house, town.replay("new", TEACHER).actor)
