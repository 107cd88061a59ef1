"""The search of the rules' list in the query string; what cannot be read asks nothing."""

from __future__ import annotations

from collections.abc import Mapping

from zcforms.services.rule_search import RuleQuery

SEVERITIES = {"blocking": "必须符合", "advisory": "提示", "adjusting": "自动调整"}


def rule_query(arguments: Mapping[str, str]) -> RuleQuery:
    severity = arguments.get("severity", "")
    return RuleQuery(
        text=arguments.get("text", "").strip()[:100],
        plan=arguments.get("plan", "")[:100],
        row=arguments.get("row", "")[:100],
        severity=severity if severity in SEVERITIES else "",
    )
