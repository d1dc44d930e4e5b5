"""Choose the answer of every place among the pieces that are meant for it; join what was split."""

from __future__ import annotations

from dataclasses import dataclass, field

from autograder.submission.code import defines, parses, tidy
from autograder.submission.join import PIECES, Free, join, joined, whole
from autograder.submission.pieces import Piece
from autograder.submission.places import Course, Kind, Place
from autograder.submission.recognise import DEFINITION, ID


@dataclass
class Answer:
    """The text of a place and the pieces that it is made of; ``before`` are earlier versions, which run before it."""

    text: str
    pieces: list[Piece]
    before: list[Piece] = field(default_factory=list)


def match(pieces: list[Piece], course: Course, notes: list[str]) -> dict[Place, Answer]:
    """Return the answers that were found, by place."""
    at = {piece: number for number, piece in enumerate(pieces)}
    meant: dict[Place, list[Piece]] = {}
    for piece in pieces:
        if piece.own and piece.place is not None:
            meant.setdefault(piece.place, []).append(piece)
    found: dict[Place, Answer] = {}
    used: set[Piece] = set()
    for place in course.places:
        if place.wanted:
            free = Free(pieces, at, place, used)
            choose = _code if place.kind is Kind.CODE else _written
            answer = choose(place, meant.get(place, []), free, notes)
            if answer is None:
                notes.append(f"{place.name}: no answer was found")
            else:
                found[place] = answer
                used.update(answer.pieces, answer.before)
    return found


def _code(place: Place, meant: list[Piece], free: Free, notes: list[str]) -> Answer | None:
    filled = [piece for piece in meant if not place.is_stub(piece.text)]
    stubs = [piece for piece in meant if place.is_stub(piece.text)]
    named = [piece for piece in filled if piece.how != DEFINITION]
    if not named and stubs:
        # a definition after the stub wins where it stands; one before it would lose to the stub
        early = [one for one in filled if whole(place, one.text) and free.at[one] < free.at[stubs[-1]]]
        if len(early) < sum(whole(place, one.text) for one in filled) or not early:
            if filled:
                notes.append(f"{place.name}: left as it was; a cell of the student's own has the code")
            return Answer(stubs[-1].text, stubs)
        filled = early
    answer = _choose(place, named or filled, free, notes)
    if answer is not None:
        answer.pieces += stubs
    return answer


def _choose(place: Place, options: list[Piece], free: Free, notes: list[str]) -> Answer | None:
    """The last version that is whole, by itself or with its neighbours; else the best there is."""
    if not options:
        return None
    versions: list[tuple[str, list[Piece]]] = []
    for piece in options[-PIECES:]:
        if not any(piece in members for _, members in versions):
            versions.append(joined(place, piece, free))
    text, members = max(reversed(versions), key=lambda one: _score(place, one[0]))
    if not whole(place, text) and 1 < len(options) <= PIECES and whole(place, together := join(options)):
        text, members = together, list(options)
    others = [one for one in versions if one[1][0] not in members]
    same = [piece for other, some in others if _same(other, text) for piece in some]
    before = [piece for other, some in others for piece in some if piece not in same and _competes(place, other)]
    if len(members) > 1:
        notes.append(f"{place.name}: joined from {len(members)} cells")
    elif members[0].how != ID:
        notes.append(f"{place.name}: recovered by {members[0].how}")
    elif members[0].kind != "code":
        notes.append(f"{place.name}: was a cell of text, is code again")
    if before:
        notes.append(f"{place.name}: there are different versions; the last complete one counts")
    return Answer(text, members + same, before)


def _score(place: Place, text: str) -> tuple[bool, int, bool]:
    return whole(place, text), len(defines(text) & place.defines), parses(text)


def _competes(place: Place, text: str) -> bool:
    """Whether a text is another version; a cell that only bears the name stays where it is."""
    return bool(defines(text) & place.defines) or not parses(text)


def _same(one: str, other: str) -> bool:
    """Whether two texts are equal but for blank lines, which a split loses."""
    return [line.rstrip() for line in one.split("\n") if line.strip()] == [
        line.rstrip() for line in other.split("\n") if line.strip()
    ]


def _written(place: Place, meant: list[Piece], free: Free, notes: list[str]) -> Answer | None:
    """All that was written for a question, in order: a person reads it."""
    anchors = meant[-PIECES:] or _question(place, free)
    around = {one for anchor in anchors for one in free.run(anchor, _is_text) if one.own}
    texts = sorted({*anchors, *around}, key=free.at.__getitem__)
    texts = [one for one in texts if one.own]
    kept: list[Piece] = []
    for one in texts:
        if place.is_stub(one.text):
            continue
        if not any(tidy(one.text) in tidy(other.text) for other in kept):
            kept = [other for other in kept if tidy(other.text) not in tidy(one.text)] + [one]
    if not kept:
        return Answer(texts[-1].text, texts) if texts else None
    if len(kept) > 1:
        notes.append(f"{place.name}: joined from {len(kept)} cells")
    elif kept[0].how != ID:
        notes.append(f"{place.name}: recovered by {kept[0].how or 'its place after the question'}")
    text = kept[0].text if len(kept) == 1 else "\n\n".join(one.text.strip("\n") for one in kept)
    return Answer(text, [*kept, *(one for one in texts if one not in kept)])


def _question(place: Place, free: Free) -> list[Piece]:
    """The text or cell that asks, if it is there."""
    asks = (one for one in free.pieces if not one.own and one.place is not None)
    return [one for one in asks if one.place is not None and one.place.index == place.index - 1][:1]


def _is_text(piece: Piece) -> bool:
    return piece.kind != "code" or not parses(piece.text)
