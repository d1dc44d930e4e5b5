"""The order task, the generated text and its symbols."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from kit.data.sequences import SYMBOLS, WIDTH, Alphabet, grammar_text, next_symbols, order_task, read_text


def test_order_task_says_which_came_first() -> None:
    x, y = order_task(301, length=7, seed=3)
    assert (x.dtype, x.shape, y.dtype, y.shape) == (torch.float32, (301, 7, 6), torch.int64, (301,))
    assert torch.equal(x.sum(2), torch.ones(301, 7))
    assert sorted(y.bincount().tolist()) == [150, 151]
    places = x[:, :, -2:].argmax(1)
    assert torch.equal(x[:, :, -2:].sum(1), torch.ones(301, 2)), "both marked symbols once"
    assert torch.equal(y, (places[:, 1] < places[:, 0]).long())
    assert places.unique().tolist() == list(range(7))


def test_order_task_repeats_and_differs() -> None:
    first, again, other = order_task(50, seed=1), order_task(50, seed=1), order_task(50, seed=2)
    assert torch.equal(first[0], again[0])
    assert torch.equal(first[1], again[1])
    assert not torch.equal(first[0], other[0])
    with pytest.raises(ValueError, match="at least 2"):
        order_task(3, length=1)
    assert order_task(5, length=2)[0].shape == (5, 2, len(SYMBOLS))


def test_text_is_a_grammar() -> None:
    text = grammar_text(6000, seed=4)
    assert len(text) == 6000
    assert text == grammar_text(6000, seed=4)
    assert text != grammar_text(6000, seed=5)
    depth = 0
    for line in text.split("\n")[:-1]:
        indent = (len(line) - len(line.lstrip())) // WIDTH
        assert indent <= depth, "deeper only after a line that opens a block"
        depth = indent + line.endswith(":")
        open_brackets, quoted = [], False
        for symbol in line:
            quoted ^= symbol == '"'
            if not quoted and symbol in "([":
                open_brackets.append(")" if symbol == "(" else "]")
            elif not quoted and symbol in ")]":
                assert open_brackets.pop() == symbol
        assert not quoted
        assert not open_brackets


def test_alphabet_there_and_back() -> None:
    alphabet = Alphabet("banana split")
    assert alphabet.symbols == " abilnpst"
    assert len(alphabet) == 9
    assert alphabet.encode("ban").tolist() == [2, 1, 5]
    assert alphabet.decode(alphabet.encode("split ban")) == "split ban"
    assert torch.equal(alphabet.one_hot("ab").argmax(1), torch.tensor([1, 2]))
    assert alphabet.one_hot("ab").dtype == torch.float32


def test_next_symbols_follow() -> None:
    text = "abcdefghijklm"
    alphabet = Alphabet(text)
    x, y = next_symbols(text, alphabet, batch=3)
    assert (x.shape, y.shape) == ((3, 4, 13), (3, 4))
    assert [alphabet.decode(row.argmax(1)) for row in x] == ["abcd", "efgh", "ijkl"]
    assert [alphabet.decode(row) for row in y] == ["bcde", "fghi", "jklm"]
    with pytest.raises(ValueError, match="too few"):
        next_symbols("abc", alphabet, batch=3)


def test_any_text_file(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_text("päper" * 5000, encoding="utf-8")
    assert read_text(path) == ("päper" * 4000)
    assert len(read_text(path, limit=None)) == 25_000
