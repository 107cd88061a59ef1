"""Every route there is, asked by people whom it does not concern; what is shown of numbers; what lies on the disk. A new route is
asked too, without anybody adding it here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from werkzeug.routing import Rule

from tests.web.conftest import Demonstration
from tests.web.site import Visitor
from tests.web.test_files import begin
from zcforms.demo.people import people
from zcforms.domain.certificate import TitleCertificate
from zcforms.domain.replacement import Replacement
from zcforms.services import opinion_templates, saved_views
from zcforms.services.accounts import actor_of
from zcforms.services.keys import new_id
from zcforms.storage import tables
from zcforms.storage.records import SetAside
from zcforms.storage.work import work

OWNER, STRANGER = "demo-submitted", "demo-library"
OTHER_DESKS = ("demo-company", "demo-engineer-office")
"""An employer and an authority that have nothing to do with the owner."""
THINGS = {
    *("application_id", "achievement_id", "file_id", "notice_id", "draft_id", "token_id", "upload_id"),
    *("replacement_id", "certificate_id"),
}
THINGS |= {"template_id", "view_id"}
EXAMINED = {"sitting_id", "ticket_id", "petition_id"}
"""What belongs to the unit that organises another plan, to nobody else's desk."""
RULESET = "2022-teacher-senior"


@pytest.fixture(scope="module")
def owned(demonstration: Demonstration) -> dict[str, Any]:
    """Values for the arguments of every route: all of them the owner's."""
    _, here = demonstration.at_form(OWNER)
    application_id = here.rsplit("/", 1)[1]
    plan = demonstration.house.plan(next(iter(demonstration.house.catalogue.plans)))
    with demonstration.house.database.session(write=False) as session:
        find = session.execute
        c = tables.applications.c
        person_id = find(sa.select(c.person_id).where(c.id == application_id)).scalar_one()
        of_owner = {
            "achievement_id": tables.achievements,
            "file_id": tables.files,
            "notice_id": tables.notices,
        }
        mine = {
            name: find(sa.select(table.c.id).where(table.c.person_id == person_id)).scalars().first()
            for name, table in of_owner.items()
        }
        examined = {
            "sitting_id": find(sa.select(tables.sittings.c.id)).scalars().first(),
            "ticket_id": find(sa.select(tables.tickets.c.id)).scalars().first(),
            "code": find(sa.select(tables.tickets.c.code)).scalars().first(),
            "petition_id": find(sa.select(tables.petitions.c.id)).scalars().first(),
        }
    mine["replacement_id"] = replacement_of(demonstration, str(person_id))
    mine["certificate_id"] = certificate_of(demonstration, str(person_id))
    mine |= kept_at_the_desk(demonstration)
    assert all((mine | examined).values())
    rules = demonstration.sign_in("demo-rule-author", "legal")
    rules.get(f"/rules/sets/{RULESET}")
    rules.send("为什么修改", reason="按新文件调整")
    draft_id = rules.path.split("/")[3]
    rules.get("/rules/tokens")
    rules.send("用途", name="陌生人")
    found = re.search(r"/rules/tokens/(\w+)/revoke", rules.page.text)
    assert found
    return (
        mine
        | examined
        | {
            "upload_id": begin(demonstration.sign_in(OWNER), b"not all of it").json["id"],
            "offset": 0,
            "record_id": "none",
            "act": "up",
            "aside_id": set_aside_of(demonstration, application_id),
            "token_id": found[1],
            "draft_id": draft_id,
            "tab": "facts",
            "ruleset_id": RULESET,
            "problem_id": "limits-0",
            "rule_id": "rural-service",
            "impact_id": "none",
            "application_id": application_id,
            "list_id": "work",
            "section_id": "titles",
            "part_id": "basic",
            "group_id": plan.standards[0].categories[0].id,
            "index": 0,
            "direction": "up",
            "category_id": "work",
            "plan_id": plan.id,
            "download_id": plan.pledge.id,
            "sheet_id": plan.route_sheets[0].sheet,
            "template_id": next(item.template for item in plan.attachments if item.template),
            "key": f"application/{application_id}/basic",
            "kind": "person",
            "kind_id": "listed",
            "filename": "app.css",
        }
    )


def set_aside_of(demonstration: Demonstration, application_id: str) -> str:
    """An answer of the owner's that found no place in a newer version of the plan."""
    with work(demonstration.house.database) as w:
        digest, now = w.applications.get(application_id).plan_digest, demonstration.house.now()
        told = ("/answers/basic/gone", "已取消的项目", "值", "值", "新版本没有这一项")
        return w.set_aside.add(SetAside(new_id(), application_id, *told, digest, now)).id


def kept_at_the_desk(demonstration: Demonstration) -> dict[str, str]:
    """A template of opinions and a saved view of the owner's employer."""
    house, now = demonstration.house, demonstration.house.now()
    with work(house.database, write=False) as w:
        account = w.accounts.by_subject("demo-school")
        assert account
        school = actor_of(w, account)
    return {
        "template_id": opinion_templates.add(house, school, "同意", "同意推荐。", now),
        "view_id": saved_views.save(house, school, "按姓名", {"order": "name"}, now),
    }


def replacement_of(demonstration: Demonstration, person_id: str) -> str:
    """A request that waits at the owner's employer."""
    with work(demonstration.house.database) as w:
        binding = w.bindings.current(person_id)
        assert binding
        one = Replacement(new_id(), person_id, "unlisted", None, demonstration.house.now())
        one.submit(binding.organisation_id, freelancer=False, first_step="employer", at=one.created_at)
        w.replacements.add(one)
    return one.id


def certificate_of(demonstration: Demonstration, person_id: str) -> str:
    """One that the owner was issued here."""
    with work(demonstration.house.database) as w:
        person, now = w.people.get(person_id), demonstration.house.now()
        held = {"id_type": person.id_type, "id_number": person.id_number, "name": person.name}
        said = {
            "number": "T-1",
            "series": "22",
            "specialty": "",
            "title": "一级教师",
            "level": "intermediate",
        }
        authority = next(iter(demonstration.house.catalogue.authorities.values()))
        issued = {"authority": authority.id, "issuer": authority.caption, "obtained_on": now.date()}
        made = TitleCertificate(new_id(), **held, **said, **issued, issued_on=now.date(), recorded_at=now)
        w.certificates.add(made)
    return made.id


def test_the_certificates_routes_are_among_those_asked(demonstration: Demonstration) -> None:
    """The holder's, the issuer's, its file, its replacement."""
    asked = {rule.endpoint for rule in routes(demonstration) if "certificate_id" in rule.arguments}
    assert len(asked) >= 7
    assert {each.partition(".")[0] for each in asked} == {"centre", "certificate_desk", "replacements"}


def routes(demonstration: Demonstration) -> Iterator[Rule]:
    yield from sorted(demonstration.app.url_map.iter_rules(), key=str)


def address(demonstration: Demonstration, rule: Rule, values: dict[str, Any], method: str) -> str:
    bound = demonstration.app.url_map.bind("127.0.0.1")
    return bound.build(rule.endpoint, {name: values[name] for name in rule.arguments}, method=method)


def let_in(
    demonstration: Demonstration, owned: dict[str, Any], sub: str, things: set[str]
) -> tuple[int, list[tuple[str, str, int]]]:
    """How many routes to these things were asked, and which answered otherwise than with 404 or 403."""
    stranger = demonstration.sign_in(sub, "person" if sub == STRANGER else "legal")
    stranger.get("/")
    token = stranger.csrf()
    asked, found = 0, []
    for rule in routes(demonstration):
        if not things & set(rule.arguments):
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            url = address(demonstration, rule, owned, method)
            data = {
                "csrf_token": token,
                "act": "endorse",
                "name": "x",
                "_do": "delete:0",
                "record": "x",
                "position": "0",
            }
            answer = (
                stranger.client.get(url, base_url=stranger.base)
                if method == "GET"
                else stranger.client.post(
                    url, data=data, base_url=stranger.base, headers={"Origin": stranger.base}
                )
            )
            asked += 1
            # a program brings a token of its own, and nobody without one learns anything
            refused = (401, 403, 404) if rule.endpoint.startswith("api.") else (403, 404)
            if answer.status_code not in refused:
                found.append((method, str(rule), answer.status_code))
    return asked, found


@pytest.mark.parametrize("sub", [STRANGER, *OTHER_DESKS])
def test_what_is_somebody_elses_is_not_found(
    demonstration: Demonstration, owned: dict[str, Any], sub: str
) -> None:
    """404 and never 403, so that nobody learns what there is; 403 where it is the kind of account that is wrong."""
    asked, found = let_in(demonstration, owned, sub, THINGS)
    assert asked > 40
    assert found == []


@pytest.mark.parametrize("sub", [STRANGER, "demo-company", "demo-teacher-office"])
def test_another_units_examinations_are_not_found(
    demonstration: Demonstration, owned: dict[str, Any], sub: str
) -> None:
    asked, found = let_in(demonstration, owned, sub, EXAMINED)
    assert asked >= 9
    assert found == []


def test_asking_for_somebody_elses_is_journalled(demonstration: Demonstration, owned: dict[str, Any]) -> None:
    stranger = demonstration.sign_in(STRANGER)
    stranger.get(f"/applications/{owned['application_id']}")
    with work(demonstration.house.database, write=False) as w:
        subjects = {entry.subject for entry in w.journal.latest(20)}
    assert any(owned["application_id"] in subject for subject in subjects)


def test_every_change_needs_the_token(demonstration: Demonstration, owned: dict[str, Any]) -> None:
    visitor = demonstration.sign_in(OWNER)
    changing = [rule for rule in routes(demonstration) if "POST" in (rule.methods or set())]
    assert len(changing) > 30
    for rule in changing:
        url = address(demonstration, rule, owned, "POST")
        for data in ({}, {"csrf_token": "guessed"}):
            answer = visitor.client.post(
                url, data=data, base_url=visitor.base, headers={"Origin": visitor.base}
            )
            # a program brings a token of its own instead, which no browser sends by itself
            assert answer.status_code == (401 if rule.endpoint.startswith("api.") else 419), url


def pages(visitor: Visitor, most: int = 60) -> Iterator[tuple[str, str]]:
    """Every page that links lead to, as (address, text)."""
    seen: set[str] = set()
    waiting = ["/"]
    while waiting and len(seen) < most:
        url = waiting.pop()
        if url in seen:
            continue
        seen.add(url)
        answer = visitor.client.get(url, base_url=visitor.base)
        assert answer.status_code < 500, url
        if answer.mimetype != "text/html":
            continue
        yield url, answer.text
        links = re.findall(r'href="(/[^"?#]*)', answer.text)
        waiting += [
            link
            for link in links
            if not re.search(r"^/(?:static|files|sign)|/sheet|-form$|/downloads/", link)
        ]


@pytest.mark.parametrize("sub", [OWNER, "demo-school", "demo-hr"])
def test_identity_numbers_are_masked_on_every_page(demonstration: Demonstration, sub: str) -> None:
    """Nobody's whole number on a screen, not even one's own; a phone is shown to its owner and to whom it is given."""
    person = next(each for each in people() if each.sub == sub)
    numbers = [each.id_number for each in people() if each.id_number]
    count = 0
    for url, text in pages(demonstration.sign_in(sub, person.kind)):
        count += 1
        assert not [number for number in numbers if number in text], url
    assert count > 5


def test_numbers_of_people_lie_encrypted_on_the_disk(demonstration: Demonstration) -> None:
    raw = b"".join(path.read_bytes() for path in demonstration.settings.var.glob("zcforms.db*"))
    assert len(raw) > 100_000
    for person in people():
        for number in (person.id_number, person.phone):
            assert not number or number.encode() not in raw, person.sub
