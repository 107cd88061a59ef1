"""A program that asks the JSON API."""

from __future__ import annotations

import json
import re
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012
from werkzeug.test import TestResponse

from tests.web.conftest import Demonstration
from zcforms.web.api_table import FILE


class Client:
    """A program with a token; every answer is held against the OpenAPI document."""

    def __init__(self, demonstration: Demonstration, token: str | None) -> None:
        self.client = demonstration.app.test_client()
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.document = json.loads(self.client.get("/api/v1/openapi.json").data)

    def get(self, path: str, **kwargs: Any) -> TestResponse:
        return self._held("get", path, self.client.get(f"/api/v1{path}", headers=self.headers, **kwargs))

    def patch(self, path: str, body: Any, **headers: str) -> TestResponse:
        sent = {"Content-Type": "application/json-patch+json", **self.headers, **headers}
        answer = self.client.patch(f"/api/v1{path}", data=json.dumps(body), headers=sent)
        return self._held("patch", path, answer)

    def post(self, path: str, body: Any = None, **kwargs: Any) -> TestResponse:
        sent = {"data": body} if isinstance(body, bytes) else {"json": body}
        headers = {**self.headers, **kwargs.pop("headers", {})}
        return self._held("post", path, self.client.post(f"/api/v1{path}", headers=headers, **sent, **kwargs))

    def _held(self, method: str, path: str, answer: TestResponse) -> TestResponse:
        schema = self._schema(method, path.partition("?")[0], answer)
        if schema is not None and answer.content_type != FILE:
            resource = DRAFT202012.create_resource(self.document)
            registry: Registry[Any] = Registry().with_resource("urn:api", resource)
            validator = Draft202012Validator({"$ref": f"urn:api#{schema}"}, registry=registry)
            assert [each.message for each in validator.iter_errors(answer.get_json(force=True))] == []
        return answer

    def _schema(self, method: str, path: str, answer: TestResponse) -> str | None:
        if answer.status_code >= 400:
            assert answer.content_type == "application/problem+json"
            return "/components/schemas/Problem"
        for template, operations in self.document["paths"].items():
            if method in operations and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path):
                (media,) = operations[method]["responses"][str(answer.status_code)]["content"]
                assert answer.content_type == media
                here, kind = (each.replace("~", "~0").replace("/", "~1") for each in (template, media))
                return f"/paths/{here}/{method}/responses/{answer.status_code}/content/{kind}/schema"
        raise AssertionError(f"{path} is not in the document")
