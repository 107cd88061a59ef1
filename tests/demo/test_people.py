"""The made-up people: synthetic, well-formed, and none like another."""

from __future__ import annotations

from zcforms.demo import people
from zcforms.demo.people import OPERATORS, ORGANISATIONS, RULE_AUTHOR, RULE_REVIEWER
from zcforms.domain.identity import credit_code_valid, resident_id_valid
from zcforms.lab.vocabulary import resident_id

EVERYBODY = people()
PERSONS = [each for each in EVERYBODY if each.kind == "person"]
LEGAL = [each for each in EVERYBODY if each.kind == "legal"]


def test_numbers_are_well_formed_and_nobodys() -> None:
    """Area code 340199 belongs to no place."""
    assert all(resident_id_valid(each.id_number) and each.id_number.startswith("340199") for each in PERSONS)
    assert all(credit_code_valid(each.credit_code) for each in LEGAL)
    assert all(each.phone.startswith("1990000") and len(each.phone) == 11 for each in PERSONS)


def test_nobody_is_there_twice() -> None:
    assert len({each.sub for each in EVERYBODY}) == len(EVERYBODY)
    assert len({each.id_number for each in PERSONS}) == len({each.phone for each in PERSONS}) == len(PERSONS)
    assert len({each.credit_code for each in LEGAL}) == len(ORGANISATIONS) + 1
    assert len(LEGAL) == len(ORGANISATIONS) + len(OPERATORS) + 1


def test_rules_are_written_and_published_by_two_accounts_of_one_organisation() -> None:
    author, reviewer = (
        next(each for each in LEGAL if each.sub == sub) for sub in (RULE_AUTHOR, RULE_REVIEWER)
    )
    assert author.credit_code == reviewer.credit_code
    assert author.organisation == reviewer.organisation == "蚌埠市教育局"
    assert author.name != reviewer.name


def test_everybody_has_a_story_of_one_line() -> None:
    assert all(8 <= len(each.story) <= 60 and "\n" not in each.story for each in EVERYBODY)
    assert len({each.story for each in EVERYBODY}) == len(EVERYBODY)


def test_parents_come_first() -> None:
    seen: set[str] = set()
    for each in ORGANISATIONS:
        assert each.parent is None or each.parent in seen
        seen.add(each.sub)


def test_sex_stands_in_the_number() -> None:
    assert int(resident_id("19850312", 6)[16]) % 2 == 0
    assert resident_id("19850312", 6) == "340199198503120066"
