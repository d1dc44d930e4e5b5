from __future__ import annotations

import itertools
import json
import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kit.language
from kit.language import Language, padded, tr

ZH = Language(
    {
        "the result of f": "f 的结果",
        "a tensor": "一个张量",
        "large": "大",
        "has no row": "没有行",
        "the sign is the other way round": "符号反了",
        ", which is not right": "，这不对",
    },
    {
        "{name} has {count} rows": "{name} 有 {count} 行",
        "{name} is {value}": "{name} 是 {value}",
        "has shape {got}, expected {want}": "形状是 {got}，应为 {want}",
        "your code raised {error}": "你的代码抛出了 {error}",
        "{name} is too {size}": "{name} 太{size}",
        "a set {{1}} of {name}": "{name} 的集合 {{1}}",
    },
)


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("the result of f", "f 的结果"),
        ("x has 3 rows", "x 有 3 行"),
        ("the result of f has 3 rows", "f 的结果 有 3 行"),  # a place is translated as well
        ("x is too large", "x 太大"),  # the template with more fixed letters is taken
        ("loss has shape (2, 3), expected (3, 2); the sign is the other way round",
         "loss 形状是 (2, 3)，应为 (3, 2); 符号反了"),
        ("x has no row", "x 没有行"),  # a name stands before it
        ("your code raised ValueError: x has 3 rows", "你的代码抛出了 ValueError: x has 3 rows"),  # Python's own words
        ("a set {1} of x", "x 的集合 {1}"),
        ("x has 3 rows\nx has 4 rows", "x 有 3 行\nx 有 4 行"),
        ("a set of rows has 3 rows", "a set of rows 有 3 行"),  # several unknown words stay
        ("x is 3, which is not right", "x 是 3，这不对"),
        ("nobody knows this sentence", "nobody knows this sentence"),
        ("", ""),
    ],
)  # fmt: skip
def test_finished_messages_are_found(english: str, chinese: str) -> None:
    assert ZH(english) == chinese


def test_values_are_kept_whatever_they_are() -> None:
    assert ZH("{name} has {count} rows") == "{name} 有 {count} 行"
    assert ZH(r"x\1 has \g<0> rows") == r"x\1 有 \g<0> 行"


@given(st.text(max_size=60))
def test_any_text_is_answered(text: str) -> None:
    assert isinstance(ZH(text), str)


def test_long_messages_take_no_long_time() -> None:
    rng = random.Random(0)
    words = ["".join(rng.choices(string.ascii_lowercase, k=5)) for _ in range(400)]
    many = Language({}, {f"{a} {{x}} {b} {{y}} {a}": "{x}{y}" for a, b in itertools.pairwise(words)})
    text = " ".join(words)
    assert many(text) == text


def test_english_without_a_catalogue() -> None:
    assert not kit.language.FILE.exists()
    assert tr("x has 3 rows") == "x has 3 rows"


def test_the_file_beside_kit_decides(tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "messages.json"
    file.write_text(json.dumps({"language": "zh_CN", "texts": {"ready": "就绪"}, "templates": {}}), encoding="utf-8")
    monkeypatch.setattr(kit.language, "FILE", file)
    kit.language._here.cache_clear()
    try:
        assert tr("ready") == "就绪"
    finally:
        kit.language._here.cache_clear()


def test_chinese_takes_twice_the_room() -> None:
    assert padded("ok", 7) == "ok     "
    assert padded("通过", 7) == "通过   "


def test_what_is_too_long_for_a_message_stays() -> None:
    text = "x has 3 rows; " * 1000
    assert ZH(text) == text
