"""Tell the instructor's text from the student's, cut merged cells, and say where each piece belongs."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.submission.code import defines, parses, statements, tidy, words
from autograder.submission.pieces import Piece
from autograder.submission.places import BANNER, Course, Kind, Place

ID, BANNER_LINE, DEFINITION = "its id", "its banner", "what it defines"


def recognise(cells: list[Piece], course: Course, notes: list[str]) -> list[Piece]:
    """Return the pieces in order: locked text with its place, student's text with the place it is meant for."""
    parts = [part for cell in cells for part in _known_text(cell, course) if part.ids or not part.blank]
    held = {place for part in parts if part.own and not part.blank and (place := _named(part, course)) is not None}
    out: list[Piece] = []
    for part in parts:
        named = _by_id(part, course) or _by_text(part, course)
        if not part.own:
            out.append(part)
        elif named is not None and not named.wanted and _head(part, course) is None:
            out += [_claimed(one, course) if one.own else one for one in _unlocked(part, named, notes)]
        else:
            out += [_claimed(one, course) for one in _by_definitions(part, course, held)]
    return out


def _known_text(cell: Piece, course: Course) -> Iterator[Piece]:
    """Cut a cell at locked text inside it and at banners."""
    lines = cell.text.split("\n")
    cuts: list[tuple[int, int, Place | None]] = []
    at = 0
    while at < len(lines):
        if (known := _block(lines, at, course)) is not None:
            block, size = known
            cuts.append((at, at + size, block))
            at += size
            continue
        head = lines[at].rstrip()
        if head.startswith("#") and head in course.by_head:
            cuts.append((at, at, None))
        at += 1
    firsts = [start for start, end, _ in cuts if start == end]
    if len(cuts) == len(firsts) <= 1 and (not firsts or not "".join(lines[: firsts[0]]).strip()):
        yield cell
        return
    named = _by_id(cell, course)
    owned = any(place is named for _, _, place in cuts)  # else its id goes to the first part that nothing names
    for start, end, place in _spans(cuts, len(lines)):
        text = "\n".join(lines[start:end])
        if place is not None:
            yield cell.part(text, place=place, own=False)
            continue
        part = cell.part(text.strip("\n"))
        if not (owned or part.blank or _head(part, course)):
            part.ids, owned = cell.ids, True
        yield part


def _spans(cuts: list[tuple[int, int, Place | None]], length: int) -> Iterator[tuple[int, int, Place | None]]:
    at = 0
    for start, end, place in cuts:
        if start > at:
            yield at, start, None
        if end > start:
            yield start, end, place
        at = end
    if at < length:
        yield at, length, None


def _block(lines: list[str], at: int, course: Course) -> tuple[Place, int] | None:
    """The locked place whose whole text starts at a line, and the number of its lines."""
    for place in course.by_line.get(lines[at].rstrip(), ()):
        for text in (tidy(place.full), tidy(place.text)):
            size = text.count("\n") + 1
            if tidy("\n".join(lines[at : at + size])) == text:
                return place, size
    return None


def _named(piece: Piece, course: Course) -> Place | None:
    return _head(piece, course) or _by_id(piece, course)


def _head(piece: Piece, course: Course) -> Place | None:
    return course.by_head.get(piece.text.strip("\n").partition("\n")[0].rstrip())


def _by_id(piece: Piece, course: Course) -> Place | None:
    return next((course.by_id[name] for name in piece.ids if name in course.by_id), None)


def _by_text(piece: Piece, course: Course) -> Place | None:
    """The instructor's prose that a text without a known id is, perhaps changed."""
    if piece.kind == "code" or piece.blank:
        return None
    first = course.by_line.get(piece.text.strip("\n").partition("\n")[0].rstrip(), ())
    return course.by_words.get(words(piece.text)) or next((one for one in first if one.kind is Kind.PROSE), None)


def _by_definitions(piece: Piece, course: Course, held: set[Place]) -> list[Piece]:
    """Cut a cell that defines the answers of several places which have no other cell, not even an empty stub."""
    named = {course.by_definition[name] for name in defines(piece.text) if name in course.by_definition}
    mine = _named(piece, course)
    if len({place for place in named if place not in held or place is mine}) < 2:
        return [piece]
    parts: list[tuple[Place | None, list[str]]] = []
    waiting: list[str] = []
    for one in statements(piece.text):
        owners = [course.by_definition[name] for name in one.names if name in course.by_definition]
        owner = next((place for place in owners if place is mine or place not in held), None)
        waiting.append(one.text)
        if owner is not None:
            if not parts or parts[-1][0] is not owner:
                parts.append((owner, []))
            parts[-1][1].extend(waiting)
            waiting = []
    if len(parts) < 2:
        return [piece]
    parts[-1][1].extend(waiting)
    kept = mine if any(owner is mine for owner, _ in parts) else None
    return [
        piece.part("\n".join(lines).strip("\n"), ids=piece.ids if owner is kept and kept is not None else ())
        for owner, lines in parts
    ]


def _claimed(piece: Piece, course: Course) -> Piece:
    """Set where a student's piece belongs: by its banner, by its id, else by what it defines."""
    head, named, found = _head(piece, course), _by_id(piece, course), BANNER.search(piece.text)
    names = defines(piece.text)
    fits = {course.by_definition[name] for name in names if name in course.by_definition}
    if head is not None:
        piece.place, piece.how = head, ID if head is named else BANNER_LINE
    elif named is not None and (named in fits or not fits or named.kind is Kind.WRITTEN):
        piece.place, piece.how = named, ID
    elif fits and (piece.kind == "code" or parses(piece.text)):
        piece.place = min(fits, key=lambda place: (-len(place.defines & names), place.index))
        piece.how = BANNER_LINE if found and found[1] == piece.place.exercise else DEFINITION
    elif named is not None:
        piece.place, piece.how = named, ID
    elif piece.kind == "code" and found and len(places := course.of_exercise(found[1])) == 1:
        piece.place, piece.how = places[0], BANNER_LINE
    elif piece.kind != "code":
        first = piece.text.strip("*#_ \n").partition("\n")[0].replace(":", " ").replace("*", " ").split()
        place = course.by_id.get(first[0]) if first else None
        if place is not None and place.kind is Kind.WRITTEN:
            piece.place, piece.how = place, BANNER_LINE
    return piece


def _unlocked(piece: Piece, named: Place, notes: list[str]) -> list[Piece]:
    """Put the instructor's text in the place of a changed one; what the student wrote there is kept beside it."""
    ours = piece.part(named.text, place=named, own=False)
    if set(words(piece.text)) <= set(words(named.text)) and (named.kind is Kind.PROSE or piece.blank):
        return [ours]
    if named.kind is Kind.PROSE:
        notes.append(f"{named.name}: the text was changed; ours is shown, the student's follows it")
        return [ours, piece.part(piece.text)]
    given = statements(named.full)
    forms, mine = {one.dump for one in given}, {name for one in given for name in one.names}
    fresh = [one for one in statements(piece.text) if one.dump not in forms]
    kept = [one for one in fresh if one.names and not one.names & mine]
    if not fresh and parses(piece.text):
        return [ours]
    if not kept:
        notes.append(f"{named.name}: the locked cell was changed; ours is used")
        return [ours]
    names = ", ".join(sorted(name for one in kept for name in one.names))[:100]
    notes.append(f"{named.name}: the locked cell was changed; ours is used, and before it what defines {names}")
    return [piece.part("\n".join(one.text for one in kept).strip("\n")), ours]
