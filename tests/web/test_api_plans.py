"""Plans, forms and drafts over the JSON API: what everybody may read, what authors may, and how a draft is changed (issue 6)."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.printing import uploads
from tests.web.api_client import Client
from tests.web.conftest import Demonstration
from zcforms.demo.people import RULE_AUTHOR, RULE_REVIEWER
from zcforms.documents.whole_metaschemas import names, whole
from zcforms.services import accounts, plan_templates, tokens
from zcforms.services.plan_templates import Wish
from zcforms.storage.work import work
from zcforms.web.api_problems import TYPES
from zcforms.web.api_table import OPERATIONS, description
from zcforms.web.visit import EXTENSION

PLAN = "2022-teacher-senior"
NEW = "2031-teacher-senior"
FILE = f"schemas/plans/{NEW}.json"
CLOSES = f"/documents/{FILE.replace('/', '~1')}/closes"


def client(demonstration: Demonstration, sub: str | None) -> Client:
    if sub is None:
        return Client(demonstration, None)
    with work(demonstration.house.database, write=False) as w:
        account = w.accounts.by_subject(sub)
        assert account is not None
        actor = accounts.actor_of(w, account)
    return Client(demonstration, tokens.make(demonstration.house, actor, "测试", datetime.now(UTC)).secret)


@pytest.fixture(scope="module")
def author(demonstration: Demonstration) -> Client:
    return client(demonstration, RULE_AUTHOR)


@pytest.fixture(scope="module")
def reviewer(demonstration: Demonstration) -> Client:
    return client(demonstration, RULE_REVIEWER)


@pytest.fixture(scope="module")
def stranger(demonstration: Demonstration) -> Client:
    return client(demonstration, None)


@pytest.fixture(scope="module")
def files(demonstration: Demonstration) -> dict[str, str]:
    """A new plan's own documents."""
    made = plan_templates.files(demonstration.house.rulebook.edition(), Wish(NEW, PLAN, 2031))
    return {file: text for file, text in made.items() if not file.startswith(("schemas/meta/", "."))}


def test_forms_of_published_plans_are_for_everybody_and_nothing_else_is(stranger: Client) -> None:
    assert PLAN in [each["id"] for each in stranger.get("/plans").get_json()["plans"]]
    values = {"plan_id": PLAN, "section_id": "basic", "list_id": "levels", "category_id": "publication"}
    for each in OPERATIONS:
        path = each.path.format(
            **values, download_id="none", ruleset_id="teacher", digest="0" * 64, draft_id="x"
        )
        if each.method == "GET":
            answer = stranger.get(path)
        else:
            answer = stranger.post(path, {}) if each.method == "POST" else stranger.patch(path, [])
        assert (answer.status_code in (200, 404)) == each.public, each.id
        assert each.public or answer.status_code == 401, each.id
    public = {each.path for each in OPERATIONS if each.public}
    assert not any(
        word in path for path in public for word in ("rules", "drafts", "versions", "documents", "facts")
    )


@pytest.mark.parametrize("plan", ["2021-engineering-senior", "2022-agronomy-senior", PLAN])
def test_every_form_is_a_json_schema_that_others_can_draw(stranger: Client, plan: str) -> None:
    told = stranger.get(f"/plans/{plan}/forms").get_json()
    shown = stranger.get(f"/plans/{plan}").get_json()
    assert [each["id"] for each in told["forms"]] == [
        each for part in shown["parts"] for each in part["sections"]
    ]
    for form in told["forms"]:
        Draft202012Validator.check_schema(form["schema"])
        assert form["schema"]["title"] == form["caption"]
        if form["kind"] == "attachments":
            continue
        one = stranger.get(f"/plans/{plan}/forms/{form['id']}").get_json()
        assert one == form["schema"]
    basic = next(each for each in told["forms"] if each["id"] == "basic")["schema"]["properties"]
    assert basic["ethnicity"]["title"] == basic["ethnicity"]["caption"] == "民族"
    assert {"const", "title"} == basic["politics"]["oneOf"][0].keys()


def test_an_applicants_answers_fit_the_form_that_a_program_gets(stranger: Client) -> None:
    """The example that passes every check passes the schemas as they are given away, and one mistake is seen."""
    with open("examples/teacher-complete.json", encoding="utf-8") as stream:
        answers = json.load(stream)["answers"]
    for form in stranger.get(f"/plans/{PLAN}/forms").get_json()["forms"]:
        if form["kind"] in ("fields", "records") and not form["routes"]:
            validator = Draft202012Validator(form["schema"])
            assert list(validator.iter_errors(answers[form["id"]])) == []
    basic = stranger.get(f"/plans/{PLAN}/forms/basic").get_json()
    assert list(Draft202012Validator(basic).iter_errors({**answers["basic"], "politics": "nobody"}))


def test_library_codes_attachments_chain_and_facts(stranger: Client, author: Client) -> None:
    found = stranger.get("/categories/publication").get_json()
    Draft202012Validator.check_schema(found["schema"])
    taken = {each["id"] for each in stranger.get(f"/plans/{PLAN}/categories").get_json()["categories"]}
    assert taken < {each["id"] for each in stranger.get("/categories").get_json()["categories"]}
    assert {"id": "senior", "caption": "副高级"}.keys() <= stranger.get("/codes/levels").get_json()["codes"][
        0
    ].keys()
    assert "levels" in [each["id"] for each in stranger.get("/codes").get_json()["codes"]]
    assert stranger.get(f"/plans/{PLAN}/attachments").get_json()["attachments"][0]["accept"]
    assert author.get(f"/plans/{PLAN}/chain").get_json()["steps"][-1]["kind"] == "grant"
    Draft202012Validator.check_schema(author.get(f"/plans/{PLAN}/facts").get_json())
    for path in (
        "/plans/x",
        "/plans/x/forms",
        f"/plans/{PLAN}/forms/x",
        "/codes/x",
        "/categories/x",
        f"/documents/{'0' * 64}",
    ):
        assert author.get(path).status_code == 404, path


def test_the_documents_of_a_version_are_found_by_its_digest(author: Client) -> None:
    versions = author.get(f"/plans/{PLAN}/versions").get_json()["versions"]
    told = author.get(f"/documents/{versions[-1]['digest']}").get_json()
    assert told["plan"] == PLAN
    assert told["documents"][f"schemas/plans/{PLAN}.json"]["id"] == PLAN
    assert "extends" in told["documents"][f"rules/plans/{PLAN}.yaml"]


def test_a_draft_is_imported_read_changed_and_held_against_its_version(
    author: Client, reviewer: Client, demonstration: Demonstration, files: dict[str, str]
) -> None:
    made = author.post("/drafts", {"reason": "2031 年度", "files": files})
    assert made.status_code == 201
    path = f"/drafts/{made.get_json()['id']}"
    assert made.headers["Location"].endswith(path)
    assert made.get_json()["id"] in [each["id"] for each in author.get("/drafts").get_json()["drafts"]]
    shown = author.get(path)
    assert shown.get_json()["documents"][FILE]["year"] == 2031
    assert author.get(f"{path}/faults").get_json() == {"valid": True, "faults": [], "warnings": []}
    patch = [{"op": "replace", "path": CLOSES, "value": "2031-09-30"}]
    assert author.patch(path, patch).status_code == 428
    changed = author.patch(path, patch, **{"If-Match": shown.headers["ETag"]})
    assert changed.status_code == 200
    assert author.get(path).get_json()["documents"][FILE]["closes"] == "2031-09-30"
    late = reviewer.patch(path, patch, **{"If-Match": shown.headers["ETag"]})
    assert (late.status_code, late.get_json(force=True)["type"]) == (412, f"{TYPES}precondition-failed")
    broken = [{"op": "replace", "path": CLOSES, "value": "2030-01-01"}]
    etag = author.patch(path, broken, **{"If-Match": changed.headers["ETag"]}).headers["ETag"]
    faults = author.get(f"{path}/faults").get_json()["faults"]
    assert [(each["file"], each["pointer"]) for each in faults] == [(FILE, "/closes")]
    assert faults[0]["where"] == "计划信息 › 截止日期"
    published = author.post(f"{path}/publish", {}, headers={"If-Match": etag})
    assert published.status_code == 409
    other = client(demonstration, "demo-engineer-office")
    assert other.get(path).status_code == 404
    assert (
        client(demonstration, "demo-engineer-office").patch(path, patch, **{"If-Match": etag}).status_code
        == 404
    )


def test_a_draft_is_handed_over_and_published_by_another(
    author: Client, reviewer: Client, demonstration: Demonstration
) -> None:
    name = "2033-teacher-senior"
    wish = Wish(name, PLAN, 2033)
    made = plan_templates.files(demonstration.house.rulebook.edition(), wish)
    files = {file: text for file, text in made.items() if not file.startswith(("schemas/meta/", "."))}
    begun = author.post("/drafts", {"reason": "2033 年度", "files": files})
    path = f"/drafts/{begun.get_json()['id']}"
    early = reviewer.post(f"{path}/publish", {}, headers={"If-Match": begun.headers["ETag"]})
    assert early.status_code == 409
    submitted = author.post(f"{path}/submit", {"reason": "2033 年度计划"})
    assert submitted.get_json()["state"] == "in_review"
    sent = {"json": {"opinion": "同意"}, "headers": {"If-Match": submitted.headers["ETag"]}}
    own = author.post(f"{path}/publish", sent["json"], headers=sent["headers"])
    assert own.status_code == 403
    stale = reviewer.post(f"{path}/publish", sent["json"], headers={"If-Match": begun.headers["ETag"]})
    assert stale.status_code == 412
    done = reviewer.post(f"{path}/publish", sent["json"], headers=sent["headers"])
    assert done.get_json() == {"plan": name, "number": 1}
    (version,) = author.get(f"/plans/{name}/versions").get_json()["versions"]
    told = author.get(f"/documents/{version['digest']}").get_json()
    assert told["documents"][f"schemas/plans/{name}.json"]["year"] == 2033
    assert client(demonstration, None).get(f"/plans/{name}").get_json()["year"] == 2033


@pytest.mark.parametrize(
    ("patch", "said"),
    [
        ({}, "列表"),
        ([], "操作的列表"),
        ([{"op": "replace"}], "一项操作"),
        ([{"op": "replace", "path": "/documents/x/y", "value": 1}], "无法进行"),
        ([{"op": "wish", "path": "/documents"}], "op 应为"),
        ([{"op": "remove", "path": "/documents"}], "计划文档"),
        ([{"op": "add", "path": "/more", "value": 1}], "别的内容"),
        ([{"op": "add", "path": "/documents/..~1..~1etc~1x.json", "value": {}}], "路径"),
        ([{"op": "add", "path": "/documents/schemas~1codes~1x.json", "value": "text"}], "类型"),
        ([{"op": "add", "path": "/moves/-", "value": "x"}], "from"),
    ],
)
def test_a_patch_that_makes_no_draft_is_refused_with_its_place(
    author: Client, files: dict[str, str], patch: Any, said: str
) -> None:
    made = author.post("/drafts", {"reason": "2031 年度", "files": files})
    answer = author.patch(f"/drafts/{made.get_json()['id']}", patch, **{"If-Match": made.headers["ETag"]})
    assert answer.status_code == 422
    assert any(said in each["detail"] for each in answer.get_json(force=True)["faults"])


def test_an_archive_is_imported_and_one_fault_leaves_nothing(author: Client, files: dict[str, str]) -> None:
    before = len(author.get("/drafts").get_json()["drafts"])
    answer = author.post("/drafts?reason=2031", zipped(files), headers={"Content-Type": "application/zip"})
    assert answer.status_code == 201
    wrong = {**files, FILE: files[FILE].replace('"closes"', '"closses"')}
    for body, headers in (
        ({"reason": "x", "files": wrong}, {}),
        (zipped(wrong), {"Content-Type": "application/zip"}),
    ):
        refused = author.post("/drafts?reason=x", body, headers=headers)
        problem = refused.get_json(force=True)
        assert (refused.status_code, problem["type"]) == (422, f"{TYPES}documents-invalid")
        assert {"/closses", ""} == {each["pointer"] for each in problem["faults"]}
        assert {each["file"] for each in problem["faults"]} == {FILE}
    outside = author.post("/drafts", {"reason": "x", "files": {**files, "schemas/../../x.json": "{}"}})
    assert outside.status_code == 422
    assert len(author.get("/drafts").get_json()["drafts"]) == before + 1


def test_a_plans_own_files_come_in_by_zip_and_are_given_out_to_everybody(
    demonstration: Demonstration, author: Client, reviewer: Client
) -> None:
    """Feature 27, for programs: the plan names them, with an address and a digest that saves the second time."""
    notice, name = uploads.pdf(1), "2034-teacher-senior"
    digest = hashlib.sha256(notice).hexdigest()
    made = plan_templates.files(demonstration.house.rulebook.edition(), Wish(name, PLAN, 2034))
    plan = json.loads(made[f"schemas/plans/{name}.json"])
    file = {"name": "申报须知.pdf", "sha256": digest, "bytes": len(notice)}
    plan["downloads"].append({"id": "notice", "caption": "申报须知", "file": file})
    files: dict[str, Any] = {**made, f"schemas/plans/{name}.json": json.dumps(plan)}
    packed = {"headers": {"Content-Type": "application/zip"}}
    lacking = author.post("/drafts?reason=2034", zipped(files), **packed)
    assert lacking.status_code == 422
    assert [each["pointer"] for each in lacking.get_json()["faults"]] == ["/downloads/1/file"]
    begun = author.post(
        "/drafts?reason=2034", zipped({**files, f"schemas/files/{digest}.pdf": notice}), **packed
    )
    path = f"/drafts/{begun.get_json()['id']}"
    submitted = author.post(f"{path}/submit", {"reason": "2034 年度计划"})
    given = {"If-Match": submitted.headers["ETag"]}
    assert reviewer.post(f"{path}/publish", {"opinion": "同意"}, headers=given).status_code == 200
    stranger = client(demonstration, None)
    sheet, told = stranger.get(f"/plans/{name}").get_json()["downloads"]
    assert (sheet["sheet"], sheet["file"]) == ("pledge", None)
    assert {**told["file"], "href": ""} == {**file, "kind": "pdf", "href": ""}
    href = told["file"]["href"].removeprefix("/api/v1")
    got = stranger.get(href)
    assert (got.data, got.get_etag()) == (notice, (digest, False))
    assert got.headers["Content-Disposition"].startswith("attachment")
    again = stranger.client.get(told["file"]["href"], headers={"If-None-Match": got.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert stranger.get(href.replace("notice", "pledge")).status_code == 404


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for file, text in files.items():
            archive.writestr(file, text)
    return target.getvalue()


def test_who_reads_too_often_without_a_token_waits_a_little(
    demonstration: Demonstration, author: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, elsewhere = client(demonstration, None), client(demonstration, None)
    extension = demonstration.app.extensions[EXTENSION]
    strict = replace(extension.house, terms=replace(extension.house.terms, api_per_minute=2))
    monkeypatch.setitem(demonstration.app.extensions, EXTENSION, replace(extension, house=strict))
    reader.client.environ_base["REMOTE_ADDR"] = "198.51.100.7"
    answers = [reader.get("/codes/levels") for _ in range(5)]  # two minutes at most have let in two each
    refused = answers[-1]
    assert (refused.status_code, refused.get_json(force=True)["type"]) == (429, f"{TYPES}too-often")
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    author.client.environ_base["REMOTE_ADDR"] = "198.51.100.7"
    assert author.get("/codes/levels").status_code == 200
    elsewhere.client.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    assert elsewhere.get("/codes/levels").status_code == 200


def test_the_document_is_a_sound_openapi_document() -> None:
    """Every reference leads somewhere, every component is used, and every schema is one."""
    made = description()
    text = json.dumps(made)
    for kind, components in made["components"].items():
        for name, component in components.items():
            assert kind == "securitySchemes" or f'"#/components/{kind}/{name}"' in text, name
            if kind == "schemas":
                Draft202012Validator.check_schema(component)
    for row in OPERATIONS:
        assert made["paths"][row.path][row.method.lower()]["operationId"] == row.id


@pytest.mark.parametrize("name", names())
def test_metaschemas_are_served_to_editors(stranger: Client, name: str) -> None:
    answer = stranger.client.get(f"/meta/{name}.json")
    assert answer.status_code == 200
    assert answer.get_json(force=True) == whole(name)
    assert stranger.client.get("/meta/nothing.json").status_code == 404
