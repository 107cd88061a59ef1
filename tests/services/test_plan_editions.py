"""Published versions are in force everywhere, and every application keeps its own (issue 6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.services.conftest import NOW
from tests.services.plan_workshop import (
    GONE_FIELD,
    GONE_STEP,
    NEW,
    PLAN,
    adapted,
    captioned,
    of_a_new_plan,
    published,
    without_field_and_step,
)
from tests.services.workshop import author, reviewer
from zcforms.checks import ruleset
from zcforms.demo.load import TEACHER, Stage
from zcforms.domain.application import Application
from zcforms.domain.errors import CheckFailed
from zcforms.domain.plan_draft import PlanVersion, VersionState
from zcforms.forms import catalogue
from zcforms.forms.shelf import Shelf
from zcforms.services import (
    approvals,
    desk,
    explaining,
    filling,
    overviews,
    plan_editions,
    plan_reviews,
    rule_drafts,
    rule_linting,
    rule_reviews,
    rule_shelf,
    rule_vocabulary,
    sheets,
    submission,
)
from zcforms.services.bench import Bench
from zcforms.services.house import House
from zcforms.services.plan_package import document_of
from zcforms.services.replay import Replayer
from zcforms.services.rulebook import Edition, Rulebook
from zcforms.storage import plan_tables
from zcforms.storage.database import Database
from zcforms.storage.work import work

LATER = NOW + timedelta(hours=1)
DESKS = ("demo-school", "demo-education", "demo-hr")


@pytest.fixture
def other(house: House, bench: Bench) -> Iterator[House]:
    """Another process of the same installation: its own rulebook and its own connections."""
    from dataclasses import replace

    database = Database(
        house.database.engine.url.render_as_string(hide_password=False), house.database.keyring
    )
    yield replace(house, database=database, rulebook=Rulebook(database, Edition.of_files(bench)))
    database.dispose()


def application(house: House, application_id: str) -> Application:
    with work(house.database, write=False) as w:
        return w.applications.get(application_id)


def test_the_documents_that_a_plan_stands_on_make_it_from_nothing(bench: Bench) -> None:
    for plan in bench.plans():
        closed = catalogue.closure(bench.documents, plan.id)
        texts = {each.file: bench.sources.text(each.file) for each in closed.sound.values()}
        shelf = catalogue.overlaid(Shelf(), [document_of(path, text) for path, text in texts.items()])
        assert shelf.faults == []
        made = catalogue.build(shelf, only=(plan.id,)).plans[plan.id]
        assert made == plan
        assert ruleset.compile(bench.shelf, made).digest == bench.rulesets[plan.id].digest
        needed = set(closed.sound) - {("codes", "qualification_natures")}
        assert needed <= set(bench.documents.sound)


def test_what_is_published_is_in_force_in_every_process(town: Stage, house: House, other: House) -> None:
    before = other.plan(PLAN)
    version = published(town, without_field_and_step(town), now=LATER)
    assert house.plan(PLAN).digest == version.digest
    assert other.rulebook.edition().plans[PLAN].digest == version.digest
    assert other.plan(PLAN).digest == version.digest
    kept = other.rulebook.kept(PLAN, before.digest)
    assert kept is not None
    assert kept.plan == before
    assert kept.ruleset is not None
    assert kept.ruleset.digest == house.rulebook.files.rulesets[PLAN].digest
    assert other.rulebook.kept(PLAN, "0" * 64) is None
    assert other.plan("2022-accounting-senior") == house.rulebook.files.plans["2022-accounting-senior"]


def test_an_application_begun_elsewhere_a_moment_ago_is_known(
    town: Stage, house: House, other: House
) -> None:
    """The other process still has the edition of before; whoever comes with a newer digest makes it look."""
    other.plan(PLAN)
    version = published(town, captioned("正高级教师"), now=LATER)
    other.rulebook._looked = float("inf")
    kept = other.rulebook.kept(PLAN, version.digest)
    assert kept is not None
    assert kept.plan.titles[0].caption == "正高级教师"


def test_an_application_stays_on_its_version_to_its_end(town: Stage, house: House) -> None:
    """A field and a step that the new version has no more: the old application is read, filled in, checked, printed, handed in and looked at by its own."""
    old = house.plan(PLAN)
    begun, mine = town.filled("ready", TEACHER)
    _, handed_in = town.submitted("submitted", days_ago=1)
    version = published(town, without_field_and_step(town), now=LATER)
    assert version.digest != old.digest

    shown = filling.filling(house, begun.actor, mine, LATER)
    section = shown.plan.section("profession")
    assert section is not None
    assert GONE_FIELD in section.schema["properties"]
    answers = dict(application(house, mine).answers["profession"])
    filling.save_fields(house, begun.actor, mine, "profession", {**answers, GONE_FIELD: "有"}, now=LATER)
    assert application(house, mine).plan_digest == old.digest
    assert application(house, mine).answers["profession"][GONE_FIELD] == "有"
    made = explaining.check(house, begun.actor, mine)
    assert (made.plan.digest, made.verdict.plan_digest) == (old.digest, old.digest)
    assert sheets.preview(house, begun.actor, mine, LATER).data
    assert submission.submit(house, begun.actor, mine, LATER)
    assert application(house, mine).plan_digest == old.digest

    for one in (mine, handed_in):
        for sub in DESKS[:2]:
            approvals.endorse(house, town.desks[sub], one, "同意", LATER)
        assert application(house, one).step == GONE_STEP
    waiting = desk.pending_applications(house, town.desks["demo-hr"], LATER)
    assert {each.id for each in waiting.rows} == {mine, handed_in}
    assert {each.step for each in waiting.rows} == {"人社部门审核"}
    case = approvals.case(house, town.desks["demo-hr"], mine, LATER)
    assert GONE_FIELD in str(case.overview)
    approvals.endorse(house, town.desks["demo-hr"], mine, "同意", LATER)
    assert application(house, mine).step == "organising-unit"
    assert "校（园）长" in str(overviews.overview(house, begun.actor, mine))

    fresh, new = adapted(town).filled("draft", TEACHER, days_ago=0)
    assert application(house, new).plan_digest == version.digest
    assert GONE_FIELD not in application(house, new).answers["profession"]
    assert submission.submit(house, fresh.actor, new, LATER)
    for sub in DESKS[:2]:
        approvals.endorse(house, town.desks[sub], new, "同意", LATER)
    assert application(house, new).step == "organising-unit"


def test_a_verdict_of_a_published_version_is_made_again(town: Stage, house: House) -> None:
    published(town, without_field_and_step(town), now=LATER)
    _, application_id = adapted(town).submitted("submitted", days_ago=0)
    published(town, captioned("正高级教师"), now=LATER + timedelta(hours=1))
    replayer = Replayer(house.database, house.files, house.checker)
    (found,) = replayer.named(application_id)
    assert found.identical, (found.differences, found.impossible)


def test_rules_in_force_apply_to_the_version_in_force_and_are_frozen_with_it(
    town: Stage, house: House
) -> None:
    first = published(town, captioned("正高级教师"), now=LATER)
    digests = [house.rules_of(house.plan(PLAN)).digest]
    text = house.rulebook.edition().text(PLAN)
    changed = text.replace("\nrules:\n", f"\nrules:{RULE}", 1)
    publish_rules(town, changed, LATER + timedelta(hours=1))
    kept = house.plan(PLAN)
    assert kept.digest == first.digest
    digests.append(house.rules_of(kept).digest)
    published(town, captioned("副高级教师"), now=LATER + timedelta(hours=2))
    assert house.rules_of(kept).digest == digests[1] != digests[0]
    for plan in (kept, house.plan(PLAN)):  # the one that was, and the one in force
        made = ruleset.compile(house.rulebook.shelf_of(plan), plan)
        assert made.digest == house.rules_of(plan).digest
    assert house.rulebook.edition().text(PLAN) == changed

    def without(documents: dict[str, object]) -> None:
        documents[f"rules/plans/{PLAN}.yaml"] = text

    published(town, without, now=LATER + timedelta(hours=3))
    assert house.rulebook.edition().text(PLAN) == text, "what was published last counts"
    assert house.rules_of(kept).digest == digests[1]


RULE = """
  - id: tried-years
    row: personal
    caption: 工作年限满十年
    severity: advisory
    policy: {text: 须工作满十年, source: 测试文件第一条}
    require: {basic.work_years: {">=": 10}}
    message: 工作年限未满十年
    remedy: 请核对工作年限。
    at: /answers/basic/work_years
"""


def publish_rules(town: Stage, text: str, now: object) -> None:
    """Past the gate of cases and mutants, which is another test's."""
    from zcforms.domain.rule_draft import RuleVersion
    from zcforms.services.keys import new_id

    house = town.house
    draft_id = rule_drafts.start(house, author(town), PLAN, "增加", NOW)
    with work(house.database) as w:
        w.rule_versions.add(
            RuleVersion(
                new_id(), PLAN, 1, PLAN, text, "", "d", "", author(town).account_id, "规则作者",
                reviewer(town).account_id, "规则复核人", "增加", "", {}, draft_id, now,
            )
        )  # fmt: skip
    house.rulebook.edition(wait=True)


def test_a_version_that_cannot_be_built_stops_no_other(town: Stage, house: House, other: House) -> None:
    published(town, of_a_new_plan(town), plan_id=NEW, new=True)
    version = published(town, captioned("正高级教师"), now=LATER)
    table = plan_tables.plan_versions
    with work(house.database) as w:
        w._session.execute(
            sa.update(table).where(table.c.id == version.id).values(documents={"schemas/plans/x.json": "{"})
        )
    edition = other.rulebook.edition()
    assert PLAN in edition.broken
    assert NEW in edition.plans
    with pytest.raises(CheckFailed):
        other.rulebook[PLAN]
    with pytest.raises(CheckFailed):
        other.rules_of(other.plan(PLAN))
    assert other.rules_of(other.plan(NEW)).digest


def test_the_rules_of_a_plan_that_no_file_has_are_worked_on(town: Stage, house: House) -> None:
    version = published(town, of_a_new_plan(town), plan_id=NEW, new=True)
    assert version.replaces == ""
    actor = author(town)
    assert NEW in [line.id for line in rule_shelf.rulesets(house, actor)]
    assert rule_shelf.shown(house, actor, NEW).text == house.rulebook.files.text(PLAN)
    assert rule_vocabulary.vocabulary(house, actor, NEW)
    edition = house.rulebook.edition()
    assert rule_linting.marks(edition, NEW, NEW, edition.text(NEW), None) == []
    draft_id = rule_drafts.start(house, actor, NEW, "修改", NOW)
    gate = rule_reviews.gate(house, actor, draft_id)
    assert {each.kind for each in gate.missing} == {"unchanged", "no_cases"}


def test_versions_are_built_once(town: Stage, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    published(town, captioned("正高级教师"), now=LATER)
    made: list[int] = []
    real = plan_editions.build

    def counting(version: PlanVersion) -> plan_editions.Built:
        made.append(version.number)
        return real(version)

    monkeypatch.setattr(plan_editions, "build", counting)
    plan_reviews.close(house, author(town), PLAN, "关闭", LATER)
    plan_reviews.reopen(house, author(town), PLAN, LATER + timedelta(hours=1))
    house.rulebook.edition(wait=True)
    assert made == []
    with work(house.database, write=False) as w:
        assert w.plan_versions.states([PLAN]) == {PLAN: VersionState.PUBLISHED}
