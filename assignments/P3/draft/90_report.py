# %% [markdown]
# ## Export
#
# Run the notebook once more from top to bottom in a fresh kernel and save it. Then call `export_html` in a
# cell of your own, with your number and name (they are stored; later `export_html()` is enough). It writes
# `NUMBER_NAME_P3.html`, for example `17_Ada-Lovelace_P3.html`: one file with all outputs and pictures, those of your
# answers too. Open it and look at it before you hand it in.

# %% role="use" needs=""
from kit.export import export_html
# export_html(17, "Ada Lovelace", "P3")

# %% [markdown]
# ## Glossary
#
# | term | meaning |
# |---|---|
# | ablation | one part is taken away or exchanged, the rest stays, both runs are compared |
# | attention weight | share of a key's value in the output of a query; a row sums to 1 |
# | back-propagation through time | the gradient of a recurrence, step by step from the end; *truncated*: cut at chunk ends |
# | bidirectional | one cell reads forwards, another one backwards; their outputs are concatenated |
# | byte-pair encoding | vocabulary of frequent pieces of words |
# | candidate | what an LSTM or GRU might write into its state |
# | cell | one step of a recurrence: input and state in, new state out |
# | cell state | the memory of an LSTM, beside the hidden state |
# | clipping | limiting the norm of the gradients before the step |
# | CLS | learned token in front of the patches; its last state is classified |
# | detach | same values, no graph |
# | embedding | learned vector of a symbol or of a patch |
# | equivariant, invariant | the output changes in the same way as the input; the output does not change |
# | gate | factors between 0 and 1, computed from input and state |
# | head | one of several attentions side by side, each on its share of the width |
# | hidden state | what a recurrent network hands from step to step |
# | inductive bias | assumptions of a learner for inputs it has not seen |
# | layer norm, batch norm | statistics per token over its features; per feature over the batch |
# | mask | which keys a query may attend to |
# | patch, token | piece of an image; an element of the sequence |
# | position encoding | vector of a position, added to its token; *learned* or *fixed* |
# | pre-norm, post-norm | norm inside the residual branch; after the sum |
# | query, key, value | what a token asks, what it offers, what it hands over |
# | residual connection | the input of a branch is added to its output |
# | rollout | attention of all layers multiplied, the residual path counted in |
# | sequence-to-sequence | an encoder reads all, a decoder writes; two lengths |
# | warm-up | the learning rate rises before it falls |
