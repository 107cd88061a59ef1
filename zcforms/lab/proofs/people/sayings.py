"""What stands in a field whose text is free: words that fit its caption, numbers of its format. A number names each of them."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from zcforms.documents import numbers
from zcforms.domain.plan import Schema
from zcforms.lab import vocabulary

_MAJORS = (
    "汉语言文学", "应用化学", "机械设计制造及其自动化", "土木工程", "临床医学", "会计学", "园艺学", "农学", "小学教育", "数学与应用数学",
    "信息工程", "环境工程", "护理学", "植物科学与技术", "工程管理", "测绘工程", "历史学", "地理科学", "美术学", "体育教育",
)  # fmt: skip
_TOWNS = (
    "安徽合肥",
    "安徽芜湖",
    "安徽蚌埠",
    "安徽怀远",
    "安徽黄山",
    "安徽宿州",
    "安徽六安",
    "安徽池州",
    "安徽滁州",
    "安徽亳州",
)
_POSTS = (
    "业务骨干",
    "部门负责人",
    "项目主管",
    "教研组长",
    "技术主管",
    "科室负责人",
    "办公室主任",
    "质量主管",
    "组长",
    "干事",
)
_COLLEGES = ("理工学院", "师范学院", "农业大学", "医学院", "财经学院", "建筑学院", "职业学院", "科技大学")
_DONE = (
    "改进了工作方法",
    "完成了全部任务",
    "形成了工作规范",
    "解决了现场问题",
    "带动了同行交流",
    "取得了明显成效",
)
_CAREERS = (
    ("图书资料", "图书管理", "馆员"),
    ("新闻", "新闻采编", "主管编辑"),
    ("出版", "图书编辑", "编辑"),
    ("翻译", "英语翻译", "二级翻译"),
    ("档案", "档案管理", "档案馆员"),
    ("工艺美术", "陶瓷艺术", "工艺美术师"),
    ("文物博物", "文物保护", "文博馆员"),
    ("体育教练", "田径", "中级教练"),
    ("播音主持", "播音", "一级播音员"),
    ("艺术", "舞台美术", "舞台技师"),
    ("统计", "统计调查", "统计师"),
    ("公共法律服务", "公证", "三级公证员"),
)
_SERIES, _FIELDS, _TITLES = zip(*_CAREERS, strict=True)
"""Of one career in the same place: the records of a form tell of one each."""
_PRAISES = ("先进个人", "优秀成果奖", "创新奖", "贡献奖", "优秀工作者", "新秀奖")
_MUCH = 7_919
"""A prime with which numbers are multiplied, so that neighbours do not look alike."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Which of all texts: the one with the number `start`, or as many `tries` after it as others were none. `record`: number of the record that it stands in."""

    start: int
    tries: int = 0
    record: int = 0

    @property
    def number(self) -> int:
        return self.start + self.tries

    @property
    def career(self) -> Turn:
        """The same for all texts of one record."""
        return Turn(self.record, self.tries)


def text_for(caption: str, turn: Turn, schema: Schema) -> str:
    """A text for a field of this caption; each try gives another text, as far as there are words."""
    if schema.get("widget") == "long-text":
        return f"在{nth(turn, vocabulary.SUBJECTS, ('方面',), _DONE)}。"
    for endings, make in _SAYINGS:
        if caption.endswith(endings):
            return make(turn)
    return f"{nth(turn, vocabulary.PLACES)}{caption}"


def nth(turn: Turn, *words: Sequence[str]) -> str:
    """One word of each list, put together; after all combinations were tried once more with a number behind."""
    size = math.prod(map(len, words))
    again, step = divmod(turn.tries, size)
    at = (turn.start + step) * _MUCH % size
    text = ""
    for each in words:
        at, chosen = divmod(at, len(each))
        text += each[chosen]
    return f"{text}{again + 1}" if again else text


def _person(turn: Turn) -> str:
    return nth(turn, vocabulary.FAMILY, vocabulary.GIVEN, vocabulary.SECOND)


def _work(turn: Turn) -> str:
    return nth(turn, vocabulary.PLACES, vocabulary.SUBJECTS, vocabulary.FORMS)


def _employer(turn: Turn) -> str:
    return vocabulary.numbered_employer("", turn.number * _MUCH % vocabulary.MOST_EMPLOYERS)


_SAYINGS: tuple[tuple[tuple[str, ...], Callable[[Turn], str]], ...] = (
    (("姓名", "曾用名", "作者", "证明人", "指导人", "学生", "学员"), _person),
    (("院校", "学校"), lambda n: nth(n, vocabulary.PLACES, _COLLEGES)),
    (("评委会名称", "评审机构"), lambda n: f"{nth(n, _TOWNS)}市职称评审委员会"),
    (("发证机构", "发证机关"), lambda n: f"{nth(n, _TOWNS)}市人力资源和社会保障局"),
    (("单位", "机构", "机关", "部门", "出版社"), _employer),
    (("专业名称", "原专业"), lambda n: nth(n.career, _FIELDS)),
    (("专业", "学科", "从事何专业技术工作"), lambda n: nth(n, _MAJORS)),
    (("系列名称", "系列"), lambda n: nth(n.career, _SERIES)),
    (("资格名称", "职称名称", "聘用名称", "职称"), lambda n: nth(n.career, _TITLES)),
    (("资格",), lambda n: f"{nth(n, _SERIES)}专业资格"),
    (("荣誉/表彰名称", "称号", "奖项名称"), lambda n: nth(n, vocabulary.PLACES, _PRAISES)),
    (("出生地", "籍贯", "范围"), lambda n: nth(n, _TOWNS)),
    (("地址", "地点"), lambda n: f"{nth(n, _TOWNS, vocabulary.PLACES)}路{n.number % 90 + 1}号"),
    (("职务", "岗位"), lambda n: nth(n, _POSTS)),
    (("任何职", "团体"), lambda n: f"安徽省{nth(n, vocabulary.SUBJECTS)}学会会员"),
    (("编号", "编码", "文号", "证书号", "核字号", "号"), lambda n: f"ZC2020{n.number:06}"),
    (("卷", "期", "页码"), lambda n: str(n.number + 1)),
    (("级别", "等级", "作用"), lambda n: f"第{n.number + 1}档"),
    (("班级",), lambda n: f"{2001 + n.number % 20}级{n.number // 20 + 1}班"),
    (("期刊/会议",), lambda n: f"{nth(n, vocabulary.PLACES, vocabulary.SUBJECTS)}学报"),
    (("题目", "名称", "成果", "课题", "书名", "项目"), _work),
)
"""What a caption ends with, and how such a text is made."""


# --------------------------------------------------------------------------- numbers with a check digit


def _checked(is_valid: Callable[[object], bool], form: Callable[[int], str]) -> Callable[[int], str]:
    """The number in this form where it is valid; "" where it is not."""

    def make(number: int) -> str:
        text = form(number)
        return text if is_valid(text) else ""

    return make


def _spread(number: int) -> int:
    """Digits that do not look counted."""
    return random.Random(number).randrange(10**5)  # noqa: S311 - no secret


FORMATS: Mapping[str, Callable[[int], str]] = {
    "time": lambda n: f"{8 + n // 60 % 10:02}:{n % 60:02}",
    "email": lambda n: f"someone{n}@example.com",
    "isbn": _checked(numbers.is_isbn, lambda n: f"9787{_spread(n // 10):08}{n % 10}"),
    "issn": _checked(numbers.is_issn, lambda n: f"1{_spread(n // 10) // 100:03}-{n // 10 % 1000:03}{n % 10}"),
    "patent": _checked(numbers.is_patent, lambda n: f"ZL20201{_spread(n // 10):07}.{n % 10}"),
    "standard": lambda n: f"GB/T {10_000 + n}-2020",
}
