"""Designing a plan: every kind of change makes documents that stand, can be undone to the byte, and does not take back what a colleague did (issue 6)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.services.conftest import NOW
from tests.services.workshop import author, reviewer
from zcforms.demo.load import Stage
from zcforms.domain.errors import InputRefused, WrongState
from zcforms.services import plan_design, plan_drafts, plan_starting
from zcforms.services.plan_drafts import Clash
from zcforms.services.plan_package import plan_path

START = {
    "template": "basic",
    "series": "06",
    "level": "senior",
    "year": 2023,
    "committee": "安徽省农业系列高级职称评审委员会",
    "opens": "2023-06-10",
    "closes": "2023-08-10",
    "titles": "高级农艺师",
    "specialties": "作物栽培\n植物保护",
}
SECTION = "section:2023-agronomy-senior-profession"


class Designer:
    """An author at a draft."""

    def __init__(self, town: Stage, draft_id: str) -> None:
        self.town, self.draft_id, self.who = town, draft_id, author(town)
        self.at = (town.house, self.who, draft_id)

    @property
    def content(self) -> Any:
        return plan_drafts.draft(*self.at).content

    @property
    def plan(self) -> Any:
        draft = plan_drafts.draft(*self.at)
        return draft.documents[plan_path(draft.plan_id)]

    def shown(self, address: str) -> plan_design.NodeShown:
        return plan_design.shown(*self.at, "facts", address)

    def fill(self, address: str, **answers: Any) -> str:
        """What is None is emptied."""
        shown = self.shown(address)
        assert shown.at == address, shown.at
        given = {name: value for name, value in {**shown.answers, **answers}.items() if value is not None}
        return plan_design.fill(*self.at, address, given, seen=shown.seen, now=NOW)

    def add(self, holder: str, caption: str, what: str = "") -> str:
        return plan_design.add(*self.at, holder, caption, what=what, now=NOW)

    def remove(self, address: str) -> str:
        return plan_design.remove(*self.at, address, seen=self.shown(address).seen, now=NOW)

    def duplicate(self, address: str) -> str:
        return plan_design.duplicate(*self.at, address, NOW)

    def sound(self) -> None:
        draft = plan_drafts.draft(*self.at)
        made = plan_drafts.made(self.town.house.rulebook.edition(), draft.plan_id, draft.content)
        assert not made.faults, [str(fault) for fault in made.faults]
        assert made.ruleset is not None


@pytest.fixture
def designer(town: Stage) -> Designer:
    """At a plan that was begun from the template."""
    return Designer(town, plan_starting.begin_new(town.house, author(town), START, NOW))


def test_a_plan_from_the_template_stands_by_itself(designer: Designer) -> None:
    draft = plan_drafts.draft(*designer.at)
    assert draft.plan_id == "2023-agronomy-senior"
    assert designer.plan["caption"] == "2023年度农业系列高级职称评审"
    assert [each["caption"] for each in designer.plan["specialties"]] == ["作物栽培", "植物保护"]
    assert designer.plan["specialties"][0]["id"] == "zuo-wu-zai-pei"
    designer.sound()


def _conditional(designer: Designer) -> None:
    kind = designer.add(f"{SECTION}/properties", "主要工作类别", "field-choice")
    designer.fill(kind, choices="科研\n技术推广\n检验检测", required=True)
    area = designer.add(f"{SECTION}/properties", "推广面积", "field-decimal")
    row = {"field": "zhu_yao_gong_zuo_lei_bie", "test": "is", "value": "技术推广、科研"}
    designer.fill(area, unit="亩", shown=[row], needed=[row])


def _nested(designer: Designer) -> None:
    table = designer.add(f"{SECTION}/properties", "示范基地", "field-records")
    designer.add(f"{table}/items/properties", "地点", "field-region")
    designer.add(f"{table}/items/properties", "建成日期", "field-date")


def _categories(designer: Designer) -> None:
    category = designer.add("requirements/standards/standard/categories", "指导培养")
    item = designer.shown(category).tree.branches[0].nodes[0].branches[0].nodes[-1].branches[0].nodes[0].at
    designer.fill(category, minimum=1)
    rows = [
        {"field": "level", "test": "is", "value": "省（部）级"},
        {"field": "date", "test": "at_least", "value": "2018-01-01"},
    ]
    designer.fill(item, takes=["award"], filters=rows, maximum=3)


def _attachments(designer: Designer) -> None:
    added = designer.add("attachments/items", "推广面积证明")
    designer.fill(added, specialties=["zuo-wu-zai-pei"], files__megabytes=2.5, template="pledge")


def _chain(designer: Designer) -> None:
    step = designer.add("chain/steps", "专家初审")
    designer.fill(step, returns=["applicant", "employer"], when__freelancer=False, days=20)


def _pledge(designer: Designer) -> None:
    added = designer.add("texts/paragraphs", "本人承诺所报推广面积真实。")
    plan_design.step(*designer.at, added, -1, now=NOW)
    designer.fill("texts/paragraphs/0", text="本人已阅读本次农业系列评审的要求。")


def _sections(designer: Designer) -> None:
    designer.add("forms/parts/basic/sections", "农业服务经历", "section-records")
    designer.add("forms/parts/basic/sections", "工作业绩", "section-import")
    designer.add("forms/parts", "补充说明")


def _shared(designer: Designer) -> None:
    designer.add("section:basic/properties", "微信号", "field-text")
    designer.fill(
        "section:2023-agronomy-senior-basic/properties/wei_xin_hao",
        pattern_kind="example",
        pattern_example="abc2020",
    )


def _removed(designer: Designer) -> None:
    _conditional(designer)
    designer.remove(f"{SECTION}/properties/zhu_yao_gong_zuo_lei_bie")
    designer.remove("facts/specialties/zhi-wu-bao-hu")
    designer.remove("forms/parts/conversion")


def _facts(designer: Designer) -> None:
    designer.fill(
        "facts", interview=True, grace_minutes=30, closing_time="17:30", cutoffs__tenure="2023-06-30"
    )
    designer.fill("facts/titles/gao-ji-nong-yi-shi", specialties=["zhi-wu-bao-hu"])
    designer.fill("texts", downloads=[{"caption": "承诺书", "sheet": "pledge"}], certificate__committee=3)


def _copies(designer: Designer) -> None:
    for address in (
        "requirements/standards/standard",
        "forms/parts/basic",
        "attachments/items/pledge",
        f"{SECTION}/properties/practice_field",
    ):
        plan_design.duplicate(*designer.at, address, NOW)


def _every_field(designer: Designer) -> None:
    for entry in designer.shown(SECTION).addable[0].entries:
        designer.add(f"{SECTION}/properties", entry.caption, entry.id)


CHANGES = {
    each.__name__.strip("_"): each
    for each in (
        _conditional, _nested, _categories, _attachments, _chain, _pledge, _sections, _shared, _removed, _facts, _copies, _every_field,
    )
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_every_kind_of_change_makes_a_sound_plan_and_is_undone_to_the_byte(
    designer: Designer, name: str
) -> None:
    before = json.dumps(designer.content, ensure_ascii=False)
    CHANGES[name](designer)
    after = json.dumps(designer.content, ensure_ascii=False)
    assert after != before
    designer.sound()
    steps = len(plan_drafts.changes(*designer.at))
    for _ in range(steps):
        plan_drafts.undo(*designer.at, NOW)
    assert json.dumps(designer.content, ensure_ascii=False) == before
    for _ in range(steps):
        plan_drafts.redo(*designer.at, NOW)
    assert json.dumps(designer.content, ensure_ascii=False) == after


def test_every_field_kind_is_recognised_by_its_own_form(designer: Designer) -> None:
    for entry in designer.shown(SECTION).addable[0].entries:
        added = designer.add(f"{SECTION}/properties", entry.caption, entry.id)
        assert designer.shown(added).kind_caption == entry.caption


def test_what_a_form_shows_is_what_it_keeps(designer: Designer) -> None:
    """Saving a form as it stands changes nothing, wherever one is."""
    _conditional(designer)
    _categories(designer)
    before = json.dumps(designer.content, ensure_ascii=False)
    for tab in ("facts", "forms", "categories", "attachments", "chain", "texts"):
        for address in _addresses(plan_design.shown(*designer.at, tab).tree):
            designer.fill(address)
    assert json.dumps(designer.content, ensure_ascii=False) == before


def _addresses(node: Any) -> list[str]:
    return [node.at, *(at for branch in node.branches for each in branch.nodes for at in _addresses(each))]


def test_conditions_by_choosing(designer: Designer) -> None:
    _conditional(designer)
    properties = designer.content["documents"]["schemas/series/2023-agronomy-senior-profession.json"][
        "properties"
    ]
    assert properties["tui_guang_mian_ji"]["shownWhen"] == {"zhu_yao_gong_zuo_lei_bie": ["技术推广", "科研"]}
    rows = designer.shown(f"{SECTION}/properties/tui_guang_mian_ji").answers["shown"]
    assert rows == [{"field": "zhu_yao_gong_zuo_lei_bie", "test": "is", "value": "技术推广、科研"}]
    with pytest.raises(InputRefused) as refused:
        designer.fill(
            f"{SECTION}/properties/tui_guang_mian_ji",
            shown=[{"field": "zhu_yao_gong_zuo_lei_bie", "test": "is", "value": "推广"}],
        )
    assert refused.value.faults[0].pointer == "/shown/0/value"
    assert "科研、技术推广、检验检测" in refused.value.faults[0].message


def test_a_shared_section_becomes_the_plans_own_before_it_is_changed(designer: Designer) -> None:
    assert designer.shown("section:basic").shared
    designer.add("section:basic/properties", "微信号", "field-text")
    assert designer.plan["parts"][0]["sections"][0] == "2023-agronomy-senior-basic"
    copy = designer.content["documents"]["schemas/series/2023-agronomy-senior-basic.json"]
    assert copy["id"] == "basic"
    assert "复制成本计划自己的" in plan_drafts.changes(*designer.at)[0].caption


def test_a_field_goes_to_another_place_among_its_neighbours(designer: Designer) -> None:
    """Nothing differs then but the order, which is kept as well."""
    one, other = (designer.add(f"{SECTION}/properties", caption, "field-text") for caption in ("甲", "乙"))
    assert _fields(designer) == ["practice_field", "jia", "yi"]
    plan_design.step(*designer.at, other, -1, now=NOW)
    assert _fields(designer) == ["practice_field", "yi", "jia"]
    plan_design.place(*designer.at, one, into=f"{SECTION}/properties", at=0, now=NOW)
    assert _fields(designer) == ["jia", "practice_field", "yi"]
    plan_drafts.undo(*designer.at, NOW)
    assert _fields(designer) == ["practice_field", "yi", "jia"]


def test_what_a_new_category_begins_with_has_a_name_and_an_id_of_its_own(designer: Designer) -> None:
    """A page names a category and its items by their ids: none of them twice."""
    here = "requirements/standards/standard/categories"
    long = "在乡镇一线从事技术推广并取得显著成效的业绩和有关的各种证明材料"
    for caption in ("指导培养", "指导培养", long):
        designer.add(here, caption)
    designer.duplicate(f"{here}/zhi_dao_pei_yang")
    designer.add(f"{here}/zhi_dao_pei_yang/items", "指导培养")
    designer.add("requirements/standards", "破格标准")
    designer.duplicate("requirements/standards/po-ge-biao-zhun")
    categories = [each for standard in designer.plan["standards"] for each in standard["categories"]]
    ids = [each["id"] for each in categories] + [item["id"] for each in categories for item in each["items"]]
    assert sorted(set(ids)) == sorted(ids)
    assert categories[1]["items"][0]["caption"] == "小项一"
    assert categories[1]["items"][0]["id"].startswith("zhi_dao_pei_yang_")
    assert all(
        each["caption"] not in {item["caption"] for item in each["items"]}
        for each in categories
        if each["id"] != "zhi_dao_pei_yang"
    )
    designer.sound()


def test_a_choice_that_is_called_otherwise_takes_its_answers_along(designer: Designer) -> None:
    """Whoever only rewrites the list makes another choice of it: nobody is said to have chosen that."""
    kind = designer.add(f"{SECTION}/properties", "工作类别", "field-choice")
    designer.fill(kind, choices="科研\n推广\n检测")
    rows = [{"field": "gong_zuo_lei_bie", "test": "is", "value": "推广、科研"}]
    designer.fill(f"{SECTION}/properties/practice_field", shown=rows)
    designer.fill(kind, choices="科研\n推广\n质检")
    assert designer.content["moves"] == []
    designer.fill(kind, renames=[{"choice": "推广", "to": "技术推广"}])
    assert designer.shown(kind).answers["choices"] == "科研\n技术推广\n质检"
    assert "renames" not in designer.shown(kind).answers
    field = "/answers/profession/gong_zuo_lei_bie"
    assert designer.content["moves"] == [{"from": f"{field}/推广", "to": f"{field}/技术推广"}]
    beside = designer.shown(f"{SECTION}/properties/practice_field").answers["shown"]
    assert beside == [{"field": "gong_zuo_lei_bie", "test": "is", "value": "技术推广、科研"}]
    designer.sound()
    new = designer.add("forms/parts/basic/sections", "岗位信息", "section-fields")
    for into in (f"{new}/properties", f"{SECTION}/properties"):
        kind = plan_design.place(*designer.at, kind, into=into, at=0, now=NOW)
        designer.fill(kind, renames=[{"choice": "质检", "to": "检验"}] if into.startswith(new) else [])
    there = "/answers/gang_wei_xin_xi/gong_zuo_lei_bie"
    assert designer.content["moves"] == [
        {"from": f"{field}/推广", "to": f"{field}/技术推广"},
        {"from": f"{field}/质检", "to": f"{field}/检验"},
    ], there
    plan_drafts.undo(*designer.at, NOW)


@pytest.mark.parametrize("to", ["科研", "推广"])
def test_a_choice_is_not_called_as_another_one(designer: Designer, to: str) -> None:
    kind = designer.add(f"{SECTION}/properties", "工作类别", "field-choice")
    designer.fill(kind, choices="科研\n推广")
    with pytest.raises(InputRefused) as refused:
        designer.fill(kind, renames=[{"choice": "推广", "to": to}])
    assert [each.pointer for each in refused.value.faults] == ["/renames/0/to"]
    assert designer.content["moves"] == []


def test_what_a_plan_can_print_is_offered_once_each(designer: Designer) -> None:
    """Not what requests of 补换证 and certificates are printed as; what somebody has chosen all the same stays."""
    offered = [each.caption for each in designer.shown("texts").codes["sheets"].codes]
    assert len(set(offered)) == len(offered)
    assert "专业技术资格评审表" in offered
    assert not {"补换证申请表", "专业技术资格证书"} & set(offered)
    rows = [{"caption": "申请表", "sheet": "replacement-listed"}]
    designer.fill("texts", downloads=rows)
    assert "replacement-listed" in [each.id for each in designer.shown("texts").codes["sheets"].codes]


def _fields(designer: Designer) -> list[str]:
    path = "schemas/series/2023-agronomy-senior-profession.json"
    return list(designer.content["documents"][path]["properties"])


def test_a_field_that_stands_elsewhere_takes_its_answers_along(designer: Designer) -> None:
    new = designer.add("forms/parts/basic/sections", "岗位信息", "section-fields")
    moved = (
        plan_design.place(
            *designer.at, f"{SECTION}/properties/practice_field", into=f"{new}/properties", at=0, now=NOW
        )
        if len(
            designer.content["documents"]["schemas/series/2023-agronomy-senior-profession.json"]["properties"]
        )
        > 1
        else ""
    )
    assert not moved
    designer.add(f"{SECTION}/properties", "服务层级", "field-text")
    moved = plan_design.place(
        *designer.at, f"{SECTION}/properties/practice_field", into=f"{new}/properties", at=0, now=NOW
    )
    assert moved == f"{new}/properties/practice_field"
    assert designer.content["moves"] == [
        {"from": "/answers/profession/practice_field", "to": "/answers/gang_wei_xin_xi/practice_field"}
    ]
    plan_design.place(*designer.at, moved, into=f"{SECTION}/properties", at=0, now=NOW)
    assert designer.content["moves"] == []
    designer.sound()


def test_a_field_of_another_kind_keeps_its_place_and_its_name(designer: Designer) -> None:
    _conditional(designer)
    kind, area = (
        f"{SECTION}/properties/{name}" for name in ("zhu_yao_gong_zuo_lei_bie", "tui_guang_mian_ji")
    )
    plan_design.retype(*designer.at, kind, "field-choices", now=NOW)
    assert designer.shown(kind).answers["choices"] == "科研\n技术推广\n检验检测"
    assert designer.shown(kind).answers["required"] is True
    plan_design.retype(*designer.at, area, "field-integer", now=NOW)
    assert designer.shown(area).kind_caption == "整数"
    assert designer.shown(area).answers["shown"]
    designer.sound()
    for entry in designer.shown(area).kinds:
        plan_design.retype(*designer.at, area, entry.id, now=NOW)
        assert designer.shown(area).kind_caption == entry.caption
    designer.sound()


def test_two_authors_do_not_overwrite_each_other(designer: Designer) -> None:
    house, other = designer.town.house, reviewer(designer.town)
    address = f"{SECTION}/properties/practice_field"
    mine = designer.shown(address)
    theirs = plan_design.shown(house, other, designer.draft_id, "forms", address)
    plan_design.fill(
        house,
        other,
        designer.draft_id,
        address,
        {**theirs.answers, "caption": "所学专业"},
        seen=theirs.seen,
        now=NOW,
    )
    with pytest.raises(Clash) as clash:
        plan_design.fill(
            *designer.at, address, {**mine.answers, "caption": "现从事专业"}, seen=mine.seen, now=NOW
        )
    assert clash.value.now["caption"] == "所学专业"
    with pytest.raises(Clash):
        plan_design.remove(*designer.at, address, seen=mine.seen, now=NOW)
    plan_design.fill(
        *designer.at,
        "facts",
        {**designer.shown("facts").answers, "year": 2024},
        seen=designer.shown("facts").seen,
        now=NOW,
    )
    assert designer.shown(address).answers["caption"] == "所学专业"


def test_the_last_of_what_there_must_be_stays(designer: Designer) -> None:
    refused: list[Callable[[], object]] = [
        lambda: designer.remove(f"{SECTION}/properties/practice_field"),
        lambda: designer.remove("facts/titles/gao-ji-nong-yi-shi"),
        lambda: designer.remove("section:work"),
    ]
    for act in refused:
        with pytest.raises(WrongState, match=r"至少|最后一"):
            act()


def test_what_hangs_on_a_thing_is_told(designer: Designer) -> None:
    _conditional(designer)
    hangs = designer.shown(f"{SECTION}/properties/zhu_yao_gong_zuo_lei_bie").hangs
    assert any("推广面积 › 显示条件：用到它" in each for each in hangs)
    rules = designer.shown(f"{SECTION}/properties/practice_field").hangs
    assert all("检查规则 › " in each for each in rules)
    assert any("检查规则" in each for each in designer.shown("section:titles").hangs)


def test_names_are_asked_and_kept_short(designer: Designer) -> None:
    for caption in ("  ", "长" * 201):
        with pytest.raises(InputRefused) as refused:
            designer.add("facts/titles", caption)
        assert refused.value.faults[0].pointer == "/caption"
