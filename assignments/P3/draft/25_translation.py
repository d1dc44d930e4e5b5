# %% [markdown]
# ## Translation: many-to-many with two lengths
#
# A translation is not as long as its source, and its words come in another order. So there are two recurrent nets:
# the **encoder** (many-to-one) reads the whole source, its last state is handed over, and the **decoder**
# (one-to-many) writes the target symbol by symbol, each time with the symbol before as its input. It begins with a
# start symbol and stops when it writes the end symbol.
#
# While training, the decoder gets the *true* previous symbol (*teacher forcing*); afterwards it gets its own, and
# one mistake can spoil the rest. The pairs here are generated: dates as English, French, German and Spanish write
# them, and ISO 8601. Characters are the symbols; larger systems cut rare words into pieces (byte-pair encoding), so
# that a small vocabulary is enough.
#
# `Translator` in `kit/translation.py` is given: your `Recurrent` is the encoder, a cell of `make_cell` the decoder.

# %% role="given"
from kit.data.parallel import dates
from kit.plots.recurrent import plot_symbol_accuracy
from kit.translation import Translator, Vocabulary, exact, symbol_accuracy, train_translator, translate

date_pairs = dates(sized(grade=80, demo=2_000, full=8_000) + 200)
date_train, date_test = date_pairs[:-200], date_pairs[-200:]
date_source, date_target = (Vocabulary(side) for side in zip(*date_pairs, strict=True))
print("\n".join(f"{source:36} {target}" for source, target in date_train[:5]))


def translation_table(net, pairs):
    """Translations of some pairs beside the right ones."""
    found, _ = translate(net, [source for source, _ in pairs])
    rows = [(source, text, target, text == target) for (source, target), text in zip(pairs, found, strict=True)]
    return pd.DataFrame(rows, columns=["source", "translation", "right one", "exact"])


# %% role="use" needs="P3-E4"
# alt: a table of eight dates with their translation; below, the share of right symbols at each of the ten places
torch.manual_seed(student_number)
date_epochs, date_steps = sized(grade=1, demo=6, full=40), sized(grade=2, demo=None, full=None)
plain_net = Translator(Recurrent, make_cell, date_source, date_target, hidden_size=64).to(device)
with timed("translation, last state only"):
    plain_losses = train_translator(plain_net, date_train, date_epochs, steps=date_steps)
print("loss of each epoch:", ", ".join(f"{loss:.2f}" for loss in plain_losses))
print(f"right to the last symbol: {exact(plain_net, date_test):.1%} of {len(date_test)} new dates")
display(translation_table(plain_net, date_test[:8]))
date_shares = {"last state only": symbol_accuracy(plain_net, date_test)}
plot_symbol_accuracy(date_shares, "YYYY-MM-DD")
plt.show()

# %% [markdown]
# Everything the decoder knows of the source is one state of 64 numbers. Read the figure: which part of the date gets
# through first, and where does it stand in the sources? What was read long ago has to survive every later step; part 3
# takes the same net and lets the decoder look back.
