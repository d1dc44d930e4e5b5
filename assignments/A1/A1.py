# %% [markdown]
# # A1 - From one variable to a trained convolutional network
#
# You write every step yourself: descent along a function of one variable, gradients by autograd and by
# differences, linear classifiers with analytic gradients, four optimisers, a regression model, a hand-made
# feature with an MLP on it, dropout and batch normalisation, convolution and pooling, augmentation, and a
# CNN with its training and evaluation loops. Each piece is checked **by its values**: most classic mistakes
# train just as well as the right code, so an accuracy proves little.

# %% [markdown]
# ## Learning goals
#
# After this notebook you can
# - say where gradient descent ends and why: start, learning rate, number of iterations;
# - compute a gradient by autograd, by hand and by differences, and check one against the other;
# - write the losses of linear classifiers, the optimisers, and the layers of a CNN, and name the shape of
#   every tensor on the way;
# - split data, augment, train and evaluate without leaking information from the test set;
# - say whether a difference between two results is evidence.

# %% [markdown]
# ## Points
#
# | part | exercise | points | | part | exercise | points |
# |---|---|---|---|---|---|---|
# | 0 | E14 devices | 2 | | 3 | E8 regression | 5 |
# | 1 | E1 gradient descent | 5 | | 3 | E9 HOG + MLP | 6 |
# | 1 | E2 derivative | 3 | | 4 | E10 dropout, batch normalisation | 6 |
# | 1 | E3 sweep | 4 | | 5 | E11 convolution and pooling | 7 |
# | 1 | E4 numerical gradient | 4 | | 5 | E12 augmentation and splits | 4 |
# | 2 | E5 SVM loss | 5 | | 5 | E13 CNN, training, evaluation | 7 |
# | 2 | E6 softmax, cross-entropy | 6 | | 6 | shape questions | 10 |
# | 2 | E7 optimisers | 6 | | 6 | concept questions | 15 |
# | | | | | 6 | report and figures | 5 |
#
# Code 70, shape questions 10, concept questions 15, report and figures 5: together 100.

# %% [markdown]
# ## Time budget
#
# At most 3 minutes for the whole notebook on two CPU cores with the data that ship with it:
#
# | part | at most |
# |---|---|
# | 0 and 1 | 10 s |
# | 2 | 25 s |
# | 3 and 4 | 40 s |
# | 5 | 95 s |
# | 6 | 10 s |
#
# Cells that take longer than a few seconds show a progress bar.

# %% [markdown]
# # Part 0 - Before you start
#
# ## How to work
#
# - **Fresh kernel.** All cells share one kernel: names, parameters and optimisers stay alive although you
#   changed or deleted the cell that made them (stale state). Only a fresh run from top to bottom is graded.
# - **After an edit** run again from the first definition downwards, not from the middle: otherwise later
#   cells keep working with the old object.
# - **Outline.** The headings give an outline (table of contents in the side bar). Write only into the cells
#   marked TODO, into the answer cells and, in part 1, into the words of the observation table.
# - **Check yourself.** `check("A1-E1")` prints what holds and what does not. The hidden checks ask for more
#   properties, with other numbers and other sizes.
# - **Read everything.** The questions at the end are those of an oral examination on the whole notebook,
#   the given code included. Nothing has to be run there.

# %% [markdown]
# ## Environment check
#
# One line per remark. `python check_env.py` in a terminal prints the same without Jupyter; mend the environment
# there, not in the notebook.

# %% role="given"
from kit.environment import environment_report

for finding in environment_report():
    print(finding)

# %% [markdown]
# ## Imports
#
# `check("A1-E1")` runs the self-checks of an exercise, `progress()` those of all, `practice("A1-Q-S1")` asks a
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
from tqdm.auto import tqdm

from kit.notebook import ask, ask_concept, check, grade, load, practice, progress, validate
from kit.settings import budget, sized

load()

# %% [markdown]
# ## Your number and name
#
# Type them once. The shape questions of part 6 are drawn from your number; they are graded with the number
# under which the staff knows you.

# %% role="fill" id="A1-student"
student_number = 0
student_name = ""

# %% [markdown]
# ## E14 - Devices (2 points)
#
# **Goal:** write once what every later cell needs: choose the device, and put a batch on it.
#
# A `torch.device` names where a tensor lives: `cpu`, `cuda`, `cuda:1`. All tensors of one operation must
# live on the same device. `module.to(device)` moves the parameters of a module in place; **a tensor's
# `.to(device)` returns a new tensor**, which has to be assigned. A GPU has many more cores and more memory
# bandwidth than a CPU, but copies between the two are slow: move a batch once, compute, and bring back
# numbers only. A library built with CUDA does not mean that a device can be used; ask at run time.

# %% [markdown]
# | | type | meaning |
# |---|---|---|
# | `get_device()` returns | `torch.device` | `cuda` when a CUDA device can be used, else `cpu`; asks at every call |
# | `batch` | tensor, or a nest of dict, list, tuple, named tuple | may hold anything besides tensors |
# | `device` | `str` or `torch.device` | where the tensors go |
# | `to_device` returns | same nest | every tensor moved (values, dtype and graph kept); types of containers and order of keys kept |
#
# Anything that is no tensor and no container (strings, numbers, `None`, arrays) is passed on unchanged.
# Containers are new, the argument stays as it is. Not allowed: `torch.set_default_device`.
#
# <details><summary>Hint 1</summary>A nest is a tensor, or a container of nests, or something
# else.</details>
# <details><summary>Hint 2</summary>Recursion by type: <code>isinstance(batch, dict)</code>, then tuples and
# lists. The type of a container makes a new one: <code>type(batch)(...)</code>.</details>
# <details><summary>Hint 3</summary>A named tuple is a tuple with the attribute <code>_fields</code>; it
# takes its entries one by one: <code>type(batch)(*entries)</code>.</details>
#
# Example: `to_device({"x": torch.zeros(2, 3), "names": ["a", "b"]}, "meta")` is a dict with the keys `x`,
# `names`; `x` has shape (2, 3) on the device `meta`, `names` is a list of the two strings. (`meta` tensors
# have a shape and no values: a device that exists on every machine.)

# %% role="answer" exercise="A1-E14"
# TODO A1-E14 (2 points): the device to compute on, and a function that puts a batch there
def get_device() -> torch.device:
    """Return the device to compute on: ``cuda`` when a CUDA device can be used, else ``cpu``."""
    ### BEGIN SOLUTION
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    ### END SOLUTION


def to_device(batch, device):
    """Return `batch` with every tensor on `device`.

    Parameters
    ----------
    batch
        A tensor or a nest of dict, list, tuple, named tuple; may hold other things. Not changed.
    device
        A `torch.device` or its name.

    Returns
    -------
    The same nest in new containers of the same types, keys in the same order; what is no tensor is passed on.
    """
    ### BEGIN SOLUTION
    if isinstance(batch, Tensor):
        return batch.to(device)
    if isinstance(batch, dict):
        return type(batch)({key: to_device(value, device) for key, value in batch.items()})
    if isinstance(batch, (list, tuple)):
        items = [to_device(item, device) for item in batch]
        return type(batch)(*items) if hasattr(batch, "_fields") else type(batch)(items)
    return batch
    ### END SOLUTION


# %% role="check" exercise="A1-E14"
check("A1-E14")

# %% role="grade" exercise="A1-E14"

# %% role="use" needs="A1-E14"
print("this notebook computes on", get_device())

# %% [markdown]
# # Part 1 - Gradient descent in one dimension
#
# ## Descent, basins, rates
#
# Gradient descent walks downhill: $x_{k+1} = x_k - \eta\, f'(x_k)$ with the **learning rate** $\eta$. It
# knows only the slope where it stands. Where it ends is decided by the **start**: all starts from which the
# walk ends in the same minimum form its *basin*. How it gets there is decided by the rate: too high and it
# overshoots, oscillates or diverges; too low and it is slow. A low rate is *not* what makes it end in a
# local minimum (a larger step may jump out of a basin, by chance). There is no rule such as "use 0.001": on
# the function below 0.2 is better than 0.1. Try rates on a log scale (0.01, 0.1, 1) and look at the curve
# of the loss.

# %% [markdown]
# ## Iteration and epoch
#
# An **iteration** is one update of the parameters. An **epoch** is one pass over the data: with 5,000
# images in batches of 50 it holds 100 iterations. Here there are no data and one variable, so only
# iterations are counted. Too few iterations under-fit. With data, too many may over-fit, and *early
# stopping* watches the loss on a validation set; on a fixed function of one variable more iterations do no
# harm, they only cost time. Iterate until the loss no longer falls.

# %% [markdown]
# ## The function
#
# $$f(x) = \frac{-1.5}{1+\left(\frac{x+1.2}{0.9}\right)^2} - \frac{0.8}{1+\left(\frac{x-1.25}{0.75}\right)^2}
#   + 0.35\,\frac{\sin 1.2x}{1.2x}$$
#
# `landscape` has two valleys, flat tails on both sides and a hole: at 0 the last term is 0/0, so value and
# gradient are nan. (The limit exists; the formula does not know it. Leave the hole as it is.)

# %% role="given"
from kit.landscape import global_minimum, landscape, to_table
from kit.plots.descent import draw_difference_errors, draw_function, draw_paths, draw_tangents

# %% role="use" needs=""
# alt: The function landscape: a deep valley left of 0, a shallower one right of it, a hole at 0, flat tails.
draw_function(landscape, holes=[0.0])
plt.show()
print(f"lowest near x = {global_minimum(landscape):.3f}; at 0: {landscape(torch.tensor(0.0)).item()}")

# %% [markdown]
# ## Autograd
#
# PyTorch records every operation on a tensor with `requires_grad=True` while it runs: the **graph** is
# built anew in each forward pass and freed by `backward()`. (Libraries with static graphs build it once
# before any data flow.)
# - `y.backward()` **adds** the gradient to `x.grad`. Nobody empties it for you: without a reset, step 2
#   uses the sum of two gradients.
# - An update such as `x = x - lr * g` is an operation too. Under `torch.no_grad()`, or on detached values,
#   it is not recorded; otherwise the graph of all earlier steps stays in memory.
# - Own forward and backward functions can be written with `torch.autograd.Function`.

# %% [markdown]
# ## E1 - Gradient descent (5 points)
#
# **Goal:** write the loop that everything else in this notebook varies: loss, gradient, update.
#
# $$x_0 = \text{start}, \qquad x_{k+1} = x_k - \eta\, f'(x_k), \qquad \ell_k = f(x_k)$$
#
# E3 uses this function for its observation table.

# %% [markdown]
# | | type, shape | meaning |
# |---|---|---|
# | `f` | callable | maps a 0-dim float64 tensor to a 0-dim float64 tensor |
# | `x0`, `lr`, `n_iter` | float, float, int | start, learning rate, number of updates (0 is legal) |
# | `xs` | (n_iter + 1,) float64 | `xs[0] = x0`, then the iterates; on the CPU, no graph |
# | `losses` | (n_iter + 1,) float64 | `losses[k] = f(xs[k])`: the loss **at** this x; on the CPU, no graph |
#
# The derivative comes from autograd: no differences, no formula of a particular f. nan is not caught, it
# propagates. No early stop: always `n_iter` updates. No update belongs to a graph: memory does not grow
# from step to step.
#
# <details><summary>Hint 1</summary>n_iter updates, but n_iter + 1 values: which line runs once more than
# the others? </details>
# <details><summary>Hint 2</summary>Per step: forward, store x and loss, backward, update outside the graph,
# reset the gradient.</details>
# <details><summary>Hint 3</summary>A leaf tensor with <code>requires_grad=True</code> may be changed in
# place under <code>torch.no_grad()</code>; <code>x.grad = None</code> resets.</details>
#
# Example: $f(x) = x^2$, `x0=1.0`, `lr=0.25`, `n_iter=2` gives `xs` = 1, 0.5, 0.25 and `losses` = 1, 0.25,
# 0.0625.

# %% role="answer" exercise="A1-E1"
# TODO A1-E1 (5 points): the loop, the gradient and its reset, the update outside the graph
def gradient_descent(f, x0: float, lr: float, n_iter: int) -> tuple[Tensor, Tensor]:
    """Descend `f` from `x0` with `n_iter` updates.

    Parameters
    ----------
    f
        Maps a 0-dim float64 tensor to one of the same shape.
    x0, lr
        Start and learning rate.
    n_iter
        Number of updates, 0 or more.

    Returns
    -------
    xs, losses
        Both (n_iter + 1,) float64, on the CPU, without graph; ``losses[k] = f(xs[k])``.
    """
    ### BEGIN SOLUTION
    x = torch.tensor(x0, dtype=torch.float64, requires_grad=True)
    xs, losses = [], []
    for step in range(n_iter + 1):
        loss = f(x)
        xs.append(x.item())
        losses.append(loss.item())
        if step < n_iter:
            loss.backward()
            with torch.no_grad():
                x -= lr * x.grad
            x.grad = None  # backward adds to .grad
    return torch.tensor(xs, dtype=torch.float64), torch.tensor(losses, dtype=torch.float64)
    ### END SOLUTION


# %% role="check" exercise="A1-E1"
check("A1-E1")

# %% role="grade" exercise="A1-E1"

# %% [markdown]
# **Figure 1.** Five starts, two rates. Before you run the cell: which start ends where, and which one has
# no path?

# %% role="use" needs="A1-E1"
# alt: One row per rate. Left: paths of five starts on landscape. Right: loss against iteration.
five_starts = [-4.0, -1.0, 0.0, 1.0, 4.0]
descents = {(x0, lr): gradient_descent(landscape, x0, lr, 100) for lr in (0.1, 0.2) for x0 in five_starts}
draw_paths(landscape, descents)
plt.show()

# %% [markdown]
# ## Gates and the chain rule
#
# Backward, every operation multiplies the gradient that comes in by its own local derivative. Four
# patterns:
#
# | gate | what it does with the incoming gradient $g$ |
# |---|---|
# | addition $a + b$ | distributes: $g$ to both |
# | maximum $\max(a, b)$ | routes: $g$ to the larger one, 0 to the other |
# | multiplication $a \cdot b$ | swaps: $g\,b$ to $a$ and $g\,a$ to $b$ |
# | branch ($a$ used twice) | adds the gradients of both uses |
#
# The forward pass computes the loss, the backward pass the gradients. A layer that works on each of 4,096
# elements alone has a 4,096 x 4,096 Jacobian with zeros off the diagonal: never build it, multiply
# elementwise. Autograd does exactly this: `ys.backward(v)` computes the product of $v$ with the Jacobian,
# not the Jacobian.

# %% role="use" needs=""
# The four gates in one expression: which gradient do a, b and c get? Do it on paper first.
gates = torch.tensor([2.0, -3.0, 5.0], requires_grad=True)  # a, b, c
(gates[0] * gates[1] + torch.maximum(gates[0], gates[2]) + gates[0]).backward()
print("a b + max(a, c) + a at (2, -3, 5): gradient", gates.grad.tolist())

# %% [markdown]
# ## E2 - The derivative at many points (3 points)
#
# **Goal:** $f'(x_1), \dots, f'(x_N)$ of an elementwise function with **one** backward pass.
#
# With $y_i = f(x_i)$ the Jacobian is diagonal, so for a vector $v$ the backward pass gives $\left(v^\top
# \frac{\partial y}{\partial x}\right)_i = v_i\, f'(x_i)$. Which $v$ is wanted? E3 asks for slopes.

# %% [markdown]
# | | type, shape | meaning |
# |---|---|---|
# | `f` | callable | elementwise: keeps shape and dtype |
# | `xs` | (N,) float32 or float64, N >= 1 | any order; may itself require grad |
# | returns | (N,), dtype of `xs` | $f'(x_i)$, no graph; nan exactly where f is undefined |
#
# `xs` keeps its `requires_grad` and its `.grad`. By autograd: no differences between points, no formula.
#
# <details><summary>Hint 1</summary><code>backward()</code> without argument works for a single number only;
# y has N.</details>
# <details><summary>Hint 2</summary>Differentiate a copy: <code>xs.detach().clone()</code> has no graph and
# an empty <code>.grad</code>.</details>
# <details><summary>Hint 3</summary>The vector has the shape and dtype of y;
# <code>torch.ones_like</code>.</details>
#
# Example: $f(x) = x^3$ at (2, 0, -1) gives (12, 0, 3).

# %% role="answer" exercise="A1-E2"
# TODO A1-E2 (3 points): one backward pass, and a comment that says what the vector given to it is for
def derivative(f, xs: Tensor) -> Tensor:
    """Return the derivative of the elementwise function `f` at every point.

    Parameters
    ----------
    f
        Elementwise function of a tensor.
    xs
        (N,) float32 or float64. Left as it is, its ``.grad`` too.

    Returns
    -------
    (N,) tensor of the dtype of `xs`, without graph.
    """
    ### BEGIN SOLUTION
    leaf = xs.detach().clone().requires_grad_()
    ys = f(leaf)
    # backward computes v^T J with J diagonal: v = 1 leaves f'(x_i) in place i (the gradient of the sum of ys)
    ys.backward(torch.ones_like(ys))
    return leaf.grad
    ### END SOLUTION


# %% role="check" exercise="A1-E2"
check("A1-E2")

# %% role="grade" exercise="A1-E2"

# %% role="use" needs="A1-E2"
# alt: landscape with short tangents at eight points; each touches the curve and has its slope.
touching = torch.tensor([-4.0, -2.2, -1.7, -0.6, 0.6, 1.264, 2.0, 4.0], dtype=torch.float64)
draw_tangents(landscape, touching, derivative(landscape, touching))
plt.show()
print("slope at 0:", derivative(landscape, torch.zeros(1)).item())

# %% [markdown]
# ## E3 - The observation table (4 points)
#
# **Goal:** say for many starts and rates where a run ends, after how many steps, and why.
#
# A run is judged at its **end**, in this order:
#
# | reason | when |
# |---|---|
# | `"undefined"` | the last x or the last loss is not finite |
# | `"not converged"` | $\lvert f'(x_\text{end})\rvert > 10^{-3}$: still on a slope |
# | `"global minimum"` | $\lvert x_\text{end} - x_\text{global}\rvert \le 0.05$ |
# | `"local minimum"` | otherwise |
#
# A small *step* is no sign of convergence: with a low rate, or on a flat tail, every step is small.

# %% [markdown]
# | | type | meaning |
# |---|---|---|
# | `f` | callable | elementwise |
# | `starts`, `lrs` | lists of float | every pair is run |
# | `n_iter`, `tol` | int, float | updates per run; distance for `converged_at` |
# | `x_global` | float or `None` | place of the global minimum; `None` means `global_minimum(f)` (given) |
# | returns | list of dict | one per pair, in any order |
#
# Keys of a dict: `start`, `lr` (float); `converged_at` (int: the first k from which **all** iterates stay
# within `tol` of the last one; `None` when undefined or not converged); `x_end` (float); `found_global`
# (bool); `reason` (str). A row depends on its own run alone: no condition on particular starts, no
# knowledge about `landscape`.
#
# <details><summary>Hint 1</summary>Two loops, one dict per pair; <code>gradient_descent</code> and
# <code>derivative</code> do the work.</details>
# <details><summary>Hint 2</summary>Which iterate is the <b>last</b> one outside the tolerance? The next one
# is the answer; if there is none, the answer is 0.</details>
# <details><summary>Hint 3</summary><code>math.isfinite</code> is False for nan and inf. Keep plain Python
# numbers: <code>float(xs[-1])</code>.</details>
#
# Example: `xs` = 3, 1.5, 0.9, 1.01, 1.0 and `tol=0.02`: index 2 is the last one outside, so `converged_at`
# is 3.

# %% role="answer" exercise="A1-E3"
# TODO A1-E3 (4 points): run every pair of start and rate, and judge each run at its end
def sweep(f, starts, lrs, n_iter: int = 400, tol: float = 0.02, x_global: float | None = None) -> list[dict]:
    """Descend `f` from every start with every rate and judge each run.

    Parameters
    ----------
    f
        Elementwise function of a tensor.
    starts, lrs
        Lists of floats.
    n_iter
        Updates per run.
    tol
        ``converged_at`` is the first k from which all iterates stay this close to the last one.
    x_global
        Place of the global minimum; ``None`` means ``global_minimum(f)``.

    Returns
    -------
    list of dict
        Keys ``start``, ``lr``, ``converged_at``, ``x_end``, ``found_global``, ``reason``.
        ``start``, ``lr``, ``x_end`` are floats (NumPy's are fine), ``converged_at`` an int or None,
        ``found_global`` a bool.
    """
    ### BEGIN SOLUTION
    if x_global is None:
        x_global = global_minimum(f)
    rows = []
    for lr in lrs:
        for start in starts:
            xs, losses = gradient_descent(f, start, lr, n_iter)
            x_end, loss_end = float(xs[-1]), float(losses[-1])
            outside = ((xs - x_end).abs() > tol).nonzero()
            converged_at = int(outside[-1]) + 1 if len(outside) else 0
            if not (math.isfinite(x_end) and math.isfinite(loss_end)):
                reason, converged_at = "undefined", None
            elif abs(float(derivative(f, xs[-1:]))) > 1e-3:
                reason, converged_at = "not converged", None
            else:
                reason = "global minimum" if abs(x_end - x_global) <= 0.05 else "local minimum"
            found = reason == "global minimum"
            row = {"start": start, "lr": lr, "converged_at": converged_at, "x_end": x_end}
            rows.append(row | {"found_global": found, "reason": reason})
    return rows
    ### END SOLUTION


# %% role="check" exercise="A1-E3"
check("A1-E3")

# %% role="grade" exercise="A1-E3"

# %% [markdown]
# **Observation table.** Write one short sentence per start: what happened, and what decided it. Then
# compare the rates: what changes from 0.1 to 0.2, what does not, and what does 1.0 do? The table belongs to
# the report.

# %% role="fill" id="A1-observed"
observed = {  # your words, one sentence per start
    -4.0: "",
    -1.0: "",
    0.0: "",
    1.0: "",
    4.0: "",
}

# %% role="use" needs="A1-E3"
observations = to_table(
    [
        {"n_iter": n_iter} | row | {"in my words": observed[row["start"]]}
        for n_iter in (100, 400)
        for row in sweep(landscape, list(observed), [0.1, 0.2], n_iter=n_iter)
    ]
)
display(observations.round(3))

# %% role="use" needs="A1-E3"
# Rates on a log scale: how many steps, and where does it stop working?
display(to_table(sweep(landscape, [-4.0, 1.0], [0.01, 0.1, 0.5, 1.0])).round(3))

# %% [markdown]
# ## Numerical and analytic gradients
#
# A gradient can also be had from values alone: move one coordinate by $\pm h$ and divide the difference of
# the values by $2h$. This is slow (two evaluations per coordinate) and approximate, but it is hard to get
# wrong. An analytic gradient, by hand or by backward functions, is fast and exact but error-prone. So:
# **check the analytic gradient against the numerical one before you trust it**, with $h$ about $10^{-5}$ in
# float64 and at points away from kinks (of max, abs, ReLU), where the two sides have different slopes. E5
# and E6 are checked this way.

# %% [markdown]
# ## E4 - Gradient check (4 points)
#
# **Goal:** the tool that checks every gradient of part 2.
#
# $$\frac{\partial f}{\partial x_i} \approx \frac{f(x + h e_i) - f(x - h e_i)}{2h}, \qquad
#   \text{rel}(a, b) = \max_i \frac{\lvert a_i - b_i\rvert}{\max(\lvert a_i\rvert + \lvert b_i\rvert,\
#   10^{-8})}$$

# %% [markdown]
# | | type, shape | meaning |
# |---|---|---|
# | `f` | callable | maps a tensor of the shape of `x` to a 0-dim tensor |
# | `x` | any shape (also 0-dim, also a view), float32 or float64 | bitwise unchanged, `.grad` too |
# | `h` | float | half the width of the difference |
# | `numerical_gradient` returns | shape of `x`, float64, no graph | **central** differences in float64 |
# | `rel_error` returns | float | symmetric; 0 for 0/0 |
# | `grad_check` returns | float | `rel_error` of the autograd gradient and the numerical one at `x` |
#
# `numerical_gradient` may not use autograd, and `torch.autograd.gradcheck` is not allowed. The complex-step
# derivative is not accepted: f may contain max or abs.
#
# <details><summary>Hint 1</summary>A private copy of x as a flat float64 buffer; one coordinate at a
# time.</details>
# <details><summary>Hint 2</summary>Adding h, subtracting 2h and adding h does not give the old number back
# exactly: keep the old value and put it back.</details>
# <details><summary>Hint 3</summary>f wants the shape of x: <code>flat.reshape(x.shape)</code>. For
# <code>grad_check</code> take a detached copy with <code>requires_grad_()</code>.</details>
#
# Example: f = sum of squares, x = ((1, 2, 3), (4, 5, 6)): the gradient is ((2, 4, 6), (8, 10, 12)), shape
# (2, 3). `rel_error` of (1, 2) and (3, 2) is 2/4 = 0.5.

# %% role="answer" exercise="A1-E4"
# TODO A1-E4 (4 points, with the next cell): the gradient from values alone
def numerical_gradient(f, x: Tensor, h: float = 1e-5) -> Tensor:
    """Gradient of `f` at `x` by central differences.

    Parameters
    ----------
    f
        Maps a tensor of the shape of `x` to a 0-dim tensor.
    x
        Any shape and strides, float32 or float64. Bitwise unchanged.
    h
        Half the width of the difference.

    Returns
    -------
    float64 tensor of the shape of `x`, without graph.
    """
    ### BEGIN SOLUTION
    flat = x.detach().double().reshape(-1).clone()  # private: the caller's x stays as it is
    gradient = torch.empty_like(flat)
    for i in range(len(flat)):
        old = flat[i].item()
        flat[i] = old + h
        above = f(flat.reshape(x.shape)).item()
        flat[i] = old - h
        below = f(flat.reshape(x.shape)).item()
        flat[i] = old
        gradient[i] = (above - below) / (2 * h)
    return gradient.reshape(x.shape)
    ### END SOLUTION


# %% role="answer" exercise="A1-E4"
# TODO A1-E4: how far two gradients are apart, and the check of a gradient
def rel_error(a: Tensor, b: Tensor) -> float:
    """Return the largest elementwise ``|a-b| / max(|a|+|b|, 1e-8)`` of two tensors of equal shape."""
    ### BEGIN SOLUTION
    return ((a - b).abs() / (a.abs() + b.abs()).clamp(min=1e-8)).max().item()
    ### END SOLUTION


def grad_check(f, x: Tensor, h: float = 1e-5) -> float:
    """Return `rel_error` of the autograd gradient of `f` at `x` and the numerical one; `x` stays as it is."""
    ### BEGIN SOLUTION
    leaf = x.detach().clone().requires_grad_()
    (analytic,) = torch.autograd.grad(f(leaf), leaf)
    return rel_error(analytic, numerical_gradient(f, x, h))
    ### END SOLUTION


# %% role="check" exercise="A1-E4"
check("A1-E4")

# %% role="grade" exercise="A1-E4"

# %% [markdown]
# **Figure 2.** The error of the numerical gradient against $h$. A one-sided difference has an error in
# proportion to $h$, a central one to $h^2$: slopes 1 and 2 on log axes. Below some $h$ the error grows
# again: the two values agree in nearly all their digits, and rounding is divided by a tiny $h$. That is why
# $h = 10^{-5}$ and not $10^{-12}$.

# %% role="use" needs="A1-E4"
# alt: Error against h, log-log: central falls with slope 2 to about 1e-5, one-sided with slope 1 to 1e-8.
def one_sided(f, x: Tensor, h: float) -> Tensor:
    """Return the gradient of `f` at `x` (N,) by one-sided differences, for comparison."""
    return torch.stack([(f(x + h * unit) - f(x)) / h for unit in torch.eye(len(x), dtype=x.dtype)])


def total_exp(x: Tensor) -> Tensor:
    """Return the sum of exp(x), whose gradient is exp(x)."""
    return x.exp().sum()


probe_point = torch.tensor([0.3, 0.9, 1.4], dtype=torch.float64)
errors_by_h = {
    rule.__name__: {
        10.0**-k: rel_error(probe_point.exp(), rule(total_exp, probe_point, 10.0**-k)) for k in range(13)
    }
    for rule in (numerical_gradient, one_sided)
}
draw_difference_errors(errors_by_h)
plt.show()

# %% [markdown]
# # Part 2 - Images as numbers, linear classifiers, optimisers
#
# An image is a grid of H x W x 3 integers from 0 to 255 (a grey image has one channel). A small change of
# the scene changes all of them. Seven difficulties: **viewpoint, scale, deformation, occlusion,
# illumination, background clutter, variation within a class**. A good classifier is invariant to these and
# sensitive to the class.
#
# Nobody can write rules for that, so we let data decide: collect images with labels, `train(images,
# labels)`, `predict(model, images)`, and evaluate on **new** images. Common data sets are MNIST (28 x 28
# grey digits, 60,000 for training and 10,000 for test), Fashion-MNIST of the same form, CIFAR-10 (32 x 32 in
# colour) and ImageNet.

# %% [markdown]
# ## Nearest neighbours on raw pixels
#
# Training only **stores** the data; prediction looks for the stored image with the smallest distance (an
# argmin) and takes its label, or lets the $k$ nearest vote. A larger $k$ smooths the boundary between the
# classes.
# $$d_1(a, b) = \sum_p |a_p - b_p| \qquad d_2(a, b) = \sqrt{\sum_p (a_p - b_p)^2}$$
# No training, but a slow test: every query is compared with every stored image. Distances between pixels
# also carry little meaning: shift or tint an image, cover a part, and it is far from itself. On CIFAR-10 the
# accuracy is about 38.6 % (L1) and 35.4 % (L2) (quoted). Filling a space of $D$ dimensions densely takes a
# number of samples exponential in $D$. With learned features instead of pixels, nearest neighbours work
# well.

# %% role="given"
from kit import knn
from kit.data.digits import digits
from kit.plots import linear as linear_plots

pixel_images, pixel_labels = digits(train=True)  # uint8 (M, 28, 28), int64 (M,)
pixel_test_images, pixel_test_labels = digits(train=False)
n_query = sized(grade=100, demo=500, full=500)
X_stored, y_stored = knn.flatten(pixel_images[:5000]), pixel_labels[:5000]
X_val, y_val = knn.flatten(pixel_images[5000:6000]), pixel_labels[5000:6000]
X_query, y_query = knn.flatten(pixel_test_images[:n_query]), pixel_test_labels[:n_query]

# %% role="use" needs=""
# alt: five query digits, each with its six nearest stored digits; most carry the same label
neighbours = {"L1": knn.NearestNeighbours(p=1), "L2": knn.NearestNeighbours(p=2)}
test_distances = {}
for name, knn_model in neighbours.items():
    knn_model.train(X_stored, y_stored)
    test_distances[name] = knn_model.distances(X_query)  # (queries, 5000)
    right = knn.accuracy(knn_model.predict(test_distances[name]), y_query)
    print(f"1-NN, {name}: accuracy {right:.3f} on {n_query} test digits (expected on 500: .89-.95)")
missed = (neighbours["L2"].predict(test_distances["L2"]) != y_query).nonzero().flatten()
shown = torch.cat([torch.arange(3), missed[:2]])
linear_plots.plot_neighbours(
    pixel_test_images[shown], y_query[shown], pixel_images, pixel_labels, test_distances["L2"][shown]
)
plt.show()

# %% role="use" needs=""
# alt: distances of the queries to 5,000 stored digits, sorted by label; diagonal blocks are darker
linear_plots.plot_distances(test_distances["L2"], y_query, y_stored)
plt.show()

# %% [markdown]
# ## Splits and hyper-parameters
#
# $k$ and the kind of distance are **hyper-parameters**: not learned, but chosen. Choose on a validation part
# that is taken from the training data; the **test part is used once**, at the end, or the choice over-fits
# to it. Usual shares are about 4 : 1 : 1. With little data, k-fold validation (5 or 10 parts, each the
# validation part once) wastes none of it; in deep learning it costs too much. Search at random rather than
# on a grid (usually one parameter matters more, and a grid tries few values of it), on a logarithmic scale,
# roughly on a part of the data and then finely on all. If the best value lies at the border of the range,
# widen the range. A setting whose neighbours are equally good is less over-fitted. The **capacity** of a
# model grows with the number of its parameters and the range of their values; more of it lowers the training
# error, and the generalisation error only up to a point.

# %% role="use" needs=""
# alt: validation accuracy against the number of neighbours, one curve for L1 and one for L2
by_k = {}
for name, knn_model in neighbours.items():
    d = knn_model.distances(X_val[:n_query])
    by_k[name] = {
        k: knn.accuracy(knn_model.predict(d, k), y_val[:n_query]) for k in (1, 3, 5, 7, 9, 15, 25, 50)
    }
linear_plots.plot_accuracy_by_k(by_k)
plt.show()

# %% [markdown]
# ## From the perceptron to the linear classifier
#
# The **perceptron** separates two classes by the sign of $w \cdot x + b$; its training rule is gradient
# descent with batches of one sample. It draws one hyperplane, so it cannot represent XOR: no line separates
# (0,0), (1,1) from (0,1), (1,0). Neither does a line part a ring from its inside, or a class of two separate
# clouds. With $N$ inputs its VC dimension, a measure of capacity, is $N + 1$.
#
# A **linear classifier** has one such vector of weights a class: scores $s = X W$ with $X$ (N, D) and $W$ (D,
# C). For CIFAR-10, $D = 3072$ and $C = 10$ ($W$ is 10 x 3,072 if written for column vectors). Column $c$ of
# $W$ is a **template**: one a class, so a class has one mode, and a horse that looks to both sides gets two
# heads. The bias moves the scores of frequent classes up; here it is the last row of $W$, since a column of
# ones is appended to $X$.

# %% [markdown]
# ## Two losses
#
# Scores become a loss in two usual ways, both a mean over the samples. The **SVM loss** (hinge) wants the
# score of the true class to be larger than each other by a margin of 1. **Softmax with cross-entropy** turns
# scores into probabilities and takes $-\log$ of that of the true class.
#
# | | SVM | softmax |
# |---|---|---|
# | smallest, largest value | 0, none | 0 (never reached), none |
# | start, all scores about 0 | $C - 1$ (9 for 10 classes) | $\log C$ (2.303 for 10 classes) |
# | wrong classes at -100 or at -200 | no difference once the margin is kept | never content, still pushes |
# | loss 0 for $W$ | also 0 for $2W$, so $W$ is not unique | - |
#
# The start value is the first thing to check in any training.

# %% [markdown]
# ## Penalties
#
# Among weights that fit equally well a **penalty** (regularisation) prefers the simpler ones. For $x = (1,
# 1, 1, 1)$ the weights $(1, 0, 0, 0)$ and $(.25, .25, .25, .25)$ give the same score. **L2**, $\lambda \sum
# w^2$, prefers the second (.25 against 1): use every input a little. **L1**, $\lambda \sum |w|$, prefers few
# non-zero weights (the two tie here: a sum of 1 each). Elastic net adds both, max-norm bounds the length of
# $w$. **Weight decay** shrinks the weights a little in every update, typically by $\lambda$ = 1e-3 (up to
# 1e-2), usually not the biases; it belongs to the model, whereas decay of the learning rate belongs to the
# optimiser.

# %% [markdown]
# Many other things regularise: dropout and drop-connect, noise on the labels and label smoothing, the noise
# of batch normalisation, augmentation, mixup, CutMix, fractional pooling, stochastic depth, and SGD itself;
# noise on the inputs acts like an L2 penalty. To read: questions
# [18765](https://stats.stackexchange.com/q/18765) and [376312](https://stats.stackexchange.com/q/376312) on
# Cross Validated.

# %% [markdown]
# ## E5 - SVM loss (5 points)
#
# **Goal:** loss and analytic gradient of a linear classifier. Figure "templates" below trains with it.
#
# With scores $s_i = x_i W$ and true classes $y_i$:
# $$L = \frac{1}{N} \sum_i \sum_{j \ne y_i} \max(0,\; s_{ij} - s_{i y_i} + 1) + \lambda \sum_{d, c} W_{dc}^2$$
# A violated margin $(i, j)$ adds $x_i / N$ to column $j$ of the gradient and takes $x_i / N$ from column
# $y_i$.

# %% [markdown]
# | name | type, shape | convention |
# |---|---|---|
# | `W` | (D, C) float32 or float64 | the bias, where wanted, is a row of W |
# | `X` | (N, D), dtype and device of W | one sample a row |
# | `y` | (N,) int64 | classes 0 to C - 1 |
# | `reg` | float | weight of sum(W^2), **without** a factor 1/2: its gradient is 2 * reg * W |
# | returns `loss` | 0-dim, dtype and device of W | sum over the other classes, **mean** over the samples, plus penalty |
# | returns `dW` | (D, C), dtype and device of W | the gradient of `loss` in W |
#
# The results carry no graph; the arguments stay unchanged. Loops, masks or autograd are all fine.
# Not allowed: `nn.MultiMarginLoss`, `F.multi_margin_loss`.

# %% [markdown]
# <details><summary>Hint 1</summary>Which shape has the table of all margins, and which entry of each row does not count?</details>
# <details><summary>Hint 2</summary><code>scores.gather(1, y[:, None])</code> has shape (N, 1): the score of the true class, ready to be subtracted from each row.</details>
# <details><summary>Hint 3</summary>Make a table (N, C) with 1 at every violated margin and, at the true class, minus their number in the row. Which product with X has shape (D, C)?</details>
#
# Example with N = 2, C = 3, `reg=0`: scores (2, 1.5, -1) for class 0 and (-1, 3, 1) for class 2. The first
# row gives max(0, 0.5) + max(0, -2) = 0.5, the second max(0, -1) + max(0, 3) = 3; the loss is 3.5/2 = 1.75.
# Column 1 of dW is $(x_1 + x_2)/2$, column 0 is $-x_1/2$, column 2 is $-x_2/2$.

# %% role="answer" exercise="A1-E5"
# TODO A1-E5 (5 points): the SVM loss and its gradient
def svm_loss(W: Tensor, X: Tensor, y: Tensor, reg: float) -> tuple[Tensor, Tensor]:
    """Multi-class SVM loss with margin 1, and its gradient.

    Parameters
    ----------
    W : (D, C) float32 or float64
    X : (N, D), dtype and device of W
    y : (N,) int64, in 0 to C - 1
    reg : weight of the penalty sum(W^2)

    Returns
    -------
    loss : 0-dim tensor, without graph
        Sum over the other classes, mean over the samples, plus the penalty.
    dW : (D, C), without graph
    """
    ### BEGIN SOLUTION
    scores = X @ W
    margins = scores - scores.gather(1, y[:, None]) + 1
    margins = margins.clamp(min=0).scatter(1, y[:, None], 0.0)  # the true class does not count
    loss = margins.mean(0).sum() + reg * (W * W).sum()
    violated = (margins > 0).to(W.dtype)
    violated = violated.scatter(1, y[:, None], -violated.sum(1, keepdim=True))
    return loss, X.T @ violated / len(X) + 2 * reg * W
    ### END SOLUTION


# %% role="check" exercise="A1-E5"
check("A1-E5")

# %% role="grade" exercise="A1-E5"

# %% [markdown]
# ## E6 - Softmax and cross-entropy (6 points)
#
# **Goal:** the loss that nearly every classifier is trained with, exact for any logits, and its gradient for
# the linear classifier. Part 5 trains the CNN with a cross-entropy.
#
# $$p_{ij} = \frac{e^{s_{ij}}}{\sum_k e^{s_{ik}}} \qquad L = -\frac{1}{N} \sum_i \log p_{i y_i}
# \qquad \frac{\partial L}{\partial s_{ij}} = \frac{p_{ij} - [j = y_i]}{N}$$
# $e^s$ overflows at about $s = 88$ in float32 and 709 in float64. A constant added to all scores of a row
# changes no probability, so subtract what makes every exponential at most 1, and never take the log of a
# probability that may have been rounded to 0.

# %% [markdown]
# | name | type, shape | convention |
# |---|---|---|
# | `cross_entropy(logits, y)` | logits (N, C) float32 or float64, y (N,) int64 | 0-dim, **differentiable**, mean over the samples |
# | its range | logits up to 1e4 in size, rows of any level | exact: no inf, no nan, no small number added inside a log |
# | `softmax_loss(W, X, y, reg)` | as `svm_loss` | mean cross-entropy of X @ W plus reg * sum(W^2) |
# | returns `loss`, `dW` | 0-dim and (D, C), dtype and device of W | without graph; the arguments stay unchanged |
#
# Not allowed: `F.cross_entropy`, `nn.CrossEntropyLoss`. Allowed: `torch.log_softmax`, `torch.logsumexp`,
# autograd.

# %% [markdown]
# <details><summary>Hint 1</summary>Write log p of the true class as a difference of two terms, so that no quotient and no tiny probability appears.</details>
# <details><summary>Hint 2</summary>Shift every row by its own maximum, not by that of the batch.</details>
# <details><summary>Hint 3</summary><code>softmax_loss</code> can use <code>cross_entropy</code>; with the table of <i>p</i> minus one-hot, dW is one product, as in E5.</details>
#
# Example with N = 2, C = 3: logits (2, 1.5, -1) for class 0 cost log(1 + e^-0.5 + e^-3) = 0.505, logits (-1,
# 3, 1) for class 2 cost 2 + log(e^-4 + 1 + e^-2) = 2.143; the loss is 1.324. With 1000 added to the first
# row it is the same.

# %% role="answer" exercise="A1-E6"
# TODO A1-E6 (3 of 6 points): cross-entropy of logits
def cross_entropy(logits: Tensor, y: Tensor) -> Tensor:
    """Mean cross-entropy, exact for logits up to 1e4 in size.

    Parameters
    ----------
    logits : (N, C) float32 or float64
    y : (N,) int64, in 0 to C - 1

    Returns
    -------
    0-dim tensor of the dtype of the logits (float64 is fine too), differentiable in the logits, on their device.
    """
    ### BEGIN SOLUTION
    shifted = logits - logits.max(dim=1, keepdim=True).values  # every exponential is now at most 1
    true = shifted.gather(1, y[:, None]).squeeze(1)
    return (shifted.exp().sum(1).log() - true).mean()
    ### END SOLUTION


# %% role="answer" exercise="A1-E6"
# TODO A1-E6 (3 of 6 points): loss of the linear softmax classifier and its gradient
def softmax_loss(W: Tensor, X: Tensor, y: Tensor, reg: float) -> tuple[Tensor, Tensor]:
    """Mean cross-entropy of the scores X @ W plus penalty, and its gradient.

    Parameters
    ----------
    W : (D, C) float32 or float64
    X : (N, D), dtype and device of W
    y : (N,) int64, in 0 to C - 1
    reg : weight of the penalty sum(W^2)

    Returns
    -------
    loss : 0-dim tensor, without graph
    dW : (D, C), without graph
    """
    ### BEGIN SOLUTION
    scores = X @ W
    loss = cross_entropy(scores, y) + reg * (W * W).sum()
    error = torch.softmax(scores, dim=1) - F.one_hot(y, W.shape[1])
    return loss, X.T @ error / len(X) + 2 * reg * W
    ### END SOLUTION


# %% role="check" exercise="A1-E6"
check("A1-E6")

# %% role="grade" exercise="A1-E6"

# %% [markdown]
# **Training both.** Pixels are centred by the mean image of the training part, a column of ones stands for
# the bias, and plain gradient descent walks over batches of 64. Look at three things: does the loss start
# where it should, what do the templates look like, and how far apart are the accuracies? (Linear softmax on
# these digits after 10 epochs: .86-.93.)

# %% role="given"
def with_ones(X: Tensor) -> Tensor:
    """Centre rows X (N, D) by the mean of the training part and append a column of ones: (N, D + 1)."""
    return torch.cat([X - X_stored.mean(0), torch.ones(len(X), 1)], dim=1)


def train_linear(
    loss_function, lr: float, epochs: int, reg: float = 1e-3, seed: int = 0
) -> tuple[Tensor, list[float]]:
    """Plain gradient descent over batches of 64; return W (D + 1, 10) and the loss of every update."""
    generator = torch.Generator().manual_seed(seed)
    X = with_ones(X_stored)
    W = 1e-3 * torch.randn(X.shape[1], 10, generator=generator)
    losses = []
    for _ in range(epochs):
        for batch in torch.randperm(len(X), generator=generator).split(64):
            loss, dW = loss_function(W, X[batch], y_stored[batch], reg)
            losses.append(loss.item())
            W = W - lr * dW
    return W, losses


# %% role="use" needs="A1-E5 A1-E6"
# alt: two loss curves, SVM from 9 and softmax from 2.303 downwards, start values dotted
epochs = sized(grade=2, demo=10, full=10)
W_svm, losses_svm = train_linear(svm_loss, lr=0.02, epochs=epochs)
W_softmax, losses_softmax = train_linear(softmax_loss, lr=0.2, epochs=epochs)
X_all = with_ones(knn.flatten(pixel_test_images))
for name, W in {"SVM": W_svm, "softmax": W_softmax}.items():
    share = knn.accuracy((with_ones(X_val) @ W).argmax(1), y_val)
    test_share = knn.accuracy((X_all @ W).argmax(1), pixel_test_labels)
    print(f"linear {name}, {epochs} epochs: {share:.3f} validation, {test_share:.3f} test")
start_values = {"SVM": 9.0, "softmax": math.log(10)}
linear_plots.plot_losses({"SVM": losses_svm, "softmax": losses_softmax}, start_values)
plt.show()

# %% role="use" needs="A1-E5 A1-E6"
# alt: the ten columns of W of both classifiers as grey 28 x 28 images; most look like a blurred digit
linear_plots.plot_templates({"SVM": W_svm, "softmax": W_softmax})
plt.show()

# %% [markdown]
# ## Optimisers, batches, schedules
#
# **SGD** takes the gradient of a mini-batch: noisy, but many more steps for the same work. In a ravine it
# zig-zags, at a saddle point it stalls. **Momentum** (.5, .9, .99) keeps a velocity that averages the
# zig-zag out; **Nesterov** looks ahead to where the velocity leads. **AdaGrad** divides by the root of the
# sum of all squares, so its step goes to 0; **RMSProp** lets old squares leak away; **Adam** keeps both
# moments and corrects them, since they start at 0. Second-order methods such as L-BFGS need the full batch.
# A batch of 32, 64 or 256 is limited by memory; as a rule of thumb at most 10 x the number of classes; a
# larger batch goes with a larger rate and a warm-up.
#
# The rate itself follows a **schedule**: constant, step, cosine, linear, inverse square root, exponential,
# 1/t, often after a warm-up. Early stopping ends when the validation loss no longer falls and keeps the best
# model.

# %% role="use" needs=""
# alt: six learning-rate schedules over 100 updates, from constant to warm-up with cosine
schedules = {
    "constant": lambda t: 1.0,
    "step": lambda t: 0.5 ** (t // 25),
    "cosine": lambda t: 0.5 * (1 + math.cos(math.pi * t / 100)),
    "linear": lambda t: 1 - t / 100,
    "inverse square root": lambda t: 1 / math.sqrt(1 + t),
    "warm-up, then cosine": lambda t: t / 10 if t < 10 else 0.5 * (1 + math.cos(math.pi * (t - 10) / 90)),
}
linear_plots.plot_schedules(schedules)
plt.show()

# %% [markdown]
# ## E7 - Four optimisers (6 points)
#
# **Goal:** one step of each, as the libraries compute it. The paths on a bowl below use all four.
#
# With $g$ = `dw`, rate $\eta$ and a state that starts at 0:
#
# | function | state | step |
# |---|---|---|
# | `sgd_momentum` | $v \leftarrow \mu v + g$ | $w - \eta v$ |
# | `nesterov` | $v \leftarrow \mu v + g$ | $w - \eta (g + \mu v)$ |
# | `rmsprop` | $s \leftarrow \alpha s + (1 - \alpha) g^2$ | $w - \eta\, g / (\sqrt{s} + \epsilon)$ |
# | `adam` | $m \leftarrow \beta_1 m + (1 - \beta_1) g$, $\;v \leftarrow \beta_2 v + (1 - \beta_2) g^2$, $\;t \leftarrow t + 1$ | $w - \eta\, \hat m / (\sqrt{\hat v} + \epsilon)$ with $\hat m = m/(1 - \beta_1^t)$, $\hat v = v/(1 - \beta_2^t)$ |

# %% [markdown]
# | name | type, shape | convention |
# |---|---|---|
# | `w`, `dw` | tensors of any equal shape, dtype, device | unchanged; the caller may overwrite both after the call |
# | `cfg` | dict | any of the keys below, and from the second call on the state; names of the state are yours |
# | `"lr"` | default 1e-2, `adam` 1e-3 | read in **every** call: the caller may change it in between |
# | `"momentum"` | default 0.9 | `sgd_momentum`, `nesterov` |
# | `"alpha"`, `"eps"` | default 0.99, 1e-8 | `rmsprop` |
# | `"beta1"`, `"beta2"`, `"eps"` | default 0.9, 0.999, 1e-8 | `adam`; t = 1 in the first step |
# | returns | `(w_new, cfg)` | `w_new` as w; the caller passes this `cfg` to the next call of the same parameter |
#
# The state lives in `cfg` only (every parameter has its own `cfg`) and on the device of `w`. You may change
# the given `cfg` or return a new one. Not allowed: `torch.optim`.

# %% [markdown]
# <details><summary>Hint 1</summary><code>cfg.get(key, default)</code> serves for values and for a state that is not there yet.</details>
# <details><summary>Hint 2</summary>A state that starts as <code>torch.zeros_like(w)</code> has its shape, dtype and device. A state that <i>is</i> <code>dw</code> changes when the caller writes the next gradient into it.</details>
# <details><summary>Hint 3</summary>Return everything that the next call needs: <code>{**cfg, "v": v}</code> keeps the values and adds the state.</details>
#
# Example with w = 1, lr = 0.1, g = 10 and then 4: momentum 0.9 has v = 10 and w = 0, then v = 13 and w =
# -1.3. Nesterov goes to 1 - 0.1 (10 + 9) = -0.9 first. RMSProp has s = 1 and goes to 1 - 0.1 * 10/1 = 0.
# Adam goes to 0.9: its first step is the rate, whatever the size of g.

# %% role="answer" exercise="A1-E7"
# TODO A1-E7 (6 points together): momentum
def sgd_momentum(w: Tensor, dw: Tensor, cfg: dict) -> tuple[Tensor, dict]:
    """One step of gradient descent with momentum.

    Parameters
    ----------
    w, dw : tensors of equal shape, dtype and device; unchanged
    cfg : may hold "lr" (1e-2), "momentum" (0.9) and the state of the call before

    Returns
    -------
    w_new, cfg : the new weights, and what the next call needs
    """
    ### BEGIN SOLUTION
    v = cfg.get("momentum", 0.9) * cfg.get("v", torch.zeros_like(w)) + dw
    return w - cfg.get("lr", 1e-2) * v, {**cfg, "v": v}
    ### END SOLUTION


# %% role="answer" exercise="A1-E7"
# TODO A1-E7: Nesterov
def nesterov(w: Tensor, dw: Tensor, cfg: dict) -> tuple[Tensor, dict]:
    """One step of gradient descent with Nesterov momentum; arguments as in `sgd_momentum`."""
    ### BEGIN SOLUTION
    mu = cfg.get("momentum", 0.9)
    v = mu * cfg.get("v", torch.zeros_like(w)) + dw
    return w - cfg.get("lr", 1e-2) * (dw + mu * v), {**cfg, "v": v}
    ### END SOLUTION


# %% role="answer" exercise="A1-E7"
# TODO A1-E7: RMSProp
def rmsprop(w: Tensor, dw: Tensor, cfg: dict) -> tuple[Tensor, dict]:
    """One step of RMSProp; `cfg` may hold "lr" (1e-2), "alpha" (0.99), "eps" (1e-8) and the state."""
    ### BEGIN SOLUTION
    alpha = cfg.get("alpha", 0.99)
    s = alpha * cfg.get("s", torch.zeros_like(w)) + (1 - alpha) * dw**2
    return w - cfg.get("lr", 1e-2) * dw / (s.sqrt() + cfg.get("eps", 1e-8)), {**cfg, "s": s}
    ### END SOLUTION


# %% role="answer" exercise="A1-E7"
# TODO A1-E7: Adam
def adam(w: Tensor, dw: Tensor, cfg: dict) -> tuple[Tensor, dict]:
    """One step of Adam; `cfg` may hold "lr" (1e-3), "beta1" (.9), "beta2" (.999), "eps" (1e-8), the state."""
    ### BEGIN SOLUTION
    beta1, beta2 = cfg.get("beta1", 0.9), cfg.get("beta2", 0.999)
    t = cfg.get("t", 0) + 1
    m = beta1 * cfg.get("m", torch.zeros_like(w)) + (1 - beta1) * dw
    v = beta2 * cfg.get("v", torch.zeros_like(w)) + (1 - beta2) * dw**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    step = cfg.get("lr", 1e-3) * m_hat / (v_hat.sqrt() + cfg.get("eps", 1e-8))
    return w - step, {**cfg, "m": m, "v": v, "t": t}
    ### END SOLUTION


# %% role="check" exercise="A1-E7"
check("A1-E7")

# %% role="grade" exercise="A1-E7"

# %% role="use" needs="A1-E7"
# alt: paths of five optimisers over the level lines of an elongated bowl; plain SGD zig-zags
curvature = torch.tensor([1.0, 30.0])
paths = {}
for name, step, cfg in (
    ("SGD, rate 0.06", sgd_momentum, {"lr": 0.06, "momentum": 0.0}),
    ("momentum, rate 0.02", sgd_momentum, {"lr": 0.02}),
    ("Nesterov, rate 0.02", nesterov, {"lr": 0.02}),
    ("RMSProp, rate 0.4", rmsprop, {"lr": 0.4, "alpha": 0.9}),
    ("Adam, rate 0.6", adam, {"lr": 0.6}),
):
    w = torch.tensor([-10.0, 2.0])
    path = [w]
    for _ in range(40):
        w, cfg = step(w, curvature * w, cfg)
        path.append(w)
    paths[name] = torch.stack(path)
linear_plots.plot_paths(paths, lambda w: (curvature * w**2).sum(-1) / 2)
plt.show()

# %% [markdown]
# # Part 3 - Regression, `nn.Module`, HOG + MLP

# %% [markdown]
# ### Modules
# A network is a class that inherits from `nn.Module`: `__init__` creates the layers, `forward` says how a batch runs through them. Assigning an `nn.Parameter` or another module to an attribute *registers* it; everything else follows from this list:
# - `parameters()` and `named_parameters()` give an optimiser what it may change. A plain tensor or a Python list of layers is not registered (`nn.ModuleList` is).
# - `state_dict()` holds the numbers by name: `torch.save(net.state_dict(), path)`, later `net.load_state_dict(torch.load(path))`.
# - `net.to(device)` moves all of them, `net.eval()` and `net.train()` reach every submodule, `net.apply(f)` calls `f` on each: the place for in-place initialisers such as `nn.init.zeros_(layer.bias)`.
# - `nn.Sequential(a, b, c)` is a module whose `forward` is c(b(a(x))). Assigning one parameter to two layers ties their weights.

# %% [markdown]
# ## E8 - A line as a module (5 points)
# **Goal:** write the smallest model with its training loop. The loop of every later network has the same four steps: predict, measure, differentiate, update.
#
# The model is $\hat y = w x + b$, the loss of a batch $B$ is $L_B = \frac{1}{|B|}\sum_{i \in B} (\hat y_i - y_i)^2$, one update is $\theta \leftarrow \theta - \eta\, \partial L_B / \partial \theta$, and the loss of an epoch is the mean over its samples, $\frac{1}{N}\sum_B |B|\, L_B$.

# %% [markdown]
# | name | type, shape | convention |
# |---|---|---|
# | `LinearModel()` | `nn.Module` | maps (N, 1) to (N, 1); exactly two learned numbers, names and initialisation free |
# | `model` | `nn.Module` | any module like `LinearModel`; trained in place and moved to `device` |
# | `xs` | (N, 1) float32 | unchanged |
# | `ys` | (N, 1) or (N,) float32 | unchanged |
# | `criterion` | `criterion(prediction, target)` gives a 0-dim mean | `None` is `nn.MSELoss()`; both arguments have shape (n, 1) |
# | `lr`, `epochs` | float, int | plain gradient descent: no momentum, no shuffling |
# | `batch_size` | int or None | consecutive slices in the given order, the last may be smaller; `None` is all samples |
# | `device` | str or `torch.device` | each batch is moved there |
# | returns | (epochs,) float tensor without graph | entry e: mean over **samples** of the criterion in epoch e, each batch measured before its update |
#
# Not allowed: a closed-form solution in `train_regression`; other optimisers than plain gradient descent.

# %% [markdown]
# <details><summary>Hint 1</summary>What does <code>list(model.parameters())</code> print for your model?</details>
# <details><summary>Hint 2</summary>A target of shape (N,) minus a prediction of shape (N, 1) has shape (N, N). Which shape should <code>ys</code> get first?</details>
# <details><summary>Hint 3</summary><code>xs.split(size)</code> gives the slices, <code>torch.optim.SGD</code> the update. Multiply each batch loss by the size of its batch before you add.</details>
#
# Example with N = 7 and `batch_size=3`: the batches have 3, 3 and 1 samples. If they measure 0.5, 0.2 and 0.7, the entry is (3·0.5 + 3·0.2 + 1·0.7)/7 = 0.4, not the mean of the three (0.467).

# %% role="given"
from kit.data.line import noisy_line
from kit.plots import layers as layer_plots

# %% role="answer" exercise="A1-E8"
# TODO A1-E8 (5 points): the model, and below its training loop
class LinearModel(nn.Module):
    """The line y = w x + b with two learned numbers; maps (N, 1) to (N, 1)."""

    def __init__(self):
        super().__init__()
        ### BEGIN SOLUTION
        self.line = nn.Linear(1, 1)
        ### END SOLUTION

    def forward(self, x):
        """Return w x + b, (N, 1), for x (N, 1)."""
        ### BEGIN SOLUTION
        return self.line(x)
        ### END SOLUTION

# %% role="answer" exercise="A1-E8"
def train_regression(model, xs, ys, criterion=None, lr=0.1, epochs=200, batch_size=None, device="cpu"):
    """Train `model` in place by plain gradient descent on consecutive batches.

    Parameters
    ----------
    model : nn.Module, maps (n, 1) to (n, 1); it is moved to `device`
    xs : Tensor (N, 1) float32
    ys : Tensor (N, 1) or (N,) float32
    criterion : callable (prediction (n, 1), target (n, 1)) -> 0-dim mean, or None for nn.MSELoss()
    lr : float, the learning rate
    epochs : int, passes over the data
    batch_size : int, or None for all samples; the last batch may be smaller
    device : where model and batches are moved to

    Returns
    -------
    losses : Tensor (epochs,) float without graph; mean over samples of the criterion, measured before the updates
    """
    # TODO A1-E8: the loop over epochs and batches
    ### BEGIN SOLUTION
    criterion = nn.MSELoss() if criterion is None else criterion
    model.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    ys = ys.reshape(-1, 1)
    size = batch_size or len(xs)
    losses = torch.zeros(epochs)
    for epoch in range(epochs):
        for x, y in zip(xs.split(size), ys.split(size), strict=True):
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses[epoch] += loss.item() * len(x) / len(xs)
    return losses
    ### END SOLUTION

# %% role="check" exercise="A1-E8"
check("A1-E8")

# %% role="grade" exercise="A1-E8"

# %% role="use" needs="A1-E8"
# alt: Left, 40 noisy points with a wrong line before and a fitting line after training; right, the falling loss.
line_xs, line_ys = noisy_line(40, slope=1.5, offset=-0.5, noise=0.2, generator=torch.Generator().manual_seed(0))
line_model = LinearModel()
line_before = line_model(line_xs).detach()
line_losses = train_regression(line_model, line_xs, line_ys, epochs=100)
layer_plots.line_fit(line_xs, line_ys, line_before, line_model(line_xs).detach(), line_losses)
plt.show()

# %% [markdown]
# ### From the linear classifier to the MLP
# A multilayer perceptron is softmax regression on top of hidden layers $h = \sigma(xW + b)$. Without the non-linearity $\sigma$ the layers collapse into one: $(xW_1)W_2 = x(W_1W_2)$. One hidden layer, if wide enough, can approximate any continuous function; in practice a deep net is easier to train than a very wide and shallow one, and depth and width matter more than the choice of $\sigma$.
#
# | non-linearity | for | against |
# |---|---|---|
# | sigmoid | output in (0, 1) | saturates, is not zero-centred, needs exp; $4\,\mathrm{sigmoid}(x) - 2 \approx x$ near 0 |
# | tanh | zero-centred | saturates |
# | ReLU | cheap, does not saturate for x > 0 | a unit that is always negative is dead |
# | leaky ReLU, PReLU (learned slope), maxout | no dead units | a slope to choose; more parameters |
#
# If all inputs of a unit are positive, the gradients of its weights share one sign and descent zig-zags; hence zero-centred data. In practice: start with ReLU.

# %% [markdown]
# ### Features and preprocessing
# Before deep learning, images were described by hand-made features: colour histograms, histograms of oriented gradients (HOG, SIFT), bags of visual words (cluster patches into a codebook, count its words). They were concatenated and given to a linear classifier. A deep network learns its features; a good hand-made one still makes a small network strong.
#
# Inputs are centred (subtract the mean image or the mean per channel) and scaled, with statistics **of the training data only**: those of the test data would leak. With centred data the classifier is less sensitive to small changes of its weights. PCA and whitening are rare in deep learning.
#
# *Tables* (house prices, for example): drop the id, standardise numbers, fill missing ones with the mean, turn categories into one-hot columns, and measure the error of the logarithm, since 10,000 matter more for a cheap house.

# %% [markdown]
# ## E9 - HOG and an MLP on it (6 points)
# **Goal:** describe a digit by the directions of its edges, and classify this description.
#
# With the image repeated by one pixel beyond its border, $g_x = (\text{right} - \text{left})/2$ and $g_y = (\text{below} - \text{above})/2$. Each pixel votes with its magnitude $m = \sqrt{g_x^2 + g_y^2}$ for its angle $\alpha = \operatorname{atan2}(g_y, g_x)$ modulo 180 degrees: an edge looks the same from both sides. The votes of a cell are summed into one histogram. Part 4 trains on these features.

# %% [markdown]
# | name | type, shape | convention |
# |---|---|---|
# | `images` | (N, H, W) float32 | H, W multiples of the cell |
# | `cell` | (height, width) in pixels | (ch, cw) |
# | `bins` | int | bin b covers [b, b + 1) · 180/bins degrees, centre (b + 1/2) · 180/bins |
# | `hog` returns | (N, F) float, F = (H/ch)(W/cw)bins | order: cell row, cell column, bin; sums of magnitudes, not normalised |
# | `train`, `test` | (N, F), (M, F) float32 | `standardize` returns both with mean and biased deviation **of train**, column by column |
# | `eps` | float | columns whose train deviation is below `eps` are divided by 1 |
# | `HOGMLP(in_dim, hidden, n_classes, p_drop)` | `nn.Module`, (N, in_dim) to logits (N, n_classes) | for each hidden size: linear, non-linearity, dropout; then a linear layer; `hidden=()` is that layer alone |
#
# A vote goes wholly to its bin **or** is shared linearly between the two nearest centres (bin 0 and the last one are neighbours): both are accepted. Arguments stay unchanged; results live on the device of the inputs. Learned parameters: the sum of (in + 1) · out. Not allowed: packaged HOG functions.

# %% [markdown]
# <details><summary>Hint 1</summary>Work on all images at once. First get <code>gx</code>, <code>gy</code>, magnitude and bin number, all of shape (N, H, W).</details>
# <details><summary>Hint 2</summary><code>F.pad(images[:, None], (1, 1, 1, 1), mode="replicate")</code> pads; the right neighbours are a slice of it. <code>torch.remainder</code> is never negative.</details>
# <details><summary>Hint 3</summary>For one bin: the magnitudes where the bin number is b, and 0 elsewhere, reshaped to (N, H/ch, ch, W/cw, cw) and summed over axes 2 and 4. Rounding may turn an angle into exactly 180 degrees: keep the bin number below <code>bins</code>.</details>
#
# Example: images (2, 8, 12), `cell=(4, 3)`, `bins=5` give 2 · 4 cells and F = 40. Pixel (5, 7) lies in cell row 1, cell column 2, whose bins are entries 30 to 34. With $g = (0.3, -0.4)$ it has magnitude 0.5 and angle -53.1 + 180 = 126.9 degrees: bin 3, which covers 108 to 144. It adds 0.5 to entry 33, or 0.488 to entry 33 and 0.012 to entry 34.

# %% role="answer" exercise="A1-E9"
# TODO A1-E9 (6 points): the features, and below standardize and the network
def hog(images, cell=(4, 4), bins=9):
    """Histograms of oriented gradients without normalisation.

    Parameters
    ----------
    images : Tensor (N, H, W) float; H and W are multiples of the cell
    cell : (height, width) of a cell in pixels
    bins : int, number of bins over 180 degrees; bin b covers [b, b + 1) * 180 / bins

    Returns
    -------
    Tensor (N, F) float, F = (H / height) * (W / width) * bins, in the order cell row, cell column, bin
    """
    ### BEGIN SOLUTION
    (n, height, width), (ch, cw) = images.shape, cell
    padded = F.pad(images[:, None], (1, 1, 1, 1), mode="replicate")[:, 0]
    gx = (padded[:, 1:-1, 2:] - padded[:, 1:-1, :-2]) / 2
    gy = (padded[:, 2:, 1:-1] - padded[:, :-2, 1:-1]) / 2
    magnitude = (gx**2 + gy**2).sqrt()
    position = torch.atan2(gy, gx).remainder(math.pi) * bins / math.pi
    number = position.long().clamp(max=bins - 1)
    histograms = []
    for b in range(bins):
        votes = (magnitude * (number == b)).reshape(n, height // ch, ch, width // cw, cw)
        histograms.append(votes.sum((2, 4)))
    return torch.stack(histograms, dim=-1).flatten(1)
    ### END SOLUTION

# %% role="answer" exercise="A1-E9"
def standardize(train, test, eps=1e-6):
    """Map both parts with the column means and deviations of `train`.

    Parameters
    ----------
    train, test : Tensor (N, F) and (M, F) float
    eps : float; columns with a smaller deviation in `train` are divided by 1

    Returns
    -------
    train, test : new tensors of the same shapes
    """
    # TODO A1-E9: statistics of train, applied to both
    ### BEGIN SOLUTION
    mean, deviation = train.mean(0), train.std(0, correction=0)
    deviation = torch.where(deviation < eps, 1.0, deviation)
    return (train - mean) / deviation, (test - mean) / deviation
    ### END SOLUTION

# %% role="answer" exercise="A1-E9"
class HOGMLP(nn.Module):
    """An MLP on feature vectors: (linear, non-linearity, dropout) for each hidden size, then a linear layer.

    Parameters
    ----------
    in_dim : int, number of features
    hidden : tuple of int, sizes of the hidden layers; () gives a linear classifier
    n_classes : int
    p_drop : float, drop probability
    """

    def __init__(self, in_dim, hidden=(64,), n_classes=10, p_drop=0.2):
        super().__init__()
        # TODO A1-E9: create the layers
        ### BEGIN SOLUTION
        layers = []
        for size in hidden:
            layers += [nn.Linear(in_dim, size), nn.ReLU(), nn.Dropout(p_drop)]
            in_dim = size
        self.net = nn.Sequential(*layers, nn.Linear(in_dim, n_classes))
        ### END SOLUTION

    def forward(self, x):
        """Return logits (N, n_classes) float32 for features x (N, in_dim) float32."""
        ### BEGIN SOLUTION
        return self.net(x)
        ### END SOLUTION

# %% role="check" exercise="A1-E9"
check("A1-E9")

# %% role="grade" exercise="A1-E9"

# %% role="given"
from kit.data.digits import digits
from kit.train import measure, train_classifier

# %% role="use" needs="A1-E9"
digit_pixels, digit_labels = digits(train=True)
test_pixels, test_labels = digits(train=False)
digit_pixels, test_pixels = digit_pixels / 255, test_pixels / 255
# the first 5,000 are for training, the rest for validation; parts of 500 images keep the memory small
hog_known, hog_test = (torch.cat([hog(part) for part in pixels.split(500)]) for pixels in (digit_pixels, test_pixels))
hog_train, hog_rest = standardize(hog_known[:5000], torch.cat((hog_known[5000:], hog_test)))
n_val = len(digit_pixels) - 5000
hog_splits = {
    "train": (hog_train, digit_labels[:5000]),
    "val": (hog_rest[:n_val], digit_labels[5000:]),
    "test": (hog_rest[n_val:], test_labels),
}
print({name: tuple(x.shape) for name, (x, _) in hog_splits.items()})

# %% role="use" needs="A1-E9"
# alt: Five digits, each under a 7 x 7 grid of red strokes that follow its edges.
fig, axes = plt.subplots(1, 5, figsize=(9, 2), layout="constrained")
for ax, image, histogram in zip(axes, digit_pixels, hog_known, strict=False):
    layer_plots.hog_strokes(ax, image, histogram.reshape(7, 7, 9), cell=(4, 4))
plt.show()

# %% [markdown]
# Three classifiers, from the first 5,000 training digits, about 2 s on one core. The test digits are used once, at the end. The bands are for the digit file and the given numbers of epochs.

# %% role="use" needs="A1-E9"
flat_train, flat_rest = standardize(digit_pixels[:5000].flatten(1), torch.cat((digit_pixels[5000:], test_pixels)).flatten(1))
flat_splits = {
    "train": (flat_train, digit_labels[:5000]),
    "val": (flat_rest[:n_val], digit_labels[5000:]),
    "test": (flat_rest[n_val:], test_labels),
}
result_rows = []
for name, splits, hidden, epochs, band in (
    ("linear softmax on HOG", hog_splits, (), 10, ".94-.98"),
    ("MLP on raw pixels", flat_splits, (64,), 8, ".89-.95"),
    ("HOG + MLP", hog_splits, (64,), 8, ".94-.985"),
):
    torch.manual_seed(0)
    net = HOGMLP(splits["train"][0].shape[1], hidden=hidden)
    epochs = sized(grade=1, demo=epochs, full=epochs)
    history = train_classifier(net, splits["train"], splits["val"], epochs)
    accuracy = measure(net, splits["test"])[1]
    result_rows.append({"model": name, "epochs": epochs, "validation": history.val_accuracy[-1], "test": accuracy, "band": band})
display(pd.DataFrame(result_rows).round(3))

# %% [markdown]
# # Part 4 - Regularisation and normalisation layers

# %% [markdown]
# ### Initialisation and stability
# Equal initial weights make all units of a layer equal for ever, and with 0 the gradients of hidden layers are 0. Small weights (standard deviation 0.01) let the activations die out with depth, large ones (1.0) saturate tanh: in both cases the gradient vanishes. The remedy is to keep the variance of outputs and gradients alike in all layers: with $D$ inputs, Xavier takes a deviation of $1/\sqrt{D}$, and He $\sqrt{2/D}$ for ReLU, which sets half of the units to 0.
#
# A product of many factors vanishes or explodes. So turn products into sums (logarithms, shortcuts past layers), choose the scale of the start, clip the norm of the gradient, normalise activations.

# %% role="use" needs=""
# alt: Histograms of six layers for five initial scales: 0.01 collapses to 0, 1.0 piles up at -1 and 1, Xavier keeps tanh, He keeps ReLU.
def six_layers(deviation, activation, width=256):
    """Return the activations (512, width) of six layers with random weights of this standard deviation."""
    h, activations = torch.randn(512, width), []
    for _ in range(6):
        h = activation(h @ (deviation * torch.randn(width, width)))
        activations.append(h)
    return activations

xavier, he = 256**-0.5, (2 / 256) ** 0.5
torch.manual_seed(0)
layer_plots.activation_histograms({
    "tanh\n0.01": six_layers(0.01, torch.tanh),
    "tanh\n1.0": six_layers(1.0, torch.tanh),
    "tanh\nXavier": six_layers(xavier, torch.tanh),
    "ReLU\nXavier": six_layers(xavier, torch.relu),
    "ReLU\nHe": six_layers(he, torch.relu),
})
plt.show()

# %% [markdown]
# ### Against over-fitting
# With too few epochs a model under-fits; with too many, or too many parameters, it over-fits: the training loss falls on while the validation loss rises. Is it acceptable not to regularise? With little capacity or much data, yes; watch the gap. Two threads to read: [18765](https://stats.stackexchange.com/questions/18765) and [376312](https://stats.stackexchange.com/questions/376312) on Cross Validated.
# - *Penalties:* L2, L1, elastic net, max-norm; weight decay (shrinks weights before each update, usually not biases).
# - *Noise:* dropout, drop-connect, stochastic depth, fractional pooling, label noise and smoothing, mixup, CutMix, augmentation, the noise of batch normalisation and of SGD itself. Noise on the inputs acts like an L2 penalty.
# - *Time:* early stopping watches the validation loss and keeps the best model; a schedule lowers the learning rate.
# - *Averages:* ensembles of several models, of checkpoints of one run, or of its weights (Polyak averaging).

# %% [markdown]
# Five runs on 1,000 digits only, where the gap between training and validation is wide: an MLP of 256 units on HOG, without and with one remedy each, three seeds a run. About 10 s on one core. The curves are those of the first seed, the dot marks the epoch whose weights were kept; the table has means over seeds and the lowest and highest accuracy, all on validation data. A difference smaller than the spread over seeds is not a result: put this into your report.

# %% role="use" needs="A1-E9"
# alt: Loss curves of five runs: the training loss falls by orders of magnitude, the validation loss soon stands still.
small_train = tuple(part[:1000] for part in hog_splits["train"])
remedies = {
    "none": {},
    "dropout": {"p_drop": 0.5},
    "weight decay": {"weight_decay": 1.0},
    "early stopping": {"patience": 3},
    "schedule": {"cosine": True},
}
remedy_rows, histories = [], {}
for name, options in remedies.items():
    ends = []  # train loss, validation loss and accuracy of the kept epoch, for each seed
    for seed in range(sized(grade=1, demo=3, full=5)):
        torch.manual_seed(seed)
        net = HOGMLP(441, hidden=(256,), p_drop=options.get("p_drop", 0.0))
        training = {key: value for key, value in options.items() if key != "p_drop"}
        epochs = sized(grade=3, demo=30, full=60)
        history = train_classifier(net, small_train, hog_splits["val"], epochs, lr=3e-3, **training)
        last = history.kept - 1
        ends.append((history.train_loss[last], history.val_loss[last], history.val_accuracy[last]))
        histories.setdefault(name, history)
    train_loss, val_loss, accuracy = np.mean(ends, axis=0)
    remedy_rows.append({
        "run": name, "train loss": train_loss, "validation loss": val_loss, "accuracy": accuracy,
        "lowest": min(ends, key=lambda end: end[2])[2], "highest": max(ends, key=lambda end: end[2])[2],
    })
layer_plots.loss_curves(histories)
plt.show()
display(pd.DataFrame(remedy_rows).round(4))

# %% [markdown]
# ### Normalisation layers
# Batch normalisation subtracts the mean and divides by the deviation, so that the output has mean 0 and variance 1, then multiplies by a learned $\gamma$ and adds a learned $\beta$: per feature after a linear layer, per channel after a convolution, usually before the activation. In training it takes the statistics of the batch, so samples influence each other; in test mode running averages (new = 0.9 old + 0.1 batch: torch calls 0.1 the momentum). Its noise regularises, so dropout is often left out. The other layers do not depend on the batch. For 5 samples of 10 channels:
#
# | layer | one (mean, variance) pair per | pairs | equal to |
# |---|---|---|---|
# | batch (BN) | channel | 10 | |
# | layer (LN) over C, H, W | sample | 5 | GN with 1 group |
# | instance (IN) | sample and channel | 50 | GN with one channel per group |
# | group (GN), 2 groups | sample and group | 10 | |

# %% [markdown]
# ## E10 - Dropout and batch normalisation (6 points)
# **Goal:** write the two layers that behave differently in training and test.
#
# Dropout with drop probability $p$ sets each element to 0 with probability $p$, independently. Then the expected value shrinks to $1-p$ of it: the plain form repairs this in test, the **inverted** form, used here, divides the kept elements by $1-p$ in training, and test is the identity. Each mask selects a sub-network; rates of 0.1, 0.5 and 0.9 are in use, mostly on outputs of fully connected layers. Predictions with dropout on can be averaged.
#
# Batch normalisation of a column: $y = \gamma\,(x - \mu)/\sqrt{v + \varepsilon} + \beta$ with the mean $\mu$ and the **biased** variance $v$ of the batch; the running variance takes in the **unbiased** one, $v N/(N-1)$.

# %% [markdown]
# | name | type, shape | convention |
# |---|---|---|
# | `dropout` | `x` any shape, float; `p` float; `training` bool; `generator` `torch.Generator` or None | returns the shape of `x`, differentiable; `p` outside [0, 1] raises `ValueError`; `p = 1` gives zeros (with or without a graph); equal generators give equal masks |
# | `batchnorm1d` | `x` (N, D); `gamma`, `beta`, `run_mean`, `run_var` (D,); `training` bool | returns `(y, new_mean, new_var)` of shapes (N, D), (D,), (D,); y differentiable in `x`, `gamma`, `beta` |
# | `momentum` | float | new = (1 - momentum) · old + momentum · batch |
# | `eps` | float | inside the root |
# | not training | | running values normalise and are returned with the same values |
# | training with N = 1 | | raises `ValueError` |
# | `norm_stat_counts` | `N, C, H, W, groups` int | dict with the keys `"BN"`, `"LN"`, `"IN"`, `"GN"`, number of (mean, variance) pairs; `ValueError` when `groups` does not divide C |
#
# Arguments stay unchanged; new tensors are created on the device of `x`. Not allowed: `F.dropout`, `F.batch_norm`, `nn.Dropout`, `nn.BatchNorm*`.

# %% [markdown]
# <details><summary>Hint 1</summary>A mask of zeros and ones, times x, is faster than an assignment and differentiable.</details>
# <details><summary>Hint 2</summary>Compare uniform random numbers with p. They need the shape, the device and the generator. With p = 1 the scale 1/(1 - p) does not exist.</details>
# <details><summary>Hint 3</summary><code>x.var(0, correction=0)</code> is the biased variance, <code>correction=1</code> the unbiased one. <code>run_mean.mul_(...)</code> would change the argument.</details>
#
# Example: a column (1, 2, 6) has mean 3, biased variance 4.667 and unbiased variance 7. With $\gamma = 1$, $\beta = 0$ its first output is $-2/\sqrt{4.667} = -0.926$. With momentum 0.1 a running mean of 0 becomes 0.3, and a running variance of 1 becomes 1.6. `norm_stat_counts(3, 8, 5, 7, groups=4)` is `{"BN": 8, "LN": 3, "IN": 24, "GN": 12}`.

# %% role="answer" exercise="A1-E10"
# TODO A1-E10 (6 points): dropout, and below batch normalisation and the counts
def dropout(x, p, training, generator=None):
    """Inverted dropout.

    Parameters
    ----------
    x : Tensor of any shape, float
    p : float in [0, 1], the probability to drop an element; else ValueError
    training : bool; False gives x
    generator : torch.Generator for the random numbers, or None

    Returns
    -------
    Tensor of the shape and dtype of x, differentiable; kept elements are x / (1 - p)
    """
    ### BEGIN SOLUTION
    if not 0 <= p <= 1:
        raise ValueError(f"p should be in [0, 1], it is {p}")
    if not training:
        return x
    if p == 1:
        return torch.zeros_like(x) * x
    kept = torch.rand(x.shape, generator=generator, device=x.device) >= p
    return x * kept / (1 - p)
    ### END SOLUTION

# %% role="answer" exercise="A1-E10"
def batchnorm1d(x, gamma, beta, run_mean, run_var, training, momentum=0.1, eps=1e-5):
    """Batch normalisation of the columns of x.

    Parameters
    ----------
    x : Tensor (N, D) float
    gamma, beta : Tensor (D,), scale and shift
    run_mean, run_var : Tensor (D,), running statistics; not changed
    training : bool; True uses the batch, False the running statistics
    momentum : float, weight of the batch in the new running values
    eps : float, added to the variance inside the root

    Returns
    -------
    y : Tensor (N, D), differentiable in x, gamma, beta
    new_mean, new_var : Tensor (D,); the variance of the batch enters new_var unbiased

    Raises
    ------
    ValueError : when training with N = 1
    """
    # TODO A1-E10: batch normalisation
    ### BEGIN SOLUTION
    mean, var = run_mean, run_var
    if training:
        if len(x) == 1:
            raise ValueError("one sample has no variance")
        mean, var = x.mean(0), x.var(0, correction=0)
        run_mean = (1 - momentum) * run_mean + momentum * mean.detach()
        run_var = (1 - momentum) * run_var + momentum * x.detach().var(0, correction=1)
    return gamma * (x - mean) / (var + eps).sqrt() + beta, run_mean, run_var
    ### END SOLUTION

# %% role="answer" exercise="A1-E10"
def norm_stat_counts(N, C, H, W, groups):
    """Count the (mean, variance) pairs of the normalisation layers for inputs (N, C, H, W).

    Returns
    -------
    dict with the int values of "BN", "LN" (over C, H, W), "IN" and "GN" (with `groups` groups)

    Raises
    ------
    ValueError : when `groups` does not divide C
    """
    # TODO A1-E10: the four counts
    ### BEGIN SOLUTION
    if C % groups:
        raise ValueError(f"{groups} groups do not divide {C} channels")
    return {"BN": C, "LN": N, "IN": N * C, "GN": N * groups}
    ### END SOLUTION

# %% role="check" exercise="A1-E10"
check("A1-E10")

# %% role="grade" exercise="A1-E10"

# %% role="use" needs="A1-E10"
# The same sample in two batches: in training its output depends on the company, outside training it does not.
sample, gamma, beta = torch.ones(1, 3), torch.ones(3), torch.zeros(3)
for mode in (True, False):
    ys = [batchnorm1d(torch.cat((sample, torch.randn(7, 3))), gamma, beta, beta, gamma, mode)[0][0] for _ in range(2)]
    print("training" if mode else "outside training", *([f"{value:.2f}" for value in y] for y in ys))

# %% [markdown]
# # Part 5 - Convolution, augmentation and a CNN

# %% [markdown]
# ### Convolution arithmetic
# A fully connected layer gives every pixel a weight of its own. A convolution uses three facts about images instead: what matters is **local**, the same pattern can be **anywhere** (so the weights are shared over positions), and a shifted input gives a shifted output. What deep learning calls convolution is **cross-correlation**; the convolution of mathematics turns the kernel by 180 degrees first. Since kernels are learned, the difference does not matter in practice.
#
# With $n$ pixels, kernel $k$, padding $p$ on **each** side, stride $s$ and dilation $d$ the output has
# $$\left\lfloor \frac{n + 2p - d(k-1) - 1}{s} \right\rfloor + 1$$
# pixels: an incomplete last window is dropped. Padding $(k-1)/2$ a side keeps the size at stride 1, which is why kernels are odd ($k-1$ is the total of both sides). A 32 x 32 x 3 image under six 5 x 5 x 3 kernels becomes 28 x 28 x 6, with 6·(5·5·3) + 6 = 456 parameters. Numbers of channels are usually powers of two.

# %% [markdown]
# Stacked layers see further. The **receptive field** is the number of input pixels that one output pixel depends on. Two layers of 3 x 3 see as much as one of 5 x 5, with fewer parameters (18 instead of 25 a channel pair) and one more non-linearity. A layer after a stride steps over several input pixels at once, so its kernel reaches further: start with field 1 and jump 1; each layer adds $(k-1)\cdot$ jump to the field, then multiplies the jump by its stride.

# %% [markdown]
# ### Pooling
# Max pooling moves a window over each channel **by itself** and keeps the largest value; the usual one is 2 x 2, moved by 2, and a stride that is not given is the window. Maps become smaller, so later layers compute less, and a shift by a pixel often changes nothing. Pooling has **no parameters and learns nothing**. The maximum usually trains better than the mean. Pooling is used less today: strided convolutions make maps smaller too, and augmentation teaches the tolerance to shifts.
#
# | layer | input | output |
# |---|---|---|
# | `Conv2d(1, 1, (5, 3), padding=(2, 1))` | 8 x 8 | 8 x 8 |
# | `Conv2d(1, 1, (3, 5), padding=(0, 1), stride=(3, 4))` | 8 x 8 | 2 x 2 |
# | `MaxPool2d(3, padding=1, stride=2)` | 4 x 4 | 2 x 2 |
# | `MaxPool2d((2, 3), padding=(1, 1), stride=(2, 3))` | 4 x 4 | 3 x 2 |

# %% [markdown]
# ### Channels, groups, 1 x 1
# An output channel has one kernel slice **per input channel**; the slices' answers are added. Kernels are shared over positions, not over channels. A *group* convolution splits the channels into groups that do not see each other (C/g inputs each); a connection table may leave out slices in any pattern. A 1 x 1 convolution is one linear map over the channels at every pixel. Global pooling reduces each map to one number and keeps the channels: `AdaptiveMaxPool2d(1)`, `AdaptiveAvgPool2d(1)`. The same arithmetic holds in one dimension (text, sound) and in three (video, volumes).

# %% [markdown]
# ## E11 - Convolution arithmetic (7 points)
# **Goal:** predict the size, the parameters and the receptive field of a layer without building it, then write the two layers themselves. With $x$ padded by zeros,
# $$y_{n,o,i,j} = b_o + \sum_{c,u,v} x_{n,\,c,\;i s_h + u,\;j s_w + v}\; w_{o,c,u,v}.$$
# The numbers are asked again in the shape questions; E13 uses the layers.

# %% [markdown]
# | name | type, shape | convention |
# |---|---|---|
# | `conv_out(n, k, s=1, p=0, d=1)` | ints in pixels, returns int | one axis; `p` on each side; rounded down |
# | `conv_params(cin, cout, k, bias=True, groups=1)` | `k` int or (kh, kw), returns int | what `nn.Conv2d` learns; `groups` divides both numbers of channels |
# | `receptive_field(layers)` | list of (k, s), first layer first, returns int | in input pixels; `[]` gives 1 |
# | `conv2d_naive(x, w, b=None, stride=1, pad=0)` | x (N, C, H, W), w (O, C, kh, kw), b (O,) or None | cross-correlation, zero padding, no groups; `stride` and `pad` int or (height, width); dtype and device of x; **differentiable** |
# | `max_pool2d_naive(x, k, stride=None, pad=0)` | x (N, C, H, W) | `k`, `stride`, `pad` int or (height, width); `None` is the window; `pad` at most k/2; padding counts as minus infinity |
#
# Arguments stay unchanged. Not allowed: `F.conv*`, `torch.conv*`, `nn.Conv*`, `F.max_pool*`, `nn.MaxPool*`, `nn.AdaptiveMaxPool*`. Allowed: `F.pad`, `F.unfold`.

# %% [markdown]
# <details><summary>Hint 1</summary>How many places can the window start at, if it moves by s?</details>
# <details><summary>Hint 2</summary>Loop over the kernel's rows u and columns v, not over the image: each (u, v) multiplies one strided slice of the padded image.</details>
# <details><summary>Hint 3</summary>The slice is <code>x[:, :, u : u + sh * (oh - 1) + 1 : sh, v : v + sw * (ow - 1) + 1 : sw]</code>, (N, C, oh, ow). <code>torch.einsum("nchw,oc->nohw", slice, w[:, :, u, v])</code> mixes its channels.</details>
# <details><summary>Hint 4</summary>For the pooling stack the same slices and take their maximum. <code>F.pad</code> has an argument <code>value</code>.</details>
#
# Example: x (2, 3, 11, 8), w (5, 3, 4, 2), stride (2, 3), pad (1, 0) gives (2, 5, ⌊(11 + 2 - 4)/2⌋ + 1, ⌊(8 - 2)/3⌋ + 1) = (2, 5, 5, 3). The layers (3, 2), (5, 1), (2, 3) see 1 + 2·1 + 4·2 + 1·2 = 13 pixels.

# %% role="given"
from torch.utils.data import DataLoader
from torchvision import transforms as T

from kit.data.digits import DEVIATION, MEAN, DigitSet, digits, have_digits, plain_batches, to_input
from kit.plots import cnn as cnn_plots
from kit.training import in_two_stages
from kit.weights import train_or_load

# %% role="answer" exercise="A1-E11"
# TODO A1-E11 (7 points), first part: the size of an output
def conv_out(n: int, k: int, s: int = 1, p: int = 0, d: int = 1) -> int:
    """Number of output pixels of a convolution or pooling along one axis.

    n input pixels, kernel k, stride s, padding p on each side, dilation d. An incomplete last window is dropped.
    """
    ### BEGIN SOLUTION
    return (n + 2 * p - d * (k - 1) - 1) // s + 1
    ### END SOLUTION

# %% role="answer" exercise="A1-E11"
# TODO A1-E11, second part: the number of parameters
def conv_params(cin: int, cout: int, k: int | tuple[int, int], bias: bool = True, groups: int = 1) -> int:
    """Number of learned parameters of a 2-D convolution from cin to cout channels with kernel k, int or (kh, kw).

    groups divides cin and cout; each output channel sees the inputs of its own group.
    """
    ### BEGIN SOLUTION
    kh, kw = (k, k) if isinstance(k, int) else k
    return cout * (cin // groups) * kh * kw + (cout if bias else 0)
    ### END SOLUTION

# %% role="answer" exercise="A1-E11"
# TODO A1-E11, third part: what one output pixel sees
def receptive_field(layers: list[tuple[int, int]]) -> int:
    """Receptive field in input pixels of a stack of layers (kernel, stride), first layer first; 1 for no layer."""
    ### BEGIN SOLUTION
    field, jump = 1, 1
    for k, s in layers:
        field += (k - 1) * jump
        jump *= s
    return field
    ### END SOLUTION

# %% role="answer" exercise="A1-E11"
# TODO A1-E11, fourth part: the convolution
def conv2d_naive(
    x: Tensor,
    w: Tensor,
    b: Tensor | None = None,
    stride: int | tuple[int, int] = 1,
    pad: int | tuple[int, int] = 0,
) -> Tensor:
    """Cross-correlate images with kernels; differentiable, dtype and device of x.

    Parameters
    ----------
    x : (N, C, H, W) images
    w : (O, C, kh, kw) kernels
    b : (O,) or None
    stride, pad : int or (height, width); the padding is zero

    Returns
    -------
    (N, O, H', W') with H' = conv_out(H, kh, sh, ph), W' = conv_out(W, kw, sw, pw)
    """
    ### BEGIN SOLUTION
    (sh, sw), (ph, pw) = [(v, v) if isinstance(v, int) else v for v in (stride, pad)]
    kh, kw = w.shape[2:]
    oh, ow = (x.shape[2] + 2 * ph - kh) // sh + 1, (x.shape[3] + 2 * pw - kw) // sw + 1
    padded = F.pad(x, (pw, pw, ph, ph))
    y = x.new_zeros(len(x), len(w), oh, ow) if b is None else b.view(1, -1, 1, 1)
    for u in range(kh):
        for v in range(kw):
            taps = padded[:, :, u : u + sh * (oh - 1) + 1 : sh, v : v + sw * (ow - 1) + 1 : sw]
            y = y + torch.einsum("nchw,oc->nohw", taps, w[:, :, u, v])
    return y
    ### END SOLUTION

# %% role="answer" exercise="A1-E11"
# TODO A1-E11, fifth part: the pooling
def max_pool2d_naive(
    x: Tensor,
    k: int | tuple[int, int],
    stride: int | tuple[int, int] | None = None,
    pad: int | tuple[int, int] = 0,
) -> Tensor:
    """Largest value of each window, channel by channel: x (N, C, H, W) gives (N, C, H', W').

    k, stride, pad are int or (height, width); stride None is the window; padding counts as minus infinity.
    """
    ### BEGIN SOLUTION
    stride = k if stride is None else stride
    (kh, kw), (sh, sw), (ph, pw) = [(v, v) if isinstance(v, int) else v for v in (k, stride, pad)]
    oh, ow = (x.shape[2] + 2 * ph - kh) // sh + 1, (x.shape[3] + 2 * pw - kw) // sw + 1
    padded = F.pad(x, (pw, pw, ph, ph), value=-math.inf)
    taps = [
        padded[:, :, u : u + sh * (oh - 1) + 1 : sh, v : v + sw * (ow - 1) + 1 : sw]
        for u in range(kh)
        for v in range(kw)
    ]
    return torch.stack(taps).amax(dim=0)
    ### END SOLUTION

# %% role="check" exercise="A1-E11"
check("A1-E11")

# %% role="grade" exercise="A1-E11"

# %% role="use" needs="A1-E11"
# alt: four rows of squares, one a layer; shaded squares widen from one output pixel down to its input pixels
stack = [(3, 1), (2, 2), (3, 1)]
sizes = [22]
for k, s in stack:
    sizes.append(conv_out(sizes[-1], k, s))
cnn_plots.receptive_field(sizes[0], stack, sizes[1:], receptive_field(stack))
plt.show()

# %% role="use" needs="A1-E11"
# alt: a digit and the results of five kernels: vertical edges, horizontal edges, outline, sharper, blurred
kernels = {
    "edges left-right": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
    "edges up-down": [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
    "outline": [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]],
    "sharpen": [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
    "blur": [[1, 2, 1], [2, 4, 2], [1, 2, 1]],
}
digit = digits(train=True)[0][7].float() / 255
filtered = conv2d_naive(digit[None, None], torch.tensor(list(kernels.values())).float()[:, None], pad=1)[0]
cnn_plots.pictures([digit, *filtered], ["digit", *kernels])
plt.show()

# %% [markdown]
# ### Networks worth knowing
# | network | what was new |
# |---|---|
# | LeNet | two convolutions, two poolings, three linear layers |
# | AlexNet | ReLU, dropout, max pooling, augmentation; the rate is lowered when the error stalls |
# | ZFNet | as AlexNet with a smaller kernel and stride in the first layer |
# | VGG | 3 x 3 convolutions (stride 1, pad 1), 2 x 2 pooling, channels doubled; most memory in the early maps, most parameters in the linear layers |
# | NiN | 1 x 1 convolutions, global average pooling instead of linear layers |
# | GoogLeNet | a stem, 9 inception blocks of parallel kernels, auxiliary classifiers; 22 layers with weights ("more than a hundred" counts the parallel ones), about 5 M parameters |
# | ResNet | f(x) = x + g(x); bottleneck blocks 1 x 1, 3 x 3, 1 x 1; ResNeXt: with groups |
# | DenseNet | concatenates the maps of all earlier layers instead of adding |
# | MobileNet | one group per channel, then 1 x 1: far fewer operations |

# %% [markdown]
# ### Augmentation
# A digit that is a little rotated or shifted is the same digit: an image is changed at random **each time** it is read (online), so no epoch sees the same data twice. What may be changed follows from what varies in the test data, and **the label must stay**: a mirrored 2 is no 2, a turned 6 is a 9. Usual are flips (where they make sense), crops of random place, size and ratio, colour, noise and erased patches. Only training data are augmented; training accuracy can then be lower than test accuracy, and too much can hurt. Loaders with several workers hide the cost. *Test-time augmentation* averages the predictions for several versions of a test image; *mixup* and *CutMix* mix two images and their labels.
#
# Reading: [data augmentation](https://en.wikipedia.org/wiki/Data_augmentation), [torchvision transforms](https://docs.pytorch.org/vision/stable/transforms.html).

# %% [markdown]
# ## E12 - Augmentation and splits (4 points)
# **Goal:** training images that vary, validation and test images that do not, and no image in two parts. E13 trains on them.
#
# The order is: PIL image → tensor in [0, 1] → augmentations → normalise, $(x - 0.1307)/0.3081$, so that values lie in [-0.4242, 2.8215]. The official MNIST has 60,000 training and 10,000 test images (50,000 is what a validation split leaves); our file has 6,000 and 1,000. Fashion-MNIST, CIFAR-10 and ImageNet are the next larger sets.

# %% [markdown]
# | name | takes | gives |
# |---|---|---|
# | `augmentations()` | nothing | list of at least three **different** random callables (different class or function); each takes and gives a float32 (1, 28, 28) tensor in [0, 1]; conversion and normalisation do not count |
# | `train_transform()` | nothing | a callable from a PIL image (mode L, 28 x 28) to a normalised float32 (1, 28, 28) tensor: converts, applies the augmentations, normalises |
# | `test_transform()` | nothing | the same without augmentation: deterministic |
# | `build_splits(load, n_val, seed)` | `load(train)` gives images, uint8 (M, 28, 28), and labels (M,) of the training part (`True`) or the test part (`False`) | dict of datasets `"train"`, `"val"`, `"test"` with items (tensor, int) |
#
# `"test"` is all of `load(False)`; `"val"` is `n_val` images of `load(True)`, drawn by a permutation seeded with `seed`; `"train"` is the rest. Only `"train"` is augmented. The class of a digit must survive: no mirror images, no large rotations. Not allowed: ready-made automatic policies (`AutoAugment`, `RandAugment`, ...), which contain mirror images and inversions.

# %% [markdown]
# <details><summary>Hint 1</summary><code>T.ToTensor()</code> scales to [0, 1]; <code>T.Normalize</code> comes last; <code>T.Compose</code> chains.</details>
# <details><summary>Hint 2</summary>Rotation, shift, zoom, shear, perspective, erasing, contrast, noise: which of them keep a tensor in [0, 1]?</details>
# <details><summary>Hint 3</summary><code>torch.randperm(m, generator=torch.Generator().manual_seed(seed))</code> is the same for the same seed. <code>DigitSet(images, labels, transform)</code> (given) transforms an image each time it is read.</details>
#
# Example: `load(True)` gives 50 images, `load(False)` 9. With `n_val=8` the lengths are 42, 8 and 9.

# %% role="answer" exercise="A1-E12"
# TODO A1-E12 (4 points), first part: at least three different augmentations
def augmentations() -> list:
    """Random callables, each from a float32 (1, 28, 28) tensor in [0, 1] to another one."""
    ### BEGIN SOLUTION
    return [
        T.RandomAffine(degrees=10, translate=(0.08, 0.08), scale=(0.9, 1.1)),
        T.ColorJitter(brightness=0.2, contrast=0.2),
        T.RandomErasing(p=0.5, scale=(0.02, 0.06)),
    ]
    ### END SOLUTION

# %% role="answer" exercise="A1-E12"
# TODO A1-E12, second part: from a PIL image to the input of a network
def train_transform():
    """Callable from a PIL image (L, 28 x 28) to a normalised float32 (1, 28, 28) tensor, augmented at random."""
    ### BEGIN SOLUTION
    return T.Compose([T.ToTensor(), *augmentations(), T.Normalize(MEAN, DEVIATION)])
    ### END SOLUTION


def test_transform():
    """Callable from a PIL image (L, 28 x 28) to a normalised float32 (1, 28, 28) tensor, without augmentation."""
    ### BEGIN SOLUTION
    return T.Compose([T.ToTensor(), T.Normalize(MEAN, DEVIATION)])
    ### END SOLUTION

# %% role="answer" exercise="A1-E12"
# TODO A1-E12, third part: training, validation and test data
def build_splits(load, n_val: int, seed: int) -> dict:
    """Datasets "train", "val" and "test" with items (float32 (1, 28, 28), int).

    load(train: bool) gives images, uint8 (M, 28, 28), and labels, (M,). "val" is n_val images of load(True), drawn
    by a permutation seeded with seed; "train" is the rest; "test" is load(False). Only "train" is augmented.
    """
    ### BEGIN SOLUTION
    images, labels = load(True)
    order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(seed))
    val, train = order[:n_val], order[n_val:]
    return {
        "train": DigitSet(images[train], labels[train], train_transform()),
        "val": DigitSet(images[val], labels[val], test_transform()),
        "test": DigitSet(*load(False), test_transform()),
    }
    ### END SOLUTION

# %% role="check" exercise="A1-E12"
check("A1-E12")

# %% role="grade" exercise="A1-E12"

# %% role="use" needs="A1-E12"
# alt: one row per augmentation: the digit as it is, then seven random results
digit = digits(train=True)[0][5].float()[None] / 255
cnn_plots.augmented(digit, augmentations())
plt.show()

# %% [markdown]
# ### A training recipe
# 1. First loss near $\ln 10 = 2.303$; with a penalty a little more. 2. Over-fit a tiny set to 100 %: if that fails, the code is wrong, not the rate. 3. Find a rate at which the loss falls within some tens of updates (between 1e-3 and 1e-5 for a start, on a log scale; nan means too high; an update about 1e-3 to 1e-2 of the weight is healthy). 4. Search coarsely and at random on part of the data, then finer; a best value at the border means: widen the range. 5. Train longer. 6. Look at the curves: flat at the start is a bad initialisation, noise a rate too high, an early plateau a decay too early, a gap between training and validation over-fitting.

# %% [markdown]
# ### Devices and batches
# A GPU has more cores and more memory bandwidth than a CPU and is good at few control statements and neighbouring memory. All tensors of an operation lie on one device: `model.to(device)`, and `x = x.to(device)` for each batch (it has to be assigned); moving data back and forth costs more than it gives. Batches of 32, 64 or 256 are usual: larger ones have less noise and fewer updates, memory is the limit, ten times the number of classes a rule of thumb, and a larger batch goes with a larger rate and warm-up.
#
# > **Several GPUs.** *Data parallel*: each gets the parameters and a part of the batch, computes gradients, all sum them (*all-reduce*) and make the same update: synchronous SGD with a large batch. *Model parallel*: each holds some of the layers.

# %% [markdown]
# ## E13 - A CNN, its training and its evaluation (7 points)
# **Goal:** a network that reads digits, and the two loops that train and judge it. Both loops work for any classifier. The loss of an epoch is the mean over its samples, $\frac{1}{N}\sum_B |B|\,L_B$; the accuracy is the share of right answers among **all** samples, however the batches are cut.

# %% [markdown]
# | name | takes | convention |
# |---|---|---|
# | `MNISTNet()` | (N, 1, 28, 28) normalised | logits (N, 10) float32, no softmax; at most 2,000,000 learned parameters, all of which get a gradient; layers are free |
# | `evaluate(model, batches, device="cpu")` | `batches`: any re-iterable of (x, y) pairs, sizes may differ | share of right predictions, float; in eval mode and without gradients; afterwards the model is in the mode it came in |
# | `fit(model, train_batches, val_batches, epochs, device="cpu", lr=1e-3)` | batches as above | moves the model and each batch to `device`; cross-entropy; optimiser and schedule are free; **training mode in every training step of every epoch**; gradients never add up over steps; `lr=0` is legal and leaves every parameter unchanged |
# | returns of `fit` | dict | `{"loss": [epochs floats], "val_acc": [epochs floats]}`: loss is the mean over samples in training, each batch measured before its update |
#
# Not allowed: pretrained weights; any use of the test part in `fit`.

# %% [markdown]
# <details><summary>Hint 1</summary>After two 2 x 2 poolings 28 becomes 7, after three 3: how many numbers does <code>nn.Flatten()</code> give?</details>
# <details><summary>Hint 2</summary><code>evaluate</code>: remember <code>model.training</code>, count right answers and samples, and put the mode back at the end.</details>
# <details><summary>Hint 3</summary><code>fit</code>: <code>model.train()</code> belongs inside the loop over epochs. Convolution, <code>BatchNorm2d</code>, ReLU and pooling, three times, then one linear layer, trained by Adam, is enough. <code>tqdm(range(epochs))</code> shows the progress.</details>
#
# Example: batches of 5, 5 and 1 samples with 4, 5 and 0 right answers: the accuracy is 9/11 = 0.818, not (0.8 + 1 + 0)/3 = 0.6.

# %% role="answer" exercise="A1-E13"
# TODO A1-E13 (7 points), first part: the network
class MNISTNet(nn.Module):
    """A convolutional classifier: (N, 1, 28, 28) normalised digits to logits (N, 10)."""

    def __init__(self):
        super().__init__()
        ### BEGIN SOLUTION
        layers = []
        for cin, cout in ((1, 16), (16, 32), (32, 64)):
            layers += [nn.Conv2d(cin, cout, 3, padding=1), nn.BatchNorm2d(cout), nn.ReLU(), nn.MaxPool2d(2)]
        self.layers = nn.Sequential(*layers, nn.Flatten(), nn.Linear(64 * 3 * 3, 10))
        ### END SOLUTION

    def forward(self, x):
        """Return logits, float32 (N, 10), for x, float32 (N, 1, 28, 28)."""
        ### BEGIN SOLUTION
        return self.layers(x)
        ### END SOLUTION

# %% role="answer" exercise="A1-E13"
# TODO A1-E13, second part: the share of right predictions
def evaluate(model: nn.Module, batches, device="cpu") -> float:
    """Accuracy over all samples of batches (x, y), y int64 (n,); the model keeps the mode it came in."""
    ### BEGIN SOLUTION
    was_training, right, total = model.training, 0, 0
    model.eval()
    with torch.no_grad():
        for x, y in batches:
            right += int((model(x.to(device)).argmax(dim=1) == y.to(device)).sum())
            total += len(y)
    model.train(was_training)
    return right / total
    ### END SOLUTION

# %% role="answer" exercise="A1-E13"
# TODO A1-E13, third part: the training loop
def fit(model: nn.Module, train_batches, val_batches, epochs: int, device="cpu", lr: float = 1e-3) -> dict:
    """Train a classifier in place with cross-entropy; batches are (x, y) pairs, y int64 (n,).

    Returns {"loss": [...], "val_acc": [...]}, one float an epoch: the mean training loss over samples, and the
    accuracy on val_batches after the epoch.
    """
    ### BEGIN SOLUTION
    model.to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    history = {"loss": [], "val_acc": []}
    for _ in tqdm(range(epochs), desc="epochs", leave=False):
        model.train()
        total, samples = 0.0, 0
        for x, y in train_batches:
            x, y = x.to(device), y.to(device)
            loss = F.cross_entropy(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total, samples = total + loss.item() * len(y), samples + len(y)
        history["loss"].append(total / samples)
        history["val_acc"].append(evaluate(model, val_batches, device))
    return history
    ### END SOLUTION


LEARNING_RATE = 3e-3  # of the training run below; yours to change, it depends on your optimiser

# %% role="check" exercise="A1-E13"
check("A1-E13")

# %% role="grade" exercise="A1-E13"

# %% role="use" needs="A1-E13"
# alt: the training loss of 32 digits falls to nearly 0 and their accuracy rises to 1
torch.manual_seed(0)
few, _ = plain_batches(n_val=1000, size=32)
tiny = MNISTNet()
print(f"MNISTNet has {sum(p.numel() for p in tiny.parameters() if p.requires_grad):,} parameters")
cnn_plots.curves({"32 digits": fit(tiny, few[:1], few[:1], epochs=sized(grade=25, demo=60, full=60))})
plt.show()

# %% [markdown]
# **The training run.** It uses your augmentation, your network and your loops, and saves the weights to `weights/mnistnet.safetensors`, which `export_html` takes along: one check measures it on digits that you do not have. The last epochs run at a tenth of the rate (a step schedule). On one CPU core it takes 10 to 20 s; with `KIT_BUDGET=full` it trains 20 epochs. Change something above, and run everything from there downwards, this cell included.

# %% role="train" exercise="A1-E13"
torch.set_num_threads(1)  # per-image transforms are tiny operations: a second thread makes them slower
torch.manual_seed(0)
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
try:
    splits = build_splits(digits, n_val=1000, seed=0)
    train_batches = DataLoader(splits["train"], batch_size=32, shuffle=True)
    val_batches = DataLoader(splits["val"], batch_size=250)
except NotImplementedError:
    print("A1-E12 is not implemented yet: training without augmentation")
    train_batches, val_batches = plain_batches(n_val=1000, size=32)
cnn, stages = MNISTNet(), sized(grade=(2, 1), demo=(3, 1), full=(16, 4))
cnn_history = train_or_load(
    "mnistnet",
    cnn,
    lambda: in_two_stages(fit, cnn, train_batches, val_batches, stages, LEARNING_RATE, device),
)
cnn.to(device)
print(f"validation accuracy {cnn_history['val_acc'][-1]:.3f}")

# %% role="use" needs="A1-E13"
# alt: training loss and validation accuracy against the epoch, with and without augmentation
histories = {"augmented": cnn_history}  # as your own transforms made it
if budget() != "grade":
    torch.manual_seed(0)
    plain = plain_batches(n_val=1000, size=32)
    histories["not augmented"] = in_two_stages(fit, MNISTNet(), *plain, stages, LEARNING_RATE, device)
cnn_plots.curves(histories)
plt.show()

# %% [markdown]
# The same curves in TensorBoard (not needed for any point): `tensorboard --logdir runs` in a terminal of this folder.

# %% role="use" needs="A1-E13"
try:
    from torch.utils.tensorboard import SummaryWriter
except ImportError:
    print("tensorboard is not installed: the figure above shows the same")
else:
    with SummaryWriter("runs/mnistnet") as writer:
        for name, values in cnn_history.items():
            for epoch, value in enumerate(values, start=1):
                writer.add_scalar(name, value, epoch)
    print("written to runs/mnistnet")

# %% [markdown]
# ### The test part, once
# Everything was chosen with the validation part; now the test part is used, for the first and last time. The figures show what the first layer looks for, which digits are taken for which (rows actual, columns predicted) and the mistakes made with the highest probability.

# %% role="use" needs="A1-E13"
# alt: eight 3 x 3 kernels in grey, and below them what each makes of a digit
test_images, test_labels = digits(train=False)
inputs = to_input(test_images)
cnn_plots.kernels_and_maps(cnn, inputs[3])
plt.show()

# %% role="use" needs="A1-E13"
# alt: a 10 x 10 table of counts, nearly all on the diagonal
cnn.eval()
with torch.no_grad():
    logits = torch.cat([cnn(x.to(device)).cpu() for x in inputs.split(250)])
cnn_plots.confusion(test_labels, logits.argmax(dim=1))
plt.show()

# %% role="use" needs="A1-E13"
# alt: eight misread digits, each with the probability of the wrong and of the right class
cnn_plots.worst_mistakes(test_images, test_labels, logits)
plt.show()

# %% [markdown]
# ### Evidence
# Accuracy on 1,000 images is itself a measurement: with 98 % right its standard error is $\sqrt{0.98 \cdot 0.02 / 1000} = 0.4$ points, on 10,000 images 0.14 points. Two runs that differ in the seed alone differ too. So a difference counts only if it exceeds the spread over several seeds: one more `Conv2d(256, 256, 3, padding=1)` + `ReLU(inplace=True)` (590,080 parameters) that brings 99.28 % in place of 99.26 % is two images of 10,000, and shows nothing. Where classes are many and similar, *top-5* accuracy is given beside *top-1*: right if the true class is among the five highest scores.

# %% role="use" needs="A1-E13"
# alt: a table with top-1 and top-5 accuracy on the test part and the standard error
places = (logits > logits.gather(1, test_labels[:, None])).sum(dim=1)
top = {f"top-{k}": float((places < k).float().mean()) for k in (1, 5)}
error = math.sqrt(top["top-1"] * (1 - top["top-1"]) / len(places))
display(pd.DataFrame([{**top, "standard error": error}]).round(4))
if not have_digits():
    print("measured on drawn digits: the table below does not apply")

# %% [markdown]
# **Results.** Six seeds each, mean and range; 5,000 training digits, 3 epochs at rate 3e-3 and one at 3e-4, one CPU thread. A result outside the band means a mistake, or luck.
#
# | model | accuracy on the 1,000 test digits | band | gate |
# |---|---|---|---|
# | CNN, 4 epochs, no augmentation | .981 (.978 to .983) | .96 to .995 | none |
# | CNN, 4 epochs, augmented (29,290 parameters) | .983 (.979 to .986) | .965 to .995 | .93 on the hidden digits |
# | the same on the 1,000 hidden digits | .981 (.975 to .985); .975 (.973 to .981) without augmentation | - | - |
#
# | official MNIST, 60,000 and 10,000 digits | figure in the original course | measured here |
# |---|---|---|
# | CNN, test accuracy without the extra layer | 99.26 % | to be measured |
# | with one more `Conv2d(256, 256, 3)` + ReLU | 99.28 % | to be measured, with the spread over at least five seeds |
# | target with augmentation | 99.2 % or more | to be measured |
# | time on 2 CPU cores, on one GPU | - | to be measured |

# %% [markdown]
# ### Outlook
# Five ideas that later notebooks take up where they belong. *Transfer learning*: start from a network trained on another task and train its last layers. *Knowledge distillation*: a small network learns the soft outputs of a large one. *Label smoothing*: the target of the true class is a little below 1, the others a little above 0. *Curriculum learning*: easy examples first. *Adversarial training*: train on images that were changed, by a hardly visible amount, to be misread.

# %% [markdown]
# # Part 6 - Questions, report, export
#
# ## How the questions work
#
# You are asked what an oral examination on this notebook would ask: shapes of tensors, reasons for single
# lines, the given code included. Nothing has to be run; you should know the whole notebook.
#
# - **Shape questions** (10 points): ten questions with numbers drawn from your student number. Replace
#   `None` by your answer: a number or a tuple. Whole numbers must be exact, decimal numbers right to 0.1 %.
# - **Concept questions** (15 points): answer in your own words, in the cell below each question. Every
#   wording that says the right thing counts. Put pictures next to the notebook and write
#   `![](picture.png)`.
# - **Practice** has no points: the same questions with other numbers, and an explanation at once.

# %% [markdown]
# `practice("A1-Q-S1")` shows a question, `practice("A1-Q-S1", (2, 3, 50, 60))` says whether that is the
# answer to it, and `practice("A1-Q-S1")` again shows new numbers. Practice in a cell of your own, as often
# as you like.

# %% role="use" needs=""
practice("A1-Q-S4")

# %% [markdown]
# ## Shape questions (10 points)
#
# One point each. Sizes are (height, width).

# %% role="shape" question="A1-Q-S1"

# %% role="shape" question="A1-Q-S2"

# %% role="shape" question="A1-Q-S3"

# %% role="shape" question="A1-Q-S4"

# %% role="shape" question="A1-Q-S5"

# %% role="shape" question="A1-Q-S6"

# %% role="shape" question="A1-Q-S7"

# %% role="shape" question="A1-Q-S8"

# %% role="shape" question="A1-Q-S9"

# %% role="shape" question="A1-Q-S10"

# %% [markdown]
# ## Concept questions (15 points)
#
# A few sentences each. Three questions are the same for everybody (2 points each); one is drawn for you
# from each of three pools (3 points each).

# %% [markdown] role="concept" question="A1-Q-C1" points=2

# %% [markdown] role="concept" question="A1-Q-C2" points=2

# %% [markdown] role="concept" question="A1-Q-C3" points=2

# %% role="pool" pool="A" points=3

# %% role="pool" pool="B" points=3

# %% role="pool" pool="C" points=3

# %% [markdown]
# ## Report (5 points)
#
# One page, marked by a person. Write below the instruction of each cell.

# %% [markdown] role="manual" id="A1-R1" points=2
# ### Report 1: observation table (2 points)
#
# Fill in the table from your `sweep` with 100 iterations, one row for each start and learning rate. The
# last column gives the reason in your own words.
#
# | start | learning rate | converged at | end | found | reason |
# |---|---|---|---|---|---|
# | -4 | 0.1 | | | | |
# | -1 | 0.1 | | | | |
# | 0 | 0.1 | | | | |
# | 1 | 0.1 | | | | |
# | 4 | 0.1 | | | | |
# | -4 | 0.2 | | | | |
# | -1 | 0.2 | | | | |
# | 0 | 0.2 | | | | |
# | 1 | 0.2 | | | | |
# | 4 | 0.2 | | | | |

# %% [markdown] role="manual" id="A1-R2" points=2
# ### Report 2: comparison of the regularisation runs (2 points)
#
# Compare HOG + MLP without regularisation, with dropout, weight decay, early stopping and a learning-rate
# schedule: accuracy on training and validation data, over several seeds. Which differences are larger than
# the spread over the seeds, and which are not? Say how many seeds you ran.
#
# | run | training accuracy (mean) | validation accuracy (mean) | spread over seeds |
# |---|---|---|---|
# | none | | | |
# | dropout | | | |
# | weight decay | | | |
# | early stopping | | | |
# | schedule | | | |

# %% [markdown] role="manual" id="A1-R3" points=1
# ### Report 3: figures (1 point)
#
# All figures of the notebook are there, drawn by your own functions, with names on both axes. List here
# what is missing and why; write "complete" if nothing is.

# %% [markdown]
# ## Export
#
# Run the notebook once more from top to bottom in a fresh kernel and save it. Then call `export_html` in a
# cell of your own, with your number and name (they are stored; later `export_html()` is enough). It writes
# `NUMBER_NAME_A1.html`, for example `17_Ada-Lovelace_A1.html`: one file with all outputs and pictures. Open
# it and look at it before you hand it in.

# %% role="use" needs=""
from kit.export import export_html
# export_html(17, "Ada Lovelace", "A1")

# %% [markdown]
# ## Glossary
#
# | term | meaning |
# |---|---|
# | basin | all starts from which descent ends in the same minimum |
# | batch | the samples handled in one update |
# | buffer | a tensor that belongs to a module and is saved with it, but is not learned |
# | capacity | how rich the set of functions is that a model can represent |
# | convolution | in this course cross-correlation: the kernel is not turned |
# | epoch, iteration | one pass over the training data; one update of the weights |
# | equivariance, invariance | the output changes along with the input; the output does not change |
# | feature | a number computed from the input that a later stage uses |
# | generalisation | being right on data that were not used for training |
# | hyper-parameter, parameter | chosen before training; learned in training |
# | leakage | information from validation or test data that reaches training |
# | logit, probability | any real score; a share between 0 and 1, all classes together 1 |
# | loss, metric | what training makes small; what we report |
# | margin | the lead of the true class over another class that the SVM loss asks for |
# | over-fitting, under-fitting | much better on training than on new data; bad on both |
# | receptive field | the input pixels that one output pixel depends on |
# | regularisation | whatever is done for generalisation and not for the training loss |
# | saturation | a region where an activation is flat and its gradient almost 0 |
# | scheduling, weight decay | changes the learning rate over time; shrinks the weights in each update |
# | seed | the start of a random generator; results of several seeds show the spread |
# | training, validation, test part | to learn from; to choose by; to report on, once |
# | type I, type II error | false alarm (false positive); miss (false negative) |
