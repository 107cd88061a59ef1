"""Verdicts kept with the documents that made them, and made again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from zcforms.demo.load import Stage
from zcforms.domain.errors import InputRefused, NotFound
from zcforms.services.bench import Bench
from zcforms.services.house import House
from zcforms.services.replay import Replayed, Replayer, again, told_by
from zcforms.services.sources import ArchiveUnusable, Sources
from zcforms.services.versions import Remade
from zcforms.storage.files import FileStore
from zcforms.storage.records import StoredVerdict
from zcforms.storage.work import work


@pytest.fixture
def submitted(town: Stage, house: House) -> str:
    """The number of an application that was handed in."""
    _, application_id = town.submitted("submitted", days_ago=1)
    with work(house.database, write=False) as w:
        return w.applications.get(application_id).number or ""


@pytest.fixture
def replayer(house: House) -> Replayer:
    return Replayer(house.database, house.files, house.checker)


def stored(house: House) -> StoredVerdict:
    with work(house.database, write=False) as w:
        (only,) = w.verdicts.after("", 10)
    return only


def changed(house: House, **values: Any) -> None:
    """Somebody with access to the database changes the stored verdict."""
    with work(house.database) as w:
        verdict = w.verdicts.get(stored(house).id)
        for name, value in values.items():
            setattr(verdict, name, value)


def only(replayer: Replayer, name: str) -> Replayed:
    (result,) = replayer.named(name)
    return result


def test_a_submission_archives_its_documents_and_its_verdict_comes_out_the_same(
    house: House, submitted: str, replayer: Replayer
) -> None:
    verdict = stored(house)
    with work(house.database, write=False) as w:
        bundle = w.bundles.find(verdict.plan_digest, verdict.rules_digest)
    assert bundle is not None
    assert bundle.manifest["files"]["rules/plans/2022-teacher-senior.yaml"]
    assert Sources.unpacked(house.files.get(bundle.archive)) == house.rulebook.files.sources
    result = only(replayer, submitted)
    assert result.identical
    assert submitted in result.subject
    assert only(replayer, verdict.id) == result
    assert list(replayer.everything()) == [result]


def test_documents_are_archived_once(town: Stage, house: House, submitted: str) -> None:
    town.submitted("returned", days_ago=1)
    with work(house.database, write=False) as w:
        assert len(w.verdicts.after("", 10)) == 2
        found = {(each.plan_digest, each.rules_digest) for each in w.verdicts.after("", 10)}
    assert len(found) == 1


def test_a_changed_row_or_finding_is_told(house: House, submitted: str, replayer: Replayer) -> None:
    rows = [dict(row) for row in stored(house).rows]
    rows[0] |= {"passed": False, "text": "人为改动"}
    finding = {"rule": "made-up", "message": "凭空的发现"}
    rows[1] |= {"findings": [*rows[1]["findings"], finding]}
    changed(house, rows=rows[:-1])
    result = only(replayer, submitted)
    assert not result.identical
    said = "\n".join(result.differences)
    assert "原来是“人为改动”" in said
    assert "原来是“不通过”，现在是“通过”" in said
    assert "made-up 凭空的发现" in said
    assert "原来没有这一行，现在有" in said


def test_facts_that_were_changed_are_told(house: House, submitted: str, replayer: Replayer) -> None:
    facts = dict(stored(house).facts)
    changed(house, facts={**facts, "basic": {**facts["basic"], "work_years": 99}})
    assert "在检测之后被改动过" in only(replayer, submitted).impossible


def test_without_the_documents_there_is_no_replay(house: House, submitted: str) -> None:
    verdict = stored(house)
    with work(house.database, write=False) as w:
        bundle = w.bundles.find(verdict.plan_digest, verdict.rules_digest)
    assert bundle is not None
    path = Path(str(house.files._folder)) / bundle.archive[:2] / bundle.archive[2:]
    path.chmod(0o600)
    content = path.read_bytes()
    path.write_bytes(content[:-20])
    damaged = only(Replayer(house.database, house.files, house.checker), submitted)
    assert "已损坏" in damaged.impossible
    path.unlink()
    missing = only(Replayer(house.database, house.files, house.checker), submitted)
    assert "缺失" in missing.impossible


def test_an_archive_that_makes_other_rules_is_refused(
    house: House, submitted: str, file_store: FileStore
) -> None:
    verdict = stored(house)
    sources = house.rulebook.files.sources
    file = "rules/common/work.yaml"
    other = sources.replaced({file: sources.text(file).replace("caption:", "caption: 另", 1)})
    text = sources.text("rules/plans/2022-teacher-senior.yaml").replace(
        "severity: advisory", "severity: blocking"
    )
    other = sources.replaced({"rules/plans/2022-teacher-senior.yaml": text})
    with work(house.database) as w:
        bundle = w.bundles.find(verdict.plan_digest, verdict.rules_digest)
        assert bundle is not None
        bundle.archive = house.files.put(other.packed())
    swapped = only(Replayer(house.database, house.files, house.checker), submitted)
    assert "与登记的清单不符" in swapped.impossible
    with work(house.database) as w:
        bundle = w.bundles.find(verdict.plan_digest, verdict.rules_digest)
        assert bundle is not None
        bundle.manifest = {**bundle.manifest, "files": other.manifest()}
    forged = only(Replayer(house.database, house.files, house.checker), submitted)
    assert "规则摘要与结果中登记的不符" in forged.impossible


def test_what_is_unknown_is_not_found(replayer: Replayer) -> None:
    with pytest.raises(NotFound, match="20220000000000"):
        replayer.named("20220000000000")


@pytest.fixture
def document(bench: Bench) -> Mapping[str, Any]:
    """What `zcforms check --json` writes."""
    example = json.loads(Path("examples/teacher-incomplete.json").read_text(encoding="utf-8"))
    return json.loads(json.dumps(bench.as_json(example)))  # type: ignore[no-any-return]


def test_a_file_of_a_verdict_comes_out_the_same(bench: Bench, document: Mapping[str, Any]) -> None:
    told = told_by(document)
    plan = bench.catalogue.plans[told.plan_id]
    made = Remade(plan, bench.rulesets[plan.id], "")
    assert again("file", told, lambda _: made, bench.checker).identical
    rows = [{**row, "findings": []} for row in told.rows]
    different = again("file", replace(told, rows=rows), lambda _: made, bench.checker)
    assert any("现在有的发现" in said for said in different.differences)


@pytest.mark.parametrize("broken", ["text", {}, {"plan": 1}, {"rows": [1]}])
def test_a_file_that_is_no_verdict_is_refused(document: Mapping[str, Any], broken: Any) -> None:
    with pytest.raises(InputRefused, match="check --json"):
        told_by({**document, **broken} if isinstance(broken, dict) and broken else broken)


def test_an_archive_is_the_same_whenever_it_is_made_and_leads_nowhere_else(
    bench: Bench, tmp_path: Path
) -> None:
    packed = bench.sources.packed()
    assert Sources(dict(reversed(bench.sources.files.items()))).packed() == packed
    assert Sources.unpacked(packed) == bench.sources
    for path in ("../outside.json", "schemas/../../outside.json", "templates/a.html", "/etc/passwd"):
        with pytest.raises(ArchiveUnusable):
            Sources({path: b"{}"}).lay_out(tmp_path)
    with pytest.raises(ArchiveUnusable):
        Sources.unpacked(b"no zip")
