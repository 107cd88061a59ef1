"""Results of cases, coverage and mutation scores as lines for a terminal and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from zcforms.lab.cases import CaseResult, Report
from zcforms.lab.coverage import Coverage, Gap
from zcforms.lab.junit import sentence
from zcforms.lab.mutation import Score, Survivor
from zcforms.lab.suggestions import Suggestion

LEAST_SCORE = 0.9
"""Share of mutants that cases have to notice."""
PASSED, FAILED = "☑", "☒"


@dataclass(frozen=True, slots=True)
class Tried:
    """What was found out about one plan's rules. `seconds`: that its cases took; `suggestions`: by survivor, as far as there was time;
    None where none was found; `reaching`: cases for each gap of the coverage, in the order of the gaps, as far as there was time."""

    plan: str
    caption: str
    reports: tuple[Report, ...]
    coverage: Coverage | None
    score: Score | None
    seconds: float
    suggestions: Mapping[str, Suggestion | None] = field(default_factory=dict)
    reaching: tuple[tuple[Suggestion, ...], ...] = ()

    @property
    def results(self) -> tuple[CaseResult, ...]:
        return tuple(result for report in self.reports for result in report.results)

    @property
    def failed(self) -> tuple[CaseResult, ...]:
        return tuple(result for result in self.results if not result.passed)

    @property
    def green(self) -> bool:
        """Every case passes; where asked for, coverage is complete and the mutation score high enough."""
        covered = self.coverage is None or self.coverage.complete
        return not self.failed and covered and (self.score is None or self.score.share >= LEAST_SCORE)


def lines(tried: Sequence[Tried], *, verbose: bool = False) -> Iterator[str]:
    """Plan by plan: cases that fail with what was expected, gaps with their reasons, survivors; then a summary."""
    for each in tried:
        if not each.results and len(tried) > 1 and each.coverage is None:
            continue
        yield f"{each.plan}（{each.caption}）"
        for result in each.results:
            if verbose or not result.passed:
                yield from _case(result)
        yield f"  用例 {len(each.results)} 个：通过 {len(each.results) - len(each.failed)} 个，未通过 {len(each.failed)} 个（{each.seconds:.1f} 秒）"
        if each.coverage is not None:
            yield from _coverage(each.coverage, each.reaching)
        if each.score is not None:
            yield from _score(each.score, each.suggestions)
    without = [each.plan for each in tried if not each.results]
    if without:
        yield f"还没有用例的评审计划：{'、'.join(without)}。用例写在 rules/cases/<计划>.yaml，写法见 docs/cases.md。"
    yield from _verdict(tried)


def _verdict(tried: Sequence[Tried]) -> Iterator[str]:
    failed = sum(len(each.failed) for each in tried)
    yield f"有 {failed} 个用例未通过。" if failed else "全部用例通过。"
    uncovered = [each.plan for each in tried if each.coverage and not each.coverage.complete]
    if uncovered:
        yield f"覆盖不足 100%：{'、'.join(uncovered)}。"
    weak = [each.plan for each in tried if each.score and each.score.share < LEAST_SCORE]
    if weak:
        yield f"变异得分不足 {_percent(LEAST_SCORE)}：{'、'.join(weak)}。"


def _case(result: CaseResult) -> Iterator[str]:
    case = result.case
    if result.passed:
        yield f"  {PASSED} {case.name}"
        return
    yield f"  {FAILED} {case.name} [{case.file}#{case.at}]"
    for difference in result.differences:
        yield f"      {sentence(difference)}"
        if difference.row_text:
            yield f"      检测结果：{difference.row_text}"
        if difference.why:
            yield f"      原因：{difference.why}"


def _coverage(coverage: Coverage, reaching: Sequence[Sequence[Suggestion]]) -> Iterator[str]:
    yield f"  规则覆盖 {_percent(coverage.of_rules)}，条件覆盖 {_percent(coverage.of_conditions)}（规则 {len(coverage.rules)} 条）"
    named: set[str] = set()
    for gap, suggestions in _beside(coverage, reaching):
        yield from _gap(gap)
        for suggestion in suggestions:
            if suggestion.name in named:
                yield f"        上面建议的用例“{suggestion.name}”也能看到它。"
            else:
                yield from _suggested(suggestion, "        ")
            named.add(suggestion.name)
    for settled in coverage.settled:
        yield f"    不计：规则 {settled.rule} 的“{settled.sentence}”只有一种结果：{settled.why}"


def _beside(
    coverage: Coverage, reaching: Sequence[Sequence[Suggestion]]
) -> Iterator[tuple[Gap, Sequence[Suggestion]]]:
    for number, gap in enumerate(coverage.gaps):
        yield gap, reaching[number] if number < len(reaching) else ()


def _gap(gap: Gap) -> Iterator[str]:
    what = f"的条件“{gap.sentence}”" if gap.sentence else f"（{gap.caption}）"
    yield f"    缺：规则 {gap.rule}{what}没有出现过“{'”“'.join(gap.missing)}” [{gap.file}#{gap.at}]"
    yield f"        原因：{gap.why}"


def _score(score: Score, suggestions: Mapping[str, Suggestion | None]) -> Iterator[str]:
    total = score.killed + len(score.survivors)
    same = sum(each.equivalent for each in score.rules)
    yield f"  变异得分 {_percent(score.share)}：{total} 处改动，发现 {score.killed} 处（另有 {same} 处改动前后意思相同，不计）"
    for survivor in score.survivors:
        rule = survivor.mutant.original
        yield f"    存活：规则 {rule.id}（{rule.caption}）：{survivor.sentence} [{rule.file}#{rule.at}]"
        yield from _suggestion(survivor, suggestions)


def _suggestion(survivor: Survivor, suggestions: Mapping[str, Suggestion | None]) -> Iterator[str]:
    name = survivor.mutant.id
    suggestion = suggestions.get(name)
    if suggestion is not None:
        yield from _suggested(suggestion, "      ")
    elif name in suggestions:
        yield "      没有找到能发现它的申报：在本计划中，改动前后可能没有区别。"
    else:
        yield "      时间用完，还没有为它找用例；可用 --seconds 给更多时间。"


def _suggested(suggestion: Suggestion, indent: str) -> Iterator[str]:
    yield f"{indent}建议的用例（写入 {suggestion.file}，结果请按政策核对）："
    yield from (f"{indent}{line}" for line in suggestion.yaml.splitlines())


def _percent(share: float) -> str:
    """Rounded down, so that only what is complete is called 100 %."""
    return f"{int(share * 1000) / 10:g}%"


# --------------------------------------------------------------------------------------------------- JSON


def document(tried: Sequence[Tried]) -> list[dict[str, Any]]:
    """Everything as JSON data, a member a plan."""
    return [
        {
            "plan": each.plan,
            "passed": not each.failed,
            "cases": [_case_document(result) for result in each.results],
            **({"coverage": coverage_document(each.coverage, each.reaching)} if each.coverage else {}),
            **({"mutation": score_document(each.score, each.suggestions)} if each.score else {}),
        }
        for each in tried
    ]


def _case_document(result: CaseResult) -> dict[str, Any]:
    return {
        "case": result.case.name,
        "file": result.case.file,
        "at": result.case.at,
        "about": list(result.case.about),
        "passed": result.passed,
        "differences": [
            {
                "about": each.about,
                "id": each.id,
                "expected": each.expected,
                "actual": each.actual,
                "row_text": each.row_text,
                "why": each.why,
            }
            for each in result.differences
        ],
    }


def coverage_document(coverage: Coverage, reaching: Sequence[Sequence[Suggestion]] = ()) -> dict[str, Any]:
    return {
        "rules": round(coverage.of_rules, 4),
        "conditions": round(coverage.of_conditions, 4),
        "gaps": [
            {
                "rule": gap.rule,
                "sentence": gap.sentence,
                "missing": list(gap.missing),
                "why": gap.why,
                "file": gap.file,
                "at": gap.at,
                "suggestions": [each.yaml for each in suggestions],
            }
            for gap, suggestions in _beside(coverage, reaching)
        ],
        "settled": [
            {"rule": each.rule, "sentence": each.sentence, "why": each.why} for each in coverage.settled
        ],
    }


def score_document(
    score: Score, suggestions: Mapping[str, Suggestion | None] | None = None
) -> dict[str, Any]:
    found = {name: each.yaml for name, each in (suggestions or {}).items() if each}
    return {
        "score": round(score.share, 4),
        "killed": score.killed,
        "survived": len(score.survivors),
        "rules": {
            each.rule: {"killed": each.killed, "survived": each.survived, "equivalent": each.equivalent}
            for each in score.rules
        },
        "survivors": [
            {
                "id": each.mutant.id,
                "rule": each.mutant.original.id,
                "sentence": each.sentence,
                "suggestion": found.get(each.mutant.id),
            }
            for each in score.survivors
        ],
    }
