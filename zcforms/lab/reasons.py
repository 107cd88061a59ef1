"""Why no case showed something of a rule, in Chinese, so that an author knows which case to write."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from zcforms.checks import core, reference
from zcforms.checks.core import (
    AllOf,
    Among,
    Compare,
    Condition,
    Count,
    Covered,
    Distinct,
    Field,
    Literal,
    Operator,
)
from zcforms.checks.deciding import Outcome
from zcforms.checks.naming import Names
from zcforms.domain.plan import Plan
from zcforms.lab.observed import Seen, Subject
from zcforms.lab.spots import GUARD, Spot, environments, names_at, told


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads what cases showed of one rule."""

    plan: Plan
    subject: Subject
    names: Names

    def why_rule(self, missing: tuple[str, ...]) -> str:
        """Why the rule never had these outcomes."""
        total = len(self.subject.situations)
        applicable = total - self.subject.outcomes.get(Outcome.INAPPLICABLE, 0)
        if not total or not applicable:
            return self._unreached()
        if self.subject.rule.adjustment is not None:
            return f"{total} 个用例中都调整了；请写一个不需要调整的用例"
        seen = "、".join(
            f"{count} 个{_BECAME[outcome]}"
            for outcome, count in self.subject.outcomes.items()
            if outcome in _BECAME
        )
        return f"规则适用于 {applicable} 个用例：{seen}；没有一个用例{'、'.join(missing)}"

    def why_condition(self, seen: Seen) -> str:
        """Why the condition did not come out both ways."""
        situations = self.subject.situations
        reached = len(situations) - self.subject.outcomes.get(Outcome.INAPPLICABLE, 0)
        if not situations or (seen.spot.part != GUARD and not reached):
            return self._unreached()
        if not seen.times:
            return self._no_records(seen.spot)
        if not seen.true and not seen.false:
            return f"{self._about(seen)}在用例中都没有填写，这个条件总是无法判断"
        values = f"，出现过的值：{'、'.join(seen.values)}" if seen.values else ""
        return f"在看到的 {seen.times} 处总是{'成立' if seen.true else '不成立'}{values}"

    def settled(self, spot: Spot) -> str:
        """Why the condition can only come out in one way in this plan; "" where it can come out in both."""
        match spot.node:
            case Compare(_, Literal(), Literal()):
                return "两边都是规则中写定的值"
            case Compare(operator, Count() | Distinct() | Covered(), Literal(_, n)) if _trivial(operator, n):
                return "个数不会少于 0"
            case Among(Field() as field, choices):
                chosen = {each.value for each in choices}
                return self._choices(spot, field, chosen)
            case Compare(Operator.EQUAL | Operator.UNEQUAL, Field() as field, Literal(_, value)):
                return self._choices(spot, field, {value})
            case Compare(_, Field(core.DOCUMENT, ("application", "year")), Literal()):
                return "申报年度由计划决定"
        return ""

    def _choices(self, spot: Spot, field: Field, chosen: Set[object]) -> str:
        inside = names_at(spot.binders, self.names)
        shape = inside.shape(field)
        options = set(shape.options) if shape else set()
        if not shape or not options or (options & chosen and not options <= chosen):
            return ""
        captions = "、".join(shape.caption_of(each) for each in shape.options)
        return f"“{inside.field(field)}”在该计划中只有：{captions}"

    def _unreached(self) -> str:
        """Why the guard never held."""
        situations = self.subject.situations
        if not situations:
            captions = (self.plan.standard(each) for each in self.subject.standards)
            names = "、".join(f"“{each.caption}”" for each in captions if each)
            return f"没有用例选择评审标准{names}"
        guard = self.subject.rule.question.guard
        parts = guard.conditions if isinstance(guard, AllOf) else (guard,)
        never = [
            part for part in parts if not any(self._held(part, number) for number in range(len(situations)))
        ]
        if never:
            return f"没有用例符合适用条件：{'；'.join(told(part, (), self.names) for part in never)}"
        return f"各项适用条件没有在同一个用例中同时成立：{'；'.join(told(part, (), self.names) for part in parts)}"

    def _held(self, part: Condition, number: int) -> bool:
        ready = self.subject.situations[number]
        facts = ready.typed if self.subject.rule.adjustment else ready.decided.typed
        return reference.holds(part, facts) is True

    def _no_records(self, spot: Spot) -> str:
        """The first list on the way to the condition that is empty in all cases."""
        for depth in range(1, len(spot.binders) + 1):
            binders = spot.binders[:depth]
            if not any(environments(binders, ready.decided.typed) for ready in self.subject.situations):
                name = names_at(binders[:-1], self.names).list(binders[-1].records)
                none = "都没有选择任何一项" if binders[-1].records.choices else "都没有记录"
                few = "都不到两条记录" if len(binders[-1].variables) > 1 else none
                return f"{name}在所有用例中{few}"
        return "规则适用的用例中，所涉及的列表都没有记录"

    def _about(self, seen: Seen) -> str:
        inside = names_at(seen.spot.binders, self.names)
        nodes = list(core.walk(seen.condition))
        several = [node for node in nodes if isinstance(node, Distinct) and node.records.choices]
        choices = {node.variable for node in several}
        fields = [node for node in nodes if isinstance(node, Field) and node.variable not in choices]
        named = [f"“{inside.field(field)}”" for field in fields] + [
            inside.list(each.records) for each in several
        ]
        return "、".join(dict.fromkeys(named)) or "这一项"


_BECAME = {
    Outcome.PASSED: "通过",
    Outcome.VIOLATED: "违反",
    Outcome.NOT_ASKED: "未要求填写",
    Outcome.UNDETERMINED: "未能检测",
}


def _trivial(operator: Operator, number: object) -> bool:
    return (operator in (Operator.AT_LEAST, Operator.LESS) and number == 0) or (
        operator in (Operator.MORE, Operator.AT_MOST) and isinstance(number, int) and number < 0
    )
