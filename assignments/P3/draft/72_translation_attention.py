# %% [markdown]
# ## Translation again: the decoder looks back
#
# In part 1 one state had to carry the whole source. Now the decoder's state at each step is a **query**, the
# encoder's states are keys and values, and your `scaled_dot_product_attention` tells which of them matter for the
# next symbol (*cross-attention*: queries and keys come from different sequences; the mask keeps out what only fills
# up the batch). Everything else stays: same pairs, same sizes, same steps, one more linear layer that merges state
# and answer.

# %% role="use" needs="P3-E4 P3-E8"
# alt: eight translated dates; share of right symbols at each place, with and without attention; weights of one date
from kit.plots.attention import plot_attention_matrix

torch.manual_seed(student_number)
looking_net = Translator(
    Recurrent, make_cell, date_source, date_target, hidden_size=64, attention=scaled_dot_product_attention
).to(device)
with timed("translation with attention"):
    looking_losses = train_translator(looking_net, date_train, date_epochs, steps=date_steps)
print("loss of each epoch:", ", ".join(f"{loss:.2f}" for loss in looking_losses))
print(f"right to the last symbol: {exact(looking_net, date_test):.1%} of {len(date_test)} new dates;")
print(f"in part 1, with the last state only: {exact(plain_net, date_test):.1%}")
display(translation_table(looking_net, date_test[:8]))
date_shares["attention"] = symbol_accuracy(looking_net, date_test)
plot_symbol_accuracy(date_shares, "YYYY-MM-DD")
plt.show()

date_found, date_weights = translate(looking_net, [date_test[0][0]])
plot_attention_matrix(date_weights[0], [*date_found[0], "end"], [*date_test[0][0], "end"], "written", "read")
plt.show()

# %% [markdown]
# Each row is one written symbol and sums to 1. The path from a symbol to where it is needed now has length 1, however
# long the source is. A state has already seen what stands before it, so the largest weight need not sit exactly on
# the character that means the same.
