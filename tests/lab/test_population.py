"""Made-up applicants: the same again from plan, seed and number, most of them passing, and rules see exactly what a check would see."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from zcforms.checks import conform, facts
from zcforms.checks.run import Outcome, adjusted, decide
from zcforms.cli import main
from zcforms.domain.errors import InputRefused
from zcforms.domain.identity import resident_id_valid, told_by_resident_id
from zcforms.domain.plan import AttachmentItem
from zcforms.forms import validation
from zcforms.lab import parts, vocabulary
from zcforms.lab.invention import Inventor
from zcforms.lab.parts import Content
from zcforms.lab.population import Mixture, Population
from zcforms.lab.variation import Variation
from zcforms.services import judgement
from zcforms.services.bench import Bench

ROOT = Path(__file__).parents[2]
PLANS = sorted(path.stem for path in (ROOT / "schemas/plans").glob("*.json"))
ONE = "2022-teacher-intermediate"


@pytest.fixture(scope="module")
def loaded() -> Iterator[Bench]:
    with Bench.load() as made:
        yield made


def population(loaded: Bench, plan: str, **options: Any) -> Population:
    return Population(loaded.catalogue.plans[plan], loaded.rulesets[plan], **options)


def ordered(made: dict[str, Any]) -> dict[str, Any]:
    """Findings and places that were not asked for have no order."""
    return {**made, "breaches": sorted(map(str, made["breaches"])), "unasked": sorted(made["unasked"])}


@pytest.mark.parametrize(
    "plan_id", [ONE, *(pytest.param(each, marks=pytest.mark.slow) for each in PLANS if each != ONE)]
)
def test_people_of_every_plan(loaded: Bench, plan_id: str) -> None:
    """Documents that the platform takes; facts that are those of a check; sound people whom the forms accept and hardly a rule refuses."""
    plan, ruleset = loaded.catalogue.plans[plan_id], loaded.rulesets[plan_id]
    made = population(loaded, plan_id, seed=3)
    counted = Counter[str]()
    for person, document, seen in zip(made.people(40), made.documents(40), made.facts(40), strict=True):
        judgement.held(loaded.catalogue.plans, document)
        breaches = validation.breaches_of(plan, document)
        whole = facts.facts(plan, document, breaches)
        assert ordered(whole) == ordered(seen)
        assert resident_id_valid(document["applicant"]["id_number"])
        decided = decide(ruleset.table(document["standard"]).rules, conform.typed(seen, ruleset.shape))
        passes = Outcome.VIOLATED not in decided.outcomes.values()
        if person.flawed:
            counted["flawed, passing" if passes else "flawed, refused"] += 1
        else:
            assert not any(breaches.values())
            counted["passing" if passes else "refused"] += 1
    assert counted["passing"] > 4 * counted["refused"]
    assert counted["flawed, refused"] > 2


def test_the_engine_says_the_same_of_them(loaded: Bench) -> None:
    made = population(loaded, ONE, seed=5)
    for seen in made.facts(15):
        assert loaded.checker.run(loaded.rulesets[ONE], seen).alarms == ()


def test_a_stretch_is_the_same_whoever_makes_it(loaded: Bench) -> None:
    whole = list(population(loaded, ONE, seed=1).lines(24))
    assert list(population(loaded, ONE, seed=1).lines(10, start=14)) == whole[14:]
    assert list(population(loaded, ONE, seed=2).lines(24)) != whole
    assert len({json.loads(line)["key"] for line in whole}) == 24


def test_people_are_spread_over_employers_routes_and_specialties(loaded: Bench) -> None:
    people = list(population(loaded, ONE).people(400))
    employers = Counter(each.applicant["employer"]["name"] for each in people)
    assert len(employers) > 40
    assert employers.most_common(1)[0][1] > 4 * sum(employers.values()) / len(employers)  # a long tail
    assert len({each.choices["route"] for each in people}) > 1
    assert len({each.choices["specialty"] for each in people}) > 10


def test_somebody_is_one_person(loaded: Bench) -> None:
    """The identity number tells birthday and sex; nobody tells of anything before growing up or after the plan opened, nor of a year that
    there is not; hardly anybody writes what the platform corrects by itself (feature 66)."""
    plan, ruleset = loaded.catalogue.plans[ONE], loaded.rulesets[ONE]
    made, corrected = population(loaded, ONE, seed=4), 0
    for document, seen in zip(made.documents(80), made.facts(80), strict=True):
        who = document["applicant"]
        assert told_by_resident_id(who["id_number"]) == {"birth_date": who["birth_date"], "sex": who["sex"]}
        corrected += bool(adjusted(ruleset, seen))
        grown = int(who["birth_date"][:4]) + 18
        years = [each["data"]["year"] for each in document["achievements"] if "year" in each["data"]]
        assert all(grown <= year <= plan.opens.year for year in years), (grown, years)
    assert corrected < 10


def test_years_agree_with_the_day_since_which_they_count(loaded: Bench) -> None:
    plan = loaded.catalogue.plans[ONE]
    for person in population(loaded, ONE, seed=4).people(80):
        basic = next(each.content.value for each in person.pieces if each.name == "basic")
        if not person.flawed:
            since = date.fromisoformat(basic["work_start"])
            assert -1 < (plan.opens - since).days / 365.25 - basic["work_years"] < 1.1


def test_ages_are_spread_over_a_working_life(loaded: Bench) -> None:
    opens = loaded.catalogue.plans[ONE].opens
    people = population(loaded, ONE).people(200)
    ages = sorted((opens - date.fromisoformat(each.applicant["birth_date"])).days / 365.25 for each in people)
    assert ages[0] > 22
    assert ages[-1] < 66
    assert ages[20] < 42 < ages[-20]


def test_no_two_employers_are_called_the_same() -> None:
    for seed in ("", "7:school"):
        names = {vocabulary.numbered_employer(seed, n) for n in range(vocabulary.MOST_EMPLOYERS)}
        assert len(names) == vocabulary.MOST_EMPLOYERS >= 2_000
        assert not [name for name in names if name[:2] == name[2:4]]


def test_the_mixture_decides_how_many_lack_something(loaded: Bench) -> None:
    shares = {
        share: sum(
            each.flawed for each in population(loaded, ONE, mixture=Mixture(failing=share)).people(300)
        )
        / 300
        for share in (0, 0.2, 1)
    }
    assert shares[0] == 0
    assert 0.1 < shares[0.2] < 0.3
    assert shares[1] == 1


def test_a_mixture_that_cannot_be_is_refused() -> None:
    assert Mixture.of({"failing": 0.5}) == Mixture(failing=0.5)
    for wrong in ({"failing": 2}, {"faling": 0.1}, {"employers": "many"}, [1], {"flaws": True}):
        with pytest.raises(InputRefused):
            Mixture.of(wrong)


# ------------------------------------------------------------------------------------- on the command line


def run(*words: object) -> Any:
    return CliRunner().invoke(main, ["rules", "population", *map(str, words)])


def test_the_command_writes_documents_and_facts(tmp_path: Path) -> None:
    plain, packed = tmp_path / "people.jsonl", tmp_path / "facts.jsonl.gz"
    told = run(ONE, "-n", 3, "-o", plain)
    assert told.exit_code == 0, told.output
    assert "3 名虚构申报人的申报文件" in told.output
    documents = [json.loads(line) for line in plain.read_text("utf-8").splitlines()]
    assert [each["plan"] for each in documents] == [ONE] * 3
    assert run(ONE, "-n", 2, "--from", 1, "--facts", "-o", packed).exit_code == 0
    with gzip.open(packed, "rt", encoding="utf-8") as stream:
        seen = [json.loads(line)["facts"] for line in stream]
    assert [each["person"]["name"] for each in seen] == [each["applicant"]["name"] for each in documents[1:]]


def test_the_command_tells_how_they_fare() -> None:
    """Some pass, some do not, and the rows add up to no fewer than those who fail."""
    told = run(ONE, "-n", 60, "--shares")
    assert told.exit_code == 0, told.output
    people, passing = (int(each) for each in re.findall(r"(\d+) 名", told.output))
    assert people == 60
    assert 18 <= passing <= 54
    failing = [int(each) for each in re.findall(r"(\d+) +\d+\.\d%", told.output)]
    assert len(failing) > 6
    assert sum(failing) >= people - passing
    assert run(ONE, "-n", 1).exit_code == 2


def test_files_that_nobody_asks_for_are_there_now_and_then(loaded: Bench) -> None:
    """Also where the prototype has none."""
    plan = loaded.catalogue.plans[ONE]
    found = parts.places(plan, plan.standards[0].id)
    optional = next(
        each for each in found if isinstance(each.thing, AttachmentItem) and not each.thing.minimum
    )
    none = Content(optional, [])
    variations = [Variation(Inventor.of(plan, number), {}, plan.opens) for number in range(60)]
    assert 5 < sum(bool(each.another(none).value) for each in variations) < 35


def test_the_command_tells_what_is_wrong(tmp_path: Path) -> None:
    unknown = run("2022-teacher-intermediat", "-o", tmp_path / "x.jsonl")
    assert unknown.exit_code == 2
    assert "2022-teacher-intermediate" in unknown.output
    assert run(ONE, "-n", 1, "-o", tmp_path / "none" / "x.jsonl").exit_code == 2
    mixture = tmp_path / "mixture.json"
    mixture.write_text('{"failing": 7}')
    refused = run(ONE, "-n", 1, "--mixture", mixture, "-o", tmp_path / "x.jsonl")
    assert refused.exit_code == 2
    assert "请写 0 至 1 的数" in refused.output
