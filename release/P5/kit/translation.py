"""Translation as many-to-many: an encoder-decoder around the recurrent layer and cell of the exercises.

The encoder reads the source and hands its last state to the decoder, which writes the target symbol by symbol. With
an attention function (queries, keys, values, mask -> output, weights) the decoder looks at all states of the encoder.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from kit.logs import bar

Pair = tuple[str, str]
Attention = Callable[..., tuple[Tensor, Tensor]]

PADDING, START, END = 0, 1, 2
SPECIAL = 3


class Vocabulary:
    """The symbols of one side of the pairs and their numbers; 0 fills up, 1 starts, 2 ends.

    Parameters
    ----------
    texts
        All symbols are taken from them.
    words
        Whether a symbol is a word (between blanks) or a character.
    """

    def __init__(self, texts: Sequence[str], words: bool = False) -> None:
        self.words = words
        found = sorted({symbol for text in texts for symbol in self.split(text)})
        self._numbers = {symbol: number for number, symbol in enumerate(found, SPECIAL)}
        self._symbols = ["", "", "", *found]

    def __len__(self) -> int:
        """Return the number of symbols with the three special ones."""
        return len(self._symbols)

    def split(self, text: str) -> list[str]:
        """Return the symbols of a text."""
        return text.split() if self.words else list(text)

    def encode(self, text: str) -> list[int]:
        """Return the numbers of the symbols of a text, and of the end.

        Raises
        ------
        ValueError
            A symbol does not occur in the texts of the vocabulary.
        """
        unknown = [symbol for symbol in self.split(text) if symbol not in self._numbers]
        if unknown:
            raise ValueError(f"{unknown[0]!r} does not occur in the training texts")
        return [self._numbers[symbol] for symbol in self.split(text)] + [END]

    def decode(self, numbers: Sequence[int]) -> str:
        """Return the text of numbers, up to the end."""
        kept = list(numbers[: numbers.index(END)] if END in numbers else numbers)
        return (" " if self.words else "").join(self._symbols[number] for number in kept)


class Translator(nn.Module):
    """Encoder and decoder with one GRU each.

    Parameters
    ----------
    Recurrent, make_cell
        Of the exercises; `Recurrent` reads the source in one call, a cell writes the target.
    source, target
        The vocabularies.
    attention
        Called as ``attention(q, k, v, mask=mask)``; None: the decoder knows the encoder's last state only.
    """

    def __init__(
        self,
        Recurrent: Callable[..., nn.Module],
        make_cell: Callable[..., nn.Module],
        source: Vocabulary,
        target: Vocabulary,
        embed_size: int = 32,
        hidden_size: int = 96,
        attention: Attention | None = None,
    ) -> None:
        super().__init__()
        self.source, self.target, self.attention = source, target, attention
        self.read = nn.Embedding(len(source), embed_size)
        self.encoder = Recurrent("gru", embed_size, hidden_size)
        self.write = nn.Embedding(len(target), embed_size)
        self.decoder = make_cell("gru", embed_size, hidden_size)
        self.merge = nn.Linear(2 * hidden_size, hidden_size) if attention else None
        self.head = nn.Linear(hidden_size, len(target))

    def encode(self, sources: Tensor) -> tuple[Tensor, Tensor]:
        """Read sources (B, S), filled up at the left: all outputs (B, S, H) and the last state (B, H)."""
        outputs, state = self.encoder(self.read(sources))
        return outputs, state[-1]

    def look(self, states: Tensor, outputs: Tensor, sources: Tensor) -> tuple[Tensor, Tensor | None]:
        """Let the decoder's states (B, T, H) look at the encoder's outputs: logits (B, T, V), weights (B, T, S)."""
        if self.attention is None or self.merge is None:
            return self.head(states), None
        mask = (sources != PADDING)[:, None].expand(-1, states.shape[1], -1)
        context, weights = self.attention(states, outputs, outputs, mask=mask)
        return self.head(torch.tanh(self.merge(torch.cat([states, context], dim=2)))), weights

    def forward(self, sources: Tensor, previous: Tensor) -> Tensor:
        """Return logits (B, T, V) for sources (B, S) and the true previous symbols (B, T)."""
        outputs, state = self.encode(sources)
        states = []
        for symbols in self.write(previous).unbind(1):
            state = self.decoder(symbols, state)
            states.append(state)
        return self.look(torch.stack(states, dim=1), outputs, sources)[0]


def train_translator(
    net: Translator, pairs: Sequence[Pair], epochs: int, lr: float = 6e-3, batch: int = 64, steps: int | None = None
) -> list[float]:
    """Train on pairs with the true previous symbol as the decoder's input; return the loss of each epoch.

    Parameters
    ----------
    steps
        Stop an epoch after so many batches.
    """
    device = net.head.weight.device
    sources, targets = _batch_of(net, pairs)
    previous = F.pad(targets[:, :-1], (1, 0), value=START)
    data = [part.to(device) for part in (sources, previous, targets)]
    count = min(-(-len(pairs) // batch), steps or len(pairs))
    optimizer = torch.optim.Adam(net.parameters(), lr)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, lr, total_steps=epochs * count)
    losses = []
    net.train()
    for epoch in range(epochs):
        total = 0.0
        chosen = torch.randperm(len(pairs), device=device).split(batch)
        for _, rows in zip(bar(range(count), f"epoch {epoch + 1}"), chosen, strict=False):
            x, before, y = (part[rows] for part in data)
            loss = F.cross_entropy(net(x, before).flatten(0, 1), y.flatten(), ignore_index=PADDING)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += loss.item()
        losses.append(total / count)
    return losses


@torch.no_grad()
def translate(net: Translator, texts: Sequence[str], longest: int = 40) -> tuple[list[str], list[Tensor]]:
    """Write the most probable symbol at each step.

    Returns
    -------
    The translations, and for each the weights of its symbols (rows) on the source's symbols; both with the end.
    The list of weights is empty without attention.
    """
    was_training = net.training
    net.eval()
    device = net.head.weight.device
    sources = _left_filled([net.source.encode(text) for text in texts]).to(device)
    outputs, state = net.encode(sources)
    symbols = torch.full((len(texts),), START, device=device)
    written, looked = [], []
    for _ in range(longest):
        state = net.decoder(net.write(symbols), state)
        logits, weights = net.look(state[:, None], outputs, sources)
        symbols = logits[:, 0].argmax(1)
        written.append(symbols)
        looked.append(weights)
        if all((torch.stack(written) == END).any(0)):
            break
    net.train(was_training)
    numbers = torch.stack(written, dim=1).tolist()
    translations = [net.target.decode(row) for row in numbers]
    if net.attention is None:
        return translations, []
    maps = torch.cat([weights for weights in looked if weights is not None], dim=1)
    lengths = [row.index(END) + 1 if END in row else len(row) for row in numbers]
    return translations, [
        part[:length, source != PADDING].cpu() for part, length, source in zip(maps, lengths, sources, strict=True)
    ]


def exact(net: Translator, pairs: Sequence[Pair]) -> float:
    """Share of the pairs whose translation is right to the last symbol."""
    translations, _ = translate(net, [source for source, _ in pairs])
    return sum(found == target for found, (_, target) in zip(translations, pairs, strict=True)) / len(pairs)


def symbol_accuracy(net: Translator, pairs: Sequence[Pair]) -> list[float]:
    """Share of right symbols at each place of the targets, as far as the shortest target goes."""
    translations, _ = translate(net, [source for source, _ in pairs])
    found = [net.target.split(text) for text in translations]
    true = [net.target.split(target) for _, target in pairs]
    return [
        sum(f[place : place + 1] == t[place : place + 1] for f, t in zip(found, true, strict=True)) / len(pairs)
        for place in range(min(len(symbols) for symbols in true))
    ]


def _batch_of(net: Translator, pairs: Sequence[Pair]) -> tuple[Tensor, Tensor]:
    """Sources (N, S), filled up at the left, so that the last step reads the last symbol, and targets (N, T)."""
    sources = _left_filled([net.source.encode(source) for source, _ in pairs])
    rows: list[Any] = [torch.tensor(net.target.encode(target)) for _, target in pairs]
    return sources, nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=PADDING)


def _left_filled(rows: Sequence[Sequence[int]]) -> Tensor:
    longest = max(len(row) for row in rows)
    return torch.tensor([[PADDING] * (longest - len(row)) + list(row) for row in rows])
