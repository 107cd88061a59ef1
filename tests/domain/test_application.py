"""The application's invariants (features 24, 29, 33, 51, 61, 62)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest

from zcforms.domain.application import Application
from zcforms.domain.approval import ApplicationState
from zcforms.domain.errors import SubmissionBlocked, WrongState
from zcforms.domain.finding import Finding, Severity

NOW = datetime(2022, 7, 5, 9, tzinfo=timezone(timedelta(hours=8)))
BLOCKING = Finding("r", "work", Severity.BLOCKING, "为必填项")
ADVICE = Finding("r", "work", Severity.ADVISORY, "建议")


def application(*, pledged: bool = True) -> Application:
    one = Application(
        "a1", "p1", "plan", "d" * 64, 2022, "o1", "regular", "teacher", "science", "senior", created_at=NOW
    )
    if pledged:
        one.pledge("e" * 64, NOW)
    return one


def submitted() -> Application:
    one = application()
    one.submit([ADVICE], first_step="employer", number="2022-1", at=NOW)
    return one


def test_the_pledge_comes_first() -> None:
    """Feature 29."""
    one = application(pledged=False)
    with pytest.raises(WrongState, match="诚信承诺书"):
        one.answer("basic", {})
    one.pledge("e" * 64, NOW)
    one.answer("basic", {"a": 1})
    assert (one.pledged_at, one.pledge_digest, one.answers) == (NOW, "e" * 64, {"basic": {"a": 1}})


def test_content_is_replaced_and_not_shared() -> None:
    one = application()
    before = one.answers, one.imports, one.attachments
    files = [{"id": "f1"}]
    one.answer("basic", {"a": 1})
    one.arrange_imports("work", [{"record": "r1"}])
    one.attach("id-card", files)
    files[0]["id"] = "f9"
    assert before == ({}, {}, {})
    assert one.attachments == {"id-card": [{"id": "f1"}]}


def test_no_record_twice() -> None:
    """Feature 51."""
    one = application()
    one.arrange_imports("work", [{"record": "r1"}])
    assert one.imported() == {"r1": "work"}
    one.arrange_imports("work", [{"record": "r1"}, {"record": "r2"}])
    for refused in (
        lambda: one.arrange_imports("awards", [{"record": "r1"}]),
        lambda: one.arrange_imports("awards", [{"record": "r3"}, {"record": "r3"}]),
    ):
        with pytest.raises(WrongState, match="不能再次导入"):
            refused()
    assert one.imported() == {"r1": "work", "r2": "work"}


def test_choosing_again() -> None:
    """Feature 33."""
    one = application()
    one.choose(route="exceptional", standard="other", specialty="maths", title="other-title")
    assert (one.route, one.standard, one.specialty, one.title) == (
        "exceptional",
        "other",
        "maths",
        "other-title",
    )


def test_submitting() -> None:
    """Features 61, 62: advice does not stop it."""
    one = submitted()
    assert (one.state, one.step, one.step_since, one.submitted_at, one.number) == (
        ApplicationState.IN_APPROVAL, "employer", NOW, NOW, "2022-1",
    )  # fmt: skip


def test_a_blocking_finding_stops_it() -> None:
    """Feature 61."""
    one = application()
    with pytest.raises(SubmissionBlocked) as blocked:
        one.submit([ADVICE, BLOCKING], first_step="employer", number="2022-1", at=NOW)
    assert blocked.value.findings == (BLOCKING,)
    assert (one.state, one.number) == (ApplicationState.DRAFT, None)


@pytest.mark.parametrize(
    "act",
    [
        lambda one: one.answer("basic", {}),
        lambda one: one.arrange_imports("work", []),
        lambda one: one.attach("id-card", []),
        lambda one: one.choose(route="", standard="", specialty="", title=""),
        lambda one: one.pledge("", NOW),
        lambda one: one.submit([], first_step="employer", number="2", at=NOW),
        lambda one: one.delete(NOW),
    ],
)
def test_submitted_is_closed(act: Callable[[Application], None]) -> None:
    one = submitted()
    with pytest.raises(WrongState):
        act(one)
    assert one.number == "2022-1"


def test_returned_is_open_and_keeps_its_number() -> None:
    one = submitted()
    one.sheet = "f" * 64
    one.give_back()
    assert (one.state, one.step, one.step_since) == (ApplicationState.RETURNED, None, None)
    one.answer("basic", {"a": 2})
    one.submit([], first_step="employer", number="2022-2", at=NOW)
    assert (one.number, one.sheet) == ("2022-1", None)


def test_withdrawn_before_anybody_acted() -> None:
    one = submitted()
    one.withdraw(acted_on=False)
    assert (one.state, one.step, one.step_since) == (ApplicationState.DRAFT, None, None)


def test_not_withdrawn_after_the_first_endorsement() -> None:
    one = submitted()
    one.endorse(next_step="authority", at=NOW)
    assert (one.state, one.step, one.step_since) == (ApplicationState.IN_APPROVAL, "authority", NOW)
    with pytest.raises(WrongState, match="已经处理"):
        one.withdraw(acted_on=True)


def test_a_draft_has_nothing_to_withdraw() -> None:
    with pytest.raises(WrongState, match="刷新"):
        application().withdraw(acted_on=False)


def test_the_last_endorsement_ends_the_chain() -> None:
    one = submitted()
    one.endorse(next_step=None, at=NOW)
    assert (one.state, one.step, one.step_since) == (ApplicationState.ENDORSED, None, None)


def test_rejected() -> None:
    one = submitted()
    one.reject()
    assert (one.state, one.step, one.editable) == (ApplicationState.REJECTED, None, False)


def test_deleted_and_restored() -> None:
    """Feature 24."""
    one = application()
    one.answer("basic", {"a": 1})
    one.delete(NOW)
    assert (one.state, one.deleted_at, one.editable) == (ApplicationState.DELETED, NOW, False)
    one.restore()
    assert (one.state, one.deleted_at, one.answers) == (ApplicationState.DRAFT, None, {"basic": {"a": 1}})
