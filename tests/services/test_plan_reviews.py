"""From a draft to a plan in force: what stands against it, the second person, closing (issue 6)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.services.conftest import NOW
from tests.services.journal import acts
from tests.services.plan_workshop import (
    CHAIN,
    FILE,
    NEVER,
    NEW,
    PLAN,
    PROFESSION,
    Change,
    asking,
    begun,
    captioned,
    of_a_new_plan,
    published,
    shared,
    submitted,
    without_field_and_step,
)
from tests.services.workshop import author, reviewer
from zcforms.demo.load import TEACHER, Stage
from zcforms.domain.errors import InputRefused, NotAllowed, NotFound, PlanClosed, StaleWrite, WrongState
from zcforms.domain.plan_draft import DraftState, VersionState
from zcforms.services import applications, plan_drafts, plan_reviews, plans, submission
from zcforms.services.plan_gate import Missing
from zcforms.services.plan_package import own_of
from zcforms.services.plan_reviews import NotReady
from zcforms.services.plans import PlanQuery
from zcforms.storage.work import work

LATER = NOW + timedelta(hours=1)
UNLIKE = {"type": "string", "pattern": "^[0-9]{6}$", "examples": ["12345"]}


CASES = f"""plan: {PLAN}
applicants:
  complete: {{from: examples/teacher-complete.json}}
cases:
  - case: 有照片的人没有照片
    applicant: complete
    expect: {{violated: [photo-present], also: true}}
"""


def kinds(town: Stage, change: Change, **more: Any) -> dict[str, Missing]:
    draft_id = begun(town, change, **more)
    return {each.kind: each for each in plan_reviews.gate(town.house, author(town), draft_id).missing}


def told(town: Stage) -> list[str]:
    organisation = author(town).organisation()
    with work(town.house.database, write=False) as w:
        return [each.text for each in w.notices.of(organisation_id=organisation)]


def test_a_second_person_publishes_and_everything_is_frozen(town: Stage) -> None:
    house, change = town.house, without_field_and_step(town)
    before = house.plan(PLAN)
    draft_id = submitted(town, change)
    waiting = house.database.jobs.counts().waiting
    seen = plan_drafts.draft(house, reviewer(town), draft_id)
    with pytest.raises(NotAllowed, match="另一账号"):
        plan_reviews.publish(house, author(town), draft_id, version=seen.version, now=LATER)
    number = plan_reviews.publish(
        house, reviewer(town), draft_id, opinion="同意", version=seen.version, now=LATER
    )
    assert number == 1
    after = house.plan(PLAN)
    assert after.digest != before.digest
    assert "human-resources" not in [step.id for step in after.chain.steps]
    with work(house.database, write=False) as w:
        made, installed = w.plan_versions.of(PLAN)
        assert w.plan_drafts.get(draft_id).state is DraftState.PUBLISHED
    assert (made.number, made.digest, made.replaces) == (1, after.digest, before.digest)
    assert (made.state, made.reason, made.author_name, made.reviewer_name) == (
        VersionState.PUBLISHED,
        "修订",
        "规则作者",
        "规则复核人",
    )
    assert {PROFESSION, CHAIN, FILE} <= set(made.own) <= set(made.documents)
    assert made.documents["schemas/codes/levels.json"] == house.rulebook.files.sources.text(
        "schemas/codes/levels.json"
    )
    assert (installed.number, installed.digest, installed.state) == (
        0,
        before.digest,
        VersionState.SUPERSEDED,
    )
    assert acts(house, f"plan:{PLAN}") == ["plans.publish"]
    assert any("第 1 版已由规则复核人复核发布" in text for text in told(town))
    assert house.database.jobs.counts().waiting == waiting + 1


def test_the_same_person_with_another_account_does_not_publish(town: Stage) -> None:
    house, draft_id = town.house, submitted(town, captioned("正高级教师"))
    person = town.employed("ready", TEACHER).actor.person()
    with work(house.database) as w:
        for each in (author(town), reviewer(town)):
            w.accounts.get(each.account_id).person_id = person
    version = plan_drafts.draft(house, reviewer(town), draft_id).version
    with pytest.raises(NotAllowed):
        plan_reviews.publish(house, reviewer(town), draft_id, version=version, now=LATER)


def test_what_is_given_back_is_told_and_can_be_handed_over_again(town: Stage) -> None:
    house, draft_id = town.house, submitted(town, captioned("正高级教师"))
    with pytest.raises(InputRefused):
        plan_reviews.give_back(house, reviewer(town), draft_id, " ", LATER)
    plan_reviews.give_back(house, reviewer(town), draft_id, "职称名称不对", LATER)
    assert plan_drafts.draft(house, author(town), draft_id).state is DraftState.RETURNED
    assert any("被规则复核人退回：职称名称不对" in text for text in told(town))
    plan_reviews.submit(house, author(town), draft_id, "按批准文件修改", LATER)
    plan_reviews.give_back(house, author(town), draft_id, "", LATER)
    shown = plan_drafts.draft(house, author(town), draft_id)
    assert (shown.state, shown.reason) == (DraftState.RETURNED, "按批准文件修改")


def test_what_stands_against_publishing(town: Stage) -> None:
    """Each kind, by a draft that has nothing else wrong."""
    assert set(kinds(town, lambda documents: None)) == {"unchanged"}

    def broken(documents: dict[str, Any]) -> None:
        documents[FILE]["titles"][0]["level"] = "no-such-level"

    found = kinds(town, broken)
    assert set(found) == {"fault"}
    assert (found["fault"].file, found["fault"].pointer) == (FILE, "/titles/0/level")

    def rules(documents: dict[str, Any]) -> None:
        path = f"rules/plans/{PLAN}.yaml"
        documents[path] = documents[path].replace("extends: [teacher", "extends: [teachers")

    assert set(kinds(town, rules)) == {"fault"}

    def foreign(documents: dict[str, Any]) -> None:
        documents[FILE]["organising_unit"] = "别的单位"

    assert set(kinds(town, foreign)) == {"foreign"}

    def replaces(documents: dict[str, Any]) -> None:
        path = "schemas/series/teacher-profession.json"
        documents[path] = shared(town, path) | {"caption": "改名"}

    found = kinds(town, replaces)
    assert set(found) == {"replaces"}
    assert "共用" in found["replaces"].text

    def shared_rules(documents: dict[str, Any]) -> None:
        documents["rules/series/teacher.yaml"] = (
            town.house.rulebook.files.sources.text("rules/series/teacher.yaml") + "# own\n"
        )

    assert set(kinds(town, shared_rules)) == {"replaces"}

    def astray(documents: dict[str, Any]) -> None:
        documents["schemas/plans/../../etc.json"] = {}

    assert set(kinds(town, astray)) == {"path"}
    assert set(kinds(town, of_a_new_plan(town), plan_id=NEW, new=True)) == set()
    taken = kinds(town, lambda documents: documents.update({FILE: shared(town, FILE)}), new=True)
    assert set(taken) == {"outdated"}


def test_a_case_that_fails_stands_against_publishing(town: Stage) -> None:
    def failing(documents: dict[str, Any]) -> None:
        documents[f"rules/cases/{PLAN}.yaml"] = CASES

    found = kinds(town, failing)
    assert set(found) == {"case"}
    assert found["case"].text.startswith("用例“有照片的人没有照片”不通过：")

    def unknown(documents: dict[str, Any]) -> None:
        documents[f"rules/cases/{PLAN}.yaml"] = CASES.replace("photo-present", "photo-absent")

    assert "photo-absent" in kinds(town, unknown)["case"].text
    assert {each["case"].accept for each in (found, kinds(town, unknown))} == {
        "cases"
    }  # one reason for all of them


def test_a_draft_is_outdated_by_what_was_published_since(town: Stage) -> None:
    house, draft_id = town.house, submitted(town, captioned("正高级教师"))
    published(town, captioned("副高级教师"), now=LATER)
    version = plan_drafts.draft(house, reviewer(town), draft_id).version
    with pytest.raises(NotReady) as refused:
        plan_reviews.publish(house, reviewer(town), draft_id, version=version, now=LATER)
    assert [each.kind for each in refused.value.missing] == ["outdated"]
    assert house.plan(PLAN).titles[0].caption == "副高级教师"


def test_nothing_is_published_over_what_nobody_looked_at(town: Stage) -> None:
    house, draft_id = town.house, submitted(town, captioned("正高级教师"))
    version = plan_drafts.draft(house, reviewer(town), draft_id).version
    with pytest.raises(StaleWrite):
        plan_reviews.publish(house, reviewer(town), draft_id, version=version - 1, now=LATER)
    assert house.rulebook.edition().plan_version(PLAN) is None


def test_an_error_that_can_be_built_is_told_in_words_and_no_reason_lets_it_pass(town: Stage) -> None:
    house, draft_id = town.house, begun(town, asking(NEVER, required=True))
    found = [each for each in plan_reviews.gate(house, author(town), draft_id).missing if not each.accept]
    assert [(each.kind, each.file) for each in found] == [("fault", PROFESSION)]
    problem = found[0].problem
    assert problem is not None
    assert problem.kind == "required-hidden"
    assert found[0].text.startswith("申报表单 › ")
    version = plan_drafts.draft(house, author(town), draft_id).version
    plan_reviews.accept(house, author(town), draft_id, {problem.id: "没有关系"}, version=version, now=NOW)
    with pytest.raises(NotReady):
        plan_reviews.submit(house, author(town), draft_id, "", NOW)


def test_what_applicants_never_meet_wants_a_written_reason(town: Stage) -> None:
    house, draft_id = town.house, begun(town, asking(NEVER))
    (finding,) = plan_reviews.gate(house, author(town), draft_id).missing
    assert (finding.kind, finding.problem and finding.problem.kind) == ("explain", "condition-never")
    with pytest.raises(NotReady):
        plan_reviews.submit(house, author(town), draft_id, "", NOW)

    def explain(reason: str) -> None:
        version = plan_drafts.draft(house, author(town), draft_id).version
        plan_reviews.accept(house, author(town), draft_id, {finding.accept: reason}, version=version, now=NOW)

    explain("明年启用")
    found = plan_reviews.gate(house, author(town), draft_id)
    assert found.ready
    assert [(each.missing, each.reason) for each in found.accepted] == [(finding, "明年启用")]
    explain("")
    assert not plan_reviews.gate(house, author(town), draft_id).ready
    explain("明年启用")
    plan_reviews.submit(house, author(town), draft_id, "", NOW)
    version = plan_drafts.draft(house, reviewer(town), draft_id).version
    assert plan_reviews.publish(house, reviewer(town), draft_id, version=version, now=LATER) == 1


def test_what_is_only_worth_a_look_is_noted_and_stops_nobody(town: Stage) -> None:
    found = plan_reviews.gate(town.house, author(town), begun(town, asking(UNLIKE)))
    assert found.ready
    assert [each.kind for each in found.noted] == ["example-misfit"]


def test_a_closed_plan_takes_nobody_and_lets_go_on_who_began(town: Stage) -> None:
    house = town.house
    who, application_id = town.filled("ready", TEACHER)
    fresh = town.employed("draft", TEACHER)
    with pytest.raises(InputRefused):
        plan_reviews.close(house, author(town), PLAN, "", NOW)
    plan_reviews.close(house, author(town), PLAN, "本年度任务取消", NOW)
    with pytest.raises(WrongState):
        plan_reviews.close(house, author(town), PLAN, "再关一次", NOW)
    refused = applications.standing(house, fresh.actor, PLAN, NOW)
    assert not refused.allowed
    assert "已于 2022-07-05 关闭，不再受理新的申报：本年度任务取消" in refused.reason
    with pytest.raises(PlanClosed):
        fresh.declare()
    (row,) = [each for each in plans.search(house, PlanQuery(), NOW, size=50).rows if each.id == PLAN]
    assert (row.closed, row.open) == (True, False)
    with work(house.database, write=False) as w:
        assert house.plan_of(w.applications.get(application_id)).digest == house.plan(PLAN).digest
    assert submission.submit(house, who.actor, application_id, NOW)
    plan_reviews.reopen(house, author(town), PLAN, LATER)
    assert house.rulebook.edition().plan_version(PLAN) is None
    assert fresh.declare()
    with pytest.raises(WrongState):
        plan_reviews.reopen(house, author(town), PLAN, LATER)
    version = published(town, captioned("正高级教师"), now=LATER)
    plan_reviews.close(house, author(town), PLAN, "改到明年", LATER)
    assert house.closed(PLAN) is not None
    assert "closed" in kinds(town, captioned("副高级教师"))
    plan_reviews.reopen(house, author(town), PLAN, LATER + timedelta(hours=1))
    found = house.rulebook.edition().plan_version(PLAN)
    assert found is not None
    assert (found.id, found.state) == (version.id, VersionState.PUBLISHED)


def test_another_units_plan_is_nobodys(town: Stage) -> None:
    with pytest.raises(NotFound):
        plan_reviews.close(town.house, author(town), "2021-engineering-senior", "不是我们的", NOW)


def test_what_a_draft_begins_with(town: Stage) -> None:
    """A file's own documents; of a version those that it was published with."""
    edition = town.house.rulebook.edition()
    assert list(own_of(edition, PLAN)["documents"]) == [
        FILE,
        f"rules/plans/{PLAN}.yaml",
        f"rules/cases/{PLAN}.yaml",
    ]
    version = published(town, without_field_and_step(town))
    edition = town.house.rulebook.edition()
    own = own_of(edition, PLAN)
    assert set(own["documents"]) == set(version.own)
    assert own["documents"][CHAIN]["id"] == f"{PLAN}-chain"
