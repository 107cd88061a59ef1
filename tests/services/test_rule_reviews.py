"""The gate, the second person, and rules in force in every process."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from tests.conftest import KEYS
from tests.services.conftest import NOW
from tests.services.journal import acts
from tests.services.workshop import (
    CASES,
    PLAN,
    RULE,
    RULESET,
    author,
    published,
    reviewer,
    saved,
    with_rule,
)
from zcforms.demo.load import Stage
from zcforms.domain.errors import CheckFailed, InputRefused, NotAllowed, StaleWrite, WrongState
from zcforms.domain.rule_draft import DraftState
from zcforms.services import notices, rule_autosave, rule_drafts, rule_history, rule_reviews, rule_shelf
from zcforms.services.replay import Replayer
from zcforms.services.rule_reviews import NotReady
from zcforms.services.rulebook import Rulebook
from zcforms.storage.database import Database
from zcforms.storage.secrets import Keyring
from zcforms.storage.work import work


@pytest.fixture
def elsewhere(workshop: Stage) -> Iterator[Rulebook]:
    """Another process's rulebook over the same database."""
    house = workshop.house
    files = house.rulebook.files
    database = Database(house.database.url.render_as_string(hide_password=False), Keyring.of(KEYS))
    yield Rulebook(database, files)
    database.dispose()


def has_rule(rulebook: Rulebook) -> bool:
    return any(rule.id == "tried-years" for table in rulebook[PLAN].tables.values() for rule in table.rules)


def submitted(town: Stage) -> tuple[str, int]:
    draft_id = saved(town)
    rule_reviews.submit(town.house, author(town), draft_id, "按文件增加", NOW)
    return draft_id, rule_drafts.draft(town.house, author(town), draft_id).version


def test_a_proved_draft_is_published_by_a_second_person_and_in_force_everywhere(
    workshop: Stage, elsewhere: Rulebook
) -> None:
    house = workshop.house
    assert not has_rule(house.rulebook)
    assert not has_rule(elsewhere)
    before = house.rulesets[PLAN].digest
    draft_id = published(workshop)
    assert has_rule(house.rulebook)
    assert has_rule(elsewhere)
    assert house.rulesets[PLAN].digest == elsewhere[PLAN].digest != before
    assert acts(house, f"rule-draft:{draft_id}") == [
        "rules.start",
        "rules.save",
        "rules.submit",
        "rules.publish",
    ]
    shown = rule_shelf.shown(house, author(workshop), RULESET)
    newest, file = shown.history
    assert (newest.number, newest.author, newest.reviewer, newest.opinion, newest.current) == (
        1,
        "规则作者",
        "规则复核人",
        "同意",
        True,
    )
    assert (file.number, file.current, shown.file_changed) == (0, False, False)
    assert rule_drafts.draft(house, author(workshop), draft_id).state is DraftState.PUBLISHED
    told = notices.listing(house, author(workshop)).rows
    assert any("第 1 版" in notice.text for notice in told)


def test_what_was_submitted_before_is_replayed_by_the_rules_of_its_time(workshop: Stage) -> None:
    house = workshop.house
    workshop.submitted("submitted", days_ago=3)
    published(workshop)
    workshop.submitted("returned", days_ago=1)
    with work(house.database, write=False) as w:
        digests = {each.rules_digest for each in w.verdicts.after("", 10)}
    assert len(digests) == 2
    results = list(Replayer(house.database, house.files, house.checker).everything())
    assert [result.identical for result in results] == [True, True]


def test_a_draft_does_not_touch_those_who_apply(workshop: Stage) -> None:
    digest = workshop.house.rulesets[PLAN].digest
    submitted(workshop)
    assert workshop.house.rulesets[PLAN].digest == digest


@pytest.mark.parametrize(
    ("rule", "cases", "kind", "said"),
    [
        (RULE, "", "no_cases", "没有用例"),
        (RULE, CASES.replace("work_years: 9", "work_years: 11"), "case", "“差一年”"),
        (RULE, CASES.replace("work_years: 9", "work_years: 5"), "survivor", "没有一个用例发现"),
        (RULE, CASES[: CASES.index("  - case: 差一年")], "gap", "没有用例使它违反"),
    ],
)
def test_what_is_missing_stops_the_draft_with_the_way_out(
    workshop: Stage, rule: str, cases: str, kind: str, said: str
) -> None:
    draft_id = saved(workshop, rule, cases)
    gate = rule_reviews.gate(workshop.house, author(workshop), draft_id)
    found = [each for each in gate.missing if each.kind == kind]
    assert found
    assert said in found[0].text
    assert all(each.remedy for each in gate.missing)
    assert gate.own
    with pytest.raises(NotReady) as refused:
        rule_reviews.submit(workshop.house, author(workshop), draft_id, "", NOW)
    assert refused.value.missing == gate.missing
    assert rule_drafts.draft(workshop.house, author(workshop), draft_id).state is DraftState.DRAFT


def test_what_was_typed_and_not_saved_stops_the_draft(workshop: Stage) -> None:
    """Handed in, it would be left behind, and nobody would see it again."""
    house, who = workshop.house, author(workshop)
    draft_id = saved(workshop)
    typed = with_rule(workshop, RULE).replace("工作年限满十年", "工作满十年")
    rule_autosave.keep(house, who, draft_id, typed, CASES, now=NOW)
    (missing,) = rule_reviews.gate(house, who, draft_id).missing
    assert (missing.kind, missing.text) == ("unsaved", "有未保存的修改")
    with pytest.raises(NotReady, match="有未保存的修改。请先保存"):
        rule_reviews.submit(house, who, draft_id, "", NOW)
    rule_autosave.keep(house, who, draft_id, with_rule(workshop, RULE), CASES, now=NOW)  # as it is saved
    rule_reviews.submit(house, who, draft_id, "", NOW)


def test_an_autosave_that_came_while_a_draft_was_handed_in_is_not_published_over(workshop: Stage) -> None:
    house, who = workshop.house, author(workshop)
    draft_id, version = submitted(workshop)
    with work(house.database) as w:  # another window's, in the same moment
        w.drafts.save(who.account_id, f"rules/{draft_id}", {"text": "typed", "cases_text": ""}, NOW)
    assert rule_drafts.draft(house, reviewer(workshop), draft_id).buffer is None
    with pytest.raises(NotReady, match="编写人还有"):
        rule_reviews.publish(house, reviewer(workshop), draft_id, version=version, now=NOW)
    shown = rule_drafts.draft(house, who, draft_id)
    assert (shown.editable, shown.buffer and shown.buffer.text) == (False, "typed")
    rule_autosave.forget(house, who, draft_id)
    assert rule_reviews.publish(house, reviewer(workshop), draft_id, version=version, now=NOW) == 1


def test_a_survivor_may_live_when_it_is_explained(workshop: Stage) -> None:
    house, who = workshop.house, author(workshop)
    draft_id = saved(workshop, cases=CASES.replace("work_years: 9", "work_years: 5"))
    survivors = rule_reviews.gate(house, who, draft_id).proof.unexplained
    assert survivors
    version = rule_drafts.draft(house, who, draft_id).version
    reasons = {each.id: "工作年限由人事系统核对，差几年无关紧要。" for each in survivors}
    version = rule_reviews.accept(house, who, draft_id, reasons, version=version, now=NOW)
    gate = rule_reviews.gate(house, who, draft_id)
    assert gate.ready
    assert all(each.reason for each in gate.proof.survivors)
    with pytest.raises(InputRefused):
        rule_reviews.accept(house, who, draft_id, {survivors[0].id: "长" * 501}, version=version, now=NOW)
    rule_reviews.accept(house, who, draft_id, {survivors[0].id: ""}, version=version, now=NOW)
    assert not rule_reviews.gate(house, who, draft_id).ready


def test_nobody_publishes_what_he_wrote(workshop: Stage) -> None:
    draft_id, version = submitted(workshop)
    with pytest.raises(NotAllowed, match="编写人以外"):
        rule_reviews.publish(workshop.house, author(workshop), draft_id, version=version, now=NOW)


def test_nobody_publishes_what_he_wrote_with_another_account(workshop: Stage) -> None:
    """The provider says that one person works with both accounts."""
    draft_id, version = submitted(workshop)
    person = workshop.employed("ready", "teacher-complete").actor.person()
    with work(workshop.house.database) as w:
        for who in (author(workshop), reviewer(workshop)):
            w.accounts.get(who.account_id).person_id = person
    with pytest.raises(NotAllowed, match="编写人以外"):
        rule_reviews.publish(workshop.house, reviewer(workshop), draft_id, version=version, now=NOW)


def test_a_draft_is_returned_with_a_reason_mended_and_handed_in_again(workshop: Stage) -> None:
    house = workshop.house
    draft_id, _ = submitted(workshop)
    with pytest.raises(InputRefused, match="理由"):
        rule_reviews.give_back(house, reviewer(workshop), draft_id, " ", NOW)
    with pytest.raises(WrongState):
        rule_autosave.keep(house, author(workshop), draft_id, "x", "", now=NOW)
    rule_reviews.give_back(house, reviewer(workshop), draft_id, "请写明文号。", NOW)
    shown = rule_drafts.draft(house, author(workshop), draft_id)
    assert (shown.state, shown.opinion, shown.reviewer, shown.editable) == (
        DraftState.RETURNED,
        "请写明文号。",
        "规则复核人",
        True,
    )
    text = with_rule(workshop, RULE.replace("测试文件第一条", "测字〔2022〕1号"))
    rule_drafts.save(house, author(workshop), draft_id, text, CASES, version=shown.version, now=NOW)
    rule_reviews.submit(house, author(workshop), draft_id, "", NOW)
    version = rule_drafts.draft(house, author(workshop), draft_id).version
    assert rule_reviews.publish(house, reviewer(workshop), draft_id, version=version, now=NOW) == 1


def test_an_author_takes_a_draft_back_without_a_reason(workshop: Stage) -> None:
    draft_id, _ = submitted(workshop)
    rule_reviews.give_back(workshop.house, author(workshop), draft_id, "", NOW)
    assert rule_drafts.draft(workshop.house, author(workshop), draft_id).editable


def test_only_what_was_looked_at_is_published(workshop: Stage) -> None:
    draft_id, version = submitted(workshop)
    with pytest.raises(StaleWrite):
        rule_reviews.publish(workshop.house, reviewer(workshop), draft_id, version=version - 1, now=NOW)
    draft = rule_drafts.draft(workshop.house, reviewer(workshop), draft_id)
    assert draft.state is DraftState.IN_REVIEW


def test_a_draft_from_an_older_version_has_to_take_the_new_one_in(workshop: Stage) -> None:
    """Two authors, two drafts: the second must not undo what the first published."""
    house = workshop.house
    desk = workshop.desks["demo-teacher-office"]
    other = rule_drafts.start(house, desk, RULESET, "另一处修改", NOW)
    second = RULE.replace("tried-years", "second-years")
    cases = CASES.replace("tried-years", "second-years")
    rule_drafts.save(house, desk, other, with_rule(workshop, second), cases, version=1, now=NOW)
    published(workshop)
    shown = rule_drafts.draft(house, desk, other)
    assert shown.outdated
    assert "outdated" in {each.kind for each in rule_reviews.gate(house, desk, other).missing}
    both = cases + CASES[CASES.index("  - case") :].replace("case: ", "case: 仍然")
    merged = with_rule(workshop, second)
    version = rule_drafts.save(house, desk, other, merged, both, version=shown.version, now=NOW)
    rule_drafts.rebase(house, desk, other, version, NOW)
    assert rule_reviews.gate(house, desk, other).ready
    assert [change.id for change in rule_history.compare(house, desk, RULESET, 1, other).rules] == [
        "second-years"
    ]


def test_an_old_version_is_brought_back_as_a_draft(workshop: Stage) -> None:
    house = workshop.house
    published(workshop)
    draft_id = rule_drafts.start(house, author(workshop), RULESET, "恢复", NOW, number=0)
    shown = rule_drafts.draft(house, author(workshop), draft_id)
    assert shown.text == house.rulebook.files.text(RULESET)
    assert shown.base_number == 1
    (change,) = rule_history.compare(house, author(workshop), RULESET, 1, draft_id).rules
    assert (change.id, change.kind) == ("tried-years", "removed")
    with pytest.raises(WrongState):
        rule_drafts.start(house, author(workshop), RULESET, "再恢复", NOW, number=0)


def test_published_rules_that_a_new_program_does_not_take_block_their_plan_alone(
    workshop: Stage, elsewhere: Rulebook
) -> None:
    published(workshop)
    house = workshop.house
    with work(house.database) as w:
        (version,) = w.rule_versions.of(RULESET)
        version.text = version.text.replace("basic.work_years", "basic.gone")
    with pytest.raises(CheckFailed, match="正在维护"):
        elsewhere[PLAN]
    assert elsewhere["2021-engineering-senior"].digest == house.rulesets["2021-engineering-senior"].digest
    assert PLAN in elsewhere.edition().broken
    assert set(elsewhere) == set(house.catalogue.plans)


def test_checks_go_on_while_rules_are_published(workshop: Stage) -> None:
    """Threads that check all the time see the old rules or the new ones, and after the publication only the new ones."""
    house = workshop.house
    draft_id, version = submitted(workshop)
    digests: list[set[str]] = [set(), set()]
    faults: list[Exception] = []
    done = threading.Event()

    def check(mine: set[str]) -> None:
        try:
            while not done.is_set():
                mine.add(house.rulesets[PLAN].digest)
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=check, args=(mine,)) for mine in digests]
    old = house.rulesets[PLAN].digest
    for thread in threads:
        thread.start()
    rule_reviews.publish(house, reviewer(workshop), draft_id, version=version, now=NOW)
    new = house.rulesets[PLAN].digest
    done.set()
    for thread in threads:
        thread.join()
    assert faults == []
    assert new != old
    assert all(mine <= {old, new} for mine in digests)


def test_a_case_that_is_dropped_or_loosened_has_to_be_explained(workshop: Stage) -> None:
    """Otherwise whoever wants a wrong rule through takes away what would show it."""
    house, who = workshop.house, author(workshop)
    published(workshop)
    draft_id = rule_drafts.start(house, who, RULESET, "整理用例", NOW)
    shown = rule_drafts.draft(house, who, draft_id)
    cases = CASES.replace("expect: {passed: [tried-years], also: true}", "expect: {also: true}", 1)
    cases = cases[: cases.index("  - case: 没有填写")]
    version = rule_drafts.save(house, who, draft_id, shown.text, cases, version=shown.version, now=NOW)
    compared = rule_history.compare(house, who, RULESET, 1, draft_id)
    assert compared.rules == ()
    assert [(each.name, each.kind, bool(each.weaker)) for each in compared.cases] == [
        ("刚满十年", "changed", True),
        ("没有填写", "removed", True),
    ]
    gate = rule_reviews.gate(house, who, draft_id)
    assert [each.kind for each in gate.missing] == ["weaker", "weaker"]
    assert "写明理由" in gate.missing[0].remedy
    with pytest.raises(NotReady):
        rule_reviews.submit(house, who, draft_id, "", NOW)
    reasons = {each.survivor: "由别的用例检查" for each in gate.missing}
    rule_reviews.accept(house, who, draft_id, reasons, version=version, now=NOW)
    gate = rule_reviews.gate(house, who, draft_id)
    assert gate.ready
    assert [each.reason for each in gate.weaker] == ["由别的用例检查"] * 2
    rule_reviews.submit(house, who, draft_id, "", NOW)
    version = rule_drafts.draft(house, reviewer(workshop), draft_id).version
    assert rule_reviews.publish(house, reviewer(workshop), draft_id, version=version, now=NOW) == 2
    assert [each.name for each in rule_history.compare(house, who, RULESET, 1, 2).cases] == [
        "刚满十年",
        "没有填写",
    ]


def test_a_reason_for_one_weaker_case_does_not_excuse_the_next(workshop: Stage) -> None:
    house, who = workshop.house, author(workshop)
    published(workshop)
    draft_id = rule_drafts.start(house, who, RULESET, "整理用例", NOW)
    shown = rule_drafts.draft(house, who, draft_id)
    loose = CASES.replace("expect: {passed: [tried-years], also: true}", "expect: {also: true}", 1)
    version = rule_drafts.save(house, who, draft_id, shown.text, loose, version=shown.version, now=NOW)
    (missing,) = rule_reviews.gate(house, who, draft_id).missing
    reasons = {missing.survivor: "由别的用例检查"}
    version = rule_reviews.accept(house, who, draft_id, reasons, version=version, now=NOW)
    gone = CASES.replace(CASES[CASES.index("  - case: 刚满十年") : CASES.index("  - case: 差一年")], "")
    rule_drafts.save(house, who, draft_id, shown.text, gone, version=version, now=NOW)
    (missing,) = rule_reviews.gate(house, who, draft_id).missing
    assert (missing.kind, "删去" in missing.text) == ("weaker", True)


def test_versions_are_compared_with_the_cases_they_were_published_with(workshop: Stage) -> None:
    published(workshop)
    compared = rule_history.compare(workshop.house, author(workshop), RULESET, 0, 1)
    assert {(each.kind, each.applicant) for each in compared.cases} == {("added", True), ("added", False)}
    assert len(compared.cases) == 5
