# %% [markdown]
# # P3 - Recurrent cells, images as sequences, attention, Vision Transformer
#
# You write the cells of recurrent networks, run them over time in both directions, and watch gradients vanish and
# explode. Then you cut images into sequences of patches, classify them with a recurrent network, and build a
# Vision Transformer from a single attention function upwards. Everything between a tensor and the attention map is
# yours: cells, layers, back-propagation in chunks, patches, attention, heads, positions, blocks, the training loop.
#
# The thread through the notebook: **equal accuracy does not prove equal code**. A cell without its reset gate or
# heads merged in the wrong order train nearly as well as the right ones; only values and properties show the
# mistake. So each piece is checked by its values.

# %% [markdown]
# ## Learning goals
#
# After this notebook you can
# - name the shape of every tensor in a recurrent network and in a transformer, and count their parameters;
# - write RNN, LSTM and GRU cells, and layers of them in both directions;
# - say why gradients vanish or explode through time, measure it, and cut the graph where it gets too long;
# - turn an image into a sequence of patches and back, and prove that no pixel has moved;
# - build attention, multi-head attention, positions, a transformer block and a ViT, and look at what it attends to;
# - tell from numbers whether a change helped, and by which test a wrong line shows although the accuracy does not.

# %% [markdown]
# ## Points
#
# | part | exercise | points | | part | exercise | points |
# |---|---|---|---|---|---|---|
# | 1 | E1 plain cell | 3 | | 3 | E8 attention | 5 |
# | 1 | E2 LSTM cell | 5 | | 3 | E9 several heads | 6 |
# | 1 | E3 GRU cell | 5 | | 3 | E10 positions and CLS | 4 |
# | 1 | E4 layers and directions | 8 | | 3 | E11 transformer block | 4 |
# | 1 | E5 gradients through time | 7 | | 3 | E12 Vision Transformer | 5 |
# | 2 | E14 schedule and loop | 4 | | 3 | E13 attention maps | 3 |
# | 2 | E6 patches | 5 | | 4 | shape questions | 10 |
# | 2 | E7 recurrent classifier | 6 | | 4 | concept questions | 15 |
# | | | | | 4 | report and figures | 5 |
#
# Code 70, shape questions 10, concept questions 15, report and figures 5: together 100. E14 stands where it is
# needed first. While an exercise is graded, earlier functions are replaced by given versions: a mistake is counted
# once.

# %% [markdown]
# ## Time budget
#
# At most 3 minutes for the whole notebook on two CPU cores with the data that ship with it:
#
# | part | at most |
# |---|---|
# | imports, data, part 1 | 35 s |
# | four recurrent runs | 45 s |
# | five transformer runs | 70 s |
# | maps, tables, questions, export | 25 s |
#
# Each training prints its time. `KIT_BUDGET=full` before the start trains larger models for longer (best on a GPU),
# `KIT_DATA=official` takes CIFAR10.

# %% [markdown]
# # Part 0 - Before you start
#
# ## How to work
#
# - **Fresh kernel.** All cells share one kernel: names, parameters and optimisers stay alive although you
#   changed or deleted the cell that made them. Only a fresh run from top to bottom is graded.
# - **After an edit** run again from the first definition downwards, not from the middle.
# - **Outline.** The headings give an outline (table of contents in the side bar). Write only into the cells
#   marked TODO and into the answer cells.
# - **Check yourself.** `check("P3-E1")` prints what holds and what does not. The hidden checks ask for more
#   properties, with other numbers and other sizes: no two of batch, length, features, heads are equal, or all are.
# - **Read everything.** A line that runs and is wrong costs points, whatever the accuracy says. The questions
#   at the end are those of an oral examination on the whole notebook, the given code included.

# %% [markdown]
# ## Environment check
#
# One line per remark: versions, device, threads, data, and whether TensorBoard can write (no point needs it).
# `python check_env.py` in a terminal prints the same without Jupyter; mend the environment there, not in the
# notebook.

# %% role="given"
from kit.environment import environment_report

for finding in environment_report():
    print(finding)

# %% [markdown]
# ## Imports
#
# `check("P3-E1")` runs the self-checks of an exercise, `progress()` those of all, `practice("P3-Q-S1")` asks a
# practice question.

# %% role="given"
import math

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import torch
import torch.nn.functional as F
from IPython.display import display
from torch import Tensor, nn
from torch.utils.data import DataLoader, Subset, TensorDataset
from tqdm.auto import tqdm

from kit.notebook import ask, ask_concept, check, grade, load, practice, progress, validate
from kit.settings import budget, sized

load()

# %% [markdown]
# ## Your number and name
#
# Type them once. The shape questions of part 4 are drawn from your number; they are graded with the number
# under which the staff knows you. Your number is also the seed of the trainings: your tables are yours.

# %% role="fill" id="P3-student"
student_number = 0
student_name = ""

# %% [markdown]
# ## Device and seed
#
# A torch that was built without CUDA (`torch.version.cuda` is None) never finds the GPU, whatever the driver says.
# No code of yours names a device: modules are moved by `.to(device)`, and new tensors follow their input.

# %% role="given"
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print(f"torch {torch.__version__}, built for CUDA {torch.version.cuda}, this notebook computes on {device}")
if device.type == "cuda":
    print(torch.cuda.get_device_name(device))

# %% role="given"
torch.manual_seed(student_number)

# %% [markdown]
# ## Data
#
# The sequences of part 1 are generated from a seed where they are used. Parts 2 and 3 share one set of images.
#
# | data sheet | colour images |
# |---|---|
# | made by | drawn by `kit/data/objects.py` from a seed into `generated/`; nothing is downloaded |
# | content | 3 x 32 x 32, one object of ten classes, those of CIFAR10, before a background |
# | size | 5,000 images of the training part, 1,000 of the test part; every class equally often |
# | splits | the last fifth of the training part is for validation; the test part is used once, at the end |
# | an item | `image` float32 (3, 32, 32), normalised per channel by mean and deviation of the set; `label` int64 |
# | licence | that of this course |
# | meant for | learning the method: scores on it do **not** carry over to photographs |
# | option | `KIT_DATA=official`: CIFAR10, 50,000 and 10,000 photographs, from a folder or by download |

# %% role="given"
from kit.data.objects import CLASSES, load_objects, normalise

images, labels = load_objects("train", count=sized(grade=320, demo=None, full=None))
test_images, test_labels = load_objects("test", count=sized(grade=64, demo=None, full=None))
held_out = len(images) // 5
train_set = TensorDataset(normalise(images[:-held_out]), labels[:-held_out])
val_set = TensorDataset(normalise(images[-held_out:]), labels[-held_out:])
test_set = TensorDataset(normalise(test_images), test_labels)
print(f"{len(train_set):,} images for training, {len(val_set):,} for validation, {len(test_set):,} as a test")


def loaders(count, batch_size=64):
    """Return two loaders: the first `count` training images, shuffled anew in each epoch; the validation images."""
    part = Subset(train_set, range(min(count, len(train_set))))
    return DataLoader(part, batch_size, shuffle=True), DataLoader(val_set, 250)


# %% role="use" needs=""
# alt: thirty small pictures of the ten classes with their names
from kit.plots.attention import plot_samples

plot_samples(images[:30], labels[:30], CLASSES)
plt.show()

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
# | `bias_ih`, `bias_hh` | (4H,) | the same order; usual start: uniform in $\pm 1/\sqrt{H}$; other random ones will do |
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
# | `bias_ih`, `bias_hh` | (3H,) | the same order; usual start: uniform in $\pm 1/\sqrt{H}$; other random ones will do |
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

# %% [markdown]
# ## E4 - Layers and directions (8 points)
#
# **Goal:** run cells over a sequence.
#
# - **Layers.** Layer 0 reads the elements, layer l the outputs of layer l - 1, each with a cell of its own.
# - **Directions.** What a word means may depend on what stands after it. A second cell reads the sequence from
#   the end; at each step the two states are concatenated, so every output has seen the whole sequence. (Not for
#   generating step by step: what comes next is not there yet.)
#
# With L layers and `dirs` directions there are L * dirs cells, in `nn.GRU` as here. In both directions the output
# belongs to the element that was **just read**: the backward half at step 0 has seen everything, at the last step
# only one element.

# %% [markdown]
# | | shape, convention |
# |---|---|
# | `Recurrent(cell, input_size, hidden_size, num_layers=1, bidirectional=False, batch_first=True)` | `cell` one of "rnn", "lstm", "gru" |
# | `cells` | `nn.ModuleList` of cells of `make_cell` with their random start; number k = layer * dirs + direction (0 forward, 1 backward) |
# | input of cell k | D values in layer 0, dirs * H in the layers above |
# | `x` | float (B, T, D) if `batch_first`, else (T, B, D); T at least 1 |
# | `state` | None, or (L * dirs, B, H), for "lstm" a pair of such tensors: slice k is where cell k starts |
# | returns | tuple `(out, state_n)` |
# | `out` | (B, T, dirs * H) or (T, B, dirs * H): forward half first; states of the last layer |
# | `state_n` | form of `state`: the last state of each cell, for the backward direction the one after element 0 |
#
# Arguments stay as they were, nothing is kept between calls, device and dtype are those of `x`. `batch_first`
# puts the batch in front in `x` and `out`, not in the states; inside, torch's layers transpose and work step by
# step. Not allowed: `nn.RNN`, `nn.LSTM`, `nn.GRU`.

# %% [markdown]
# <details><summary>Hint 1</summary>Bring <code>x</code> into one layout first and work in that; turn
# <code>out</code> back at the end.</details>
# <details><summary>Hint 2</summary>Three loops: layers, directions, steps. The backward direction walks the steps
# in reverse order and puts its results at the places they belong to.</details>
# <details><summary>Hint 3</summary>A list of T states and <code>torch.stack</code>. For "lstm" the output is h;
# collect the final h and c separately.</details>
#
# Example: B = 3, T = 4, D = 5, H = 7, two layers, both directions: four cells with inputs of 5, 5, 14 and 14
# values, `out` (3, 4, 14), `state_n` (4, 3, 7). For one layer in both directions `out[:, -1, :7]` is `state_n[0]`
# and `out[:, 0, 7:]` is `state_n[1]`.


# %% role="answer" exercise="P3-E4"
# TODO P3-E4 (8 points): cells of all layers and directions; loops over layers, directions and time
class Recurrent(nn.Module):
    """Recurrent layers of cells of one kind.

    ``cells`` is an `nn.ModuleList`; number layer * dirs + direction reads D values in layer 0, dirs * H above.
    """

    def __init__(
        self,
        cell: str,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bidirectional: bool = False,
        batch_first: bool = True,
    ):
        super().__init__()
        ### BEGIN SOLUTION
        self.dirs, self.batch_first = 2 if bidirectional else 1, batch_first
        sizes = [input_size] + [self.dirs * hidden_size] * (num_layers - 1)
        self.cells = nn.ModuleList(make_cell(cell, size, hidden_size) for size in sizes for _ in range(self.dirs))
        ### END SOLUTION

    def forward(self, x: Tensor, state=None):
        """Return `(out, state_n)`.

        Parameters
        ----------
        x
            float (B, T, D), or (T, B, D) without `batch_first`.
        state
            None, or (L * dirs, B, H), for "lstm" a pair of such tensors.

        Returns
        -------
        tuple
            ``out`` (B, T, dirs * H) or (T, B, dirs * H), and ``state_n`` in the form of `state`.
        """
        ### BEGIN SOLUTION
        time = 1 if self.batch_first else 0
        steps, finals = x.unbind(time), []
        for first in range(0, len(self.cells), self.dirs):
            halves = []
            for k in range(first, first + self.dirs):
                order = 1 if k == first else -1
                now = None
                if state is not None:
                    now = tuple(part[k] for part in state) if isinstance(state, tuple) else state[k]
                outputs = []
                for step in steps[::order]:
                    now = self.cells[k](step, now)
                    outputs.append(now[0] if isinstance(now, tuple) else now)
                finals.append(now)
                halves.append(outputs[::order])
            steps = [torch.cat(both, dim=1) for both in zip(*halves, strict=True)]
        out = torch.stack(steps, dim=time)
        if isinstance(finals[0], tuple):
            return out, tuple(torch.stack(part) for part in zip(*finals, strict=True))
        return out, torch.stack(finals)
        ### END SOLUTION


# %% role="check" exercise="P3-E4"
check("P3-E4")

# %% role="grade" exercise="P3-E4"

# %% [markdown]
# **Order task.** Sequences of 12 symbols: X and Y stand once each among a, b, c and d. Which of the two came
# first? To know it at the end the first one has to be remembered: many-to-one. The last output goes into a linear
# layer. Guessing is right half of the time. The sequences of this part are small and stay on the CPU. A GRU
# should reach an accuracy of at least 0.9 on new sequences within 8 epochs.

# %% role="given"
from kit.data.sequences import Alphabet, grammar_text, next_symbols, order_task
from kit.logs import bar, timed
from kit.plots.recurrent import plot_gradient_norms, plot_hidden_units
from kit.plots.segmentation import plot_curves
from kit.train import train_classifier as fit_small


class OrderClassifier(nn.Module):
    """Sequences (B, T, 6) to logits (B, 2), from the last output of one recurrent layer."""

    def __init__(self, cell: str, hidden_size: int = 32):
        super().__init__()
        self.rnn, self.head = Recurrent(cell, 6, hidden_size), nn.Linear(hidden_size, 2)

    def forward(self, x: Tensor) -> Tensor:
        """Return logits (B, 2)."""
        out, _ = self.rnn(x)
        return self.head(out[:, -1])


# %% role="use" needs="P3-E4"
# alt: loss and accuracy on new sequences against the epoch, one line for each of the three cells
order_sets = order_task(sized(grade=100, demo=2000, full=2000), seed=0), order_task(500, seed=1)
order_runs = {}
for kind in ("rnn", "lstm", "gru"):
    torch.manual_seed(student_number)
    with timed(f"order task, {kind}"):
        order_run = fit_small(OrderClassifier(kind), *order_sets, epochs=sized(grade=1, demo=8, full=8), lr=1e-2)
    order_runs[kind] = {"loss": order_run.val_loss, "accuracy": order_run.val_accuracy}
plot_curves(order_runs, {"loss": "loss, new sequences", "accuracy": "accuracy, new sequences"})
plt.show()
print({kind: round(run["accuracy"][-1], 3) for kind, run in order_runs.items()})

# %% [markdown]
# ## E5 - Gradients through time (7 points)
#
# **Goal:** see gradients vanish and explode, clip them, and cut long sequences.
#
# *Backpropagation through time* is backpropagation through the unrolled network: the graph has T copies of one
# cell. On the way from step T back to step t the gradient passes T - t cells:
#
# $$\frac{\partial s}{\partial h_t} = J_{t+1}^\top J_{t+2}^\top \cdots J_T^\top \frac{\partial s}{\partial h_T},
#   \qquad J_t = \operatorname{diag}\big(1 - h_t^2\big)\, W_{hh} \ \text{ for the plain cell}$$
#
# It is multiplied again and again by the *transposed* recurrent matrix. If its largest singular value is below 1,
# the gradient vanishes; above 1 it can explode. Against explosion there is clipping by norm, against vanishing
# the cell state of the LSTM, along which the factor is the forget gate.
#
# A long sequence also costs memory: all T steps of the graph are kept until `backward`. *Truncated*
# backpropagation cuts the sequence into chunks of, say, 10 steps: loss and backward for each chunk, the **value**
# of the state is carried into the next chunk, its graph is not.

# %% [markdown]
# | function | arguments | returns |
# |---|---|---|
# | `bptt_gradient_norms(cell, x)` | a cell; float (B, T, D) | (T,), dtype and device of `x` |
# | `clip_gradient_norm(parameters, max_norm)` | any iterable of parameters, also a generator; float > 0 | 0-dim tensor |
# | `truncated_backward(cell, head, x, y, chunk)` | cell; layer (..., H) to (..., K); float (B, T, D); int64 (B, T); int | (ceil(T / chunk),), detached |
#
# - **Norms.** Start from the zero state. s is the sum of all elements of the final state, for an LSTM of the
#   final c. Entry t is the L2 norm of the derivative of s in the state after step t (batch and units together;
#   for an LSTM in c, from which its h is computed). The last entry is therefore $\sqrt{BH}$. Parameters and `x`
#   keep their values, the cell its mode; `.grad` of the parameters is free.
# - **Clipping.** Returned is the joint L2 norm of all gradients *before* clipping. If it is larger than
#   `max_norm`, the gradient tensors themselves are multiplied, in place, by `max_norm` / norm; if not, nothing
#   changes. Parameters without a gradient are skipped.
# - **Truncation.** Chunks of `chunk` steps, the last may be shorter; zero state before the first. The loss of a
#   chunk is the mean cross-entropy of `head(h_t)` over its steps and the batch; `backward()` at the end of each
#   chunk. Gradients add up in `.grad`; clearing them before is the caller's task. Weights do
#   not change. The losses come back detached, on any device.
#
# Not allowed: `clip_grad_norm_` and `get_total_norm` of `torch.nn.utils`.

# %% [markdown]
# <details><summary>Hint 1</summary>A cell of kind "lstm" gives a pair: <code>isinstance(state,
# tuple)</code>.</details>
# <details><summary>Hint 2</summary><code>torch.autograd.grad(s, states)</code> takes a list of tensors of the
# graph and gives the derivatives in all of them.</details>
# <details><summary>Hint 3</summary>The norm of all gradients together is the norm of their norms. A generator can
# be gone through only once.</details>
# <details><summary>Hint 4</summary><code>detach()</code> keeps the value and cuts the graph. For a pair detach
# both.</details>
#
# Example: gradients (3, 0) and (0, 4) of two parameters have the joint norm 5; with `max_norm=1` they become
# (0.6, 0) and (0, 0.8). T = 7 and `chunk=3` give 3 losses, of 3, 3 and 1 steps.


# %% role="answer" exercise="P3-E5"
# TODO P3-E5 (7 points), first part: gradient norms along time
def bptt_gradient_norms(cell: nn.Module, x: Tensor) -> Tensor:
    """Return the norm of the gradient in the state after each step, (T,).

    Parameters
    ----------
    cell
        ``cell(x_t, state)``; the state is (B, H), for "lstm" a pair of which c counts.
    x
        float (B, T, D).
    """
    ### BEGIN SOLUTION
    state, states = None, []
    for step in x.unbind(1):
        state = cell(step, state)
        states.append(state[1] if isinstance(state, tuple) else state)
    gradients = torch.autograd.grad(states[-1].sum(), states)
    return torch.stack([gradient.norm() for gradient in gradients])
    ### END SOLUTION


# %% role="answer" exercise="P3-E5"
# TODO P3-E5, second part: clipping by the joint norm
def clip_gradient_norm(parameters, max_norm: float) -> Tensor:
    """Scale all gradients in place if their joint norm is larger than `max_norm`.

    Parameters
    ----------
    parameters
        Iterable of parameters; those without a gradient are skipped.

    Returns
    -------
    0-dim tensor: the joint norm before clipping.
    """
    ### BEGIN SOLUTION
    gradients = [parameter.grad for parameter in parameters if parameter.grad is not None]
    norm = torch.stack([gradient.norm() for gradient in gradients]).norm()
    if norm > max_norm:
        for gradient in gradients:
            gradient.mul_(max_norm / norm)
    return norm
    ### END SOLUTION


# %% role="answer" exercise="P3-E5"
# TODO P3-E5, third part: backward chunk by chunk
def truncated_backward(cell: nn.Module, head: nn.Module, x: Tensor, y: Tensor, chunk: int) -> Tensor:
    """Add the gradients of all chunks to ``.grad`` and return their losses, (ceil(T / chunk),), detached.

    Parameters
    ----------
    cell
        ``cell(x_t, state)``; started from the zero state.
    head
        Layer from h, (..., H), to logits, (..., K).
    x, y
        float (B, T, D) and the classes, int64 (B, T).
    chunk
        Steps after which the graph is cut; the value of the state is carried on.
    """
    ### BEGIN SOLUTION
    state, losses = None, []
    for steps, labels in zip(x.split(chunk, dim=1), y.split(chunk, dim=1), strict=True):
        outputs = []
        for step in steps.unbind(1):
            state = cell(step, state)
            outputs.append(state[0] if isinstance(state, tuple) else state)
        logits = head(torch.stack(outputs, dim=1))
        loss = F.cross_entropy(logits.flatten(0, 1), labels.flatten())
        loss.backward()
        losses.append(loss.detach())
        state = tuple(one.detach() for one in state) if isinstance(state, tuple) else state.detach()
    return torch.stack(losses)
    ### END SOLUTION


# %% role="check" exercise="P3-E5"
check("P3-E5")

# %% role="grade" exercise="P3-E5"

# %% [markdown]
# **Gradients against time.** Four cells read 40 steps of very weak noise. The recurrent matrix of the plain cell
# is 0.8 or 1.2 times an orthogonal one, so all its singular values are 0.8 or 1.2, and on the log axis both lines
# are straight: over 39 steps a factor of about 6,000 down, or 1,200 up. The forget gate of the LSTM has a bias of
# 4, f is about 0.98: its line stays nearly level. The GRU's gates are half open, as at the start of a training:
# it forgets, too, until its update gate has learned to keep.

# %% role="use" needs="P3-E5"
# alt: gradient norm against the time step on a log axis; back from the end one line rises, one stays, two fall
from kit.cells import cell_weights, load_weights

torch.manual_seed(student_number)
noise, gradient_norms = 1e-4 * torch.randn(8, 40, 5), {}
for name, kind, options in (
    ("plain, 0.8 times orthogonal", "rnn", {"scale": 0.8}),
    ("plain, 1.2 times orthogonal", "rnn", {"scale": 1.2}),
    ("GRU, gates half open", "gru", {"scale": 1.0}),
    ("LSTM, forget gate open", "lstm", {"scale": 0.4, "forget_bias": 4.0}),
):
    demo_cell = make_cell(kind, 5, 16)
    load_weights(demo_cell, cell_weights(kind, 5, 16, **options))
    gradient_norms[name] = bptt_gradient_norms(demo_cell, noise)
plot_gradient_norms(gradient_norms)
plt.show()
for name, norms in gradient_norms.items():
    print(f"{name:30} first / last: {norms[0] / norms[-1]:.1e}")

# %% [markdown]
# **Next symbol.** A language model of characters: an LSTM reads a text that looks like a program, and a linear
# layer predicts the next symbol at every step (aligned many-to-many). It is trained twice from the same start, on
# windows of 50 symbols: with the graph of a whole window, and with one that is cut every 10 steps. Both use your
# `truncated_backward` and your clipping. The loss is in nats per symbol; guessing evenly among K symbols has $\ln
# K$.


# %% role="given"
def train_text_model(cell, head, sets, chunk: int, epochs: int) -> dict:
    """Train on windows of 50 steps; return the mean losses, one an epoch, on the text and on the new one.

    Parameters
    ----------
    sets
        Text and new text, each x float32 (B, T, D) and y int64 (B, T).
    """
    parameters = [*cell.parameters(), *head.parameters()]
    optimizer, losses = torch.optim.Adam(parameters, lr=1e-2), {"loss": [], "new_loss": []}
    (x, y), (new_x, new_y) = sets
    for _ in bar(range(epochs), "next symbol"):
        seen = []
        for window, following in zip(x.split(50, 1), y.split(50, 1), strict=True):
            optimizer.zero_grad()
            seen.append(truncated_backward(cell, head, window, following, chunk).mean().item())
            clip_gradient_norm(parameters, 1.0)
            optimizer.step()
        losses["loss"].append(sum(seen) / len(seen))
        logits = head(read_states(cell, new_x))
        losses["new_loss"].append(F.cross_entropy(logits.flatten(0, 1), new_y.flatten()).item())
    return losses


@torch.no_grad()
def read_states(cell, x: Tensor) -> Tensor:
    """The hidden states, (B, T, H), of an LSTM cell that reads x, (B, T, D), from the zero state."""
    state, outputs = None, []
    for step in x.unbind(1):
        state = cell(step, state)
        outputs.append(state[0])
    return torch.stack(outputs, dim=1)


# %% role="use" needs="P3-E5"
# alt: loss on the text and on a new one against the epoch, two lines: graph of 50 steps, graph of 10 steps
text = grammar_text(sized(grade=2_000, demo=20_000, full=20_000), seed=0)
alphabet, new_text = Alphabet(text), grammar_text(4_000, seed=1)
new_text = "".join(symbol for symbol in new_text if symbol in alphabet.symbols)
text_sets = next_symbols(text, alphabet, batch=16), next_symbols(new_text, alphabet, batch=16)
print(f"{len(alphabet)} symbols; ln {len(alphabet)} = {math.log(len(alphabet)):.2f}")
text_cells, text_runs = {}, {}
for name, chunk in (("graph of 50 steps", 50), ("graph of 10 steps", 10)):
    torch.manual_seed(student_number)
    text_cells[name], text_head = make_cell("lstm", len(alphabet), 64), nn.Linear(64, len(alphabet))
    with timed(name):
        epochs = sized(grade=1, demo=12, full=60)
        text_runs[name] = train_text_model(text_cells[name], text_head, text_sets, chunk, epochs)
plot_curves(text_runs, {"loss": "loss, nats per symbol", "new_loss": "loss, new text"})
plt.show()
display(pd.DataFrame({name: {key: run[key][-1] for key in run} for name, run in text_runs.items()}).T.round(3))

# %% [markdown]
# **Units that can be read.** A unit of such a network sometimes follows something that a person can name: whether
# a quote is open, how many brackets are, the length of the line, the condition of an `if`, an indentation. The
# figure shows, on a text the network has not seen, the units that go best with three of them; r is the
# correlation. Over five seeds the best unit reached 0.60 to 0.73 for brackets, 0.53 to 0.64 for the place in the line and
# 0.36 to 0.49 for an open quote: small networks are hard to read.

# %% role="use" needs="P3-E5"
# alt: three lines of program text, below each the values of three hidden units as shades of grey
from kit.text_structure import best_unit, bracket_depth, inside_quotes, place_in_line

unit_states = read_states(text_cells["graph of 50 steps"], alphabet.one_hot(new_text)[None])[0]
unit_signals = {"quote": inside_quotes, "brackets": bracket_depth, "place": place_in_line}
found_units = {name: best_unit(unit_states, signal(new_text)) for name, signal in unit_signals.items()}
unit_names = [f"{name}: unit {unit}, r {r:+.2f}" for name, (unit, r) in found_units.items()]
plot_hidden_units(new_text[:192], unit_states[:192, [unit for unit, _ in found_units.values()]], unit_names)
plt.show()

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

# %% [markdown]
# # Part 2 - A training loop; an image as a sequence
#
# Part 1 gave cells and layers. To see what they are worth on images you need a loop that trains a classifier, with a
# learning rate that changes from step to step. It is exercise **E14**; it stands here because E7 and the Vision
# Transformer of part 3 are trained with it. Then an image is cut into a sequence of patches (E6), and a recurrent
# network reads it (E7).

# %% [markdown]
# ## The learning rate of a step
#
# **Warm-up**: begin with a small rate and raise it linearly over the first steps. At the start the gradients are
# large and point anywhere, and the moment estimates of Adam rest on a few batches: a full step then may throw the
# model to where it does not come back from. Transformers need it more than recurrent nets do.
#
# **Cosine**: afterwards the rate falls along half a cosine, slowly at first, fastest in the middle, slowly again at
# the end, where small steps settle into a minimum. The schedule needs to know the number of all steps in advance, but
# has hardly anything to tune.

# %% [markdown]
# ## What else belongs to a loop
#
# - **Clipping** (E5) stands between `backward` and `step`: before, there is nothing to clip; afterwards it is too
#   late. It helps against exploding gradients only.
# - **Weight decay** in AdamW shrinks the weights themselves, apart from the gradient and its moments.
# - **Label smoothing** mixes the one-hot target with a uniform one, $(1-\varepsilon)\,y + \varepsilon/K$: the logits
#   need not grow without end. `F.cross_entropy` has an option for it; here it is **off**.
# - **Data parallelism**: each device holds a copy of the model and takes a part of the batch; after `backward` the
#   gradients are averaged. The batch grows, so the rate may grow too (with a warm-up); with too large a batch the
#   accuracy falls.

# %% [markdown]
# ## E14 - Schedule and training loop (4 points)
#
# **Goal:** the rate of each step, an honest evaluation, and a loop that trains any classifier.
#
# $$\eta_s = \begin{cases} \eta\,\dfrac{s+1}{W} & s < W \\[2mm]
#   \eta_{\min} + (\eta-\eta_{\min})\,\dfrac{1+\cos \pi t}{2},\quad t = \dfrac{s-W}{S-W} & s \ge W \end{cases}$$
#
# with steps $s = 0, \dots, S-1$ over **all** epochs, W of them warm-up. A loss of an epoch is a mean over *samples*:
# with batches of size $B_b$ and mean loss $L_b$ it is $\sum_b B_b L_b / \sum_b B_b$, since the last batch may be
# smaller.

# %% [markdown]
# | | type | meaning |
# |---|---|---|
# | `warmup_cosine(step, total_steps, warmup_steps, base_lr, min_lr=0.0)` | Python float | the formula above; `step` from 0; 0 <= `warmup_steps` <= `total_steps` |
# | `evaluate(model, loader, device)` | dict | `loss` (cross-entropy) and `accuracy`, Python floats, means over samples; eval mode, no gradient; the mode is put back, nothing else changes |
# | `train_classifier(model, train_loader, val_loader, epochs, base_lr, device, warmup_steps=0, max_norm=None, weight_decay=0.05)` | dict | trains in place; the history below |
# | `model` | `nn.Module` | images (B, C, H, W) to logits (B, K); on `device` already; comes in any mode, perhaps with old gradients |
# | loaders | iterables with `len` | yield pairs, images float (B, C, H, W) and labels int64 (B,), **on the CPU**; what they yield counts, not `loader.dataset` |
# | `device` | str or `torch.device` | |
# | `train_loss`, `val_loss`, `val_accuracy` | lists of floats | one entry an epoch; `train_loss` from the losses of the steps, validation by `evaluate` after the epoch |
# | `lr` | list of floats | one entry a step: the rate that the step used |
#
# The optimiser is `torch.optim.AdamW` on all parameters, arguments other than rate and weight decay at their
# defaults. Each step uses the rate of the global step, the cross-entropy of the logits and the gradients of its own
# batch only, clipped to the joint norm `max_norm` > 0 unless that is None. Every epoch runs in training mode. No graph
# of an earlier batch is kept, and no seed is set. Allowed: `nn.utils.clip_grad_norm_`, `LambdaLR`; not allowed:
# ready-made trainers.

# %% [markdown]
# <details><summary>Hint 1</summary>The number of all steps is <code>epochs * len(train_loader)</code>; the number of
# steps so far is the length of the list of rates.</details>
# <details><summary>Hint 2</summary>A rate is set in <code>optimizer.param_groups</code>: a list of dicts with the key
# <code>"lr"</code>.</details>
# <details><summary>Hint 3</summary><code>loss.item()</code> is a number without graph; <code>len(labels)</code> is how
# much it counts. <code>model.training</code> is the mode to put back.</details>
# <details><summary>Hint 4</summary><code>bar(range(epochs), "epochs")</code> shows the progress, and
# <code>.set_postfix(loss=..., accuracy=...)</code> the last numbers.</details>
#
# Example: 3 epochs of 4 batches, W = 2, $\eta = 0.1$: S = 12, and the rates are 0.05, 0.1, then 0.1 once more (t = 0),
# 0.0976 (t = 0.1), ..., 0.0024 (t = 0.9). Batches of 4 and 2 samples with losses 0.5 and 0.8: the epoch's loss is
# (4 * 0.5 + 2 * 0.8) / 6 = 0.6, not 0.65.

# %% role="given"
from kit.logs import open_writer


# %% role="answer" exercise="P3-E14"
# TODO P3-E14 (4 points), first part: the learning rate of a step
def warmup_cosine(step: int, total_steps: int, warmup_steps: int, base_lr: float, min_lr: float = 0.0) -> float:
    """Return the learning rate of a step: linear warm-up, then half a cosine.

    Parameters
    ----------
    step
        From 0 to total_steps - 1.
    warmup_steps
        The last of them has the rate `base_lr`; 0: no warm-up.
    min_lr
        Where the cosine would end, at step `total_steps`.
    """
    ### BEGIN SOLUTION
    if step < warmup_steps:
        return base_lr * (step + 1) / warmup_steps
    t = (step - warmup_steps) / (total_steps - warmup_steps)
    return min_lr + (base_lr - min_lr) * (1 + math.cos(math.pi * t)) / 2
    ### END SOLUTION


# %% role="answer" exercise="P3-E14"
# TODO P3-E14, second part: loss and accuracy over a loader
def evaluate(model: nn.Module, loader, device) -> dict[str, float]:
    """Evaluate in eval mode, without gradients, and put the mode back.

    Parameters
    ----------
    model
        On `device`; (B, C, H, W) to logits (B, K).
    loader
        Yields pairs, images float (B, C, H, W) and labels int64 (B,), on the CPU.

    Returns
    -------
    dict
        ``loss`` (cross-entropy) and ``accuracy``, Python floats: means over all samples.
    """
    ### BEGIN SOLUTION
    mode = model.training
    model.eval()
    loss, right, count = 0.0, 0, 0
    with torch.no_grad():
        for images, labels in loader:
            images, labels = images.to(device), labels.to(device)
            logits = model(images)
            loss += F.cross_entropy(logits, labels, reduction="sum").item()
            right += int((logits.argmax(dim=1) == labels).sum())
            count += len(labels)
    model.train(mode)
    return {"loss": loss / count, "accuracy": right / count}
    ### END SOLUTION


# %% role="answer" exercise="P3-E14"
# TODO P3-E14, third part: the training loop
def train_classifier(
    model: nn.Module,
    train_loader,
    val_loader,
    epochs: int,
    base_lr: float,
    device,
    warmup_steps: int = 0,
    max_norm: float | None = None,
    weight_decay: float = 0.05,
) -> dict[str, list[float]]:
    """Train a classifier in place with AdamW, warm-up and cosine.

    Parameters
    ----------
    model
        On `device`; (B, C, H, W) to logits (B, K).
    train_loader, val_loader
        Yield pairs, images float (B, C, H, W) and labels int64 (B,), on the CPU; have a length.
    max_norm
        Largest joint norm of the gradients; None: no clipping.

    Returns
    -------
    dict
        ``train_loss``, ``val_loss``, ``val_accuracy`` of each epoch, ``lr`` of each step: lists of Python floats.
    """
    ### BEGIN SOLUTION
    optimizer = torch.optim.AdamW(model.parameters(), lr=base_lr, weight_decay=weight_decay)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": [], "lr": []}
    total_steps = epochs * len(train_loader)
    progress_bar = bar(range(epochs), "epochs")
    for _ in progress_bar:
        model.train()
        total, count = 0.0, 0
        for images, labels in train_loader:
            images, labels = images.to(device), labels.to(device)
            rate = warmup_cosine(len(history["lr"]), total_steps, warmup_steps, base_lr)
            for group in optimizer.param_groups:
                group["lr"] = rate
            loss = F.cross_entropy(model(images), labels)
            optimizer.zero_grad()
            loss.backward()
            if max_norm is not None:
                nn.utils.clip_grad_norm_(model.parameters(), max_norm)
            optimizer.step()
            history["lr"].append(rate)
            total, count = total + loss.item() * len(labels), count + len(labels)
        measured = evaluate(model, val_loader, device)
        history["train_loss"].append(total / count)
        history["val_loss"].append(measured["loss"])
        history["val_accuracy"].append(measured["accuracy"])
        progress_bar.set_postfix(loss=f"{total / count:.3f}", accuracy=f"{measured['accuracy']:.3f}")
    return history
    ### END SOLUTION


# %% role="check" exercise="P3-E14"
check("P3-E14")

# %% role="grade" exercise="P3-E14"

# %% [markdown]
# **Figure.** The schedule of 200 steps, 20 of them warm-up. Where is the rate at its largest, and what is it in the
# very first step? A warm-up that began with 0 would waste a batch.

# %% role="use" needs="P3-E14"
# alt: the learning rate against the step: a straight rise over 20 steps, then half a cosine down to nearly 0
from kit.plots.recurrent import plot_learning_rate

plot_learning_rate([warmup_cosine(step, 200, 20, 2e-3) for step in range(200)], warmup_steps=20)
plt.show()

# %% [markdown]
# **A mean of means is no mean.** One and the same untrained model, evaluated with batches of different size: the
# numbers of `evaluate` must not depend on it. The last column is what averaging over *batches* would have said.


# %% role="use" needs="P3-E14"
def averages_of(sizes, count=50):
    """One row for each batch size: what `evaluate` says, and the mean of the batches' accuracies."""
    torch.manual_seed(0)
    samples = TensorDataset(torch.randn(count, 3, 4, 4), torch.randint(3, (count,)))
    model, rows = nn.Sequential(nn.Flatten(), nn.Linear(48, 3)), []
    for size in sizes:
        loader = DataLoader(samples, batch_size=size)
        parts = [evaluate(model, [batch], "cpu")["accuracy"] for batch in loader]
        rows.append({"batch size": size, **evaluate(model, loader, "cpu"), "mean of batches": sum(parts) / len(parts)})
    return pd.DataFrame(rows).set_index("batch size")


display(averages_of((50, 32, 7, 1)).round(4))

# %% [markdown]
# ## An image as a sequence
#
# A recurrent network reads sequences, a transformer reads sets of tokens. An image becomes both when it is cut into
# *patches*: squares of P x P pixels, each flattened into one vector. "16 x 16" may then mean two things, and they are
# mixed up often. CIFAR10 has 32 x 32 pixels and three colours:
#
# | | patch | grid | tokens | values in a token |
# |---|---|---|---|---|
# | patches of **2 x 2 pixels** | 2 | 16 x 16 | 256 | 3 * 2 * 2 = 12 |
# | patches of 4 x 4 pixels (used below) | 4 | 8 x 8 | 64 | 48 |
# | patches of **16 x 16 pixels** | 16 | 2 x 2 | 4 | 768 |
#
# Small patches make long sequences: many steps for a recurrent net, and $T^2$ weights for attention.

# %% [markdown]
# ## E6 - Patches, there and back (5 points)
#
# **Goal:** cut images into tokens without moving a single pixel to a wrong place, and put them together again.
#
# $$\text{token}_{\,i \cdot W/P + j}\,\bigl[\,c\,P^2 + a\,P + b\,\bigr] = \text{image}\,[\,c,\; iP + a,\; jP + b\,],
#   \qquad 0 \le a, b < P$$
#
# Tokens go row by row over the grid; inside a token first the channel, then the row, then the column. A `view` to the
# right shape runs as well: it cuts the stored numbers into equal lengths, and every token then holds scraps of image
# rows. The classifier of E7 and the transformer of E12 read these tokens.

# %% [markdown]
# | | type, shape | meaning |
# |---|---|---|
# | `patchify(images, patch_size)` | float (N, C, H, W), int P to float (N, (H/P)(W/P), C * P * P) | ValueError if H or W is no multiple of P |
# | `unpatchify(tokens, patch_size, height, width)` | float (N, T, C * P * P), ints to float (N, C, H, W) | the inverse; C follows from the tokens |
#
# Values are copied exactly; dtype and device stay; both are differentiable, take any memory layout and leave their
# arguments as they are. Not allowed: packages that rearrange axes, such as einops.
#
# <details><summary>Hint 1</summary>An axis of length H is H/P blocks of P pixels: <code>reshape</code> may split it into
# two axes, the outer one first.</details>
# <details><summary>Hint 2</summary>Six axes: sample, channel, block row, row, block column, column. In which order does
# the result want them? <code>permute</code>, then join by another <code>reshape</code>.</details>
# <details><summary>Hint 3</summary>The way back is the same three steps in reverse, with the inverse
# permutation.</details>
#
# Example: 2 images of 1 x 4 x 6 pixels and P = 2 give (2, 6, 4). If an image holds 0, 1, ..., 23 row by row, its first
# token is 0, 1, 6, 7, its second one 2, 3, 8, 9, its last one 16, 17, 22, 23. (A `view` would begin 0, 1, 2, 3.)


# %% role="answer" exercise="P3-E6"
# TODO P3-E6 (5 points), first part: images to tokens
def patchify(images: Tensor, patch_size: int) -> Tensor:
    """Cut images into square patches.

    Parameters
    ----------
    images
        float (N, C, H, W).
    patch_size
        P, in pixels.

    Returns
    -------
    float (N, (H/P) * (W/P), C * P * P); tokens row by row, elements in the order channel, row, column.

    Raises
    ------
    ValueError
        H or W is no multiple of P.
    """
    ### BEGIN SOLUTION
    n, channels, height, width = images.shape
    if height % patch_size or width % patch_size:
        raise ValueError(f"{height} x {width} pixels cannot be cut into patches of {patch_size}")
    rows, columns = height // patch_size, width // patch_size
    blocks = images.reshape(n, channels, rows, patch_size, columns, patch_size)
    return blocks.permute(0, 2, 4, 1, 3, 5).reshape(n, rows * columns, channels * patch_size**2)
    ### END SOLUTION


# %% role="answer" exercise="P3-E6"
# TODO P3-E6, second part: tokens to images
def unpatchify(tokens: Tensor, patch_size: int, height: int, width: int) -> Tensor:
    """Put patches together: the inverse of `patchify`.

    Parameters
    ----------
    tokens
        float (N, (H/P) * (W/P), C * P * P).
    height, width
        H, W, in pixels.

    Returns
    -------
    float (N, C, H, W).
    """
    ### BEGIN SOLUTION
    n, _, size = tokens.shape
    rows, columns, channels = height // patch_size, width // patch_size, size // patch_size**2
    blocks = tokens.reshape(n, rows, columns, channels, patch_size, patch_size)
    return blocks.permute(0, 3, 1, 4, 2, 5).reshape(n, channels, height, width)
    ### END SOLUTION


# %% role="check" exercise="P3-E6"
check("P3-E6")

# %% role="grade" exercise="P3-E6"

# %% [markdown]
# **Figure.** An image, its patches drawn as a grid, and the image put together again. Beside it the **wrong** version
# that is given in `kit/mistakes.py`: a plain `view`, which has the right shape and the right values, each somewhere
# else. A model can learn from such tokens too, since the scrambling is the same for every image; so the accuracy does
# not give it away. A picture does, or a test with an image whose values say where they stand.

# %% role="use" needs="P3-E6"
# alt: a picture, its 64 patches in a grid, the tokens of a plain view as a grid of scraps, the picture put together
from kit.mistakes import patchify_by_plain_view
from kit.plots.attention import plot_patches

picture = images[:1]
plot_patches(
    picture[0],
    {"patchify": patchify(picture, 4)[0], "plain view (wrong)": patchify_by_plain_view(picture, 4)[0]},
    4,
    {"put back": unpatchify(patchify(picture, 4), 4, 32, 32)[0]},
)
plt.show()
for size in (2, 4, 16):
    print(f"patches of {size:>2} pixels: {tuple(patchify(picture, size).shape[1:])} tokens and values")

# %% [markdown]
# ## A recurrent classifier
#
# Many-to-one: tokens in, one class out. Each token is embedded (a linear layer), the network of E4 reads the sequence,
# its outputs are *pooled* over time, a linear head classifies. Two choices are to be compared:
#
# - **Pooling.** The output of the last step has to remember the upper left corner for 64 steps. The mean over all
#   outputs reaches every step directly. An experience of earlier years: one must not use the last output alone.
# - **Residual.** Each token gets a way around the recurrence, through a linear layer without bias. For the gradient
#   the product over time becomes a sum with a short path, and the pooled vector holds the token's own features.
#   Earlier years reported 18 % more accuracy from one residual connection; what it brings here, your table says.

# %% [markdown]
# ## E7 - Sequence classifier (6 points)
#
# **Goal:** the parts of E4 and E6 put together.
#
# $$e_t = W_e\, x_t + b_e, \qquad o = \text{Recurrent}(e) + \underbrace{W_s\, e}_{\text{if residual}}, \qquad
#   \text{logits} = W_h\,\text{pool}(o) + b_h$$
#
# `"mean"`: $\frac1T \sum_t o_t$. `"last"`: where each direction has read everything, that is the forward half of
# $o_{T-1}$ and the backward half of $o_0$, joined in this order. Both poolings come **after** the residual.

# %% [markdown]
# | | type | meaning |
# |---|---|---|
# | `cell`, `hidden_size`, `num_layers`, `bidirectional` | as in E4 | H hidden units; two directions make outputs of 2H |
# | `patch_size`, `in_channels` | int P, int C | tokens of C * P * P values |
# | `embed_size` | int E | size of an embedded token |
# | `residual` | bool | adds the shortcut; without it there is **no** such layer |
# | `pool`, `num_classes` | `"mean"` or `"last"`, int K | |
# | `forward(images)` | float (N, C, H, W) to float (N, K) | logits; H and W any multiples of P |
# | weights | | `embed.weight` (E, C * P * P), `embed.bias` (E,); `rnn.cells.{k}.*` as in E4; `shortcut.weight` (dirs * H, E); `head.weight` (K, dirs * H), `head.bias` (K,) |
#
# The start is random: two new networks differ. No other parameters, no activation between the layers, nothing that
# differs between training and evaluation or is kept between calls. A class with other parameters inside defines
# `load_weights(weights)`, which takes a dict with the names above. Use `patchify` and `Recurrent`; not allowed:
# torch's recurrent layers.
#
# <details><summary>Hint 1</summary><code>Recurrent</code> returns two things; you need the outputs of all
# steps.</details>
# <details><summary>Hint 2</summary>The shortcut is a <code>nn.Linear</code> on the whole sequence: it maps the last axis
# and leaves the others.</details>
# <details><summary>Hint 3</summary>"last": <code>out[:, -1, :H]</code> and <code>out[:, 0, H:]</code>. For one
# direction the second one is empty, so the same line serves both.</details>
#
# Example: N = 2, C = 3, 8 x 12 pixels, P = 4, E = 5, H = 7, bidirectional, K = 10: tokens (2, 6, 48), embedded (2, 6, 5),
# outputs (2, 6, 14), pooled (2, 14), logits (2, 10); the shortcut has 5 * 14 = 70 parameters.


# %% role="answer" exercise="P3-E7"
# TODO P3-E7 (6 points): images to tokens, tokens through a recurrent network, pooling, head
class SequenceClassifier(nn.Module):
    """Classify images, float (N, C, H, W), as sequences of patches: logits (N, K).

    Parameters
    ----------
    cell, hidden_size, num_layers, bidirectional
        Of the `Recurrent` network.
    patch_size, in_channels
        Of the images.
    embed_size
        Size of an embedded token.
    residual
        Add a linear map of the embedded tokens, without bias, to the outputs.
    pool
        ``"mean"`` over all steps, or ``"last"``: what each direction ends with.
    """

    def __init__(
        self,
        cell: str = "gru",
        patch_size: int = 4,
        in_channels: int = 3,
        embed_size: int = 48,
        hidden_size: int = 64,
        num_layers: int = 1,
        bidirectional: bool = False,
        residual: bool = True,
        pool: str = "mean",
        num_classes: int = 10,
    ) -> None:
        ### BEGIN SOLUTION
        super().__init__()
        width = hidden_size * (2 if bidirectional else 1)
        self.patch_size, self.hidden_size, self.pool = patch_size, hidden_size, pool
        self.embed = nn.Linear(in_channels * patch_size**2, embed_size)
        self.rnn = Recurrent(cell, embed_size, hidden_size, num_layers, bidirectional)
        self.shortcut = nn.Linear(embed_size, width, bias=False) if residual else None
        self.head = nn.Linear(width, num_classes)
        ### END SOLUTION

    def forward(self, images: Tensor) -> Tensor:
        """Return the logits (N, K) of images (N, C, H, W)."""
        ### BEGIN SOLUTION
        embedded = self.embed(patchify(images, self.patch_size))
        out, _ = self.rnn(embedded)
        if self.shortcut is not None:
            out = out + self.shortcut(embedded)
        if self.pool == "mean":
            pooled = out.mean(dim=1)
        else:
            pooled = torch.cat([out[:, -1, : self.hidden_size], out[:, 0, self.hidden_size :]], dim=1)
        return self.head(pooled)
        ### END SOLUTION


# %% role="check" exercise="P3-E7"
check("P3-E7")

# %% role="grade" exercise="P3-E7"

# %% [markdown]
# ## An ablation
#
# Take one part away, leave the rest, compare: four runs, mean or last pooling, with and without the residual, all from
# the same seed and with the same data. Each prints its time and goes to TensorBoard too (`tensorboard --logdir runs`;
# no point needs it). With 3,000 images and one seed a difference of a few per cent is no result: repeat it with
# another seed before you believe it.
#
# Reading a run (offline data, `KIT_BUDGET=demo`): chance is 0.10. Mean pooling should reach at least 0.22, last pooling
# at least 0.17. Below that the training does not work. Above it nothing is proven: wrong patches or cells get there
# as well.

# %% role="given"
RUN = {
    "count": sized(grade=128, demo=3000, full=50_000),
    "epochs": sized(grade=1, demo=4, full=30),
    "batch_size": sized(grade=64, demo=64, full=128),
}
EXPECTED = {"mean": 0.22, "last": 0.17}


def train_recurrent(name, **options):
    """Train a `SequenceClassifier` with these options; return it, its history and a row of the table."""
    torch.manual_seed(student_number)
    model = SequenceClassifier(**options).to(device)
    train_loader, val_loader = loaders(RUN["count"], RUN["batch_size"])
    steps, writer = RUN["epochs"] * len(train_loader), open_writer(f"recurrent {name}")
    with timed(name) as clock:
        history = train_classifier(
            model, train_loader, val_loader, RUN["epochs"], 3e-3, device, warmup_steps=steps // 10, max_norm=1.0
        )
    for tag in ("train_loss", "val_loss", "val_accuracy"):
        for epoch, value in enumerate(history[tag], 1):
            writer.add_scalar(f"recurrent/{tag}", value, epoch)
    writer.close()
    row = {
        "parameters": sum(one.numel() for one in model.parameters()),
        "images": len(train_loader.dataset),
        "epochs": RUN["epochs"],
        "seconds": clock.seconds,
        "accuracy, training": evaluate(model, train_loader, device)["accuracy"],
        "accuracy, validation": history["val_accuracy"][-1],
    }
    return model, history, row


# %% [markdown]
# The four runs take about 22 s of CPU time; on a GPU: to be measured.

# %% role="use" needs="P3-E4 P3-E6 P3-E7 P3-E14"
# alt: training loss, validation loss and validation accuracy against the epoch, one line for each of the four runs
from kit.plots.segmentation import plot_curves

recurrent_rows, recurrent_histories = {}, {}
for pool in ("mean", "last"):
    for residual in (True, False):
        name = f"{pool}, {'residual' if residual else 'no residual'}"
        model, history, recurrent_rows[name] = train_recurrent(name, pool=pool, residual=residual)
        recurrent_histories[name] = {key: history[key] for key in ("train_loss", "val_loss", "val_accuracy")}
        del model
plot_curves(
    recurrent_histories,
    {"train_loss": "training loss", "val_loss": "validation loss", "val_accuracy": "validation accuracy"},
)
plt.show()

# %% [markdown]
# **Table.** Copy it into your report (part 4). Which of the two choices made a difference, and is it larger than what
# another seed would have changed?

# %% role="use" needs="P3-E4 P3-E6 P3-E7 P3-E14"
display(pd.DataFrame.from_dict(recurrent_rows, orient="index").round(3))
if budget() == "demo":
    for name, row in recurrent_rows.items():
        wanted, got = EXPECTED[name.partition(",")[0]], row["accuracy, validation"]
        print(f"{name}: {got:.3f}, {'reaches' if got >= wanted else 'BELOW'} {wanted}")

# %% [markdown]
# **On a GPU** the same cells run unchanged. Three steps on both devices have to agree: a tensor left behind on the CPU
# raises an error, and a loss that differs by more than 0.001 means that something else is computed.


# %% role="use" needs="P3-E4 P3-E6 P3-E7 P3-E14"
def three_steps(place):
    """Mean loss of three steps on 96 images, and where the parameters are afterwards."""
    torch.manual_seed(student_number)
    model = SequenceClassifier().to(place)
    batches = DataLoader(Subset(train_set, range(96)), 32)
    history = train_classifier(model, batches, batches, 1, 1e-3, place)
    return history["train_loss"][0], {one.device.type for one in model.parameters()}


if device.type == "cuda":
    (there, places), (here, _) = three_steps(device), three_steps("cpu")
    agree = math.isfinite(there) and abs(there - here) < 1e-3 and places == {"cuda"}
    print(f"three steps on the GPU: loss {there:.5f}, on the CPU {here:.5f}: {'they agree' if agree else 'DIFFERENT'}")
else:
    print("no GPU here: not checked")

# %% [markdown]
# ## How to get further
#
# With all of CIFAR10, patches of 2 pixels and long training, recurrent models of this kind got stuck near 53 % in
# earlier years. What helped there: a larger batch, a larger hidden size, a larger embedding, more layers, all outputs
# in place of the last one, the residual. `KIT_BUDGET=full KIT_DATA=official` is the place to try it (best on a GPU);
# its numbers are still to be measured. Other improvements (maximum or attention pooling, other cells) are welcome in
# the report; the class above stays as the contract says.

# %% [markdown]
# # Part 3 - Attention and the Vision Transformer
#
# A recurrent net hands everything on through the state of its last step; what the first element said has to
# survive all steps in between. With **attention** each element asks every other one directly: the path between two
# elements has length 1, and all elements are computed at once, in a few large matrix products, which is what
# accelerators are good at. The price: a table of N x N weights, and no sense of order. Attention is blind to where
# an element stands; positions have to be added (E10).
#
# Attention usually reads the whole sequence. *Restricted* attention looks at a window, *causal* attention only at
# the past: both are masks.

# %% role="given"
from kit.plots.attention import plot_cls_attention, plot_confusion, plot_positions, plot_rollout
from kit.plots.segmentation import plot_curves
from kit.plots.vit import plot_weight_tables
from kit.vit import mean_pooled, without_positions

# %% [markdown]
# ## E8 - Scaled dot-product attention (5 points)
#
# **Goal:** the one function on which everything else in this part rests.
#
# Each of N queries is compared with each of M keys; the values are averaged with these weights:
#
# $$S = \frac{Q K^\top}{\sqrt{D}}, \qquad A_{nm} = \frac{\exp S_{nm}}{\sum_{m'} \exp S_{nm'}}, \qquad
#   \mathrm{out} = A V$$
#
# $A_{nm}$ says how much key m influences query n: a table of N x M, in self-attention N x N. Why the root: the
# product of two vectors of D independent entries of variance 1 has variance D; without the division the softmax
# saturates and its gradient vanishes.

# %% [markdown]
# | | type, shape | meaning |
# |---|---|---|
# | `q`, `k`, `v` | float (B, N, D), (B, M, D), (B, M, V) | queries, keys, values; N, M, D, V independent of each other |
# | `mask` | bool (B, N, M) or (N, M), or None | True: query n may attend to key m; (N, M) holds for every sample |
# | returns | tuple `(out, weights)` | (B, N, V) and (B, N, M), both differentiable, dtype and device of `q` |
#
# Weights of forbidden pairs are exactly 0, and the allowed ones of a row sum to 1. A row without any True gives
# weights 0 and output 0, and finite gradients. Logits of +-100 do not overflow. Inputs are not changed. Not allowed:
# `F.scaled_dot_product_attention`, `nn.MultiheadAttention`.
#
# <details><summary>Hint 1</summary><code>torch.bmm</code> multiplies the matrices of each sample:
# (B, N, D) with (B, D, M) gives (B, N, M). A shape (4, 100, 100) of the weights means 4 samples, 100 queries, 100 keys;
# the feature size is not in it.</details>
# <details><summary>Hint 2</summary>The mask belongs before the softmax: what does the softmax make of a very negative
# score?</details>
# <details><summary>Hint 3</summary>An empty row: the softmax of nothing but -inf is nan, that of equal finite numbers
# is uniform. Which of the two can still be repaired by a product?</details>
#
# Example, B = 1, N = 1, M = 3, D = 4: scores (before the root) 0, 0 and $2 \ln 2$ are halved to 0, 0 and
# $\ln 2$; the weights are 1/4, 1/4, 1/2. With the mask [True, False, True] they are 1/3, 0, 2/3.


# %% role="answer" exercise="P3-E8"
# TODO P3-E8 (5 points): scores, scale, mask, softmax, product
def scaled_dot_product_attention(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None
) -> tuple[Tensor, Tensor]:
    """Return the averaged values, float (B, N, V), and the weights, float (B, N, M).

    Parameters
    ----------
    q, k, v
        float (B, N, D), (B, M, D), (B, M, V). Not changed.
    mask
        bool (B, N, M) or (N, M): True where a query may attend to a key. A row without any True gives zeros.
    """
    ### BEGIN SOLUTION
    scores = torch.bmm(q, k.transpose(1, 2)) / math.sqrt(q.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, torch.finfo(scores.dtype).min)
    weights = scores.softmax(dim=-1)
    if mask is not None:
        weights = weights * mask  # an empty row is uniform until here
    return torch.bmm(weights, v), weights
    ### END SOLUTION


# %% role="check" exercise="P3-E8"
check("P3-E8")

# %% role="grade" exercise="P3-E8"

# %% [markdown]
# **Figure.** The same queries and keys without a mask, with a window of 5 and with a causal mask. Rows are queries,
# columns keys; each row sums to 1.

# %% role="use" needs="P3-E8"
# alt: three 12 x 12 tables of weights: full, a band along the diagonal, the lower triangle
torch.manual_seed(0)
demo_queries, demo_keys = torch.randn(2, 1, 12, 16)
steps = torch.arange(12)
attention_masks = {
    "no mask": None,
    "window": (steps[:, None] - steps).abs() <= 2,
    "causal": steps[:, None] >= steps,
}
attention_weights = {
    name: scaled_dot_product_attention(demo_queries, demo_keys, demo_keys, mask)[1][0]
    for name, mask in attention_masks.items()
}
plot_weight_tables(attention_weights)
plt.show()
sum_errors = [float((table.sum(-1) - 1).abs().max()) for table in attention_weights.values()]
print(f"largest difference of a row's sum to 1: {max(sum_errors):.1e}")

# %% [markdown]
# ## E9 - Multi-head self-attention (6 points)
#
# **Goal:** several attentions side by side, at the price of one.
#
# In *self*-attention queries, keys and values come from the same x. The width D is cut into h heads of size d = D/h;
# head j has its own columns of the projections, so it can look for something else:
#
# $$Q = xW_q^\top + b_q, \ \dots \qquad \mathrm{head}_j = \mathrm{attention}(Q_j, K_j, V_j), \qquad
#   \mathrm{out} = [\mathrm{head}_1, \dots, \mathrm{head}_h]\, W_o^\top + b_o$$
#
# with $Q_j$ the columns jd to (j+1)d - 1. The scale is that of the head, $\sqrt d$. More heads do not cost more
# parameters: 4D^2 + 4D for any h.

# %% [markdown]
# | | type, shape | meaning |
# |---|---|---|
# | `MultiHeadSelfAttention(dim, heads)` | int, int | ValueError if `dim` is no multiple of `heads` |
# | `.q_proj`, `.k_proj`, `.v_proj`, `.out_proj` | `weight` (D, D), `bias` (D,) | the names under which weights are loaded |
# | `forward(x, return_weights=False)` | float (B, N, D) | any B, N |
# | returns | (B, N, D), or the tuple `(out, weights)` | weights (B, h, N, N), differentiable like `out` |
#
# Heads are concatenated in their order. A module with other names inside is right too if it has a method
# `load_weights(weights)` that takes a dict of the names above (`"q_proj.weight"`, ...). Not allowed:
# `nn.MultiheadAttention`, `F.multi_head_attention_forward`, `F.scaled_dot_product_attention`.
#
# <details><summary>Hint 1</summary>E8 takes (B, N, D): heads can be further samples, B * h of them.</details>
# <details><summary>Hint 2</summary>Cutting the last axis in (h, d) is a reshape. Then h has to come before N; a reshape
# cannot do that, <code>transpose</code> can.</details>
# <details><summary>Hint 3</summary>On the way back the same two steps in reverse order. A reshape straight from
# (B, h, N, d) to (B, N, h * d) runs, and mixes tokens with heads.</details>
#
# Example: B = 2, N = 5, D = 12, h = 3: (2, 5, 12), then (2, 5, 3, 4), then (2, 3, 5, 4), as samples (6, 5, 4); weights
# (6, 5, 5), seen as (2, 3, 5, 5).


# %% role="answer" exercise="P3-E9"
# TODO P3-E9 (6 points): split into heads, attend, merge, project
class MultiHeadSelfAttention(nn.Module):
    """Self-attention with several heads: (B, N, dim) to (B, N, dim).

    Attributes
    ----------
    q_proj, k_proj, v_proj, out_proj
        Linear layers with bias, dim to dim; head j owns columns j * dim/heads to (j+1) * dim/heads - 1 of the first
        three.
    """

    def __init__(self, dim: int, heads: int):
        """Make the four projections; ValueError if dim is no multiple of heads."""
        super().__init__()
        ### BEGIN SOLUTION
        if dim % heads:
            raise ValueError(f"dim {dim} is no multiple of heads {heads}")
        self.heads = heads
        self.q_proj, self.k_proj, self.v_proj, self.out_proj = (nn.Linear(dim, dim) for _ in range(4))
        ### END SOLUTION

    def forward(self, x: Tensor, return_weights: bool = False) -> Tensor | tuple[Tensor, Tensor]:
        """Return float (B, N, D) for x, float (B, N, D); with return_weights also the weights, float (B, h, N, N)."""
        ### BEGIN SOLUTION
        B, N, D = x.shape
        h, d = self.heads, D // self.heads
        q, k, v = (
            project(x).reshape(B, N, h, d).transpose(1, 2).reshape(B * h, N, d)
            for project in (self.q_proj, self.k_proj, self.v_proj)
        )
        out, weights = scaled_dot_product_attention(q, k, v)
        out = self.out_proj(out.reshape(B, h, N, d).transpose(1, 2).reshape(B, N, D))
        return (out, weights.reshape(B, h, N, N)) if return_weights else out
        ### END SOLUTION


# %% role="check" exercise="P3-E9"
check("P3-E9")

# %% role="grade" exercise="P3-E9"

# %% [markdown]
# Self-attention without positions is **permutation equivariant**: shuffled tokens give the same outputs, shuffled. It
# is a function on sets. (Some read a transformer as a kernel machine: the softmax of a product is a similarity. In
# models of protein structure a *pair bias* is added to the scores and a gate multiplies the result: the same
# function with two more terms.)

# %% role="use" needs="P3-E8 P3-E9"
torch.manual_seed(0)
attention_demo, demo_tokens, order = MultiHeadSelfAttention(12, 3), torch.randn(2, 5, 12), torch.randperm(5)
with torch.no_grad():
    before, after = attention_demo(demo_tokens), attention_demo(demo_tokens[:, order])
print(f"order {order.tolist()}: largest difference {float((before[:, order] - after).abs().max()):.1e}")
for heads in (1, 3, 12):
    count = sum(p.numel() for p in MultiHeadSelfAttention(12, heads).parameters())
    print(f"{heads:2} heads of size {12 // heads:2}: {count} parameters, 4D^2 + 4D = {4 * 12**2 + 4 * 12}")
del attention_demo

# %% [markdown]
# ## Where is what? Positions and the class token
#
# A **position encoding** is one vector for each place in the sequence; it is *added* to the embedding, so that two
# equal patches at two places differ. A **fixed** one comes from a formula. A **learned** one is a parameter. Both cost
# one addition; the learned one has N * D parameters and fits sequences of one length, the fixed one can be written
# down for any.
#
# The **class token** (CLS) is a learned vector in front of the sequence: element 0 of the sequence axis, not the first
# patch. It belongs to no place in the image; by attention it gathers what the classification needs.

# %% [markdown]
# ## E10 - Positions and CLS (4 points)
#
# **Goal:** the table of sines, the module that adds a table, and the class token in front.
#
# $$T_{p,\,2i} = \sin\frac{p}{10000^{2i/D}}, \qquad T_{p,\,2i+1} = \cos\frac{p}{10000^{2i/D}}$$
#
# Each pair of columns is a hand that turns with its own speed: the position p + k is the position p, turned by an
# angle that depends on k only.

# %% [markdown]
# | | type, shape | meaning |
# |---|---|---|
# | `sinusoidal_encoding(length, dim)` | float32 (length, dim), on the CPU | row p, column c as above; an odd `dim` ends with a sine; a new tensor at each call |
# | `PositionalEmbedding(num_tokens, dim, kind="learned")` | kinds `"learned"`, `"fixed"` | `.table` (1, num_tokens, dim), under this name in the state dict |
# | learned | `nn.Parameter` | normal or truncated normal, standard deviation 0.02; the only parameter |
# | fixed | buffer | the table of `sinusoidal_encoding`; no parameter |
# | `forward(x)` | float (B, num_tokens, dim) | `x + table`, the same for every sample; x is not changed |
# | `prepend_cls(tokens, cls_token)` | (B, N, D), (1, 1, D) to (B, N + 1, D) | CLS first, then the tokens as they are |
#
# <details><summary>Hint 1</summary>One row of numbers 0, 1, 2, ... and one column of them make a table by
# broadcasting.</details>
# <details><summary>Hint 2</summary><code>columns // 2</code> is the number i of the pair, <code>columns % 2</code> says
# sine or cosine; <code>torch.where</code> chooses.</details>
# <details><summary>Hint 3</summary>A tensor that is a plain attribute stays behind at <code>.to(device)</code>;
# <code>register_buffer</code> takes it along. <code>expand</code> repeats without copying.</details>
#
# Example, length 2, dim 5: row 0 is 0, 1, 0, 1, 0; row 1 is sin 1, cos 1, sin a, cos a, sin b with
# $a = 10000^{-2/5}$, about 0.0251, and $b = 10000^{-4/5}$.


# %% role="answer" exercise="P3-E10"
# TODO P3-E10 (4 points), first part: the table of sines and cosines
def sinusoidal_encoding(length: int, dim: int) -> Tensor:
    """Return the fixed table, float32 (length, dim): sine in even columns, cosine in odd ones."""
    ### BEGIN SOLUTION
    positions, columns = torch.arange(length)[:, None], torch.arange(dim)
    angles = positions / 10000 ** (2 * (columns // 2) / dim)
    return torch.where(columns % 2 == 0, angles.sin(), angles.cos())
    ### END SOLUTION


# %% role="answer" exercise="P3-E10"
# TODO P3-E10, second part: add a table
class PositionalEmbedding(nn.Module):
    """Add a vector to each position: (B, num_tokens, dim) to the same shape.

    Attributes
    ----------
    table
        float (1, num_tokens, dim): a parameter (kind "learned") or a buffer (kind "fixed").
    """

    def __init__(self, num_tokens: int, dim: int, kind: str = "learned"):
        """Make the table: normal with standard deviation 0.02, or that of `sinusoidal_encoding`."""
        super().__init__()
        ### BEGIN SOLUTION
        if kind == "learned":
            self.table = nn.Parameter(0.02 * torch.randn(1, num_tokens, dim))
        else:
            self.register_buffer("table", sinusoidal_encoding(num_tokens, dim)[None])
        ### END SOLUTION

    def forward(self, x: Tensor) -> Tensor:
        """Return x + table, float (B, num_tokens, dim)."""
        ### BEGIN SOLUTION
        return x + self.table
        ### END SOLUTION


# %% role="answer" exercise="P3-E10"
# TODO P3-E10, third part: CLS in front
def prepend_cls(tokens: Tensor, cls_token: Tensor) -> Tensor:
    """Return float (B, N + 1, D): cls_token, float (1, 1, D), in front of tokens, float (B, N, D)."""
    ### BEGIN SOLUTION
    return torch.cat((cls_token.expand(len(tokens), -1, -1), tokens), dim=1)
    ### END SOLUTION


# %% role="check" exercise="P3-E10"
check("P3-E10")

# %% role="grade" exercise="P3-E10"

# %% [markdown]
# **Figure.** The fixed table as an image, the cosine similarity of all pairs of positions, and the similarity of one
# position to all others, laid out as a grid of patches. The formula knows a line, not a grid: near is what is near in
# reading order.

# %% role="use" needs="P3-E10"
# alt: the fixed table as an image, the similarity of all pairs of positions, and that of one patch over an 8 x 8 grid
plot_positions({"fixed": sinusoidal_encoding(64, 48)}, grid=(8, 8))
plt.show()

# %% [markdown]
# ## E11 - The transformer block (4 points)
#
# **Goal:** attention and a small network for each token, each as a *residual* branch.
#
# $$x \leftarrow x + \mathrm{drop}(\mathrm{attn}(\mathrm{norm}_1(x))), \qquad
#   x \leftarrow x + \mathrm{drop}(\mathrm{fc}_2(\mathrm{gelu}(\mathrm{fc}_1(\mathrm{norm}_2(x)))))$$
#
# Attention mixes tokens, the second branch works on each token alone. What comes in is added to what comes out, so
# through many blocks the gradient is a sum of ways, one of them direct, not only a product. The norm stands inside
# the branch (*pre-norm*): the way from the input to the output stays free.
#
# **LayerNorm** brings the D features of each token to mean 0 and variance 1; batch normalisation does so for each
# feature over the batch. LayerNorm needs neither a batch nor a fixed length.

# %% [markdown]
# | | type, shape | meaning |
# |---|---|---|
# | `TransformerBlock(dim, heads, mlp_ratio=4, dropout=0.0)` | | |
# | `.norm1`, `.norm2` | LayerNorm over dim, eps 1e-5 | two of them: each has its own weights |
# | `.attn` | `MultiHeadSelfAttention(dim, heads)` | |
# | `.fc1`, `.fc2` | `nn.Linear` dim to mlp_ratio * dim, and back | with bias; between them the exact GELU (erf) |
# | `dropout` | probability | on the output of each branch, elementwise, in training mode only; nowhere else |
# | `forward(x, return_weights=False)` | float (B, N, D) | (B, N, D), or the tuple `(x, weights)` with weights (B, h, N, N) |
#
# x is not changed. (12 D^2 + 13 D parameters for a ratio of 4.) Not allowed: `nn.TransformerEncoderLayer`.
#
# <details><summary>Hint 1</summary>Write the two lines of the formula; nothing else happens.</details>
# <details><summary>Hint 2</summary><code>F.gelu</code> is exact unless told otherwise; <code>nn.Dropout</code> follows
# the mode of the block.</details>
# <details><summary>Hint 3</summary>Ask <code>attn</code> for its weights always, and return them when
# asked for.</details>
#
# Example: if `attn.out_proj` and `fc2` hold zeros, both branches are 0 and the block returns x.


# %% role="answer" exercise="P3-E11"
# TODO P3-E11 (4 points): two residual branches
class TransformerBlock(nn.Module):
    """Pre-norm transformer block: (B, N, dim) to (B, N, dim).

    Attributes
    ----------
    norm1, norm2
        LayerNorm of attention and of the MLP.
    attn
        `MultiHeadSelfAttention`.
    fc1, fc2
        Linear layers dim to mlp_ratio * dim and back.
    """

    def __init__(self, dim: int, heads: int, mlp_ratio: int = 4, dropout: float = 0.0):
        """Make the layers; `dropout` is the probability with which an element of a branch becomes 0."""
        super().__init__()
        ### BEGIN SOLUTION
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.attn = MultiHeadSelfAttention(dim, heads)
        self.fc1, self.fc2 = nn.Linear(dim, mlp_ratio * dim), nn.Linear(mlp_ratio * dim, dim)
        self.drop = nn.Dropout(dropout)
        ### END SOLUTION

    def forward(self, x: Tensor, return_weights: bool = False) -> Tensor | tuple[Tensor, Tensor]:
        """Return float (B, N, D) for x, float (B, N, D); with return_weights also those of attn, (B, h, N, N)."""
        ### BEGIN SOLUTION
        found, weights = self.attn(self.norm1(x), return_weights=True)
        x = x + self.drop(found)
        x = x + self.drop(self.fc2(F.gelu(self.fc1(self.norm2(x)))))
        return (x, weights) if return_weights else x
        ### END SOLUTION


# %% role="check" exercise="P3-E11"
check("P3-E11")

# %% role="grade" exercise="P3-E11"

# %% [markdown]
# **How much gradient reaches the input?** The norm of the gradient at the input of 12 blocks, with both branches
# scaled down step by step. Without the direct way it would shrink like a product; with it, it stays near 1.

# %% role="use" needs="P3-E8 P3-E9 P3-E11"
torch.manual_seed(0)
for branch_scale in (1.0, 0.1, 0.01):
    stack_input = torch.randn(2, 9, 24, requires_grad=True)
    tower = nn.Sequential(*(TransformerBlock(24, 4) for _ in range(12)))
    with torch.no_grad():
        for parameter_name, parameter in tower.named_parameters():
            if "out_proj" in parameter_name or "fc2" in parameter_name:
                parameter.mul_(branch_scale)
    tower_output = tower(stack_input)
    (stack_gradient,) = torch.autograd.grad(tower_output.sum(), stack_input)
    ratio = float(stack_gradient.norm() / tower_output.numel() ** 0.5)
    print(f"branches times {branch_scale:5}: gradient at the input over gradient at the output {ratio:.3f}")
del tower

# %% [markdown]
# ## E12 - Vision Transformer (5 points)
#
# **Goal:** an image classifier out of your own parts.
#
# patches (E6), linear embedding, CLS in front, positions added, blocks, final norm, token 0, linear head:
#
# $$x = \mathrm{pos}([\mathrm{cls};\ \mathrm{patches}\, W_e^\top + b_e]), \qquad x \leftarrow \mathrm{block}_i(x), \qquad
#   z = \mathrm{head}(\mathrm{norm}(x)_{:,\,0})$$
#
# Why only `x[:, 0, :]`? Axis 0 are the samples, axis 1 the tokens; classification wants one vector for each image,
# and token 0, CLS, belongs to the whole of it.

# %% [markdown]
# | | type, shape | meaning |
# |---|---|---|
# | `ViT(image_size=32, patch_size=4, in_channels=3, dim=48, depth=2, heads=4, mlp_ratio=2, num_classes=10, dropout=0.0)` | | square images; `dropout` is that of the blocks; `depth=0` is allowed |
# | `.patch_embed` | Linear C * P * P to dim | |
# | `.cls_token` | parameter (1, 1, dim) | starts with random values or with zeros |
# | `.pos` | learned `PositionalEmbedding` | `pos.table` (1, T, dim), T = (image_size / P)^2 + 1 |
# | `.blocks` | `nn.ModuleList` of `TransformerBlock` | |
# | `.norm`, `.head` | LayerNorm, Linear dim to K | |
# | `forward(images, return_attention=False)` | float (N, C, H, W) | logits (N, K), or the tuple `(logits, maps)`, maps (depth, N, h, T, T) |
#
# Logits, not probabilities. Not allowed: ready-made transformers.
#
# <details><summary>Hint 1</summary>The order of the formula is the order of the lines.</details>
# <details><summary>Hint 2</summary>A list of modules has to be an <code>nn.ModuleList</code>, a tensor that learns an
# <code>nn.Parameter</code>.</details>
# <details><summary>Hint 3</summary>Collect the weights of the blocks in a list; <code>torch.stack</code> makes one
# tensor of it.</details>
#
# Example: image 3 x 8 x 8, P = 4: 4 tokens of 48 values, with CLS T = 5; dim 12, 3 heads, depth 2: maps
# (2, N, 3, 5, 5).


# %% role="answer" exercise="P3-E12"
# TODO P3-E12 (5 points): constructor and forward
class ViT(nn.Module):
    """Vision Transformer: images (N, in_channels, image_size, image_size) to logits (N, num_classes).

    Attributes
    ----------
    patch_embed, cls_token, pos, blocks, norm, head
        Linear layer, parameter (1, 1, dim), `PositionalEmbedding` of T tokens, `nn.ModuleList`, LayerNorm, Linear
        layer.
    """

    def __init__(
        self,
        image_size: int = 32,
        patch_size: int = 4,
        in_channels: int = 3,
        dim: int = 48,
        depth: int = 2,
        heads: int = 4,
        mlp_ratio: int = 2,
        num_classes: int = 10,
        dropout: float = 0.0,
    ):
        """Make the parts; T = (image_size / patch_size)**2 + 1 tokens, CLS included."""
        super().__init__()
        ### BEGIN SOLUTION
        self.patch_size = patch_size
        self.patch_embed = nn.Linear(in_channels * patch_size**2, dim)
        self.cls_token = nn.Parameter(0.02 * torch.randn(1, 1, dim))
        self.pos = PositionalEmbedding((image_size // patch_size) ** 2 + 1, dim)
        self.blocks = nn.ModuleList(TransformerBlock(dim, heads, mlp_ratio, dropout) for _ in range(depth))
        self.norm, self.head = nn.LayerNorm(dim), nn.Linear(dim, num_classes)
        ### END SOLUTION

    def forward(self, images: Tensor, return_attention: bool = False) -> Tensor | tuple[Tensor, Tensor]:
        """Return logits, float (N, K), for images, float (N, C, H, W).

        With return_attention also the weights of all blocks, float (depth, N, h, T, T).
        """
        ### BEGIN SOLUTION
        x = self.patch_embed(patchify(images, self.patch_size))
        x = self.pos(prepend_cls(x, self.cls_token))
        maps = []
        for block in self.blocks:
            x, weights = block(x, return_weights=True)
            maps.append(weights)
        logits = self.head(self.norm(x)[:, 0])
        return (logits, torch.stack(maps)) if return_attention else logits
        ### END SOLUTION


# %% role="check" exercise="P3-E12"
check("P3-E12")

# %% role="grade" exercise="P3-E12"

# %% [markdown]
# ## Training the Vision Transformer
#
# The same images, patches and loop as for the recurrent models; AdamW with warm-up and cosine, since a transformer
# takes a large first step badly. Five runs from the same seed, two long and three short ones (half the epochs): the full
# model, once long and once short, and three models with one thing taken away:
#
# - **without positions**, long: a table of zeros. CLS sees a bag of patches. Still better than chance?
# - **one head** of size 48 in place of four of size 12: as many parameters.
# - **mean pooling**: the mean of all patches in the place of CLS behind the last block. A legitimate design; CLS is a
#   *learned* query in place of an average.

# %% role="given"
VIT_COUNT = sized(grade=128, demo=4000, full=50_000)
VIT_EPOCHS = {"long": sized(grade=1, demo=6, full=60), "short": sized(grade=1, demo=3, full=20)}
VIT_SIZE = sized(grade={}, demo={}, full={"dim": 192, "depth": 6})
VIT_EXPECTED = 0.28


def train_vit(name, model, epochs):
    """Train a ViT with `train_classifier`; return its history and a row of the table."""
    train_loader, val_loader = loaders(VIT_COUNT)
    writer = open_writer(f"vit {name}")
    with timed(name) as clock:
        history = train_classifier(
            model, train_loader, val_loader, epochs, 1e-3, device, warmup_steps=len(train_loader) // 2, max_norm=1.0
        )
    for tag in ("train_loss", "val_loss", "val_accuracy"):
        for epoch, value in enumerate(history[tag], 1):
            writer.add_scalar(f"vit/{tag}", value, epoch)
    writer.close()
    row = {
        "parameters": sum(one.numel() for one in model.parameters() if one.requires_grad),
        "images": len(train_loader.dataset),
        "epochs": epochs,
        "seconds": clock.seconds,
        "accuracy, training": evaluate(model, train_loader, device)["accuracy"],
        "accuracy, validation": history["val_accuracy"][-1],
    }
    return history, row


# %% role="use" needs="P3-E6 P3-E8 P3-E9 P3-E10 P3-E11 P3-E12 P3-E14"
# alt: training loss, validation loss and validation accuracy against the epoch, one line for each of the five runs
vit_designs = {
    "full": lambda: ViT(**VIT_SIZE),
    "without positions": lambda: without_positions(ViT(**VIT_SIZE)),
    "full, short": lambda: ViT(**VIT_SIZE),
    "one head, short": lambda: ViT(**VIT_SIZE, heads=1),
    "mean pooling, short": lambda: mean_pooled(ViT(**VIT_SIZE)),
}
vit_models, vit_histories, vit_rows = {}, {}, {}
for name, make_vit in vit_designs.items():
    torch.manual_seed(student_number)
    vit_models[name] = make_vit().to(device)
    history, vit_rows[name] = train_vit(name, vit_models[name], VIT_EPOCHS["short" if name.endswith("short") else "long"])
    vit_histories[name] = {key: history[key] for key in ("train_loss", "val_loss", "val_accuracy")}
main_vit = vit_models["full"]
plot_curves(
    vit_histories,
    {"train_loss": "training loss", "val_loss": "validation loss", "val_accuracy": "validation accuracy"},
)
plt.show()

# %% [markdown]
# **Table.** Copy it into your report (part 4). Only rows with equal epochs can be compared; two seeds of one design
# differ as well. Does your table contradict what you expected?

# %% role="use" needs="P3-E6 P3-E8 P3-E9 P3-E10 P3-E11 P3-E12 P3-E14"
display(pd.DataFrame.from_dict(vit_rows, orient="index").round(3))
if budget() == "demo":
    reached = vit_rows["full"]["accuracy, validation"]
    print(f"full: {reached:.3f}, {'reaches' if reached >= VIT_EXPECTED else 'BELOW'} {VIT_EXPECTED}")

# %% [markdown]
# **Learned positions.** Beside the formula, what the model has made of its table: nobody told it that patches lie on a
# grid. Do neighbours resemble each other, in the row and in the column?

# %% role="use" needs="P3-E6 P3-E8 P3-E9 P3-E10 P3-E11 P3-E12 P3-E14"
# alt: the fixed and the learned table, their similarities of all pairs, and those of one patch over the grid
plot_positions({"fixed": sinusoidal_encoding(64, 48), "learned": main_vit.pos.table.detach()}, grid=(8, 8))
plt.show()

# %% [markdown]
# **Confusion matrix** of the final model on the test part, which nothing else has used. Rows are the actual classes,
# columns the predicted ones; a row's sum is the number of images of the class, the diagonal is right.

# %% role="use" needs="P3-E6 P3-E8 P3-E9 P3-E10 P3-E11 P3-E12 P3-E14"
# alt: a 10 x 10 table of counts, rows actual classes, columns predicted ones
main_vit.eval()
with torch.no_grad():
    predicted = torch.cat([main_vit(batch.to(device)).argmax(dim=1).cpu() for batch, _ in DataLoader(test_set, 250)])
plot_confusion(test_labels, predicted, CLASSES)
plt.show()

# %% [markdown]
# ## E13 - Attention maps (3 points)
#
# **Goal:** read the maps out of a trained model, without leaving a trace on it.
#
# Row 0 of a map says from which tokens CLS takes what it takes. The residual hands each token on as well, so a
# *rollout* follows the attention through all layers, half of it and half of the identity in each:
#
# $$\hat A_l = \tfrac12\, \overline{A}_l + \tfrac12\, I, \qquad R = \hat A_L \cdots \hat A_2\, \hat A_1$$
#
# with $\overline A_l$ the mean over the heads of layer l. Row 0 of R says which patches reached CLS in the end.

# %% [markdown]
# | | type, shape | meaning |
# |---|---|---|
# | `collect_attention(model, images)` | a `ViT` in any mode, float (N, C, H, W) | (L, N, h, T, T), without graph, computed in eval mode |
# | after the call | | mode, values and gradients of the model are as before, with no hook or attribute more; so are torch's gradient mode and generator |
# | `cls_attention_grid(weights, grid_h, grid_w)` | float (B, h, T, T), T = grid_h * grid_w + 1 | (B, h, grid_h, grid_w): attention **from** CLS to the patches, as they are |
# | `attention_rollout(maps)` | float (L, B, h, T, T), L >= 1, rows sum to 1 | (B, T, T), dtype and device of `maps` |
#
# Inputs are not changed.
#
# <details><summary>Hint 1</summary>The model can return its maps; <code>model.training</code> is its mode.</details>
# <details><summary>Hint 2</summary>In a map the first index is the query, who asks; the second is the key, who is
# asked. CLS is index 0.</details>
# <details><summary>Hint 3</summary>A new layer is multiplied from the left. Matrices do not commute.</details>
#
# Example: T = 7 of a grid of 2 x 3; the grid is entries 1 to 6 of row 0, three in each line. One layer:
# R is the half of its mean map plus 0.5 on the diagonal.


# %% role="answer" exercise="P3-E13"
# TODO P3-E13 (3 points), first part: the maps of all layers
def collect_attention(model: nn.Module, images: Tensor) -> Tensor:
    """Return the attention of all layers, float (L, N, h, T, T) without graph, in eval mode.

    The model's mode is restored, and nothing is left on it.
    """
    ### BEGIN SOLUTION
    was_training = model.training
    model.eval()
    with torch.no_grad():
        _, maps = model(images, return_attention=True)
    model.train(was_training)
    return maps
    ### END SOLUTION


# %% role="answer" exercise="P3-E13"
# TODO P3-E13, second part: from CLS to the patches
def cls_attention_grid(weights: Tensor, grid_h: int, grid_w: int) -> Tensor:
    """Return the attention from CLS to each patch, float (B, h, grid_h, grid_w), of weights (B, h, T, T)."""
    ### BEGIN SOLUTION
    return weights[:, :, 0, 1:].reshape(*weights.shape[:2], grid_h, grid_w)
    ### END SOLUTION


# %% role="answer" exercise="P3-E13"
# TODO P3-E13, third part: the product over the layers
def attention_rollout(maps: Tensor) -> Tensor:
    """Return the rollout, float (B, T, T), of maps (L, B, h, T, T): half attention, half identity in each layer."""
    ### BEGIN SOLUTION
    identity = torch.eye(maps.shape[-1], dtype=maps.dtype, device=maps.device)
    layers = 0.5 * maps.mean(dim=2) + 0.5 * identity
    rollout = layers[0]
    for layer in layers[1:]:
        rollout = layer @ rollout
    return rollout
    ### END SOLUTION


# %% role="check" exercise="P3-E13"
check("P3-E13")

# %% role="grade" exercise="P3-E13"

# %% [markdown]
# **Figures.** What CLS of the trained model looks at: for one image each head of each layer, then the rollout of
# several. 1/65, about 0.015, would be an even distribution. A weight is an influence inside one layer, not a proof that
# the model decided because of this patch. Each patch sees every other one from the first layer on; a convolution
# would need many.

# %% role="use" needs="P3-E6 P3-E8 P3-E9 P3-E10 P3-E11 P3-E12 P3-E13 P3-E14"
# alt: one test image, and over it what CLS attends to, two rows of layers, four columns of heads
shown_images = test_set[:6][0].to(device)
shown_maps = collect_attention(main_vit, shown_images)
shown_grids = torch.stack([cls_attention_grid(layer, 8, 8)[0] for layer in shown_maps])
plot_cls_attention(test_images[0], shown_grids.cpu())
plt.show()
print("share that CLS gives to itself, by layer:", shown_maps[..., 0, 0].mean((1, 2)).cpu().numpy().round(3))

# %% role="use" needs="P3-E6 P3-E8 P3-E9 P3-E10 P3-E11 P3-E12 P3-E13 P3-E14"
# alt: six test images with their classes, below them the rollout of CLS laid over
shown_rollout = attention_rollout(shown_maps)
plot_rollout(
    test_images[:6],
    shown_rollout[:, 0, 1:].reshape(-1, 8, 8).cpu(),
    [CLASSES[label] for label in test_labels[:6].tolist()],
)
plt.show()

# %% [markdown]
# **Patches moved or missing.** Vision Transformers stand up well to occlusion, shifts, adversarial patches and shuffled
# patches, better than many convolutional nets, as papers on large models report. Does your small one? (Its validation images:
# patches set to the mean colour, or in another order, the same for all images.)

# %% role="use" needs="P3-E6 P3-E8 P3-E9 P3-E10 P3-E11 P3-E12 P3-E14"
torch.manual_seed(0)
whole_images, whole_labels = val_set.tensors
whole_tokens, patch_order = patchify(whole_images, 4), torch.randperm(64)
damaged_tokens = {
    "as they are": whole_tokens,
    "a quarter missing": whole_tokens * (patch_order >= 16)[:, None],
    "half missing": whole_tokens * (patch_order >= 32)[:, None],
    "in another order": whole_tokens[:, patch_order],
}
damaged_rows = {}
for damage, tokens in damaged_tokens.items():
    damaged_loader = DataLoader(TensorDataset(unpatchify(tokens, 4, 32, 32), whole_labels), 250)
    damaged_rows[damage] = {
        name: evaluate(model, damaged_loader, device)["accuracy"]
        for name, model in (("full", main_vit), ("without positions", vit_models["without positions"]))
    }
display(pd.DataFrame.from_dict(damaged_rows, orient="index").round(3))
del damaged_tokens, damaged_loader

# %% [markdown]
# ## Find the bug
#
# Two wrong versions, made of your own functions; shapes are right, nothing complains, and a model would train with
# either. Which assertion tells them from the right ones? Write the name of one assertion for each into the cell after
# next and run the rest: a good assertion **holds for yours and fails for the wrong one**. (What you find helps with the
# concept question on patches.)
#
# | | `shape` | `finite` | `sums` | `values` | `corner` |
# |---|---|---|---|---|---|
# | attention | out is (B, N, V) | no nan | each query's weights sum to 1 | - | - |
# | patches | tokens are (N, T, C * P * P) | no nan | the sum over all tokens is that of the image | sorted, the values are those of the image | token 1 begins with the pixel in row 0, column P |


# %% role="use" needs="P3-E6 P3-E8"
def wrong_attention(q, k, v):
    """WRONG: find out why."""
    weights = scaled_dot_product_attention(k, q, q)[1].transpose(1, 2)
    return torch.bmm(weights, v), weights


def wrong_patchify(images, patch_size):
    """WRONG: find out why."""
    return patchify(images.transpose(2, 3), patch_size)


# %% role="fill" id="P3-bugs"
caught_by = {"attention": "shape", "patches": "shape"}

# %% role="use" needs="P3-E6 P3-E8"
torch.manual_seed(1)
bug_queries, bug_keys, bug_values = torch.randn(2, 4, 3), torch.randn(2, 4, 3), torch.randn(2, 4, 5)
bug_image = torch.arange(3 * 8 * 8.0).reshape(1, 3, 8, 8)
bug_assertions = {
    ("attention", "shape"): lambda result: result[0].shape == (2, 4, 5),
    ("attention", "finite"): lambda result: bool(result[0].isfinite().all()),
    ("attention", "sums"): lambda result: torch.allclose(result[1].sum(-1), torch.ones(2, 4)),
    ("patches", "shape"): lambda result: result.shape == (1, 16, 12),
    ("patches", "finite"): lambda result: bool(result.isfinite().all()),
    ("patches", "sums"): lambda result: result.sum() == bug_image.sum(),
    ("patches", "values"): lambda result: torch.equal(result.flatten().sort()[0], bug_image.flatten().sort()[0]),
    ("patches", "corner"): lambda result: result[0, 1, 0] == bug_image[0, 0, 0, 2],
}
bug_results = {
    "attention": [
        attend(bug_queries, bug_keys, bug_values) for attend in (scaled_dot_product_attention, wrong_attention)
    ],
    "patches": [cut(bug_image, 2) for cut in (patchify, wrong_patchify)],
}
for topic, chosen in caught_by.items():
    if (topic, chosen) not in bug_assertions:
        print(f"{topic}: there is no assertion {chosen!r}")
        continue
    right, wrong = (("holds" if bug_assertions[topic, chosen](one) else "fails") for one in bug_results[topic])
    verdict = "this one finds it" if (right, wrong) == ("holds", "fails") else "this one does not find it"
    print(f"{topic}, {chosen}: {right} for yours, {wrong} for the wrong one: {verdict}")

# %% [markdown]
# ## Where this goes
#
# - **Hybrids** feed the feature map of a convolutional net to the transformer in place of patches.
# - **Swin** attends inside windows and merges patches between stages: half the height and width, twice the channels.
#   It has features of several scales, as detection and segmentation want them.
# - **MAE** hides most patches: the encoder sees the visible ones only, a small decoder the whole sequence
#   (asymmetric). It depends little on augmentation; tuning all parameters afterwards beats tuning the last layer.
# - **Text models** such as GPT are the same blocks with a causal mask, pretrained on next-token prediction.

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

# %% [markdown]
# # Part 4 - Questions, report, export
#
# ## How the questions work
#
# You are asked what an oral examination on this notebook would ask: shapes of tensors, reasons for single
# lines, the given code included. Nothing has to be run; you should know the whole notebook.
#
# - **Shape questions** (10 points): ten questions, their numbers drawn from your student number. Replace `None` by
#   your answer: a number or a tuple. Whole numbers must be exact, decimal numbers right to 0.1 %.
# - **Concept questions** (15 points): answer in your own words, in the cell below each question. Every
#   wording that says the right thing counts. Put pictures next to the notebook and write
#   `![](picture.png)`.
# - **Practice** has no points: the same questions with other numbers, and an explanation at once.

# %% [markdown]
# `practice("P3-Q-S3")` shows a question, `practice("P3-Q-S3", ((1, 2), 3))` says whether that is the answer to it,
# and `practice("P3-Q-S3")` again shows new numbers. Practice in a cell of your own, as often as you like. The oral
# examination draws from all nineteen families and from all concept questions, C1 to C5 and O1 to O28, which stand in
# `questions.py` beside this notebook.
#
# | asked below, and in practice | in practice and in the oral only |
# |---|---|
# | S1 attention weights, S3 gates of a GRU, S4 outputs and S5 parameters of a recurrent net, S6 tokens of an image, S8 several heads, S9 parameters of a block, S11 sinusoidal encoding, S13 truncated back-propagation, S14 softmax under a mask | S2 padding, S7 position table, S10 cost of attention, S12 memory of the maps, S15 parameters of a ViT, S16 learning rate, S17 gradient through time, S18 confusion matrix, S19 patch merging |

# %% role="use" needs=""
practice("P3-Q-S19")

# %% [markdown]
# ## Shape questions (10 points)
#
# One point each. Sizes are (height, width), axes, rows and columns count from 0.

# %% role="shape" question="P3-Q-S1"

# %% role="shape" question="P3-Q-S3"

# %% role="shape" question="P3-Q-S4"

# %% role="shape" question="P3-Q-S5"

# %% role="shape" question="P3-Q-S6"

# %% role="shape" question="P3-Q-S8"

# %% role="shape" question="P3-Q-S9"

# %% role="shape" question="P3-Q-S11"

# %% role="shape" question="P3-Q-S13"

# %% role="shape" question="P3-Q-S14"

# %% [markdown]
# ## Concept questions (15 points)
#
# Three points each, a few sentences each.

# %% [markdown] role="concept" question="P3-Q-C1" points=3

# %% [markdown] role="concept" question="P3-Q-C2" points=3

# %% [markdown] role="concept" question="P3-Q-C3" points=3

# %% [markdown] role="concept" question="P3-Q-C4" points=3

# %% [markdown] role="concept" question="P3-Q-C5" points=3

# %% [markdown]
# ## Report (5 points)
#
# One page, marked by a person. Write below the instruction of each cell.

# %% [markdown] role="manual" id="P3-R1" points=2
# ### Report 1: two ablations (2 points)
#
# Copy both tables into the cell below and fill them in from your runs: validation data, last epoch. Say which device,
# which `KIT_BUDGET`, and how many seeds you ran. Further rows of your own are welcome (other cells, larger batch,
# hidden size or embedding, max or attention pooling, shuffled or covered patches).
#
# | recurrent classifier | images, epochs | seconds | accuracy, training | accuracy, validation |
# |---|---|---|---|---|
# | mean of all outputs, residual | | | | |
# | mean of all outputs, no residual | | | | |
# | last outputs, residual | | | | |
# | last outputs, no residual | | | | |
#
# | Vision Transformer | images, epochs | seconds | accuracy, training | accuracy, validation |
# |---|---|---|---|---|
# | full | | | | |
# | without positions | | | | |
# | full, short | | | | |
# | one head, short | | | | |
# | mean pooling in place of CLS, short | | | | |

# %% [markdown] role="manual" id="P3-R2" points=2
# ### Report 2: figures (2 points)
#
# All figures of the notebook are there, drawn by your own functions, with names on their axes. List here what is
# missing and why (write "complete" if nothing is), and write one sentence for each of these: what do you see there
# that no table says?
#
# 1. Gradient norm against the time step.
# 2. An image cut by your `patchify` and by the given wrong version.
# 3. Attention of CLS, per head and layer, and the rollout.
# 4. The confusion matrix of the final model: which classes are taken for one another, and in which direction?

# %% [markdown] role="manual" id="P3-R3" points=1
# ### Report 3: what the numbers say (1 point)
#
# One paragraph. What raised the accuracy, what did not? Earlier years, with CIFAR10 and a recurrent model, stalled near
# 53 %, and saw one residual connection bring 18 %: does your table agree? Name a result that contradicts what you had
# expected, say which differences you would trust with so few seeds, and how you would find out about the others.

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
