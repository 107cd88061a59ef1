"""The words of the rule language, each with a line that says what it is for and a text to begin with: what an editor completes.

The tests hold this table against the parser's own: a construct that is not told here, or told and not there, fails them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Place = Literal["document", "rule", "condition", "test", "value", "record"]
"""Where a word may stand: at the top of a document, in a rule, as a condition, behind a name as a test, as a value, beside `of`."""


@dataclass(frozen=True, slots=True)
class Keyword:
    """`snippet`: YAML with `${name}` for what is to be filled in."""

    word: str
    place: Place
    hint: str
    snippet: str


def _words(place: Place, *told: tuple[str, str, str]) -> tuple[Keyword, ...]:
    return tuple(Keyword(word, place, hint, snippet) for word, hint, snippet in told)


DOCUMENT = _words(
    "document",
    ("caption", "规则集的名称", "caption: ${名称}"),
    ("source", "规则集的依据：文件和条款", "source: ${文件}"),
    ("extends", "先继承这些规则集，再加上本文", "extends: [${规则集}]"),
    ("parameters", "有名字的数、文字、日期或列表，计划可以另定", "parameters:\n  ${名称}: ${值}"),
    (
        "rows",
        "检测表的行，按次序",
        "rows:\n  - id: ${行}\n    caption: ${名称}\n    lines:\n      - rule: ${规则}",
    ),
    ("rules", "规则", "rules:\n  - id: ${规则}"),
    ("override", "改写继承来的规则或行，写 null 即去掉", "override:\n  rules:\n    ${规则}: {${键}: ${值}}"),
)

RULE = _words(
    "rule",
    ("id", "规则的编号：小写字母、数字、连字符", "id: ${编号}"),
    ("row", "结果写在检测表的哪一行", "row: ${行}"),
    ("caption", "规则的名称", "caption: ${名称}"),
    ("policy", "规则出自哪份文件的哪句话", "policy: {text: ${原文}, source: ${文件和条款}}"),
    ("severity", "blocking 必须符合；advisory 只提示；adjusting 自动调整数据", "severity: ${blocking}"),
    ("routes", "只用于这些申报形式", "routes: [${申报形式}]"),
    ("levels", "只用于这些申报级别", "levels: [${级别}]"),
    ("specialties", "只用于这些申报专业", "specialties: [${专业}]"),
    ("standards", "只用于这些评审标准", "standards: [${标准}]"),
    ("when", "什么情况下才检查：条件确定成立时", "when: {${名称}: ${值}}"),
    ("require", "要求：必须成立的条件", 'require: {${名称}: {">=": ${数}}}'),
    ("adjust", "检测之前自动把一个数据改为算出的值", "adjust: {set: ${名称}, to: {field: ${名称}}}"),
    ("missing", "要求无法判断时：fail 不通过，pass 通过", "missing: ${pass}"),
    ("message", "不符合时显示的话", "message: ${不符合时的话}"),
    ("passed", "符合时显示的话；不写则不显示", "passed: ${符合时的话}"),
    ("remedy", "不符合时告诉申报人怎么办", "remedy: ${请……}"),
    ("at", "点击后跳到申报表的哪一处", "at: /answers/${部分}"),
    ("values", "文字中用到的值", "values: {${名称}: {count: {of: ${列表}}}}"),
    ("each", "为每个小项、大项、附件或部分各立一条", "each: ${items}"),
    ("if", "each 的哪些要立", 'if: {minimum: {">=": 1}}'),
)

CONDITIONS = _words(
    "condition",
    ("all", "全部成立", "all:\n  - ${条件}\n  - ${条件}"),
    ("any", "任一成立", "any:\n  - ${条件}\n  - ${条件}"),
    ("not", "不成立", "not: {${名称}: ${值}}"),
    ("at_least", "若干条件中至少有几个成立", "at_least:\n  number: ${2}\n  of:\n    - ${条件}\n    - ${条件}"),
    ("present", "已填写；列表则至少有一条记录", "present: ${名称}"),
    ("absent", "没有填写，不论什么原因", "absent: ${名称}"),
    ("says_none", "申报人写明“无”", "says_none: ${名称}"),
    ("left_blank", "要求填写而没有填", "left_blank: ${名称}"),
    ("not_asked", "没有要求这名申报人填写", "not_asked: ${名称}"),
    ("compare", "比较两个值", "compare: [{${years_since}: ${名称}}, \">=\", ${5}]"),
    ("count", "符合条件的记录有几条", "count: {of: ${列表}, \">=\": ${1}}"),
    ("sum", "符合条件的记录中某个数的合计", "sum: {of: ${列表}, field: ${名称}, \">=\": ${12}}"),
    ("distinct", "记录中有几种不同的值", "distinct: {of: ${列表}, field: ${名称}, \">=\": ${2}}"),
    ("chosen", "多选的栏目选了几项；among 只数这些代码", "chosen: {of: ${名称}, \">=\": ${2}}"),
    ("years_covered", "各段时间合计满几年，重叠的只计一次", "years_covered: {of: ${列表}, start: ${开始}, end: ${结束}, \">=\": ${5}}"),
    ("months_covered", "各段时间合计满几个月，重叠的只计一次", "months_covered: {of: ${列表}, start: ${开始}, end: ${结束}, \">=\": ${5}}"),
    ("days_covered", "各段时间合计几天，重叠的只计一次", "days_covered: {of: ${列表}, start: ${开始}, end: ${结束}, \">=\": ${5}}"),
    ("some", "至少有一条记录符合", "some: {of: ${列表}, that: {${名称}: ${值}}}"),
    ("every", "每条记录都符合", "every: {of: ${列表}, that: {present: ${名称}}}"),
    ("no", "没有一条记录符合", "no: {of: ${列表}, that: {${名称}: ${值}}}"),
    ("pairs", "任意两条记录（a 和 b）之间都成立", "pairs: {of: ${列表}, that: {compare: [{field: a.${名称}}, \"!=\", {field: b.${名称}}]}}"),
    ("unique", "没有两条记录在这些项上都相同", "unique: {of: ${列表}, by: [${名称}]}"),
    ("no_overlap", "任意两段时间不重叠", "no_overlap: {of: ${列表}, start: ${开始}, end: ${结束}}"),
    ("combination", "几种组合之一：如 3大，或 2大加2中", "combination:\n  of: ${列表}\n  scale: ${名称}\n  order: [${大}, ${中}, ${小}]\n  any: [{${大}: 3}, {${大}: 2, ${中}: 2}]"),
)  # fmt: skip

TESTS = _words(
    "test",
    ("==", "等于", "\"==\": ${值}"),
    ("!=", "不等于", "\"!=\": ${值}"),
    ("<", "小于；日期则早于", "\"<\": ${值}"),
    ("<=", "不大于；日期则不晚于", "\"<=\": ${值}"),
    (">", "大于；日期则晚于", "\">\": ${值}"),
    (">=", "不小于；日期则不早于", "\">=\": ${值}"),
    ("in", "是其中之一", "in: [${值}, ${值}]"),
    ("not_in", "不是其中任何一个", "not_in: [${值}]"),
    ("between", "在两者之间，含两端", "between: [${低}, ${高}]"),
    ("contains", "文字中含有", "contains: ${文字}"),
    ("starts_with", "文字以此开头", "starts_with: ${文字}"),
    ("has_one_of", "多选的栏目至少选了其中一项", "has_one_of: [${值}, ${值}]"),
    ("has_all_of", "多选的栏目选齐了这些项", "has_all_of: [${值}, ${值}]"),
    ("has_none_of", "多选的栏目没有选其中任何一项", "has_none_of: [${值}]"),
)  # fmt: skip

VALUES = _words(
    "value",
    ("field", "一个数据的值", "field: ${名称}"),
    ("date", "一个日期", "date: ${2022-12-31}"),
    ("plan", "计划的日期或年度", "plan: ${tenure}"),
    ("parameter", "参数的值", "parameter: ${名称}"),
    ("ago", "计划截止日之前若干年、月", "ago: {years: ${5}}"),
    ("years_since", "到计划截止日为止满几年", "years_since: ${名称}"),
    ("years", "两个日期之间满几年，按计划的算法", "years: [${开始}, ${结束}]"),
    ("anniversaries", "两个日期之间满几年，按周年", "anniversaries: [${开始}, ${结束}]"),
    ("calendar_years", "两个日期之间几年，按年份相减", "calendar_years: [${开始}, ${结束}]"),
    ("months", "两个日期之间满几个月", "months: [${开始}, ${结束}]"),
    ("days", "两个日期之间几天", "days: [${开始}, ${结束}]"),
    ("year_of", "日期的年份", "year_of: ${名称}"),
    ("add", "相加", "add: [${名称}, ${名称}]"),
    ("sub", "相减", "sub: [${名称}, ${名称}]"),
    ("times", "乘以整数", "times: [${2}, ${名称}]"),
    ("min", "其中最小的", "min: [${名称}, ${名称}]"),
    ("max", "其中最大的", "max: [${名称}, ${名称}]"),
    ("first_present", "第一个填写了的", "first_present: [${名称}, ${名称}]"),
    ("count", "符合条件的记录有几条", "count: {of: ${列表}}"),
    ("sum", "符合条件的记录中某个数的合计", "sum: {of: ${列表}, field: ${名称}}"),
    ("distinct", "记录中有几种不同的值", "distinct: {of: ${列表}, field: ${名称}}"),
    ("chosen", "多选的栏目选了几项；among 只数这些代码", "chosen: {of: ${名称}, among: [${值}, ${值}]}"),
    ("years_covered", "各段时间合计满几年，重叠的只计一次", "years_covered: {of: ${列表}, start: ${开始}, end: ${结束}}"),
    ("months_covered", "各段时间合计满几个月，重叠的只计一次", "months_covered: {of: ${列表}, start: ${开始}, end: ${结束}}"),
    ("days_covered", "各段时间合计几天，重叠的只计一次", "days_covered: {of: ${列表}, start: ${开始}, end: ${结束}}"),
    ("choose", "按条件选值：第一个成立的条件", "choose:\n  - {when: {${名称}: ${值}}, then: ${值}}\n  - {otherwise: ${值}}"),
    ("by", "按某个数据的取值查表", "by: {field: ${名称}, of: {${值}: ${数}}, otherwise: ${数}}"),
)  # fmt: skip

RECORDS = _words(
    "record",
    ("of", "哪个记录列表", "of: ${列表}"),
    ("where", "只看符合这些条件的记录", "where: {${名称}: ${值}}"),
    ("that", "要成立的条件", "that: {${名称}: ${值}}"),
    ("as", "给记录起个名字，里层好引用", "as: ${名字}"),
)

KEYWORDS = (*DOCUMENT, *RULE, *CONDITIONS, *TESTS, *VALUES, *RECORDS)
