"""Pairs of texts that mean the same: dates as people write them and as ISO does, English and French phrases.

Both are generated from a seed and can be told right or wrong; the phrases have what makes translation more than a
dictionary: gender, number, elision, adjectives behind the noun, "ne ... pas", the past tense.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

Pair = tuple[str, str]
Rng = np.random.Generator

PATIENCE = 1000  # draws without a new source
FIRST_DAY, DAYS = datetime.date(1950, 1, 1), 36_525  # a hundred years


class Language(NamedTuple):
    """How a language writes dates: names of weekdays (Monday first) and months, with blanks between, and formats."""

    weekdays: str
    months: str
    formats: tuple[str, ...]


LANGUAGES = {
    "English": Language(
        "monday tuesday wednesday thursday friday saturday sunday",
        "january february march april may june july august september october november december",
        ("{d} {m} {y}", "{m} {d}, {y}", "{w}, {m} {d}, {y}"),
    ),
    "French": Language(
        "lundi mardi mercredi jeudi vendredi samedi dimanche",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        ("{d} {m} {y}", "le {d} {m} {y}", "{w} {d} {m} {y}"),
    ),
    "German": Language(
        "montag dienstag mittwoch donnerstag freitag samstag sonntag",
        "januar februar märz april mai juni juli august september oktober november dezember",
        ("{d}. {m} {y}", "am {d}. {m} {y}", "{w}, {d}. {m} {y}"),
    ),
    "Spanish": Language(
        "lunes martes miércoles jueves viernes sábado domingo",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        ("{d} de {m} de {y}", "{d} {m} {y}", "{w}, {d} de {m} de {y}"),
    ),
}


def dates(count: int, seed: int = 0) -> list[Pair]:
    """Draw dates in four languages, each with its ISO form: ("am 3. mai 2017", "2017-05-03"); no source twice."""
    languages = list(LANGUAGES.values())

    def one(rng: Rng) -> Pair:
        day = FIRST_DAY + datetime.timedelta(int(rng.integers(DAYS)))
        language = languages[rng.integers(len(languages))]
        form = language.formats[rng.integers(len(language.formats))]
        weekday, month = language.weekdays.split()[day.weekday()], language.months.split()[day.month - 1]
        return form.format(d=day.day, m=month, y=day.year, w=weekday), day.isoformat()

    return _different(one, count, np.random.default_rng([seed, 5]))


def phrases(count: int, seed: int = 0) -> list[Pair]:
    """Draw English sentences with their French translation, words apart by blanks; no source twice."""
    return _different(_sentence, count, np.random.default_rng([seed, 3]))


class Noun(NamedTuple):
    """English and French, singular and plural, and the French gender, m or f."""

    en: str
    ens: str
    fr: str
    frs: str
    gender: str


class Adjective(NamedTuple):
    """English; French m, f and their plurals; whether it stands before its noun."""

    en: str
    forms: tuple[str, str, str, str]
    before: bool


class Verb(NamedTuple):
    """English base, third person and past; French singular, plural and participle."""

    base: str
    third: str
    past: str
    fr: str
    frs: str
    participle: str


def _rows(table: str) -> list[list[str]]:
    return [line.split() for line in table.strip().splitlines()]


ANIMALS = [
    Noun(*row)
    for row in _rows("""
    dog dogs chien chiens m
    cat cats chat chats m
    bird birds oiseau oiseaux m
    horse horses cheval chevaux m
    cow cows vache vaches f
    """)
]
PEOPLE = [
    Noun(*row)
    for row in _rows("""
    girl girls fille filles f
    boy boys garçon garçons m
    woman women femme femmes f
    man men homme hommes m
    child children enfant enfants m
    queen queens reine reines f
    king kings roi rois m
    """)
]
THINGS = [
    Noun(*row)
    for row in _rows("""
    apple apples pomme pommes f
    book books livre livres m
    house houses maison maisons f
    car cars voiture voitures f
    tree trees arbre arbres m
    chair chairs chaise chaises f
    letter letters lettre lettres f
    garden gardens jardin jardins m
    flower flowers fleur fleurs f
    orange oranges orange oranges f
    picture pictures image images f
    knife knives couteau couteaux m
    """)
]
COLOURS = [
    Adjective(row[0], (row[1], row[2], row[3], row[4]), before=False)
    for row in _rows("""
    black noir noire noirs noires
    white blanc blanche blancs blanches
    green vert verte verts vertes
    red rouge rouge rouges rouges
    """)
]
SIZES = [
    Adjective(row[0], (row[1], row[2], row[3], row[4]), before=True)
    for row in _rows("""
    old vieux vieille vieux vieilles
    big grand grande grands grandes
    small petit petite petits petites
    young jeune jeune jeunes jeunes
    """)
]
VERBS = [
    Verb(*row)
    for row in _rows("""
    see sees saw voit voient vu
    like likes liked aime aiment aimé
    want wants wanted veut veulent voulu
    find finds found trouve trouvent trouvé
    draw draws drew dessine dessinent dessiné
    buy buys bought achète achètent acheté
    lose loses lost perd perdent perdu
    follow follows followed suit suivent suivi
    """)
]
VOWELS = set("aeiouéèh")  # every h of these words is silent
ENDINGS = (("", ""), ("today", "aujourd'hui"), ("again", "encore"), ("with joy", "avec joie"))


def _noun_phrase(rng: Rng, nouns: list[Noun], negated: bool = False) -> tuple[str, str, bool]:
    """A noun with its article and perhaps an adjective: English, French, whether it is plural."""
    noun, plural = nouns[rng.integers(len(nouns))], bool(rng.random() < 0.35)
    choices = SIZES if noun in PEOPLE else COLOURS + SIZES
    adjective = choices[rng.integers(len(choices))] if rng.random() < 0.5 else None
    english, french = noun.ens if plural else noun.en, noun.frs if plural else noun.fr
    if adjective:
        english = f"{adjective.en} {english}"
        form = adjective.forms[(noun.gender == "f") + 2 * plural]
        if form == "vieux" and not plural and french[0] in VOWELS:
            form = "vieil"
        french = f"{form} {french}" if adjective.before else f"{french} {form}"
    vowel, male = french[0] in VOWELS, noun.gender == "m"
    article = ("the", "a", "this", "my")[rng.integers(4)]
    if article == "the":
        fr = "les" if plural else "l'" if vowel else "le" if male else "la"
    elif article == "this":
        fr = "ces" if plural else "cet" if male and vowel else "ce" if male else "cette"
    elif article == "my":
        fr = "mes" if plural else "mon" if male or vowel else "ma"
    elif negated or (plural and adjective and adjective.before):
        fr = "d'" if vowel else "de"
    else:
        fr = "des" if plural else "un" if male else "une"
    if article == "a":
        article = ("any" if negated else "some") if plural else "an" if english[0] in "aeiou" else "a"
    if article == "this" and plural:
        article = "these"
    return f"{article} {english}", f"{fr} {french}", plural


def _sentence(rng: Rng) -> Pair:
    """Subject, verb (present or past, perhaps negated), object, perhaps an ending."""
    negated, past = rng.random() < 0.3, rng.random() < 0.4
    who, qui, plural = _noun_phrase(rng, ANIMALS + PEOPLE)
    what, quoi, _ = _noun_phrase(rng, THINGS + ANIMALS, negated)
    verb = VERBS[rng.integers(len(VERBS))]
    french = (("ont" if plural else "a"), verb.participle) if past else ((verb.frs if plural else verb.fr), "")
    if negated:
        do = "did" if past else "do" if plural else "does"
        english = f"{do} not {verb.base}"
        ne = "n'" if french[0][0] in VOWELS else "ne"
        said = f"{ne} {french[0]} pas {french[1]}"
    else:
        english = verb.past if past else verb.base if plural else verb.third
        said = f"{french[0]} {french[1]}"
    end, fin = ENDINGS[rng.integers(len(ENDINGS))]
    return (
        " ".join(f"{who} {english} {what} {end} .".split()),
        " ".join(f"{qui} {said} {quoi} {fin} .".replace("' ", "'").split()),
    )


def _different(draw: Callable[[Rng], Pair], count: int, rng: Rng) -> list[Pair]:
    """Draw until there are `count` pairs with different sources."""
    pairs: dict[str, str] = {}
    in_vain = 0
    while len(pairs) < count:
        source, target = draw(rng)
        in_vain = in_vain + 1 if source in pairs else 0
        if in_vain == PATIENCE:
            raise ValueError(f"there are hardly more than {len(pairs):,} different sources, not {count:,}")
        pairs[source] = target
    return list(pairs.items())
