"""Every address of the JSON API in one table: the routes and the OpenAPI document are both made of it.

`openapi.yaml` beside this module has what the rows refer to by name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from zcforms.documents import reading
from zcforms.domain.token_role import TokenRole

JSON, SCHEMA, PATCH, ZIP, FILE = (
    "application/json",
    "application/schema+json",
    "application/json-patch+json",
    "application/zip",
    "application/octet-stream",
)
_PARAMETER = re.compile(r"\{(\w+)\}")
_WHOLE_PATHS = frozenset({"ruleset_id"})
"""Parameters that may have slashes."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address. `id`: of the operation, and the endpoint's name. `answer`: name of a component's schema. `takes`: media type -> name of a
    component's schema. `query` and `headers`: names of component parameters. `public`: answers without a token; `role`: what a token must be for at least."""

    method: str
    path: str
    id: str
    tag: str
    summary: str
    answer: str
    takes: Mapping[str, str] | None = None
    query: tuple[str, ...] = ()
    public: bool = False
    status: int = 200
    media: str = JSON
    description: str = ""
    tagged: bool = False
    role: TokenRole = TokenRole.READ

    @property
    def rule(self) -> str:
        """The address as Flask writes it."""
        return _PARAMETER.sub(lambda m: f"<path:{m[1]}>" if m[1] in _WHOLE_PATHS else f"<{m[1]}>", self.path)


_CHECK, _AUTHOR = TokenRole.CHECK, TokenRole.AUTHOR
_TEXT = {JSON: "RulesetText"}
_CASES = {JSON: "CasesText"}
_APPLICATION = {JSON: "Application"}

OPERATIONS = (
    Operation("GET", "/openapi.json", "openapi", "plans", "本文档", "Anything", public=True),
    Operation("GET", "/plans", "plans", "plans", "全部评审计划", "Plans", public=True),
    Operation("GET", "/plans/{plan_id}", "plan", "plans", "一个评审计划：期限、职称、专业、业绩要求、附件", "PlanShown", public=True),
    Operation("GET", "/plans/{plan_id}/forms", "forms", "plans", "计划的全部表单分区，各是一份 JSON Schema", "Forms", public=True),
    Operation(
        "GET", "/plans/{plan_id}/forms/{section_id}", "form", "plans", "一个表单分区的 JSON Schema", "JSONSchema",
        public=True, media=SCHEMA, description="draft 2020-12；title、description 是显示的文字，oneOf 是选项；其余关键字见 docs/documents.md。",
    ),
    Operation("GET", "/plans/{plan_id}/categories", "plan_categories", "plans", "计划可以导入的业绩类别", "Categories", public=True),
    Operation("GET", "/plans/{plan_id}/attachments", "attachments", "plans", "计划要求的附件", "Attachments", public=True),
    Operation(
        "GET", "/plans/{plan_id}/downloads/{download_id}", "plan_download", "plans", "组建单位上传、供申报人下载的一个文件", "File",
        public=True, media=FILE, description="ETag 是内容的 SHA-256；文件名在 Content-Disposition 里。",
    ),
    Operation("GET", "/categories", "categories", "plans", "业绩库的全部类别", "Categories", public=True),
    Operation("GET", "/categories/{category_id}", "category", "plans", "一个业绩类别，记录是一份 JSON Schema", "Category", public=True),
    Operation("GET", "/codes", "codes", "plans", "全部代码表的名称", "CodeLists", public=True),
    Operation("GET", "/codes/{list_id}", "code_list", "plans", "一张代码表", "CodeList", public=True),
    Operation("GET", "/plans/{plan_id}/chain", "chain", "plans", "计划的审核流程", "Chain"),
    Operation("GET", "/plans/{plan_id}/versions", "versions", "plans", "计划发布过的版本，新的在前", "Versions"),
    Operation(
        "GET", "/documents/{digest}", "documents", "plans", "一个版本所依据的全部文档", "Documents",
        description="按计划的摘要取；表单是 JSON，规则和用例是 YAML 文本。",
    ),
    Operation("GET", "/plans/{plan_id}/facts", "facts", "rules", "规则所见数据的 JSON Schema", "JSONSchema", media=SCHEMA),
    Operation("GET", "/plans/{plan_id}/rules", "plan_rules", "rules", "一个计划的全部规则，各用一句话复述", "PlanRules"),
    Operation(
        "GET", "/rulesets", "rulesets", "rules", "规则集的列表，本单位可以修改的在前", "Rulesets", query=("q",)
    ),
    Operation("GET", "/rulesets/{ruleset_id}", "ruleset", "rules", "一个规则集的现行文本、规则和历史", "Ruleset"),
    Operation(
        "POST", "/rulesets/{ruleset_id}/lint", "lint", "rules", "检查规则文本（和用例文本），列出每处错误及其行列", "Linted",
        _TEXT, description="不保存。文本有错也是 200；valid 说明有没有错。", role=_CHECK,
    ),
    Operation(
        "POST", "/rulesets/{ruleset_id}/cases", "cases", "checks", "运行用例，给出覆盖和变异检验的结果", "Proof",
        _CASES, description="不保存。不写 text、cases 则用现行的文本和用例。", role=_CHECK,
    ),
    Operation(
        "POST", "/check", "check", "checks", "检测一份申报", "Verdict", _APPLICATION, query=("plan",),
        description="请求是申报文件（schemas/meta/application.json，例子见 examples/）。不通过也是 200。", role=_CHECK,
    ),
    Operation(
        "POST", "/explanation", "explanation", "checks", "检测一份申报，并说明每条规则为什么是这个结果", "Explained",
        _APPLICATION, query=("plan", "rule"), role=_CHECK,
    ),
    Operation("GET", "/drafts", "drafts", "drafts", "本单位正在编写的方案", "Drafts"),
    Operation(
        "POST", "/drafts", "import_draft", "drafts", "导入文件，另起一份方案", "Imported",
        {JSON: "Files", ZIP: "Binary"}, query=("reason", "of_plan"), status=201, tagged=True,
        description="有一处错误就什么也不导入。ZIP 的 reason、plan 写在地址里。", role=_AUTHOR,
    ),
    Operation("GET", "/drafts/{draft_id}", "draft", "drafts", "一份方案的内容", "Draft", tagged=True),
    Operation(
        "PATCH", "/drafts/{draft_id}", "patch_draft", "drafts", "修改方案：JSON Patch（RFC 6902）", "Changed",
        {PATCH: "Patch"}, query=("if_match",), tagged=True, description="路径从方案的内容算起，如 /documents/schemas~1plans~1x.json/closes。", role=_AUTHOR,
    ),
    Operation("GET", "/drafts/{draft_id}/faults", "draft_faults", "drafts", "方案的文档有哪些错误", "DraftFaults"),
    Operation(
        "POST", "/drafts/{draft_id}/submit", "submit_draft", "drafts", "送复核", "Changed", {JSON: "Reason"}, role=_AUTHOR,
    ),
    Operation(
        "POST", "/drafts/{draft_id}/publish", "publish_draft", "drafts", "复核并发布；须由送复核以外的人办理", "PublishedVersion",
        {JSON: "Opinion"}, query=("if_match",), role=TokenRole.PUBLISH,
    ),
)  # fmt: skip
"""In the order in which the document tells them."""

BY_ID = {each.id: each for each in OPERATIONS}


@cache
def description() -> Any:
    """The OpenAPI 3.1 document."""
    text = resources.files("zcforms.web").joinpath("openapi.yaml").read_text(encoding="utf-8")
    document: dict[str, Any] = dict(reading.parse(text, "openapi.yaml", is_yaml=True))
    paths: dict[str, dict[str, Any]] = {}
    for each in OPERATIONS:
        paths.setdefault(each.path, {})[each.method.lower()] = _operation(each)
    components = document.pop("components")
    return {**document, "paths": paths, "components": components}


def _operation(each: Operation) -> dict[str, Any]:
    made: dict[str, Any] = {"operationId": each.id, "summary": each.summary, "tags": [each.tag]}
    if each.description:
        made["description"] = each.description
    if each.public:
        made["security"] = []
    else:
        made["x-token-role"] = each.role.value
    if named := [*_PARAMETER.findall(each.path), *each.query]:
        made["parameters"] = [{"$ref": f"#/components/parameters/{name}"} for name in named]
    if each.takes:
        made["requestBody"] = {"required": True, "content": _content(each.takes)}
    answer: dict[str, Any] = {"description": each.summary, "content": _content({each.media: each.answer})}
    if each.tagged:
        answer["headers"] = {"ETag": {"$ref": "#/components/headers/ETag"}}
    made["responses"] = {
        str(each.status): answer,
        "default": {"$ref": "#/components/responses/Problem"},
    }
    return made


def _content(taken: Mapping[str, str]) -> dict[str, Any]:
    return {media: {"schema": {"$ref": f"#/components/schemas/{name}"}} for media, name in taken.items()}
