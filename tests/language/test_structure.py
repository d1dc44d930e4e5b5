from __future__ import annotations

import pytest

from autograder.language.structure import differences

TEXT = """## The loss of `f`

- the mean over the batch, $L = \\frac{1}{N}\\sum_i l_i$
- 2 numbers, see [the guide](guide.md)

| name | shape |
|---|---|
| `x` | (N, 3) |

```python
loss = f(x)
```"""
RIGHT = """## `f` 的损失

- 对批取平均，$L = \\frac{1}{N}\\sum_i l_i$
- 2 个数，见[指南](guide.md)

| 名称 | 形状 |
|---|---|
| `x` | (N, 3) |

```python
loss = f(x)
```"""


def test_a_translation_that_keeps_everything_is_accepted() -> None:
    assert differences(TEXT, RIGHT) == []


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("`f` 的", "f 的", "code"),
        ("\\sum_i", "\\sum_j", "formulas"),
        ("2 个数", "两个数", "numbers"),
        ("(guide.md)", "(zhinan.md)", "links"),
        ("| `x` | (N, 3) |", "| `x` (N, 3) |", "table rows"),
        ("- 2 个", "2 个", "list items"),
        ("loss = f(x)", "loss = g(x)", "code blocks"),
        ("## ", "# ", "headings"),
    ],
)
def test_what_is_lost_is_named(old: str, new: str, kind: str) -> None:
    assert old in RIGHT
    found = differences(TEXT, RIGHT.replace(old, new))
    assert [line.partition(":")[0] for line in found] == [kind]


def test_a_template_keeps_its_places_in_any_order() -> None:
    text = "{name} has {count} row{plural}"
    assert differences(text, "{count} 行在 {name} 中", template=True) == []
    assert differences(text, "{name} 有一些行", template=True) != []


def test_code_in_tags_stays() -> None:
    text = "<details><summary>Hint 1</summary>Use <code>x[:, 0]</code>.</details>"
    assert differences(text, text.replace("Use", "用").replace("Hint", "提示")) == []
    assert differences(text, text.replace("x[:, 0]", "x[:, 1]")) != []
