"""How far an answer reaches, in words (issue 7)."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.services.proving import CERTIFICATE, dead, impossible, pair, possible
from zcforms import resources
from zcforms.lab.proofs import captions as proof_captions
from zcforms.lab.proofs.answers import Bound, Certificate, Kind, Question, Verdict


def test_every_question_and_kind_has_words() -> None:
    assert set(proof_captions.QUESTIONS) == set(proof_captions.ASKS) == set(Question)
    assert set(proof_captions.KINDS) == set(Kind)


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        (Verdict.SHOWN, "重新检查过"),
        (Verdict.PROVED, "每个列表至多看 3 条记录，已证明足够。"),
        (Verdict.UNKNOWN, "没有得出结论，不等于没有问题"),
        (Verdict.DEFECT, "不要采信"),
    ],
)
def test_a_certificate_is_told_by_what_was_found(verdict: Verdict, said: str) -> None:
    assert said in proof_captions.reach(replace(impossible(), verdict=verdict))


def test_what_is_only_seen_is_not_called_proved() -> None:
    assert proof_captions.reach(dead()) == "每个列表只看到 3 条为止，没有证明；记录更多时不一定如此。"
    bounds = (Bound("work", "工作经历", 3, 3), Bound("papers", "论文", 8, None))
    mixed = replace(dead(), certificate=Certificate(bounds, (), (), 0.0))
    assert proof_captions.reach(mixed).startswith("只看到“论文”8 条为止，没有证明")
    proved = replace(
        impossible(), certificate=Certificate((bounds[0], Bound("papers", "论文", 8, 8)), (), (), 0.0)
    )
    assert proof_captions.reach(proved) == "“工作经历”3 条、“论文”8 条，已证明足够。"
    none = replace(impossible(), certificate=Certificate((), (), (), 0.0))
    assert proof_captions.reach(none) == "已经证明，与记录的条数无关。"


def test_an_answer_is_called_by_its_worth() -> None:
    proved = replace(dead(), verdict=Verdict.PROVED)
    assert [proof_captions.tone(each) for each in (possible(), impossible(), proved, pair())] == [
        "good",
        "bad",
        "bad",
        "good",
    ]
    for verdict in (Verdict.UNKNOWN, Verdict.BOUNDED):  # whatever it says, it is open, and wants a look
        for each in (possible(), impossible(), dead()):
            one = replace(each, verdict=verdict)
            said = (proof_captions.tone(one), proof_captions.called(one), one.alarming)
            assert said == ("waiting", "还不知道", True)
    unknown = replace(possible(), verdict=Verdict.UNKNOWN, kind=Kind.OPEN)
    assert (proof_captions.tone(unknown), proof_captions.called(unknown)) == ("waiting", "还不知道")
    defect = replace(possible(), verdict=Verdict.DEFECT)
    assert (proof_captions.tone(defect), proof_captions.called(defect)) == ("bad", "系统缺陷")
    assert proof_captions.reservations(CERTIFICATE) == ["没有细算，当作都有可能：附件只看份数"]
    assert proof_captions.took(CERTIFICATE) == "用时 1.2 秒"


def test_what_all_answers_take_for_granted_is_told_once() -> None:
    said = ["没有细算，当作都有可能：附件只看份数"]
    assert proof_captions.common([impossible(), impossible("other")]) == said
    assert proof_captions.common([impossible(), dead()]) == proof_captions.common([]) == []
    assert proof_captions.reservations(CERTIFICATE, but=said) == []


MANUAL = (resources.root() / "docs" / "proofs.md").read_text(encoding="utf-8")
PICTURES = "".join(
    each.read_text(encoding="utf-8") for each in (resources.root() / "docs" / "images").glob("proofs-*.svg")
)


def test_the_manual_has_the_words_of_the_pages() -> None:
    """Whoever looks up a heading or a badge finds it in the two tables, with what it means."""
    asked, reaches = (
        MANUAL.partition(each)[2] for each in ("## What is asked", "## How far an answer reaches")
    )
    asked = asked.partition("\n### ")[0]
    for words in (*proof_captions.QUESTIONS.values(), *proof_captions.KINDS.values()):
        assert words in asked, words
    bounds = Certificate((Bound("work", "工作经历", 8, 8),), (), (), 0.0)
    open_ = Certificate((Bound("work", "工作经历", 8, None),), (), (), 0.0)
    none = replace(bounds, bounds=())
    for verdict, certificate in (
        *((each, open_ if each is Verdict.BOUNDED else bounds) for each in Verdict),
        (Verdict.PROVED, none),
    ):
        answer = replace(impossible(), verdict=verdict, certificate=certificate)
        (row,) = re.findall(rf"(?m)^\| `{verdict.value}`.*$", reaches)
        assert proof_captions.reach(answer) in row
        badge = proof_captions.called(answer)
        assert badge in row or badge in proof_captions.KINDS.values()


def test_the_pictures_have_no_words_of_their_own_for_what_pages_say() -> None:
    for stale in ("已举例", "限于看过的条数", "不一致", "：不知道", "exam-late", "会单独拦住人"):
        assert stale not in PICTURES + MANUAL, stale
    for words in (Kind.ALONE, Kind.DEAD, Kind.REDUNDANT, Kind.OPEN, Kind.IMPOSSIBLE):
        assert proof_captions.KINDS[words] in PICTURES
