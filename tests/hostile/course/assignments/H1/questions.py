"""One shape question, without its answer."""

from kit.questions import Bank, Family

SIZE = Family(
    "H1-Q-S1",
    "a product",
    lambda rng: {"a": rng.randrange(11, 10**6), "b": rng.randrange(11, 10**6)},
    lambda p: f"How many entries has a matrix of shape `({p['a']}, {p['b']})`?",
    int,
    "12",
)
BANK = Bank("H1", {SIZE.id: SIZE}, {}, (), {})
