"""Pictures made into people: documents show exactly what the picture says, are run as they are, and are told in the form's words (issue 7)."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lab.writing import PLAN, ROOT, bench
from zcforms.checks.deciding import Outcome
from zcforms.checks.ruleset import Ruleset
from zcforms.checks.run import Checker
from zcforms.checks.scope import normal
from zcforms.documents import metaschema
from zcforms.documents.reading import Document
from zcforms.domain.identity import resident_id_valid, told_by_resident_id
from zcforms.domain.plan import Plan, Schema
from zcforms.forms.keywords import validator
from zcforms.lab.proofs.answers import Step
from zcforms.lab.proofs.people.picture import Entry, Fresh, Picture
from zcforms.lab.proofs.people.pictured import answer_schema, data_schema, note_schema
from zcforms.lab.proofs.people.portrait import Unportrayable, picture_of, portray, ran, same, steps, told
from zcforms.lab.proofs.people.texts import Use, named, written

EXAMPLES = sorted(path.name for path in (ROOT / "examples").glob("*.json"))
TEACHER = "teacher-complete.json"


def example(name: str = TEACHER) -> tuple[Plan, Ruleset, dict[str, Any]]:
    document = json.loads((ROOT / "examples" / name).read_text("utf-8"))
    return bench().catalogue.plans[document["plan"]], bench().rulesets[document["plan"]], document


def places(breaches: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(each.pointer, each.message) for found in breaches.values() for each in found]


# ----------------------------------------------------------------------------------------- real documents


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_real_application_is_pictured_and_portrayed_again(name: str) -> None:
    """The same facts, the same findings of the forms, the same outcome of every rule, also by the engine."""
    plan, ruleset, document = example(name)
    picture = picture_of(plan, document)
    made = portray(plan, picture, like=document, ruleset=ruleset)
    assert metaschema.hold(Document("", made, ""), "application") == []
    assert same(plan, ruleset, picture, made) == []
    assert same(plan, ruleset, picture, document) == []
    before, after = (
        ran(plan, ruleset, document, bench().checker),
        ran(plan, ruleset, made, bench().checker),
    )
    assert after.outcomes == before.outcomes
    assert set(after.outcomes) == {rule.id for rule in ruleset.table(document["standard"]).rules}
    assert places(after.breaches) == places(before.breaches)
    assert after.disagreements == before.disagreements == ()
    assert steps(plan, ruleset, document, made) == ()
    assert portray(plan, picture, like=document, ruleset=ruleset) == made


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("alike", [True, False])
def test_texts_that_are_left_open_become_people(name: str, alike: bool) -> None:
    """Every free text is opened, the same text with the same number: the forms take what is written, and rules are not told anything by it."""
    plan, ruleset, document = example(name)
    picture, numbers = opened(plan, picture_of(plan, document))
    assert len(numbers) > 15
    made = portray(plan, picture, like=document if alike else None, ruleset=ruleset)
    assert same(plan, ruleset, picture, made) == []
    assert metaschema.hold(Document("", made, ""), "application") == []
    run = ran(plan, ruleset, made, None)
    assert places(run.breaches) == places(ran(plan, ruleset, document, None).breaches)
    own = set(texts(made["answers"])) - set(texts(picture.answers))
    assert own.isdisjoint(named(plan, ruleset).whole)
    if not alike:
        assert own.isdisjoint(set(numbers))
    else:
        assert made["applicant"]["name"] == document["applicant"]["name"]
        assert own & set(numbers)


def opened(plan: Plan, picture: Picture) -> tuple[Picture, dict[str, int]]:
    """The picture with every free text that is not the plan's blank as `Fresh`."""
    numbers: dict[str, int] = {}

    def each(value: Any, schema: Schema) -> Any:
        if isinstance(value, Mapping):
            return {name: each(inner, schema["properties"][name]) for name, inner in value.items()}
        if isinstance(value, list):
            return [each(inner, schema["items"]) for inner in value]
        coded = schema.keys() & {"enum", "codes"} or schema.get("format") in ("date", "month")
        if not isinstance(value, str) or coded or value == plan.blank:
            return value
        return Fresh(numbers.setdefault(value, len(numbers)))

    def entry(one: Entry, list_id: str) -> Entry:
        return replace(
            one,
            data=each(one.data, data_schema(plan, one.category)),
            notes=each(one.notes, note_schema(plan, list_id)),
        )

    employer = picture.person["employer"]
    person = {
        **picture.person,
        "name": each(picture.person["name"], {}),
        "employer": {**employer, "name": each(employer["name"], {})},
    }
    return (
        replace(
            picture,
            person=person,
            answers={name: each(given, answer_schema(plan, name)) for name, given in picture.answers.items()},
            imports={
                name: tuple(entry(one, name) for one in listed) for name, listed in picture.imports.items()
            },
        ),
        numbers,
    )


def texts(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    for each in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from texts(each)


# ------------------------------------------------------------------------------------------- what differs


def altered(document: Mapping[str, Any], *path: Any, value: Any) -> dict[str, Any]:
    """The document with another value at a place; None takes it away."""
    made = copy.deepcopy(dict(document))
    *above, last = path
    node: Any = made
    for step in above:
        node = node[step]
    if value is None:
        del node[last]
    else:
        node[last] = value
    return made


@pytest.mark.parametrize(
    ("path", "value", "pointers"),
    [
        (("answers", "basic", "work_years"), 3, ["/basic/work_years"]),
        (("answers", "basic", "work_years"), None, ["/basic/work_years"]),
        (("applicant", "birth_date"), "1990-01-01", ["/person/birth_date"]),
        (("applicant", "photo"), None, ["/person/photo"]),
        (("title",), "no-title", ["/application/level", "/application/title"]),
        (("attachments", "pledge"), [], ["/attachments/pledge"]),
        (("imports", "assessments", 0, "verdict"), None, ["/assessments/0/verdict"]),
        (("imports", "education"), [], ["/education"]),
        (("achievements", 0, "state"), "draft", ["/work/0/approval"]),
        (("answers", "titles", 0, "appointments"), [], ["/titles/0/appointments"]),
    ],
)
def test_whatever_a_document_shows_otherwise_is_pointed_at(
    path: Any, value: Any, pointers: list[str]
) -> None:
    plan, ruleset, document = example()
    picture = picture_of(plan, document)
    assert same(plan, ruleset, picture, altered(document, *path, value=value)) == pointers


def test_open_texts_are_told_apart() -> None:
    plan, ruleset, document = example()
    picture, _ = opened(plan, picture_of(plan, document))
    made = portray(plan, picture, ruleset=ruleset)
    name = made["applicant"]["name"]
    confused = altered(made, "answers", "titles", 0, "title", value=name)
    assert "/titles/0/title" in same(plan, ruleset, picture, confused)
    employers = [each for each in made["achievements"] if each["category"] == "work"]
    employers[0]["data"]["employer"] = "另一所学校"  # the applicant's own employer until now
    assert "/work/0/employer" in same(plan, ruleset, picture, made)


def bare(plan: Plan, document: Mapping[str, Any], **more: Any) -> Picture:
    return replace(picture_of(plan, document), **more)


def test_one_record_may_be_imported_twice_and_is_one_record() -> None:
    plan, ruleset, document = example()
    picture = picture_of(plan, document)
    (name, listed), *_ = ((name, each) for name, each in picture.imports.items() if name == "education")
    twice = replace(picture, imports={**picture.imports, name: (listed[0], listed[0])})
    made = portray(plan, twice)
    assert same(plan, ruleset, twice, made) == []
    first, second = made["imports"][name]
    assert first["record"] == second["record"]
    assert len(made["achievements"]) == len(document["achievements"])
    other = replace(listed[0], data={**listed[0].data, "duration": 9})
    with pytest.raises(Unportrayable) as told_of:
        portray(plan, replace(picture, imports={name: (listed[0], other)}))
    assert told_of.value.place == f"/imports/{name}/1"


def test_records_by_numbers_of_their_own_are_told_apart() -> None:
    """The facts' list of everything imported tells records apart by their ids."""
    plan, ruleset, document = example()
    picture = picture_of(plan, document)
    name = next(item.id for _, item in plan.items("teacher") if picture.imports.get(item.id))
    one = picture.imports[name][0]
    apart = replace(picture, imports={**picture.imports, name: (one, replace(one, record=99))})
    together = replace(picture, imports={**picture.imports, name: (one, one)})
    assert same(plan, ruleset, apart, portray(plan, apart)) == []
    assert same(plan, ruleset, apart, portray(plan, together)) != []


def test_a_record_that_is_gone_stays_gone() -> None:
    plan, ruleset, document = example()
    gone = altered(document, "achievements", value=[])
    picture = picture_of(plan, gone)
    assert {each.category for listed in picture.imports.values() for each in listed} == {""}
    made = portray(plan, picture)
    assert made["achievements"] == []
    assert same(plan, ruleset, picture, made) == []
    assert ran(plan, ruleset, made, None).outcomes == ran(plan, ruleset, gone, None).outcomes


def test_a_record_that_is_not_approved_stays_so() -> None:
    plan, ruleset, document = example()
    draft = altered(document, "achievements", 0, "state", value="draft")
    made = portray(plan, picture_of(plan, draft))
    assert same(plan, ruleset, picture_of(plan, draft), made) == []
    assert [each["state"] for each in made["achievements"]].count("draft") == 1
    assert places(ran(plan, ruleset, made, None).breaches) == places(ran(plan, ruleset, draft, None).breaches)


def test_a_person_has_what_everybody_has() -> None:
    """An identity number that tells the birthday and the sex; what nobody asks of is made up and not counted."""
    plan, ruleset, document = example()
    picture = bare(plan, document, person={"birth_date": "1984-02-29", "sex": "1", "employer": {}})
    made = portray(plan, picture)
    who = made["applicant"]
    assert resident_id_valid(who["id_number"])
    assert told_by_resident_id(who["id_number"]) == {"birth_date": "1984-02-29", "sex": "1"}
    assert who["photo"] is None
    assert who["name"]
    found = same(plan, ruleset, picture, made)
    assert "/person/name" not in found
    assert "/person/employer/nature" in found  # a rule reads it, and the picture says that there is none
    assert metaschema.hold(Document("", made, ""), "application") == []


# -------------------------------------------------------------------------------------------- open texts


def free_texts(plan: Plan) -> list[tuple[str, Schema]]:
    """Every field of the plan in which any text can be written."""

    def inside(schema: Schema, place: str) -> Iterator[tuple[str, Schema]]:
        for name, inner in schema.get("properties", schema.get("items", {}).get("properties", {})).items():
            coded = inner.keys() & {"enum", "codes"} or inner.get("format") in ("date", "month")
            if inner.get("type") == "string" and not coded:
                yield f"{place}/{name}", inner
            yield from inside(inner, f"{place}/{name}")

    found = [each for section in plan.sections for each in inside(section.schema, section.id)]
    return found + [each for one in plan.categories.values() for each in inside(one.schema, one.id)]


TEXTS = free_texts(bench().catalogue.plans[PLAN])
SOME = st.lists(st.sampled_from(["教", "师范", "小学", "A", "一", "二级"]), max_size=2, unique=True).map(
    tuple
)
FRESH = st.builds(Fresh, st.integers(0, 5), has=SOME, begins=SOME, lacks=SOME)


@settings(deadline=None, max_examples=300)
@given(st.lists(st.tuples(FRESH, st.sampled_from(TEXTS)), min_size=1, max_size=6), st.data())
def test_open_texts_are_what_was_wished_for(wishes: Any, data: st.DataObject) -> None:
    """Alike where the numbers are, different where they are not, with what they must have and without what they must not; or there is none."""
    plan, ruleset = bench().catalogue.plans[PLAN], bench().rulesets[PLAN]
    like = data.draw(
        st.lists(st.sampled_from(["江淮师范学院", "一级教师", "张三", "无", "小学"]), max_size=3)
    )
    uses = [Use(fresh, f"/{place}", schema, tuple(like)) for fresh, (place, schema) in wishes]
    words = named(plan, ruleset)
    try:
        found = written(plan, uses, words, ["张三"])
    except Unportrayable:
        assert hard(uses)
        return
    assert len(set(map(normal, found.values()))) == len(found)
    for use in uses:
        text = found[use.fresh.number]
        assert validator(use.schema, plan.codes).is_valid(text)
        assert all(each in text for each in use.fresh.has)
        assert all(text.startswith(each) for each in use.fresh.begins)
        assert not any(each in text for each in use.fresh.lacks)
        assert text not in words.whole | {"张三"}


def hard(uses: list[Use]) -> bool:
    """Whether something stands against a text, so that giving up is no laziness."""
    wished = any(use.fresh.has or use.fresh.begins or use.fresh.lacks for use in uses)
    numbered = [use.fresh.number for use in uses if "format" in use.schema or "pattern" in use.schema]
    return wished or bool(numbered)


@pytest.mark.parametrize("place", [each[0] for each in TEXTS])
def test_every_field_has_texts_enough(place: str) -> None:
    """Thirty different ones, none of them the plan's own word for nothing."""
    plan, ruleset = bench().catalogue.plans[PLAN], bench().rulesets[PLAN]
    schema = dict(TEXTS)[place]
    uses = [Use(Fresh(number), f"/{place}/{number}", schema) for number in range(30)]
    found = written(plan, uses, named(plan, ruleset))
    assert len(set(found.values())) == 30
    assert plan.blank not in found.values()


def test_a_text_that_a_rule_names_is_not_taken_from_anybody() -> None:
    plan, ruleset, document = example()
    title = document["answers"]["titles"][0]["title"]
    assert title in named(plan, ruleset).whole
    assert title not in named(plan, None).whole
    rows = [{**document["answers"]["titles"][0], "title": Fresh(1), "appointments": []}]
    picture = bare(plan, document, answers={"titles": [{**rows[0], "evidence": 1}]})
    made = portray(plan, picture, like=document, ruleset=ruleset)
    assert made["answers"]["titles"][0]["title"] not in named(plan, ruleset).whole


def test_what_cannot_be_written_is_refused_with_its_place() -> None:
    plan, _, document = example()
    answers = {"basic": {"birthplace": Fresh(1, has=("长" * 61,))}}
    with pytest.raises(Unportrayable) as told_of:
        portray(plan, bare(plan, document, answers=answers))
    assert told_of.value.place == "/answers/basic/birthplace"
    assert "出生地" in told_of.value.why
    with pytest.raises(Unportrayable):
        portray(plan, bare(plan, document, answers={"basic": {"birthplace": Fresh(1, begins=("甲", "乙"))}}))


# ------------------------------------------------------------------------------------- running and telling


def test_an_engine_that_is_lost_agrees_with_nothing() -> None:
    plan, ruleset, document = example()
    with Checker(timeout=0.0001) as lost:
        run = ran(plan, ruleset, document, lost)
    assert set(run.disagreements) == {
        rule.id for rule in ruleset.table("teacher").rules if rule.adjustment is None
    }
    assert run.sound
    assert run.violated == ()
    assert run.outcomes["tenure"] is Outcome.PASSED


def test_what_is_broken_is_in_the_run() -> None:
    plan, ruleset, document = example("teacher-incomplete.json")
    run = ran(plan, ruleset, document, bench().checker)
    assert "item-required:mentoring" in run.violated
    assert run.disagreements == ()
    assert not ran(plan, ruleset, altered(document, "answers", "basic", value={}), None).sound


def test_the_few_things_that_matter_are_told() -> None:
    plan, ruleset, document = example()
    assert told(plan, ruleset, document, ["education-sufficient"]) == (
        ("申报形式", "常规申报"),
        ("任教学段", "小学"),
        ("学历教育", "1 条：学历为大学本科，学位为教育学学士，合格学历为是"),
    )
    assert told(plan, ruleset, document, ["specialty-years-capped"]) == (
        ("工作年限", "14 年"),
        ("专业年限", "14 年"),
    )
    none = altered(document, "imports", "education", value=[])
    assert ("学历教育", "没有") in told(plan, ruleset, none, ["education-sufficient"])
    assert told(plan, ruleset, document, []) == ()
    everything = told(plan, ruleset, document, None)
    assert 5 <= len(everything) <= 8
    missing = altered(document, "answers", "basic", value={})
    (problem,) = told(plan, ruleset, missing, ["personal-complete"])
    assert problem[0] == "填写检查发现的问题"
    assert problem[1].startswith("6 条：") or "条：" in problem[1]


@pytest.mark.parametrize("name", EXAMPLES)
def test_everything_told_is_readable(name: str) -> None:
    """Captions and values, no codes, of every rule of every plan."""
    plan, ruleset, document = example(name)
    for rule in ruleset.table(document["standard"]).rules:
        for caption, value in told(plan, ruleset, document, [rule.id]):
            assert caption
            assert value
            assert "_" not in caption + value, (rule.id, caption, value)
            assert "未命名" not in caption, rule.id


def test_what_differs_is_told_step_by_step() -> None:
    plan, ruleset, document = example()
    after = copy.deepcopy(document)
    after["answers"]["basic"]["work_years"] = 3
    after["applicant"]["birth_date"] = "1990-01-01"
    after["applicant"]["id_number"] = "340199199001010034"
    record = next(each for each in after["achievements"] if each["id"] == "e1")
    record["data"]["education"] = "11"
    after["imports"]["training"] = []
    after["attachments"]["pledge"] = []
    found = steps(plan, ruleset, document, after)
    assert [each.pointer for each in found] == [
        "/applicant/birth_date",
        "/answers/basic/work_years",
        "/imports/education/0/education",
        "/imports/training/0",
        "/attachments/pledge",
    ]
    assert found[1] == Step("/answers/basic/work_years", "工作年限", "14 年", "3 年")
    assert found[2].caption == "“学历教育”第 1 条的“学历”"
    assert (found[2].before, found[2].after) == ("大学本科", "博士研究生")
    assert found[3].after == "去掉"
    assert found[3].before.startswith("年度 2021")
    back = steps(plan, ruleset, after, document)
    assert back[3].pointer == "/imports/training/-"
    assert back[3].after.startswith("增加一条：年度 2021")


def test_new_records_that_read_the_same_are_one_step() -> None:
    plan, ruleset, document = example()
    picture = picture_of(plan, document)
    (one,) = picture.imports["training"]
    more = (one, *(replace(one, record=90 + n, data={"year": 2018, "hours": 96}) for n in range(3)))
    after = portray(plan, replace(picture, imports={**picture.imports, "training": more}), like=document)
    (step,) = steps(plan, ruleset, document, after)
    assert step.pointer == "/imports/training/-"
    assert step.after == "增加一条：年度 2018，合计学时 96 学时（共 3 条）"
    thrice = (one, replace(one, record=90), replace(one, record=91))
    after = portray(plan, replace(picture, imports={**picture.imports, "training": thrice}), like=document)
    back = steps(plan, ruleset, after, document)
    assert [each.pointer for each in back] == ["/imports/training/1", "/imports/training/2"]


def test_a_portrait_after_another_keeps_its_texts() -> None:
    """So that between the two of a pair only the one place differs."""
    plan, ruleset, document = example()
    picture, _ = opened(plan, picture_of(plan, document))
    one = portray(plan, picture, ruleset=ruleset)
    years = {**picture.answers["basic"], "work_years": 4}
    other = portray(
        plan,
        replace(picture, answers={**picture.answers, "basic": years}),
        like=one,
        ruleset=ruleset,
    )
    (step,) = steps(plan, ruleset, one, other)
    assert step.pointer == "/answers/basic/work_years"


# ------------------------------------------------------------------------------------- what people write


def test_the_records_of_one_person_tell_of_one_employer_one_series_and_one_specialty() -> None:
    """What nothing compares is what it mostly is (`usual`), in each record again."""
    plan, ruleset, document = example()
    opening = {"employer": 1, "series": 2, "specialty": 3, "title": 4}
    rows = [
        {
            **row,
            "evidence": 1,
            "appointments": [],
            **{name: Fresh(10 * at + n, alone=True) for name, n in opening.items()},
        }
        for at, row in enumerate([document["answers"]["titles"][0]] * 2)
    ]
    picture = bare(plan, document, answers={"titles": rows})
    made = portray(plan, picture, ruleset=ruleset)
    specialty = next(each.caption for each in plan.specialties if each.id == picture.specialty)
    for row in made["answers"]["titles"]:
        assert row["employer"] == made["applicant"]["employer"]["name"]
        assert (row["series"], row["specialty"]) == (plan.series.caption, specialty)
    assert same(plan, ruleset, picture, made) == []


def test_texts_that_something_compares_are_not_made_the_same() -> None:
    plan, ruleset, document = example()
    row = {**document["answers"]["titles"][0], "evidence": 1, "appointments": []}
    picture = bare(plan, document, answers={"titles": [{**row, "series": Fresh(at)} for at in (1, 2)]})
    made = portray(plan, picture, ruleset=ruleset)
    assert len({each["series"] for each in made["answers"]["titles"]}) == 2
    assert same(plan, ruleset, picture, made) == []


def test_series_specialty_and_title_of_one_record_are_one_career() -> None:
    plan, ruleset, _ = example()
    careers = {
        ("图书资料", "图书管理", "馆员"),
        ("统计", "统计调查", "统计师"),
        ("档案", "档案管理", "档案馆员"),
    }
    schema = plan.section("conversion").schema["properties"]
    found = set()
    for record in range(12):
        uses = [
            Use(Fresh(40 + n), f"/answers/{at}/{name}", schema[name])
            for at in range(record + 1)
            for n, name in enumerate(("series", "specialty", "title"), start=3 * at)
        ]
        texts_ = written(plan, uses, named(plan, ruleset))
        found.add(tuple(texts_[40 + 3 * record + n] for n in range(3)))
    assert careers <= found


def test_no_number_stands_behind_a_word_while_there_are_words() -> None:
    plan, ruleset = bench().catalogue.plans[PLAN], bench().rulesets[PLAN]
    schema = {"type": "string", "caption": "岗位/职务", "maxLength": 60}
    for number in (1, 9, 10, 77):
        (text,) = written(plan, [Use(Fresh(number), "/work/post", schema)], named(plan, ruleset)).values()
        assert not text[-1].isdigit()
