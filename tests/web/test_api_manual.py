"""docs/api.md: every command in it is run against a server, as it is written."""

from __future__ import annotations

import json
import os
import re
import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from tests.web.conftest import Demonstration
from zcforms.demo.people import RULE_AUTHOR
from zcforms.services import accounts, tokens
from zcforms.storage.work import work

MANUAL = Path("docs/api.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"```sh\n(.*?)```", MANUAL, re.DOTALL)


@pytest.fixture(scope="module")
def surroundings(demonstration: Demonstration) -> Iterator[dict[str, str]]:
    house = demonstration.house
    with work(house.database, write=False) as w:
        account = w.accounts.by_subject(RULE_AUTHOR)
        assert account is not None
        actor = accounts.actor_of(w, account)
    token = tokens.make(house, actor, "手册", datetime.now(UTC)).secret
    server = make_server("127.0.0.1", 0, demonstration.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield {"TOKEN": token, "BASE": f"http://127.0.0.1:{server.server_port}"}
    server.shutdown()
    thread.join()
    server.server_close()


def run(command: str, surroundings: dict[str, str]) -> Any:
    done = subprocess.run(
        ["sh", "-c", command],
        env={**os.environ, **surroundings, "no_proxy": "*"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return json.loads(done.stdout)


def test_the_commands_do_what_is_said(surroundings: dict[str, str]) -> None:
    plans, form, rules, ruleset, linted, cases, verdict, explained, problem = (
        run(command, surroundings) for command in COMMANDS
    )
    assert "2022-teacher-senior" in [plan["id"] for plan in plans["plans"]]
    assert form["properties"]["ethnicity"]["title"] == "民族"
    assert all(rule["sentence"] for rule in rules["rules"])
    assert ruleset["id"] == "teacher"
    assert not linted["valid"]
    assert linted["faults"][0]["line"] == 3
    assert cases["valid"]
    assert cases["cases"]
    assert [row["caption"] for row in verdict["rows"] if not row["passed"]] == ["年度考核情况", "能力条件"]
    assert [each["rule"] for each in explained["trace"]] == ["assessments-judged"]
    assert (problem["status"], problem["faults"][0]["pointer"]) == (422, "")


def test_the_table_has_every_address(surroundings: dict[str, str]) -> None:
    document = run(f"curl -sS {surroundings['BASE']}/api/v1/openapi.json", surroundings)
    told = set(re.findall(r"^\| (GET|POST|PATCH) \| `(/[^?`]*)", MANUAL, re.MULTILINE))
    served = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert told == served
