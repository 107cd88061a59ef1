"""Errors read as sentences and keep what they are about."""

from __future__ import annotations

from zcforms.domain.errors import (
    DocumentFault,
    DocumentsInvalid,
    GateClosed,
    InputFault,
    InputRefused,
    NotFound,
    PlanClosed,
    StaleWrite,
    SubmissionBlocked,
    WrongState,
    ZcformsError,
)

FAULT = DocumentFault("plans/a.json", "/year", "不是整数", "请写四位年份")


def test_a_document_fault_names_its_place() -> None:
    assert str(FAULT) == "plans/a.json#/year：不是整数。请写四位年份"
    assert (
        str(DocumentFault("plans/a.json", "", "不是对象", "请写对象")) == "plans/a.json：不是对象。请写对象"
    )


def test_faults_are_sorted_and_told_once() -> None:
    other = DocumentFault("codes/b.json", "", "空", "请补充")
    error = DocumentsInvalid([FAULT, other, FAULT])
    assert error.faults == (other, FAULT)
    assert str(error) == f"{other}\n{FAULT}"


def test_refused_input_joins_its_messages() -> None:
    error = InputRefused([InputFault("/a", "甲错了"), InputFault("/b", "乙错了")])
    assert [fault.pointer for fault in error.faults] == ["/a", "/b"]
    assert str(error) == "甲错了；乙错了"


def test_errors_without_words_have_some() -> None:
    assert "没有找到" in str(NotFound())
    assert "核对最新内容" in str(StaleWrite())
    assert str(SubmissionBlocked([])) == "申报信息不完善，无法提交"


def test_closed_gates_are_wrong_states_and_all_have_one_root() -> None:
    assert issubclass(PlanClosed, WrongState)
    assert issubclass(GateClosed, WrongState)
    assert issubclass(WrongState, ZcformsError)
