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
# | `cells` | `nn.ModuleList` of cells of `make_cell`; number k = layer * dirs + direction (0 forward, 1 backward) |
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
#   keep their values.
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
# correlation. Not every run has a unit above 0.6 for each.

# %% role="use" needs="P3-E5"
# alt: three lines of program text, below each the values of three hidden units as shades of grey
from kit.text_structure import best_unit, bracket_depth, inside_quotes, place_in_line

unit_states = read_states(text_cells["graph of 50 steps"], alphabet.one_hot(new_text)[None])[0]
unit_signals = {"quote": inside_quotes, "brackets": bracket_depth, "place": place_in_line}
found_units = {name: best_unit(unit_states, signal(new_text)) for name, signal in unit_signals.items()}
unit_names = [f"{name}: unit {unit}, r {r:+.2f}" for name, (unit, r) in found_units.items()]
plot_hidden_units(new_text[:192], unit_states[:192, [unit for unit, _ in found_units.values()]], unit_names)
plt.show()
