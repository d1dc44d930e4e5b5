"""Put together again what was one answer and came as several cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from autograder.submission.code import defines, parses, statements
from autograder.submission.pieces import Piece
from autograder.submission.places import Place

WINDOW = 4
PIECES = 20


@dataclass
class Free:
    """The neighbours of a piece that may belong to the same answer."""

    pieces: list[Piece]
    at: dict[Piece, int]
    place: Place
    used: set[Piece]

    def run(self, piece: Piece, fits: Callable[[Piece], bool]) -> list[Piece]:
        """The pieces around one, it included, that are the student's, meant for no other place, and `fits`."""
        start = end = self.at[piece]
        while end + 1 < len(self.pieces) and end - start < PIECES and self._free(end + 1, fits):
            end += 1
        while start > 0 and end - start < PIECES and self._free(start - 1, fits):
            start -= 1
        return self.pieces[start : end + 1]

    def _free(self, number: int, fits: Callable[[Piece], bool]) -> bool:
        piece = self.pieces[number]
        return piece.own and piece.place in (None, self.place) and piece not in self.used and fits(piece)


def whole(place: Place, text: str) -> bool:
    """Whether a text is Python that defines all that is asked for."""
    return place.defines <= defines(text) and parses(text)


def join(pieces: list[Piece]) -> str:
    """The text of pieces of code, one below the other."""
    return "\n".join(piece.text.strip("\n") for piece in pieces)


def joined(place: Place, piece: Piece, free: Free) -> tuple[str, list[Piece]]:
    """A piece with those neighbours that only make sense together with it."""
    members = [piece]
    run = free.run(piece, lambda one: one.kind == piece.kind and not place.is_stub(one.text))
    for _ in range(PIECES):
        wider = next((some for some in _windows(run, members) if _gains(place, members, some)), None)
        if wider is None:
            break
        members = wider
    return (join(members) if len(members) > 1 else piece.text), members


def _windows(run: list[Piece], members: list[Piece]) -> Iterator[list[Piece]]:
    """Stretches of a run around its members, with up to three more, the shortest first."""
    first, last = run.index(members[0]), run.index(members[-1])
    for more in range(1, WINDOW):
        for ahead in range(more + 1):
            start, end = first - ahead, last + more - ahead
            if start >= 0 and end < len(run):
                yield run[start : end + 1]


def _gains(place: Place, members: list[Piece], wider: list[Piece]) -> bool:
    text, before = join(wider), join(members)
    names = [name for one in wider for name in defines(one.text) & place.defines]
    if len(names) > len(set(names)) or not parses(text):  # another version is no other half
        return False
    fresh = [one for one in wider if one not in members]
    if not parses(before) or any(not parses(one.text) or _remark(one, place) for one in fresh):
        return True
    if all(_remark(one, place) for one in members):
        return bool(names)
    return len(set(names)) > max(len(defines(one.text) & place.defines) for one in wider)


def _remark(piece: Piece, place: Place) -> bool:
    """Whether a piece of an answer is its banner alone, or another comment."""
    return piece.place is place and not statements(piece.text)
