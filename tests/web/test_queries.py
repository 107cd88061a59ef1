"""How many questions a page asks of the database does not depend on how many rows it shows."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields
from datetime import datetime
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.storage.queries import counted
from tests.web.conftest import Demonstration
from tests.web.site import Visitor
from zcforms.domain.achievement import Achievement, AchievementState
from zcforms.domain.application import Application
from zcforms.domain.approval import ApplicationState, Decision, Outcome
from zcforms.domain.identity import Account, Binding, Person
from zcforms.domain.opinion_template import OpinionTemplate
from zcforms.idp.people import made_up_id
from zcforms.services.keys import new_id
from zcforms.storage import tables
from zcforms.storage.records import Notice
from zcforms.storage.work import Work, work

pytestmark = pytest.mark.slow

_ROUNDS = (1, 4)
"""Rows that are added before the first and before the second count; with both, a page is not full yet."""


def _again(entity: Any, **changed: Any) -> Any:
    """Another one like it."""
    kept = {each.name: getattr(entity, each.name) for each in fields(entity) if each.init}
    return type(entity)(**{**kept, "id": new_id(), **changed})


def _first(demonstration: Demonstration, sub: str) -> Callable[[Work], Application]:
    def found(w: Work) -> Application:
        account = w.accounts.by_subject(sub)
        assert account is not None
        assert account.person_id
        return w.applications.of(account.person_id)[0]

    return found


def _library(w: Work, person_id: str, count: int) -> None:
    """So many more of each state in one category, and imported ones beside."""
    record = w.achievements.of(person_id)[0]
    for state in AchievementState:
        for _ in range(count):
            w.achievements.add(_again(record, state=state, submitted_at=record.created_at, version=1))


def _notices(w: Work, organisation_id: str, at: datetime, count: int) -> None:
    for number in range(count):
        w.notices.add(Notice(new_id(), f"第 {number} 条消息", at, organisation_id=organisation_id))


def _people(w: Work, model: Application, count: int, start: int) -> None:
    """So many more who wait at the employer's desk: to be bound, with a record each, and with a declaration."""
    person = w.people.get(model.person_id)
    record = w.achievements.of(model.person_id)[0]
    for number in range(start, start + count):
        other = Person(
            new_id(),
            f"周{number}",
            person.id_type,
            made_up_id("19790403", "1", number),
            "",
            person.profile,
            True,
        )
        w.people.add(other)
        w.flush()
        w.bindings.add(Binding(new_id(), other.id, model.organisation_id, False, "", model.created_at))
        w.achievements.add(
            _again(
                record,
                person_id=other.id,
                state=AchievementState.SUBMITTED,
                organisation_id=model.organisation_id,
                submitted_at=record.created_at,
                version=1,
            )
        )
        w.applications.add(_again(model, person_id=other.id, number=None, version=1))


def _done(w: Work, application: Application, account: Account, count: int) -> None:
    """So many more decisions of the account, and 意见模板 of its organisation."""
    for number in range(count):
        step = ("employer", "单位审核", account.name, account.id, Outcome.ENDORSED, "同意")
        w.decisions.add(Decision(new_id(), application.id, *step, application.created_at))
        organisation_id = account.organisation_id or ""
        w.opinion_templates.add(OpinionTemplate(new_id(), organisation_id, f"模板{number}", "同意", number))


def _past(w: Work, model: Application, years: range) -> None:
    for year in years:
        w.applications.add(_again(model, year=year, number=None, state=ApplicationState.ENDORSED, version=1))


def _longer(application: Application, w: Work, count: int) -> None:
    """More rows in each list of the form, and more records imported into each."""
    application.answers = {
        key: [*content, *content[-1:] * count] if isinstance(content, list) else content
        for key, content in application.answers.items()
    }
    imports: dict[str, Any] = {}
    for list_id, entries in application.imports.items():
        added = []
        for entry in entries[-1:] * count:
            copy: Achievement = _again(w.achievements.get(entry["record"]), version=1)
            w.achievements.add(copy)
            added.append({**entry, "record": copy.id})
        imports[list_id] = [*entries, *added]
    application.imports = imports


def _asked(demonstration: Demonstration, visitor: Visitor, path: str) -> tuple[int, list[str]]:
    """What a page asks when it is opened again, and how many rows and entries it has."""
    visitor.get(path)
    with counted(demonstration.house.database) as queries:
        page: TestResponse = visitor.get(path)
    assert page.status_code == 200, path
    return len(re.findall(r"<(?:tr|li|article|fieldset)\b", page.text)), queries


def _grown(
    demonstration: Demonstration, visitor: Visitor, paths: list[str], grow: Callable[[int], None]
) -> set[str]:
    """The pages on which more rows stand afterwards; none of all asks more."""
    seen: dict[str, list[tuple[int, list[str]]]] = {path: [] for path in paths}
    for count in _ROUNDS:
        grow(count)
        for path in paths:
            seen[path].append(_asked(demonstration, visitor, path))
    for path, ((_, few), (_, many)) in seen.items():
        extra = "\n".join(sorted(set(many))) if len(many) > len(few) else ""
        assert len(many) <= len(few), f"{path}: {len(few)} -> {len(many)}\n{extra}"
    return {path for path, ((few_rows, _), (many_rows, _)) in seen.items() if many_rows > few_rows}


def test_an_applicants_pages(demonstration: Demonstration) -> None:
    visitor = demonstration.sign_in("demo-ready")
    find = _first(demonstration, "demo-ready")
    with work(demonstration.house.database, write=False) as w:
        category = w.achievements.of(find(w).person_id)[0].category

    def grow(count: int) -> None:
        with work(demonstration.house.database) as w:
            application = find(w)
            _library(w, application.person_id, count)
            _past(w, application, range(2000 + count * 4, 2000 + count * 5))

    paths = [f"/library/{category}", "/declaration"]
    assert _grown(demonstration, visitor, paths, grow) == set(paths)


def test_the_pages_of_a_declaration(demonstration: Demonstration) -> None:
    visitor, form = demonstration.at_form("demo-incomplete")
    find = _first(demonstration, "demo-incomplete")
    visitor.get(f"{form}/fill")
    with work(demonstration.house.database, write=False) as w:
        plan = demonstration.house.plan(find(w).plan_id)
        lists = [key for key, content in find(w).answers.items() if isinstance(content, list) and content]
    parts = [part.id for part in plan.parts if set(lists) & {each.id for each in part.sections}]
    assert parts

    def grow(count: int) -> None:
        with work(demonstration.house.database) as w:
            _longer(find(w), w, count)

    groups = sorted(
        set(re.findall(rf"{form}/achievements/[\w-]+", visitor.get(f"{form}/parts/{parts[0]}").text))
    )
    assert groups
    paths = [*(f"{form}/parts/{part}" for part in parts), f"{form}/overview"]
    grown = _grown(demonstration, visitor, [*paths, *groups], grow)
    assert grown >= set(paths)
    assert grown & set(groups)


def test_the_pages_of_a_desk(demonstration: Demonstration) -> None:
    visitor = demonstration.sign_in("demo-company", "legal")
    find = _first(demonstration, "demo-submitted")
    with demonstration.house.database.session(write=True) as session:
        session.execute(tables.notices.delete())  # which fill a page already
        session.commit()

    def grow(count: int) -> None:
        with work(demonstration.house.database) as w:
            account = w.accounts.by_subject("demo-company")
            assert account is not None
            model = _again(find(w), organisation_id=account.organisation_id)
            _people(w, model, count, count * 10)
            _notices(w, model.organisation_id, model.created_at, count)
            _done(w, find(w), account, count)

    paths = ["/desk/bindings", "/desk/achievements", "/desk/applications", "/notices"]
    paths += ["/desk/applications/decided", "/desk/opinions"]
    assert _grown(demonstration, visitor, paths, grow) == set(paths)
