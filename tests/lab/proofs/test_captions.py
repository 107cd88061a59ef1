"""How far an answer reaches, in words (issue 7)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.services.proving import CERTIFICATE, dead, impossible, pair, possible
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
