"""Generated pairs of texts, vocabularies and the encoder-decoder."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from kit.data import parallel
from kit.data.parallel import LANGUAGES, dates, phrases
from kit.translation import (
    END,
    Translator,
    Vocabulary,
    exact,
    symbol_accuracy,
    train_translator,
    translate,
)


def test_dates_mean_the_same() -> None:
    pairs = dates(300, seed=2)
    assert len({source for source, _ in pairs}) == 300
    months = {name: 1 + n for one in LANGUAGES.values() for n, name in enumerate(one.months.split())}
    days = {name: n for one in LANGUAGES.values() for n, name in enumerate(one.weekdays.split())}
    for source, target in pairs:
        words = source.replace(",", "").replace(".", "").split()
        numbers = [int(word) for word in words if word.isdigit()]
        day = datetime.date.fromisoformat(target)
        assert [day.day, day.year] == numbers
        assert [months[word] for word in words if word in months] == [day.month]
        assert [days[word] for word in words if word in days] in ([], [day.weekday()])


def test_every_language_is_complete() -> None:
    for language in LANGUAGES.values():
        assert (len(language.weekdays.split()), len(language.months.split())) == (7, 12)
    text = " ".join(source for source, _ in dates(1000))
    assert all(word in text for language in LANGUAGES.values() for word in language.weekdays.split())


def test_phrases_are_different_and_repeat() -> None:
    pairs = phrases(500, seed=1)
    assert pairs == phrases(500, seed=1)
    assert pairs[:100] == phrases(100, seed=1)
    assert len({source for source, _ in pairs}) == 500
    for source, target in pairs:
        assert source.endswith(" .")
        assert target.endswith(" .")
        assert " not " not in source or (" pas " in target and ("ne " in target or "n'" in target))
        assert not any(
            f" {article} {vowel}" in f" {target}" for article in ("le", "la", "de", "ne") for vowel in "aeiouéè"
        )


def test_sources_can_run_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "DAYS", 1)
    with pytest.raises(ValueError, match="hardly more than 12 different sources, not 13"):
        dates(13)
    assert len(dates(12)) == 12


def test_vocabulary_there_and_back() -> None:
    letters, words = Vocabulary(["abc", "cad"]), Vocabulary(["the cat", "a cat ."], words=True)
    assert (len(letters), len(words)) == (7, 7)
    assert letters.encode("cab") == [5, 3, 4, END]
    assert letters.decode([5, 3, 4, END, 3]) == "cab"
    assert words.decode(words.encode("the cat .")) == "the cat ."
    with pytest.raises(ValueError, match="'x' does not occur"):
        letters.encode("ax")


class Reader(nn.Module):
    """What `Recurrent` of the exercises returns, made of torch's layer."""

    def __init__(self, cell: str, input_size: int, hidden_size: int) -> None:
        super().__init__()
        self.layer = nn.GRU(input_size, hidden_size, batch_first=True)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        out: tuple[Tensor, Tensor] = self.layer(x)
        return out


def cell(kind: str, input_size: int, hidden_size: int) -> nn.Module:
    return nn.GRUCell(input_size, hidden_size)


def look(q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
    assert mask.shape == (len(q), q.shape[1], k.shape[1])
    weights = F.scaled_dot_product_attention(q, k, torch.eye(k.shape[1]).expand(len(q), -1, -1), attn_mask=mask)
    return weights @ v, weights


PAIRS = [(a + b, b + a) for a in "uvwxyz" for b in "uvwxyz"]


def small(attention: Any = None) -> Translator:
    torch.manual_seed(0)
    source, target = Vocabulary([a for a, _ in PAIRS]), Vocabulary([b for _, b in PAIRS])
    return Translator(Reader, cell, source, target, embed_size=8, hidden_size=24, attention=attention)


@pytest.mark.parametrize("attention", [None, look])
def test_it_learns_to_swap(attention: Any) -> None:
    net = small(attention)
    losses = train_translator(net, PAIRS, epochs=50, lr=2e-2, batch=12)
    assert len(losses) == 50
    assert losses[-1] < 0.1 < losses[0]
    assert exact(net, PAIRS) > 0.95
    assert min(symbol_accuracy(net, PAIRS)) > 0.95


def test_translations_and_weights() -> None:
    net = small(look)
    train_translator(net, PAIRS, epochs=30, lr=2e-2, batch=12)
    texts, weights = translate(net, ["uv", "z"])
    assert len(texts) == len(weights) == 2
    for source, text, table in zip(["uv", "z"], texts, weights, strict=True):
        assert table.shape == (len(text) + 1, len(source) + 1)
        torch.testing.assert_close(table.sum(1), torch.ones(len(table)))
    assert net.training
    assert translate(net, ["uv"])[0] == texts[:1], "what fills up a batch has no effect on the weights' length"
    assert translate(small(), ["uv"])[1] == []


def test_few_steps() -> None:
    assert len(train_translator(small(), PAIRS, epochs=2, batch=12, steps=1)) == 2
    assert len(train_translator(small(), PAIRS, epochs=1, batch=12, steps=100)) == 1
