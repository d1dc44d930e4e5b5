"""Sequences for the recurrent cells: which of two symbols came first, and a text to predict symbol by symbol.

Both are generated from a seed. For the second one, any text file serves as well (`read_text`).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

SYMBOLS = "abcdXY"
"""The symbols of the order task; the last two are the marked ones."""

CHARACTERS = 20_000
NAMES = ("i", "n", "x", "total", "line", "word", "left", "first")
WORDS = ("red", "apple", "no", "the end", "one (two", "a", "it is [so]", "yes")
WIDTH, DEPTH = 2, 4  # blanks of an indentation; how deep blocks lie in one another


def order_task(count: int, length: int = 12, seed: int = 0) -> tuple[Tensor, Tensor]:
    """Draw sequences in which "X" and "Y" stand once each, at any two places, among other symbols.

    Returns
    -------
    x, y
        One-hot symbols, float32 (count, length, 6), and int64 (count,): 0 if "X" comes before "Y", else 1. Both
        answers are equally frequent (up to one sequence).
    """
    if length < 2:
        raise ValueError(f"length is {length}: two marked symbols need at least 2 places")
    rng = np.random.default_rng([seed, length])
    symbols = rng.integers(0, len(SYMBOLS) - 2, (count, length))
    places = np.sort(rng.permuted(np.tile(np.arange(length), (count, 1)), axis=1)[:, :2], axis=1)
    labels = rng.permutation(np.arange(count) % 2)
    rows, first = np.arange(count), len(SYMBOLS) - 2
    symbols[rows, places[:, 0]] = first + labels
    symbols[rows, places[:, 1]] = first + 1 - labels
    x = F.one_hot(torch.from_numpy(symbols), len(SYMBOLS)).float()
    return x, torch.from_numpy(labels)


def grammar_text(characters: int = CHARACTERS, seed: int = 0) -> str:
    """Make a text that looks like a program: indented blocks, nested brackets, quoted words.

    To predict it, one has to remember whether a quote is open, which brackets are, and how deep the block is.
    """
    rng = np.random.default_rng([seed, 11])
    lines: list[str] = []
    size = 0
    depth = 0
    while size < characters:
        opens = depth < DEPTH and rng.random() < 0.25
        keyword = ("if ", "while ")[rng.integers(2)] if opens else f"{_pick(rng, NAMES)} = "
        lines.append(WIDTH * depth * " " + keyword + _expression(rng, 0) + (":" if opens else ""))
        size += len(lines[-1]) + 1
        if opens:
            depth += 1
        elif rng.random() < 0.4:  # a block has at least one line
            depth -= int(rng.integers(0, depth + 1))
    return "\n".join(lines)[:characters].ljust(characters, "\n")


def read_text(path: Path | str, limit: int | None = CHARACTERS) -> str:
    """Read a text file, UTF-8, or its first `limit` characters."""
    return Path(path).read_text(encoding="utf-8")[:limit]


class Alphabet:
    """The symbols of a text and their numbers, in the order of their code points.

    Attributes
    ----------
    symbols
        All symbols, each once; the number of a symbol is its place.
    """

    def __init__(self, text: str) -> None:
        self.symbols = "".join(sorted(set(text)))
        self._numbers = {symbol: number for number, symbol in enumerate(self.symbols)}

    def __len__(self) -> int:
        """Return the number of symbols."""
        return len(self.symbols)

    def encode(self, text: str) -> Tensor:
        """Return the numbers of the symbols of `text`, int64 (T,)."""
        return torch.tensor([self._numbers[symbol] for symbol in text], dtype=torch.int64)

    def decode(self, numbers: Tensor) -> str:
        """Return the text of the numbers (T,)."""
        return "".join(self.symbols[number] for number in numbers.tolist())

    def one_hot(self, text: str) -> Tensor:
        """Return the text as one-hot vectors, float32 (T, D) with D = number of symbols."""
        return F.one_hot(self.encode(text), len(self)).float()


def next_symbols(text: str, alphabet: Alphabet, batch: int = 16) -> tuple[Tensor, Tensor]:
    """Cut a text into rows of equal length, each with the symbols that follow.

    Returns
    -------
    x, y
        One-hot symbols, float32 (batch, T, D), and int64 (batch, T): y[:, t] follows x[:, t]. T is the length of
        the text less one, divided by `batch`; what is left over at the end is not used.
    """
    numbers = alphabet.encode(text)
    steps = (len(numbers) - 1) // batch
    if not steps:
        raise ValueError(f"{len(numbers)} symbols are too few for {batch} rows")
    x = numbers[: batch * steps].reshape(batch, steps)
    y = numbers[1 : batch * steps + 1].reshape(batch, steps)
    return F.one_hot(x, len(alphabet)).float(), y


def _expression(rng: np.random.Generator, depth: int) -> str:
    """A name, a number, a quoted word, a call or a list; the last two hold further ones."""
    kind = rng.random() + (0.25 if depth == 0 else -0.15 * depth)
    if kind < 0.25:
        return _pick(rng, NAMES)
    if kind < 0.4:
        return str(rng.integers(100))
    if kind < 0.65:
        return f'"{_pick(rng, WORDS)}"'
    inner = ", ".join(_expression(rng, depth + 1) for _ in range(rng.integers(1, 4)))
    return f"{_pick(rng, NAMES)}({inner})" if kind < 0.85 else f"[{inner}]"


def _pick(rng: np.random.Generator, choices: tuple[str, ...]) -> str:
    return choices[rng.integers(len(choices))]
