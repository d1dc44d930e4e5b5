# %% [markdown]
# # Part 1 - Recurrent networks
#
# ## Sequences in, sequences out
#
# A sentence, a time series, the patches of an image: the order of the elements matters, and their number changes
# from sample to sample. What goes in and out follows one of a few patterns:
#
# | pattern | example |
# |---|---|
# | one-to-many | captions: an image in, a sentence out |
# | many-to-one | classification of a sequence (E7) |
# | many-to-many, aligned | one answer an element: the next symbol (E5) |
# | many-to-many, encoder and decoder | translation; the two lengths may differ |
#
# The last one, *sequence-to-sequence*, is a many-to-one encoder followed by a one-to-many decoder.

# %% role="use" needs=""
# alt: four patterns of recurrent networks, boxes of input, state and output joined by arrows
from kit.plots.patterns import plot_patterns

plot_patterns()
plt.show()

# %% [markdown]
# ## One cell, many steps
#
# There is **one** recurrent cell, and every element of the sequence passes through it: the same weights at each
# step. Besides the element it takes a hidden state, which carries the history, and gives the next one:
#
# $$h_t = f(x_t, h_{t-1}), \qquad t = 1, \dots, T$$
#
# So each new state combines all that was read so far. A *language model* adds an embedding layer before the cell
# and a linear layer after it, and predicts step by step: each state gives the distribution of the next symbol.
# Symbols are characters, words, or pieces of words; *byte-pair encoding* merges frequent pairs into sub-word
# units, which keeps the vocabulary small and still can write every word. In *captioning* the formula of the
# hidden state gets one more term, a matrix times the features of a CNN.

# %% [markdown]
# ## E1 - The plain cell (3 points)
#
# **Goal:** one step of a recurrent network.
#
# $$h' = \tanh(W_{ih}\, x + b_{ih} + W_{hh}\, h + b_{hh})$$
#
# tanh is bounded and centred at 0, so the state stays in (-1, 1) however often the cell is applied. Later
# exercises (E4, E5, E7) put such cells to work; a mistake here is counted here only.

# %% [markdown]
# | | shape | meaning |
# |---|---|---|
# | `RNNCell(input_size, hidden_size)` | int D, int H | |
# | `weight_ih`, `weight_hh` | (H, D), (H, H) | parameters under these names; all start uniform in $\pm 1/\sqrt{H}$ |
# | `bias_ih`, `bias_hh` | (H,) | both, as torch has them |
# | `x` | float (B, D) | the element of each sample at this step |
# | `h` | (B, H) or None | state before; None means zeros with the device and dtype of `x` |
# | returns | (B, H) | state after; differentiable in everything |
#
# Arguments are left as they were, nothing is kept between two calls, and the cell works after `.to(device)` and
# `.double()`. Not allowed: torch's recurrent cells and layers.
#
# A class may hold its weights in another way if it defines `load_weights(self, weights)`, which takes a dict of
# tensors with the names and shapes of the table: all checks hand the weights over through it. This holds for
# every class of the notebook.

# %% [markdown]
# <details><summary>Hint 1</summary>What is made in <code>forward</code> is new at each call: parameters belong
# into <code>__init__</code>.</details>
# <details><summary>Hint 2</summary>A row of <code>x</code> is a sample, a row of <code>weight_ih</code> a unit:
# which of the two has to be transposed? <code>F.linear(x, weight, bias)</code> does it.</details>
# <details><summary>Hint 3</summary><code>x.new_zeros(...)</code> follows device and dtype of <code>x</code>;
# <code>nn.init.uniform_(p, -a, a)</code> fills a parameter.</details>
#
# Example, B = 1, D = 3, H = 2: where $W_{ih} x + b_{ih} = (0.5, -1)$ and $W_{hh} h + b_{hh} = (0.5, 1)$, the new
# state is $(\tanh 1, \tanh 0) = (0.762, 0)$.


# %% role="answer" exercise="P3-E1"
# TODO P3-E1 (3 points): parameters, and one step
class RNNCell(nn.Module):
    """The plain recurrent cell.

    Parameters ``weight_ih`` (H, D), ``weight_hh`` (H, H), ``bias_ih`` and ``bias_hh`` (H,), uniform in
    +-1/sqrt(H).
    """

    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        ### BEGIN SOLUTION
        self.weight_ih = nn.Parameter(torch.empty(hidden_size, input_size))
        self.weight_hh = nn.Parameter(torch.empty(hidden_size, hidden_size))
        self.bias_ih = nn.Parameter(torch.empty(hidden_size))
        self.bias_hh = nn.Parameter(torch.empty(hidden_size))
        for parameter in self.parameters():
            nn.init.uniform_(parameter, -1 / math.sqrt(hidden_size), 1 / math.sqrt(hidden_size))
        ### END SOLUTION

    def forward(self, x: Tensor, h: Tensor | None = None) -> Tensor:
        """Return the state after one step, (B, H).

        Parameters
        ----------
        x
            float (B, D).
        h
            (B, H), the state before; None: zeros with the device and dtype of `x`.
        """
        ### BEGIN SOLUTION
        if h is None:
            h = x.new_zeros(len(x), self.weight_hh.shape[1])
        return torch.tanh(F.linear(x, self.weight_ih, self.bias_ih) + F.linear(h, self.weight_hh, self.bias_hh))
        ### END SOLUTION


# %% role="check" exercise="P3-E1"
check("P3-E1")

# %% role="grade" exercise="P3-E1"

# %% role="use" needs="P3-E1"
rnn_cell, elements = RNNCell(5, 7), torch.randn(4, 3, 5)  # T = 4 steps of B = 3 samples with D = 5 values
state = None
for element in elements:
    state = rnn_cell(element, state)
print("one cell, 4 steps; state", tuple(state.shape), f"between {state.min():.2f} and {state.max():.2f}")

# %% [markdown]
# ## E2 - The LSTM cell (5 points)
#
# **Goal:** a cell with a memory of its own, for long sequences.
#
# A *gate* is a sigmoid of an affine function of the previous hidden state and the current input; it is multiplied
# elementwise with what it lets through. The *forget* gate f multiplies the memory and drops what is irrelevant,
# the *input* gate i multiplies the candidate g, the *output* gate o multiplies the squashed memory:
#
# $$\begin{aligned} i &= \sigma(W_{ii} x + b_{ii} + W_{hi} h + b_{hi}) &
#   f &= \sigma(W_{if} x + b_{if} + W_{hf} h + b_{hf}) \\
#   g &= \tanh(W_{ig} x + b_{ig} + W_{hg} h + b_{hg}) & o &= \sigma(W_{io} x + b_{io} + W_{ho} h + b_{ho}) \\
#   c' &= f \odot c + i \odot g & h' &= o \odot \tanh(c') \end{aligned}$$
#
# The extra state c, the *cell state*, is changed by addition: along it the gradient is only multiplied by f, and
# an open gate (f near 1) hands it back unchanged over many steps (E5).

# %% [markdown]
# | | shape | meaning |
# |---|---|---|
# | `weight_ih`, `weight_hh` | (4H, D), (4H, H) | four blocks of H rows, in the order **i, f, g, o** |
# | `bias_ih`, `bias_hh` | (4H,) | the same order; all start uniform in $\pm 1/\sqrt{H}$ |
# | `x` | float (B, D) | |
# | `state` | pair (h, c), both (B, H), or None | None means zeros for both, with the device and dtype of `x` |
# | returns | tuple (h', c'), both (B, H) | differentiable in everything |
#
# The rest is as in E1: arguments unchanged, nothing kept, other internals through `load_weights`. Not allowed:
# torch's recurrent cells and layers.
#
# <details><summary>Hint 1</summary>All four sums come from one product with <code>weight_ih</code> and one with
# <code>weight_hh</code>.</details>
# <details><summary>Hint 2</summary><code>sums.chunk(4, dim=1)</code> gives four tensors (B, H): along which axis
# do the blocks lie, and along which the samples?</details>
# <details><summary>Hint 3</summary>h' is made of the <b>new</b> memory.</details>
#
# Example, one unit with c = 2 and the sums 0, 0, 1, 0 for i, f, g, o:
# $c' = \tfrac12 \cdot 2 + \tfrac12 \tanh 1 = 1.381$ and $h' = \tfrac12 \tanh 1.381 = 0.441$.


# %% role="answer" exercise="P3-E2"
# TODO P3-E2 (5 points): four gates, the new memory, the new state
class LSTMCell(nn.Module):
    """The cell with a memory.

    Parameters ``weight_ih`` (4H, D), ``weight_hh`` (4H, H), ``bias_ih`` and ``bias_hh`` (4H,), in the order
    i, f, g, o, uniform in +-1/sqrt(H).
    """

    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        ### BEGIN SOLUTION
        self.weight_ih = nn.Parameter(torch.empty(4 * hidden_size, input_size))
        self.weight_hh = nn.Parameter(torch.empty(4 * hidden_size, hidden_size))
        self.bias_ih = nn.Parameter(torch.empty(4 * hidden_size))
        self.bias_hh = nn.Parameter(torch.empty(4 * hidden_size))
        for parameter in self.parameters():
            nn.init.uniform_(parameter, -1 / math.sqrt(hidden_size), 1 / math.sqrt(hidden_size))
        ### END SOLUTION

    def forward(self, x: Tensor, state: tuple[Tensor, Tensor] | None = None) -> tuple[Tensor, Tensor]:
        """Return h' and c' after one step, both (B, H).

        Parameters
        ----------
        x
            float (B, D).
        state
            h and c before, both (B, H); None: zeros with the device and dtype of `x`.
        """
        ### BEGIN SOLUTION
        if state is None:
            zeros = x.new_zeros(len(x), self.weight_hh.shape[1])
            state = zeros, zeros
        h, c = state
        sums = F.linear(x, self.weight_ih, self.bias_ih) + F.linear(h, self.weight_hh, self.bias_hh)
        i, f, g, o = sums.chunk(4, dim=1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        return torch.sigmoid(o) * torch.tanh(c), c
        ### END SOLUTION


# %% role="check" exercise="P3-E2"
check("P3-E2")

# %% role="grade" exercise="P3-E2"

# %% role="use" needs="P3-E2"
lstm_cell = LSTMCell(5, 7)
print(sum(p.numel() for p in lstm_cell.parameters()), "parameters; 4H(D + H + 2) is", 4 * 7 * (5 + 7 + 2))
with torch.no_grad():
    h, c = lstm_cell(torch.randn(3, 5), (torch.zeros(3, 7), torch.full((3, 7), 2.0)))
print(f"c was 2; after one step c is in [{c.min():.2f}, {c.max():.2f}] and h in [{h.min():.2f}, {h.max():.2f}]")

# %% [markdown]
# ## E3 - The GRU cell (5 points)
#
# **Goal:** the cheaper gated cell: three blocks of weights in place of four, and no cell state.
#
# $$\begin{aligned} r &= \sigma(W_{ir} x + b_{ir} + W_{hr} h + b_{hr}) &
#   z &= \sigma(W_{iz} x + b_{iz} + W_{hz} h + b_{hz}) \\
#   n &= \tanh(W_{in} x + b_{in} + r \odot (W_{hn} h + b_{hn})) & h' &= (1 - z) \odot n + z \odot h \end{aligned}$$
#
# The *reset* gate r says how much of the state the candidate n sees, the *update* gate z how much of it is kept.
# Papers differ in two places: where r is applied, and whether z or 1 - z keeps. All versions train alike; here it
# is the one above, that of torch.

# %% [markdown]
# | | shape | meaning |
# |---|---|---|
# | `weight_ih`, `weight_hh` | (3H, D), (3H, H) | three blocks of H rows, in the order **r, z, n** |
# | `bias_ih`, `bias_hh` | (3H,) | the same order; all start uniform in $\pm 1/\sqrt{H}$ |
# | `x`, `h` | float (B, D); (B, H) or None | None means zeros with the device and dtype of `x` |
# | returns | (B, H) | differentiable in everything |
#
# The rest is as in E1. Not allowed: torch's recurrent cells and layers.
#
# <details><summary>Hint 1</summary>The two products cannot be added before they are chunked: why?</details>
# <details><summary>Hint 2</summary>A tensor (B, 15) chunked in 3 along axis 1 gives three (B, 5), since 15 is 3
# times the hidden size. Along axis 0 it mixes or cuts the batch.</details>
# <details><summary>Hint 3</summary>r multiplies the whole hidden part, its bias included.</details>
#
# Example, one unit with h = 0.8, r = 1/2, z = 1/4, input part 0.3 and hidden part 0.4 of the candidate:
# $n = \tanh(0.3 + 0.2) = 0.462$, $h' = \tfrac34 \cdot 0.462 + \tfrac14 \cdot 0.8 = 0.547$.


# %% role="answer" exercise="P3-E3"
# TODO P3-E3 (5 points): both products, gates, candidate, mixture
class GRUCell(nn.Module):
    """The gated cell without a memory of its own.

    Parameters ``weight_ih`` (3H, D), ``weight_hh`` (3H, H), ``bias_ih`` and ``bias_hh`` (3H,), in the order
    r, z, n, uniform in +-1/sqrt(H).
    """

    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        ### BEGIN SOLUTION
        self.weight_ih = nn.Parameter(torch.empty(3 * hidden_size, input_size))
        self.weight_hh = nn.Parameter(torch.empty(3 * hidden_size, hidden_size))
        self.bias_ih = nn.Parameter(torch.empty(3 * hidden_size))
        self.bias_hh = nn.Parameter(torch.empty(3 * hidden_size))
        for parameter in self.parameters():
            nn.init.uniform_(parameter, -1 / math.sqrt(hidden_size), 1 / math.sqrt(hidden_size))
        ### END SOLUTION

    def forward(self, x: Tensor, h: Tensor | None = None) -> Tensor:
        """Return the state after one step, (B, H).

        Parameters
        ----------
        x
            float (B, D).
        h
            (B, H), the state before; None: zeros with the device and dtype of `x`.
        """
        ### BEGIN SOLUTION
        if h is None:
            h = x.new_zeros(len(x), self.weight_hh.shape[1])
        from_x = F.linear(x, self.weight_ih, self.bias_ih).chunk(3, dim=1)
        from_h = F.linear(h, self.weight_hh, self.bias_hh).chunk(3, dim=1)
        r, z = (torch.sigmoid(from_x[gate] + from_h[gate]) for gate in (0, 1))
        n = torch.tanh(from_x[2] + r * from_h[2])
        return (1 - z) * n + z * h
        ### END SOLUTION


# %% role="check" exercise="P3-E3"
check("P3-E3")

# %% role="grade" exercise="P3-E3"

# %% [markdown]
# **From here on** cells come from `make_cell`: yours where they are written, torch's elsewhere. Call a cell as
# `cell(x, state)`, by position; the state is a tensor, for "lstm" a pair.


# %% role="given"
def make_cell(kind: str, input_size: int, hidden_size: int) -> nn.Module:
    """Return a cell of the kind "rnn", "lstm" or "gru": yours if it is written, else torch's."""
    own = {"rnn": RNNCell, "lstm": LSTMCell, "gru": GRUCell}[kind]
    try:
        cell = own(input_size, hidden_size)
        cell(torch.zeros(1, input_size))
        return cell
    except NotImplementedError:
        return {"rnn": nn.RNNCell, "lstm": nn.LSTMCell, "gru": nn.GRUCell}[kind](input_size, hidden_size)


# %% [markdown]
# **Parameters.** g blocks of H rows with two biases each: gH(D + H + 2), with g = 1, 4, 3. Count your own.

# %% role="use" needs=""
cell_sizes = {"D": 48, "H": 64}
cell_table = pd.DataFrame(index=["rnn", "lstm", "gru"], columns=["counted", "formula"])
for kind, blocks in {"rnn": 1, "lstm": 4, "gru": 3}.items():
    counted = sum(p.numel() for p in make_cell(kind, cell_sizes["D"], cell_sizes["H"]).parameters())
    cell_table.loc[kind] = counted, blocks * cell_sizes["H"] * (cell_sizes["D"] + cell_sizes["H"] + 2)
display(cell_table)
