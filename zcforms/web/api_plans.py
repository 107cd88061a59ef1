"""The JSON API's plans: forms for everybody, what they stand on for authors."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Response, url_for

from zcforms.domain.plan import Download
from zcforms.services import published_plans
from zcforms.web import api_documents, api_plan_documents
from zcforms.web.api_blueprint import answered, serves
from zcforms.web.api_table import FILE, SCHEMA
from zcforms.web.sending import send
from zcforms.web.visit import actor, house


@serves("plans")
def plans() -> Response:
    return answered({"plans": [api_documents.plan(each) for each in published_plans.plans(house())]})


@serves("plan")
def plan(plan_id: str) -> Response:
    found = published_plans.plan(house(), plan_id)
    return answered(
        api_plan_documents.plan(found) | {"downloads": [_download(plan_id, each) for each in found.downloads]}
    )


def _download(plan_id: str, offered: Download) -> dict[str, Any]:
    """A file with its address; a sheet is printed for who is signed in."""
    file = offered.file
    href = url_for("api.plan_download", plan_id=plan_id, download_id=offered.id) if file else ""
    return api_plan_documents.download(offered, href)


@serves("plan_download")
def plan_download(plan_id: str, download_id: str) -> Response:
    answer = send(
        replace(published_plans.download(house(), plan_id, download_id), media_type=FILE), inline=False
    )
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@serves("forms")
def forms(plan_id: str) -> Response:
    found = published_plans.forms(house(), plan_id)
    plan = published_plans.plan(house(), plan_id)
    told = [api_plan_documents.form(each) for each in found]
    return answered({"plan": plan.id, "digest": plan.digest, "forms": told})


@serves("form")
def form(plan_id: str, section_id: str) -> Response:
    return answered(published_plans.form(house(), plan_id, section_id).schema, media=SCHEMA)


@serves("plan_categories")
def plan_categories(plan_id: str) -> Response:
    plan = published_plans.plan(house(), plan_id)
    found = published_plans.categories(house(), plan_id)
    return answered({"categories": [api_plan_documents.category(each, plan.codes) for each in found]})


@serves("attachments")
def attachments(plan_id: str) -> Response:
    found = published_plans.plan(house(), plan_id).attachments
    return answered({"attachments": [api_plan_documents.attachment(each) for each in found]})


@serves("categories")
def categories() -> Response:
    codes = published_plans.codes(house())
    found = published_plans.library(house())
    return answered({"categories": [api_plan_documents.category(each, codes) for each in found]})


@serves("category")
def category(category_id: str) -> Response:
    found = published_plans.library_category(house(), category_id)
    return answered(api_plan_documents.category(found, published_plans.codes(house())))


@serves("codes")
def codes() -> Response:
    found = sorted(published_plans.codes(house()).values(), key=lambda each: each.id)
    return answered({"codes": api_documents.named(found)})


@serves("code_list")
def code_list(list_id: str) -> Response:
    return answered(api_plan_documents.code_list(published_plans.code_list(house(), list_id)))


@serves("chain")
def chain(plan_id: str) -> Response:
    return answered(api_plan_documents.chain(published_plans.chain(house(), actor(), plan_id).chain))


@serves("versions")
def versions(plan_id: str) -> Response:
    found = published_plans.versions(house(), actor(), plan_id)
    return answered({"versions": [api_plan_documents.version(each) for each in found]})


@serves("documents")
def documents(digest: str) -> Response:
    plan_id, found = published_plans.documents(house(), actor(), digest)
    return answered({"plan": plan_id, "digest": digest, "documents": found})


@serves("facts")
def facts(plan_id: str) -> Response:
    return answered(published_plans.facts_schema(house(), actor(), plan_id), media=SCHEMA)
