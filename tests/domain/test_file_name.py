"""Names of files (features 39, 72)."""

from __future__ import annotations

import pytest

from zcforms.domain.file_name import composed, renamed, split, told_apart, uploaded


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("教师资格证.jpg", "教师资格证.jpg"),
        ("C:\\证书\\一.jpg", "一.jpg"),
        ("../../etc/二.jpg", "二.jpg"),
        ("三\x00\u202e.jpg", "三.jpg"),
        ("\u202egpj.证书.jpg", "gpj.证书.jpg"),
        ("四\t\n五\u200f.pdf", "四 五.pdf"),
        ("长" * 300 + ".jpg", "长" * 100 + ".jpg"),
        ("x." + "y" * 300, "x." + "y" * 98),
        ('六:*?"<>|.png', "六_______.png"),
        ("\U00030edf\U000323af.jpg", "\U00030edf\U000323af.jpg"),
        ("\ue863.jpg", "\ue863.jpg"),
        (".jpg", ".jpg"),
        ("  ", "未命名"),
        ("", "未命名"),
        ("证书/", "未命名"),
    ],
)
def test_a_name_that_a_computer_gave_is_made_one_that_every_system_takes(given: str, kept: str) -> None:
    assert uploaded(given) == kept


@pytest.mark.parametrize(
    ("old", "wanted", "name"),
    [
        ("IMG_0001.jpg", "教师资格证", "教师资格证.jpg"),
        ("IMG_0001.JPG", "教师资格证.jpg", "教师资格证.JPG"),
        ("IMG_0001.jpg", "教师资格证.exe", "教师资格证.exe.jpg"),
        ("IMG_0001.jpg", "2021/2022年度考核", "2021_2022年度考核.jpg"),
        ("IMG_0001.jpg", "长" * 101, "长" * 100 + ".jpg"),
        ("IMG_0001.jpg", " . ", "IMG_0001.jpg"),
        ("IMG_0001.jpg", ".jpg", "IMG_0001.jpg"),
        ("IMG_0001.jpg", "\u202e", "IMG_0001.jpg"),
        ("证明", "聘书", "聘书"),
    ],
)
def test_what_a_person_types_keeps_the_extension(old: str, wanted: str, name: str) -> None:
    """Feature 72."""
    assert renamed(old, wanted) == name


@pytest.mark.parametrize(
    ("names", "apart"),
    [
        (["一.jpg", "二.jpg", "一.pdf"], ["一.jpg", "二.jpg", "一.pdf"]),
        (["一.jpg", "一.jpg", "一.jpg"], ["一.jpg", "一（2）.jpg", "一（3）.jpg"]),
        (["image.jpg", "IMAGE.JPG"], ["image.jpg", "IMAGE（2）.JPG"]),
        (["一.jpg", "一.jpg", "一（2）.jpg"], ["一.jpg", "一（3）.jpg", "一（2）.jpg"]),
        (["一（2）.jpg", "一（2）.jpg"], ["一（2）.jpg", "一（3）.jpg"]),
        ([], []),
    ],
)
def test_no_two_of_a_list_are_alike(names: list[str], apart: list[str]) -> None:
    """Feature 72."""
    assert told_apart(names) == apart


def test_the_longest_names_are_told_apart_too() -> None:
    one, other = told_apart(["长" * 100 + ".jpg"] * 2)
    assert one != other
    assert len(split(other)[0]) <= 100


@pytest.mark.parametrize(
    ("stem", "name"),
    [
        ("9342022000102000001-林晓禾", "9342022000102000001-林晓禾.pdf"),
        ("皖职〔2022〕第3号/甲-买买提·阿不都", "皖职〔2022〕第3号_甲-买买提·阿不都.pdf"),
        ('..\\..:*?"<>|-张', "_.._______-张.pdf"),
        ("张三. ", "张三.pdf"),
        ("con", "_con.pdf"),
        ("COM1.证书", "_COM1.证书.pdf"),
        ("长" * 300, "长" * 100 + ".pdf"),
        ("\u202e. ", "未命名.pdf"),
    ],
)
def test_a_name_of_ours_can_be_kept_anywhere(stem: str, name: str) -> None:
    """Feature 82: the files of an archive are unpacked on Windows, too."""
    assert composed(stem, ".pdf") == name
