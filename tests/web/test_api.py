"""The JSON API: who is let in, what it answers, and that its OpenAPI document says what it does."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.services.workshop import CASES, RULE
from tests.web.api_client import Client
from tests.web.conftest import Demonstration
from zcforms.demo.people import RULE_AUTHOR
from zcforms.domain.errors import InputRefused, NotAllowed, NotFound, WrongState
from zcforms.services import accounts, tokens
from zcforms.services.actor import Actor
from zcforms.storage.work import work

PLAN = "2022-teacher-senior"
NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def author(demonstration: Demonstration) -> Actor:
    return actor(demonstration, RULE_AUTHOR)


def actor(demonstration: Demonstration, sub: str) -> Actor:
    with work(demonstration.house.database, write=False) as w:
        account = w.accounts.by_subject(sub)
        assert account is not None
        return accounts.actor_of(w, account)


@pytest.fixture(scope="module")
def token(demonstration: Demonstration, author: Actor) -> str:
    return tokens.make(demonstration.house, author, "测试", NOW).secret


@cache
def example(name: str = "teacher-incomplete") -> Any:
    return json.loads(Path(f"examples/{name}.json").read_text(encoding="utf-8"))


@pytest.fixture
def api(demonstration: Demonstration, token: str) -> Client:
    return Client(demonstration, token)


def test_every_route_stands_in_the_document_and_the_other_way_round(
    demonstration: Demonstration, api: Client
) -> None:
    served = {
        (
            re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(rule)).removeprefix("/api/v1"),
            method.lower(),
            rule.endpoint,
        )
        for rule in demonstration.app.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    told = {
        (path, method, f"api.{operation['operationId']}")
        for path, operations in api.document["paths"].items()
        for method, operation in operations.items()
    }
    assert served == told
    assert api.document["openapi"] == "3.1.0"
    for operations in api.document["paths"].values():
        for operation in operations.values():
            assert operation["summary"]
            assert set(operation["responses"]) <= {"200", "201", "default"}


def test_plans_and_their_rules(api: Client) -> None:
    plans = {plan["id"]: plan for plan in api.get("/plans").get_json()["plans"]}
    assert plans[PLAN]["organising_unit"] == "蚌埠市教育局"
    rules = api.get(f"/plans/{PLAN}/rules").get_json()
    found = next(rule for rule in rules["rules"] if rule["id"] == "rural-service")
    assert "农村" in found["sentence"]
    assert found["pointer"].startswith("/rules/")
    assert rules["plan_digest"] == plans[PLAN]["digest"]
    assert "basic" in rules["facts_schema"]["properties"]


def test_rulesets_and_one_of_them(api: Client, demonstration: Demonstration) -> None:
    assert {PLAN, "teacher"} <= {each["id"] for each in api.get("/rulesets").get_json()["rulesets"]}
    found = api.get("/rulesets", query_string={"q": "薄弱学校"}).get_json()["rulesets"]
    assert PLAN in [each["id"] for each in found]
    shown = api.get(f"/rulesets/{PLAN}").get_json()
    assert shown["text"] == demonstration.house.rulebook.edition().text(PLAN)
    assert shown["history"][-1]["number"] == 0


def test_a_text_is_linted_with_lines_and_columns(api: Client) -> None:
    text = api.get(f"/rulesets/{PLAN}").get_json()["text"]
    assert api.post(f"/rulesets/{PLAN}/lint", {"text": text}).get_json() == {"valid": True, "faults": []}
    broken = text.replace("profession.rural_years", "profession.rural_year")
    answer = api.post(f"/rulesets/{PLAN}/lint", {"text": broken})
    assert answer.status_code == 200
    (fault,) = [each for each in answer.get_json()["faults"] if "rural_year" in each["fault"]]
    assert broken.splitlines()[fault["line"] - 1][fault["column"] - 1 :].startswith("profession.rural_year")


def test_cases_are_run(api: Client) -> None:
    text = api.get(f"/rulesets/{PLAN}").get_json()["text"].replace("\nrules:\n", f"\nrules:{RULE}", 1)
    sent = {"text": text, "cases": CASES.replace("work_years: 9", "work_years: 12"), "plan": PLAN}
    proof = api.post(f"/rulesets/{PLAN}/cases", sent).get_json()
    assert proof["valid"]
    assert not proof["passed"]
    failed = [each for each in proof["cases"] if not each["passed"] and each["case"] == "差一年"]
    assert [(each["expected"], each["actual"]) for each in failed[0]["differences"]] == [("违反", "通过")]
    assert proof["changed"] == ["tried-years"]


def test_a_check_says_what_the_command_line_says(api: Client) -> None:
    """Feature 58, for programs."""
    verdict = api.post("/check", example()).get_json()
    assert not verdict["passed"]
    assert [row["caption"] for row in verdict["rows"] if not row["passed"]] == ["年度考核情况", "能力条件"]
    assert verdict["trace"] == api.post("/explanation", example()).get_json()["trace"]
    assert verdict["rules_digest"] == api.get(f"/plans/{PLAN}/rules").get_json()["rules_digest"]
    assert api.post("/check", example("teacher-complete")).get_json()["passed"]


def test_an_explanation_gives_the_reasons(api: Client) -> None:
    answer = api.post("/explanation", example()).get_json()
    told = {each["rule"]: each for each in answer["trace"]}
    assert told["assessments-judged"]["outcome"] == "violated"
    assert "考核结果未填写" in told["assessments-judged"]["sentence"]
    one = api.post("/explanation?rule=assessments-judged", example()).get_json()
    assert one["trace"] == [told["assessments-judged"]]
    assert one["trace_of"] == "assessments-judged"
    assert {"assessments-judged"} == one["changes"].keys() < answer["changes"].keys()
    (change,) = one["changes"]["assessments-judged"]
    assert (change["pointer"], change["value"]) == ("/assessments/0/verdict", "合格")
    assert api.post("/explanation?rule=nothing", example()).status_code == 422


@pytest.mark.parametrize(
    ("path", "body", "status", "pointer", "said"),
    [
        ("/check", b"{", 422, "", "JSON"),
        ("/check", b"\xff", 422, "", "UTF-8"),
        ("/check", b"[" * 100_000, 422, "", "嵌套"),
        ("/check", b"[]", 422, "", "对象"),
        ("/check", {"plan": PLAN}, 422, "", "缺少"),
        ("/check", {**example(), "route": "nowhere"}, 422, "/route", "nowhere"),
        ("/check", {**example(), "plan": "nowhere"}, 422, "/plan", "nowhere"),
        ("/check?plan=nowhere", example(), 422, "/plan", "nowhere"),
        (f"/rulesets/{PLAN}/lint", {}, 422, "/text", "缺少"),
        (f"/rulesets/{PLAN}/lint", {"text": 1}, 422, "/text", "文本"),
        (f"/rulesets/{PLAN}/lint", {"text": "", "more": 1}, 422, "/more", "没有这一项"),
        (f"/rulesets/{PLAN}/lint", {"text": "", "plan": "2021-engineering-senior"}, 422, "/plan", "不使用"),
        ("/rulesets/nothing/lint", {"text": ""}, 404, None, "规则集"),
    ],
)
def test_what_cannot_be_used_is_told_with_its_place(
    api: Client, path: str, body: Any, status: int, pointer: str | None, said: str
) -> None:
    answer = api.post(path, body)
    problem = answer.get_json(force=True)
    assert (answer.status_code, problem["status"]) == (status, status)
    if pointer is None:
        assert said in problem["detail"]
    else:
        assert any(each["pointer"] == pointer and said in each["detail"] for each in problem["faults"])
    assert problem["request_id"] == answer.headers["X-Request-ID"]


def test_too_much_is_refused(api: Client) -> None:
    answer = api.post("/check", b" " * 2_000_001)
    assert answer.status_code == 413


def test_unknown_addresses_and_methods_are_problems_too(api: Client) -> None:
    assert api.get("/nothing").status_code == 404
    wrong = api.post("/plans", {})
    assert wrong.status_code == 405
    assert "openapi.json" in wrong.get_json(force=True)["remedy"]
    assert "页面" not in wrong.get_json(force=True)["remedy"]
    assert api.get("/plans/nothing/rules").status_code == 404


def test_without_a_token_nothing_is_answered(demonstration: Demonstration) -> None:
    for given in (None, "zcf_guessed", "guessed"):
        client = Client(demonstration, given)
        for answer in (client.get("/rulesets"), client.post("/check", example())):
            assert answer.status_code == 401
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert demonstration.app.test_client().get("/api/v1/openapi.json").status_code == 200


def test_who_is_signed_in_reads_but_needs_a_token_to_post(demonstration: Demonstration) -> None:
    visitor = demonstration.sign_in(RULE_AUTHOR, "legal")
    assert visitor.get("/api/v1/rulesets").status_code == 200
    headers = {"Origin": visitor.base}
    answer = visitor.client.post("/api/v1/check", json=example(), base_url=visitor.base, headers=headers)
    assert answer.status_code == 401
    other = demonstration.sign_in("demo-ready")
    assert other.get("/api/v1/rulesets").status_code == 403


def test_a_revoked_or_old_token_is_closed(demonstration: Demonstration, author: Actor) -> None:
    house = demonstration.house
    made = tokens.make(house, author, "将停用", NOW)
    client = Client(demonstration, made.secret)
    assert client.get("/rulesets").status_code == 200
    (line,) = [each for each in tokens.listing(house, author, NOW) if each.id == made.id]
    assert line.live
    assert line.used_at is not None
    assert made.secret.startswith(line.hint)
    tokens.revoke(house, author, made.id, NOW)
    tokens.revoke(house, author, made.id, NOW)
    assert client.get("/rulesets").status_code == 401
    old = tokens.make(house, author, "已过期", NOW - timedelta(days=181))
    assert Client(demonstration, old.secret).get("/rulesets").status_code == 401


def test_a_token_goes_as_far_as_its_role(demonstration: Demonstration, author: Actor) -> None:
    house = demonstration.house
    read, check, write = (
        Client(demonstration, tokens.make(house, author, "权限", NOW, role=role).secret)
        for role in ("read", "check", "author")
    )
    refused = read.post("/check", example())
    assert refused.status_code == 403
    assert "只能用于“只读”，不能检测一份申报" in refused.json["detail"]
    assert read.get("/rulesets").status_code == 200
    assert check.post("/check", example()).status_code == 200
    assert check.post("/drafts", {"files": {}}).status_code == 403
    assert write.post("/drafts", {"files": {}}).status_code == 422
    assert write.post("/drafts/unknown/publish", {}).status_code == 403
    with pytest.raises(InputRefused, match="可以做什么"):
        tokens.make(house, author, "权限", NOW, role="everything")
    roles = {
        each["x-token-role"]
        for path in read.document["paths"].values()
        for each in path.values()
        if "security" not in each
    }
    assert roles == {"read", "check", "author", "publish"}


def test_tokens_are_kept_as_digests_and_belong_to_their_account(
    demonstration: Demonstration, author: Actor
) -> None:
    house = demonstration.house
    made = tokens.make(house, author, "摘要", NOW)
    raw = b"".join(path.read_bytes() for path in demonstration.settings.var.glob("zcforms.db*"))
    assert made.secret.encode() not in raw
    assert made.secret not in repr(tokens.listing(house, author, NOW))
    with pytest.raises(NotFound):
        tokens.revoke(house, actor(demonstration, "demo-rule-reviewer"), made.id, NOW)
    with pytest.raises(NotAllowed):
        tokens.make(house, actor(demonstration, "demo-school"), "学校", NOW)
    with pytest.raises(InputRefused, match="用途"):
        tokens.make(house, author, " ", NOW)


def test_an_account_has_so_many_tokens(demonstration: Demonstration) -> None:
    house, who = demonstration.house, actor(demonstration, "demo-engineer-office")
    for number in range(tokens.MOST):
        tokens.make(house, who, f"第 {number} 个", NOW)
    with pytest.raises(WrongState, match="停用"):
        tokens.make(house, who, "再一个", NOW)


def test_an_author_makes_a_token_on_a_page_and_closes_it_there(demonstration: Demonstration) -> None:
    """The secret is on one page once."""
    visitor = demonstration.sign_in("demo-rule-reviewer", "legal")
    visitor.get("/rules")
    assert "/rules/tokens" in visitor.page.text
    visitor.get("/rules/tokens")
    assert "还没有令牌" in visitor.page.text
    visitor.send("用途", name=" ")
    assert visitor.page.status_code == 422
    assert "请写明令牌的用途" in visitor.page.text
    visitor.send("用途", name="每日核对", role="read")
    assert "只读" in visitor.page.text
    secret = re.findall(r'id="secret">(zcf_[\w-]+)<', visitor.page.text)
    client = Client(demonstration, secret[0])
    assert client.get("/rulesets").status_code == 200
    assert secret[0] not in visitor.get("/rules/tokens").text
    assert "每日核对" in visitor.page.text
    visitor.send("停用")
    assert "已停用" in visitor.page.text
    assert client.get("/rulesets").status_code == 401
