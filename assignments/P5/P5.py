# %% [markdown]
# # P5 - Point clouds (PointNet, DGCNN) and image-text models (CLIP, PointCLIP)
#
# A point cloud is a set: it has no order, no grid, and a turned chair is still a chair. You build two networks for such
# sets from plain tensor operations, *PointNet* and *DGCNN*, train them on forty classes of shapes, and measure them by
# class. Then you compare pictures with sentences (*CLIP*), write its loss, and bring both halves together: *PointCLIP*
# looks at a cloud from six sides and names it with a model that has never seen one.
#
# The thread through the notebook: **a good accuracy is not a proof**. Edge features without their difference, pooling by
# the mean, neighbours from the wrong cloud: all of that trains. So each piece is checked by its values, its gradients
# and its invariances; accuracy comes last.

# %% [markdown]
# ## Learning goals
#
# After this notebook you can
# - prepare and augment clouds, and say what each step keeps unchanged;
# - write PointNet with its transforms, and show that it does not depend on the order of the points;
# - find neighbours, pass messages along edges, and tell a fixed from a dynamic graph by what moves what;
# - train with a learning-rate schedule, log the run for TensorBoard, and read recall from a confusion matrix;
# - compute the similarity of images and texts, its contrastive loss, and classes from sentences alone;
# - classify clouds without any training on them, and adapt to a few labelled examples with a small module.

# %% [markdown]
# ## Points
#
# | part | exercise | points | | part | exercise | points |
# |---|---|---|---|---|---|---|
# | A | E01 prepare a cloud | 4 | | D | E10 recall | 3 |
# | A | E02 augment and shuffle | 4 | | D | E17 TensorBoard | 2 |
# | B | E03 shared and plain MLP | 5 | | E | E12 CLIP | 6 |
# | B | E04 T-Net | 6 | | E | E13 prompt ensemble | 2 |
# | B | E05 PointNet | 5 | | F | E14 depth maps | 4 |
# | C | E06 neighbours | 5 | | F | E15 PointCLIP zero-shot | 2 |
# | C | E07 edge features | 4 | | F | E16 few-shot PointCLIP | 4 |
# | C | E08 EdgeConv and DGCNN | 6 | | G | shape questions | 10 |
# | D | E11 activations | 3 | | G | concept questions | 15 |
# | D | E09 schedule and training loop | 5 | | G | report and figures | 5 |
#
# Code 70, shape questions 10, concept questions 15, report and figures 5: together 100. Exercises stand where they are
# needed first. While one is graded, functions of other exercises are replaced by given versions where that helps: a
# mistake is counted once.

# %% [markdown]
# ## Time budget
#
# At most 3 minutes for the whole notebook on two CPU cores with the data that ship with it:
#
# | part | at most |
# |---|---|
# | data | 3 s |
# | self-checks | 25 s |
# | PointNet, 40 classes, 8 epochs | 20 s |
# | DGCNN, 10 classes, 6 epochs, dynamic and fixed graph | 30 s |
# | CLIP | 10 s |
# | PointCLIP, zero-shot and few-shot | 15 s |
# | TensorBoard, figures | 30 s |
#
# Each training prints its time. `KIT_BUDGET=full` before the start trains larger models for longer (best on a GPU),
# `KIT_DATA=official` takes the official data where you have them.

# %% [markdown]
# ## Data
#
# | data | made by | content | size | option |
# |---|---|---|---|---|
# | shapes | `kit/data/shapes.py`, drawn from seeds | the 40 classes of ModelNet40, airplane to xbox: points on surfaces, in proportion to their area | 24 training and 8 test clouds a class, 256 points each | ModelNet40, your copy |
# | furniture | people, as 3-D models; `data/furniture.npz` beside this notebook | real things of some of the 40 classes; only to test on, end of part D | 284 clouds | |
# | pictures with captions | `kit/data/captioned.py`, drawn from the shapes | ten classes in five colours, such as "a photo of a red chair" | 3 x 32 x 32 | a public CLIP, which you download |
#
# ModelNet40 has 40 classes too, and an official split of 9,843 and 2,468 models; the usual HDF5 packages hold 9,840
# training clouds of 2,048 points, so believe the count that is printed. `KIT_DATA=official` reads your own copy (npz, or
# HDF5 where `h5py` happens to be there); no cell downloads anything. The drawn sets are meant for learning the method:
# numbers on them do **not** carry over to the official ones.
#
# Licence: the drawn sets as this course; the furniture model by model, see `data/README.md`.

# %% [markdown]
# # Part 0 - Before you start
#
# ## How to work
#
# - **Fresh kernel.** All cells share one kernel: names, parameters and optimisers stay alive although you
#   changed or deleted the cell that made them. Only a fresh run from top to bottom is graded.
# - **After an edit** run again from the first definition downwards, not from the middle.
# - **Outline.** The headings give an outline (table of contents in the side bar); cells are short. Write only into the
#   cells marked TODO, which carry their points, and into the answer cells.
# - **Check yourself.** `check("P5-E01")` prints what holds and what does not. The hidden checks ask for more
#   properties, with other numbers and other sizes.
# - **Structure is free, behaviour is fixed.** No layer of your networks has a prescribed name, unless a contract names
#   it; what they put out, what it depends on and what they can learn is prescribed.
# - **Read everything.** A line that runs and is wrong costs points, however good the accuracy looks. The questions
#   at the end are those of an oral examination on the whole notebook, the given code included.

# %% [markdown]
# ## Conventions
#
# - **Layouts.** Raw clouds are (N, 3) or (B, N, 3): x to the right, y away from the front camera, z up. Networks get
#   (B, C, N), channels before points, as `nn.Conv1d` wants them. Indices of neighbours are int64 (B, N, k), edge features
#   (B, 2C, N, k).
# - **Types and devices.** A result has the floating dtype and the device of the first tensor argument; what a function
#   makes itself (identity, ranges, random numbers) is made there. Arguments are never changed.
# - **Transforms** act on column vectors: `out[b, :, n] = A[b] @ x[b, :, n]`.
# - **Batch norm** stands before the activation, with eps 1e-5 and momentum 0.1. LeakyReLU has the slope 0.2, PReLU one
#   learned slope per layer that starts at 0.25. Logits, never probabilities, unless a contract says so.
# - **Not allowed anywhere**: packages that bring these parts ready-made (torch_geometric, torch_cluster, pytorch3d,
#   open3d, scikit-learn, scipy, transformers, CLIP), and `torchvision.ops.MLP`.
#
# Simpler than the published models: DGCNN pools by the maximum only (there: maximum and mean); depth maps are
# orthographic (there: perspective); the adapter has no activation after its second layer and a fixed ratio; dropout
# stands once, in the head; widths are smaller.

# %% [markdown]
# ## Environment check
#
# **In this notebook TensorBoard is required**: the training of part D is logged as an event file. One line per remark:
# versions, CUDA build, device, threads, data, and whether an event file can be written and read back. Where that fails
# the repair stands beside it (by pip: the conda package has failed; old versions of TensorBoard break with newer NumPy,
# which removed `np.object` and `np.bool`). Until it is mended, another writer with the same methods keeps the notebook
# running.
#
# Activate the environment before you start Jupyter, and install nothing beside the tested versions: earlier years
# lost days to a torch that was silently replaced, by a newer one or by a build without CUDA, and a set of the newest
# versions of everything failed, too. `python check_env.py` in a terminal prints the same without Jupyter; mend the
# environment there, not in the notebook. `h5py`, `scikit-learn`, `pyvista` are **not** needed: all plots are
# matplotlib's.

# %% role="given"
from kit.environment import environment_report

for finding in environment_report():
    print(finding)

# %% [markdown]
# ## Imports
#
# `check("P5-E01")` runs the self-checks of an exercise, `progress()` those of all, `practice("P5-Q-S01")` asks a
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
from torch.utils.data import DataLoader, Dataset, Subset, TensorDataset
from tqdm.auto import tqdm

from kit.notebook import ask, ask_concept, check, grade, load, practice, progress, validate
from kit.settings import budget, sized

load()

# %% [markdown]
# ## Your number and name
#
# Type them once. The questions of part G are drawn from your number; they are graded with the number
# under which the staff knows you. Your number is also the seed of the trainings: your tables are yours.

# %% role="fill" id="P5-student"
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
# ## The shapes
#
# Forty classes; `TEN` are the ten of them that parts E and F use. Each cloud has dimensions of its own, drawn from a
# seed; training and test have different seeds, and the last line counts the clouds that are in both. Points lie on
# surfaces, so a cloud says nothing about the inside, and their order means nothing.

# %% role="given"
from kit.data.shapes import CLASSES, TEN, load_shapes

train_points, train_labels = load_shapes("train")
test_points, test_labels = load_shapes("test")
in_both = {cloud.numpy().tobytes() for cloud in train_points} & {cloud.numpy().tobytes() for cloud in test_points}
print(f"{len(CLASSES)} classes; training {tuple(train_points.shape)}, test {tuple(test_points.shape)}")
print(f"{train_labels.bincount().min()} or more training clouds a class; {len(in_both)} clouds are in both parts")

# %% [markdown]
# # Part A - Point clouds
#
# ## A set, not a picture
#
# A point cloud is a set of places on the surface of a thing: N rows of three numbers, in **no** order and without
# neighbours. A grid of *voxels* has both: an index leads to each cell and its neighbours, queries and volume
# operations are easy, and a 3-D convolution is the 1-D or 2-D one with one more axis. Its price is memory and
# computation that grow with the **cube** of the resolution. Clouds are sparse and flexible, keep fine detail and need
# little memory: recognition, registration, reconstruction, robotics.
#
# Whatever works on a cloud must not care about the order of its rows. That is the thread through parts A to D.

# %% [markdown]
# ## Forty classes
#
# The clouds that are loaded above belong to 40 classes, those of ModelNet40. Ours are generated: surfaces of
# parametric shapes, points in proportion to their area, every dimension drawn anew for each cloud; x points to the
# right, y away from you, z up. Ten of the classes are drawn below, all of them in figure F1. Train and test are drawn
# from different seeds and share no cloud; nor do the two parts of the official split.

# %% role="given"
from kit.plots.clouds import plot_augmented, plot_clouds

# %% role="use"
# alt: ten small point clouds, from airplane to stairs, the classes of parts E and F
firsts = [int((train_labels == label).nonzero()[0]) for label in range(len(CLASSES))]
print(f"train {tuple(train_points.shape)}, test {tuple(test_points.shape)}, {len(CLASSES)} classes")
plot_clouds(train_points[[firsts[CLASSES.index(name)] for name in TEN]], TEN)
plt.show()

# %% [markdown]
# ## E01 - Prepare a cloud (4 points)
#
# **Goal:** clouds of any size and place become comparable, and a data set hands them out.
#
# $$\hat p_i = \frac{p_i - \bar p}{\max_j \lVert p_j - \bar p \rVert}, \qquad \bar p = \frac{1}{N} \sum_i p_i$$
#
# One division for all three axes: a chair twice as high as wide stays so. Inputs centred at 0 and of size 1 also make
# the loss less sensitive to small changes of the weights: far from 0 a small turn of a hyperplane sweeps across the
# whole cloud.

# %% [markdown]
# **Contract.** `normalize_unit_sphere(points)`
#
# | | type, shape | meaning |
# |---|---|---|
# | `points` | float (N, 3), N >= 1 | any place, any size; not changed |
# | returns | (N, 3), same dtype and device, a new tensor | mean 0, largest norm 1; zeros where all points are equal |
# | error | `ValueError` | any other shape |
#
# `PointCloudDataset(points, labels, n_points, train)`
#
# | | type, shape | meaning |
# |---|---|---|
# | `points` | float32 (M, P, 3) | stored clouds; never changed |
# | `labels` | any integer type, (M,) or (M, 1) | as common packages store them |
# | `n_points` | int >= 1 | n, points of an item; may exceed P |
# | `train` | bool | which split |
# | `len(dataset)` | int | M |
# | `dataset[i]` | float32 (3, n), int64 0-dim | cloud with **channels before points**, on the device of `points`; label |

# %% [markdown]
# An item is made in three steps: choose points, normalise **the chosen points**, and only for `train=True` pass
# them through `augment_points` of E02.
#
# | split | points chosen |
# |---|---|
# | test | 0, 1, 2, ... modulo P: the same at each read |
# | train, n <= P | a new random choice at each read, any n of the points, no point twice |
# | train, n > P | all P points, the rest repeats of them, chosen at random at each read |
#
# The self-checks of this exercise use a given `augment_points`: you may write E02 later.
#
# <details><summary>Hint 1</summary>What is the largest distance of a cloud whose points are all equal, and what
# becomes of a division by it?</details>
# <details><summary>Hint 2</summary><code>torch.randperm(P)[:n]</code> draws without repetition; for n > P put several
# permutations behind each other.</details>
# <details><summary>Hint 3</summary><code>labels.reshape(-1).long()</code>; <code>augment_points</code> wants a batch:
# <code>cloud[None]</code>.</details>
#
# Example: points (0,0,0), (4,0,0), (4,2,0), (0,2,0): mean (2,1,0), largest distance sqrt(5) = 2.236, the first point
# becomes (-0.894, -0.447, 0).


# %% role="answer" exercise="P5-E01"
# TODO P5-E01 (4 points): centre a cloud and scale it to the unit sphere
def normalize_unit_sphere(points: Tensor) -> Tensor:
    """Subtract the mean point and divide by the largest distance from it.

    Parameters
    ----------
    points
        float (N, 3). Not changed.

    Returns
    -------
    (N, 3), dtype and device of `points`, a new tensor; zeros for a cloud of equal points.

    Raises
    ------
    ValueError
        For any other shape.
    """
    ### BEGIN SOLUTION
    if points.dim() != 2 or points.shape[1] != 3:
        raise ValueError(f"points should have the shape (N, 3), not {tuple(points.shape)}")
    if (points == points[:1]).all():  # rounding may keep their mean a little away from them
        return torch.zeros_like(points)
    centred = points - points.mean(0)
    return centred / centred.norm(dim=1).max()
    ### END SOLUTION


# %% role="answer" exercise="P5-E01"
# TODO P5-E01: clouds with their labels
class PointCloudDataset(Dataset):
    """Clouds, chosen, normalised and, for training, augmented.

    Parameters
    ----------
    points
        float32 (M, P, 3). Never changed.
    labels
        (M,) or (M, 1) of any integer type.
    n_points
        Points of an item; may exceed P.
    train
        Random choice and augmentation, else the points 0, 1, 2, ... modulo P as they are.
    """

    def __init__(self, points: Tensor, labels: Tensor, n_points: int, train: bool):
        ### BEGIN SOLUTION
        self.points, self.labels = points, labels.reshape(-1).long()
        self.n_points, self.train = n_points, train
        ### END SOLUTION

    def __len__(self) -> int:
        """M."""
        ### BEGIN SOLUTION
        return len(self.points)
        ### END SOLUTION

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        """Return a cloud, float32 (3, n_points), and its label, int64 0-dim."""
        ### BEGIN SOLUTION
        cloud = self.points[index]
        if self.train:
            rounds = math.ceil(self.n_points / len(cloud))
            chosen = torch.cat([torch.randperm(len(cloud)) for _ in range(rounds)])[: self.n_points]
        else:
            chosen = torch.arange(self.n_points) % len(cloud)
        cloud = normalize_unit_sphere(cloud[chosen])
        if self.train:
            cloud = augment_points(cloud[None])[0]
        return cloud.T, self.labels[index]
        ### END SOLUTION


# %% role="check" exercise="P5-E01"
check("P5-E01")

# %% role="grade" exercise="P5-E01"

# %% role="use" needs="P5-E01"
# alt: the same airplane stored, with all its points, and with 64 and 32 points as test items, about one size
cloud_demo = train_points[:1]
items_demo = {n: PointCloudDataset(cloud_demo, torch.zeros(1, 1), n, train=False)[0][0].T for n in (256, 64, 32)}
padded = [cloud_demo[0], *(item.repeat(256 // n, 1) for n, item in items_demo.items())]
plot_clouds(torch.stack(padded), ["stored", *(f"{n} points" for n in items_demo)], columns=4)
plt.show()

# %% [markdown]
# ## E02 - Augment and shuffle (4 points)
#
# **Goal:** new variants of the training clouds. One scale and one shift for each cloud b and axis c:
#
# $$\tilde p_{b,i,c} = s_{b,c}\, p_{b,i,c} + t_{b,c}, \qquad
#   s_{b,c} \sim U\bigl[\tfrac23, \tfrac32\bigr], \quad t_{b,c} \sim U[-0.2, 0.2]$$
#
# Neither has an index i: drawn for each point they would be noise and the shape would be lost. The mean of the data
# hardly moves and their variance grows: varied samples help a network to generalise, not only many. Only training
# data are augmented.

# %% [markdown]
# **Contract.** `augment_points(points)` and `shuffle_points(points)`
#
# | | type, shape | meaning |
# |---|---|---|
# | `points` | float (B, N, 3) | a batch of clouds; not changed |
# | `augment_points` returns | (B, N, 3), same dtype and device, new | scale and shift per cloud and axis, independent, new at each call |
# | `shuffle_points` returns | (B, N, 3), same dtype and device, new | the points of each cloud in random order, all orders equally likely |
#
# Any generator may be used. `shuffle_points` may use one permutation for the batch or one for each cloud.
#
# <details><summary>Hint 1</summary>Which shape must the scales have, so that broadcasting repeats them along the points
# and along nothing else?</details>
# <details><summary>Hint 2</summary>A uniform number in [a, b] is a + (b - a) u with u uniform in [0, 1];
# <code>torch.empty(...).uniform_(a, b)</code> does the same. Both want a dtype and a device.</details>
# <details><summary>Hint 3</summary><code>torch.randperm(N)</code> as an index of which axis?</details>
#
# Example: B, N = 2, 4: scales of shape (2, 1, 3). With s = (1, 2/3, 1.5) and t = (0.1, 0, -0.2) the point
# (0.5, 0.6, 0.2) becomes (0.6, 0.4, 0.1).


# %% role="answer" exercise="P5-E02"
# TODO P5-E02 (4 points): one scale and one shift per cloud and axis
def augment_points(points: Tensor) -> Tensor:
    """Scale by a factor from [2/3, 3/2] and shift by a distance from [-0.2, 0.2], both uniform, per cloud and axis.

    Parameters
    ----------
    points
        float (B, N, 3). Not changed.

    Returns
    -------
    (B, N, 3), dtype and device of `points`, a new tensor.
    """
    ### BEGIN SOLUTION
    scale = points.new_empty(len(points), 1, 3).uniform_(2 / 3, 3 / 2)
    shift = points.new_empty(len(points), 1, 3).uniform_(-0.2, 0.2)
    return scale * points + shift
    ### END SOLUTION


# %% role="answer" exercise="P5-E02"
# TODO P5-E02: points in random order
def shuffle_points(points: Tensor) -> Tensor:
    """Return the points of each cloud in random order.

    Parameters
    ----------
    points
        float (B, N, 3). Not changed.

    Returns
    -------
    (B, N, 3), dtype and device of `points`, a new tensor; each row stays in its cloud.
    """
    ### BEGIN SOLUTION
    return points[:, torch.randperm(points.shape[1], device=points.device)]
    ### END SOLUTION


# %% role="check" exercise="P5-E02"
check("P5-E02")

# %% role="grade" exercise="P5-E02"

# %% [markdown]
# **What is the shuffling for?** Nothing may rely on the order in which a file stores its points; and where only the
# first n points are taken, each shuffle gives another sub-sample. It is said to teach invariance: what is meant is
# invariance to **permutation**, not to position or rotation, and PointNet (part B) has that exactly, by its structure.
# For PointNet shuffling matters through sub-sampling alone.
#
# **Figure F1.** Before and after, on the same axes. Read off where an axis was stretched and where the cloud moved;
# no shape is torn.

# %% role="use" needs="P5-E01 P5-E02"
# alt: F1: one cloud for each of the forty classes, in pairs of rows, above as prepared and below stretched and moved
prepared = torch.stack([normalize_unit_sphere(train_points[first]) for first in firsts])
augmented = augment_points(prepared)
for part in range(0, len(CLASSES), 8):
    rows = slice(part, part + 8)
    plot_augmented(prepared[rows], augmented[rows], CLASSES[rows])
    plt.show()
del prepared, augmented

# %% [markdown]
# # Part B - PointNet
#
# ## One function for all points
#
# PointNet begins with the **same** small network on every point by itself: a few linear layers with ReLU between
# them, a non-linear map from the space of coordinates into a space of features. No point sees another one; what the
# points have to tell each other comes later, in one maximum.
#
# "The same linear map at every position" has a name that you know: a convolution with kernel 1. In `nn.Conv1d` the
# **features are the channels** and the **points are the positions**: x is (B, C, N), and its weight (C', C, 1) and
# bias are shared by all positions. Behind the maximum there is one vector per cloud, (B, C); nothing is left to share
# and `nn.Linear` does it.

# %% [markdown]
# ## Batch norm, bias, dropout
#
# - **Batch norm** stands between linear map and activation. Its mean and variance run over all axes but that of the
#   features: over the batch for (B, C), over batch *and* points for (B, C, N). Learned scale and offset follow. It
#   makes training more stable and faster, allows larger rates and less careful initial values, and regularises a
#   little.
# - **No bias in front of it:** the subtracted mean cancels a bias exactly, and the norm's own offset takes its place.
#   A bias there does no harm; it is a parameter whose gradient is 0, so one leaves it out.
# - **Dropout** silences units of *hidden linear* layers with probability p, in training only, and divides the others
#   by 1 - p, so that the mean stays. Not in every layer: once, before the last linear map; batch norm regularises
#   the rest already.
# - **One activation per layer**, and none behind the last: a logit may be negative.

# %% [markdown]
# ## E03 - Shared and plain MLP (5 points)
#
# **Goal:** the building block of this notebook, in its two forms.
#
# $$x_\ell = \mathrm{act}\bigl(\mathrm{norm}(W_\ell\, x_{\ell-1})\bigr) \quad (\ell < L), \qquad
#   x_L = W_L\, \mathrm{drop}(x_{L-1}) + b_L$$

# %% [markdown]
# **Contract.** `MLP(channels, shared, norm=True, act="relu", dropout=0.0, last_act=False)`, an `nn.Module`
#
# | | type | meaning |
# |---|---|---|
# | `channels` | list of int, C0 ... CL | one linear map for each neighbouring pair; not changed |
# | `shared` | bool | `True`: (B, C0, N) -> (B, CL, N), any N, the same function for each point; `False`: (B, C0) -> (B, CL) |
# | `norm` | bool | batch norm (eps 1e-5, momentum 0.1) between map and activation |
# | `act` | str | `"relu"`, `"leaky_relu"` (slope 0.2), `"prelu"` (one learned slope per layer, start 0.25) |
# | `dropout` | float p | p > 0: exactly one dropout, right before the last linear map |
# | `last_act` | bool | whether the last layer is a full block too, else it is the linear map alone |
# | error | `ValueError` | dropout with a single layer |

# %% [markdown]
# A layer that a norm follows has no bias, any other has one. Torch's modules may be used, also those of the
# activations (you write these yourself in part D). A plain MLP with norm needs more than one row in train mode:
# leave that error to torch. Not allowed: `torchvision.ops.MLP`.
#
# <details><summary>Hint 1</summary>Go over the pairs of neighbours in <code>channels</code> and collect modules in a
# list; an <code>nn.Sequential</code> of them is the whole network.</details>
# <details><summary>Hint 2</summary>One condition decides on norm, activation and bias: is this layer a full
# block?</details>
# <details><summary>Hint 3</summary><code>nn.BatchNorm1d(c)</code> takes (B, c) and (B, c, N).</details>
#
# Example: `MLP([3, 5, 7], shared=True)`: 3 x 5 weights, 2 x 5 of the norm, 5 x 7 weights, 7 biases: 67 parameters,
# whatever N is. A batch (2, 3, 11) becomes (2, 7, 11).


# %% role="answer" exercise="P5-E03"
# TODO P5-E03 (5 points): linear maps, norms, activations, one dropout
class MLP(nn.Module):
    """A multi-layer perceptron, applied to each point of a cloud or to one vector per cloud.

    Parameters
    ----------
    channels
        C0, ..., CL. Not changed.
    shared
        For clouds (B, C0, N), the same function for each point; else for vectors (B, C0).
    norm
        Batch norm between linear map and activation.
    act
        ``"relu"``, ``"leaky_relu"`` or ``"prelu"``.
    dropout
        If > 0, probability of the one dropout, right before the last linear map.
    last_act
        Norm and activation in the last layer too.

    Raises
    ------
    ValueError
        For dropout with a single layer.
    """

    def __init__(
        self,
        channels: list[int],
        shared: bool,
        norm: bool = True,
        act: str = "relu",
        dropout: float = 0.0,
        last_act: bool = False,
    ):
        super().__init__()
        ### BEGIN SOLUTION
        last = len(channels) - 2
        if dropout > 0 and last == 0:
            raise ValueError(f"dropout needs two layers or more, channels are {channels}")
        make_act = {"relu": nn.ReLU, "leaky_relu": lambda: nn.LeakyReLU(0.2), "prelu": nn.PReLU}[act]
        layers: list[nn.Module] = []
        for number, (c_in, c_out) in enumerate(zip(channels[:-1], channels[1:], strict=True)):
            full = number < last or last_act
            if number == last and dropout > 0:
                layers.append(nn.Dropout(dropout))
            bias = not (full and norm)
            layers.append(nn.Conv1d(c_in, c_out, 1, bias=bias) if shared else nn.Linear(c_in, c_out, bias=bias))
            if full and norm:
                layers.append(nn.BatchNorm1d(c_out))
            if full:
                layers.append(make_act())
        self.layers = nn.Sequential(*layers)
        ### END SOLUTION

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, C0, N) to (B, CL, N) if shared, else (B, C0) to (B, CL)."""
        ### BEGIN SOLUTION
        return self.layers(x)
        ### END SOLUTION


# %% role="check" exercise="P5-E03"
check("P5-E03")

# %% role="grade" exercise="P5-E03"

# %% [markdown]
# **Count.** How many numbers does `MLP(channels, shared)` learn, with norm in all layers but the last? Put your formula
# in place of the 0; the next cell prints it beside the count of your network. N is not in it.


# %% role="fill" id="P5-mlp-count"
def mlp_formula(channels: list[int]) -> int:
    """Return the number of parameters of ``MLP(channels, shared)``."""
    return 0


# %% role="use" needs="P5-E03"
for shared, shape in ((True, (2, 3, 11)), (True, (2, 3, 256)), (False, (2, 3))):
    mlp_demo = MLP([3, 5, 7], shared)
    size = sum(parameter.numel() for parameter in mlp_demo.parameters())
    outputs = tuple(mlp_demo(torch.randn(shape)).shape)
    print(f"shared={shared!s:5}  {shape} -> {outputs}  {size} parameters, formula: {mlp_formula([3, 5, 7])}")
del mlp_demo

# %% [markdown]
# ## A network for sets
#
# A cloud is a *set*: its points come in any order and in any number. PointNet answers with one function that every
# point goes through alone, and one operation that does not care about order:
#
# 1. **Align.** A small network, the T-Net, looks at the cloud and predicts a matrix; every point is multiplied by
#    it. Later the same is done with the features of the points.
# 2. **Describe.** A shared MLP, several linear layers with ReLU, maps each point from input space to feature space.
# 3. **Pool.** For each feature the **maximum over all points**: a vector of fixed length, the *global feature*.
# 4. **Classify.** A plain MLP turns the global feature into class scores.

# %% [markdown]
# ## E04 - T-Net (6 points)
#
# **Goal:** a network that predicts a $k \times k$ matrix from a cloud, the product with it, and a penalty that keeps
# the matrix near an orthogonal one.
#
# The same chair may stand turned or stretched. Instead of hoping that the classifier copes, PointNet lets a small
# PointNet of its own choose **one matrix for the whole cloud**, an alignment to a pose that suits the classifier.
# Points are columns, so for cloud $b$ and point $n$
#
# $$\text{out}_{b,:,n} = A_b\, x_{b,:,n} .$$

# %% [markdown]
# Nothing tells the T-Net which pose is right; it learns from the loss of the classifier. At the start it should do no
# harm, so its matrix is **exactly the identity** for every cloud: a random matrix would throw information away before
# any of it is used.
#
# $3 \times 3$ matrices are found easily. For features, $64 \times 64$ numbers are to be found from few clouds, and a
# matrix that maps different features to the same one is a real danger. An orthogonal matrix, $AA^\top = I$, keeps all
# lengths, so nothing collapses. The loss of the classifier gets a small multiple (0.001) of
#
# $$L_\text{orth} = \frac1B\sum_b \bigl\lVert A_b A_b^\top - I \bigr\rVert_F^2, \qquad
#   \lVert M \rVert_F^2 = \sum_{ij} M_{ij}^2 .$$

# %% [markdown]
# | | shape | meaning |
# |---|---|---|
# | `TNet(k, widths, head)` | (B, k, N) to (B, k, k) | an `nn.Module`, for any N |
# | its layers | | shared `MLP` [k, *widths] with last activation; maximum over the points; plain `MLP` [widths[-1], *head] with last activation; `Linear(head[-1], k*k)` with bias |
# | at the start | | the identity, exactly, for every cloud, in train and in eval mode; every layer can be trained |
# | `apply_transform(x, matrix)` | (B, k, N), (B, k, k) to (B, k, N) | the product above; arguments stay unchanged |
# | `orthogonality_loss(matrix)` | (B, k, k) to () | mean over the batch, **sum** over the entries; differentiable |
#
# Results keep dtype and device of the first tensor; what is made inside, such as an identity, is made there.

# %% [markdown]
# <details><summary>Hint 1</summary>The T-Net is a PointNet without transforms: describe, pool, describe the
# result.</details>
# <details><summary>Hint 2</summary>A linear layer whose weight is 0 returns its bias, whatever comes in. Its weight
# still gets a gradient.</details>
# <details><summary>Hint 3</summary><code>nn.init.zeros_</code> and <code>copy_</code> under
# <code>torch.no_grad()</code> set a parameter; <code>unflatten</code> or <code>view</code> makes (B, k, k) of
# (B, k*k).</details>
# <details><summary>Hint 4</summary><code>torch.eye(k, device=..., dtype=...)</code>: without the two, the code runs on
# a CPU only.</details>
#
# Example: A = [[0, -1, 0], [1, 0, 0], [0, 0, 1]] turns by 90 degrees about z: the point (1, 0, 0) goes to (0, 1, 0).
# With x^T A it would go to (0, -1, 0). Its penalty is 0; that of 2I with k = 3 is 3 (4 - 1)^2 = 27.


# %% role="answer" exercise="P5-E04"
# TODO P5-E04 (6 points): the network that predicts a matrix
class TNet(nn.Module):
    """Predicts a matrix from a cloud: (B, k, N) to (B, k, k), at the start the identity.

    Parameters
    ----------
    k
        Channels of the cloud.
    widths
        Of the shared MLP after k.
    head
        Of the plain MLP on the pooled features.
    """

    def __init__(self, k: int, widths=(64, 128, 1024), head=(512, 256)) -> None:
        ### BEGIN SOLUTION
        super().__init__()
        self.k = k
        self.shared = MLP([k, *widths], shared=True, last_act=True)
        self.plain = MLP([widths[-1], *head], shared=False, last_act=True)
        self.last = nn.Linear(head[-1], k * k)
        with torch.no_grad():
            self.last.weight.zero_()
            self.last.bias.copy_(torch.eye(k).flatten())
        ### END SOLUTION

    def forward(self, x: Tensor) -> Tensor:
        """Return one matrix (B, k, k) for each cloud of x (B, k, N)."""
        ### BEGIN SOLUTION
        pooled = self.shared(x).amax(2)
        return self.last(self.plain(pooled)).view(len(x), self.k, self.k)
        ### END SOLUTION


# %% role="answer" exercise="P5-E04"
# TODO P5-E04: the product of matrix and points
def apply_transform(x: Tensor, matrix: Tensor) -> Tensor:
    """Multiply each point by the matrix of its cloud.

    Parameters
    ----------
    x
        floating (B, k, N): points are columns. Not changed.
    matrix
        floating (B, k, k). Not changed.

    Returns
    -------
    (B, k, N)
    """
    ### BEGIN SOLUTION
    return matrix @ x
    ### END SOLUTION


# %% role="answer" exercise="P5-E04"
# TODO P5-E04: the penalty for matrices that are not orthogonal
def orthogonality_loss(matrix: Tensor) -> Tensor:
    """Return the mean over the batch of the squared Frobenius norm of A A^T - I.

    Parameters
    ----------
    matrix
        floating (B, k, k). Not changed.

    Returns
    -------
    0-dim tensor of the same dtype, differentiable.
    """
    ### BEGIN SOLUTION
    identity = torch.eye(matrix.shape[-1], dtype=matrix.dtype, device=matrix.device)
    return (matrix @ matrix.transpose(1, 2) - identity).square().sum((1, 2)).mean()
    ### END SOLUTION


# %% role="check" exercise="P5-E04"
check("P5-E04")

# %% role="grade" exercise="P5-E04"

# %% [markdown]
# The penalty against $c$ for matrices $cI$, with its gradient: zero at 1, steep for large matrices, and flat at 0, so
# that it does not save a matrix that has collapsed already.

# %% role="use" needs="P5-E04"
# alt: the penalty of c times the 3 x 3 identity against c: 3 at 0, 0 at 1, rising steeply after it
quarter_turn = torch.tensor([[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])[None]
turned = apply_transform(torch.tensor([[[1.0], [0.0], [0.0]]]), quarter_turn)
print(f"(1, 0, 0) turned: {turned.flatten().tolist()}, penalty {float(orthogonality_loss(quarter_turn)):.1f}")
factors = torch.linspace(0, 1.6, 33)
penalties = torch.stack([orthogonality_loss(c * torch.eye(3)[None]) for c in factors])
_, ax = plt.subplots(figsize=(4.2, 2.4), layout="constrained")
ax.plot(factors, penalties, color="black")
ax.axvline(1, color="0.6", lw=1, ls=":")
ax.set(xlabel="c", ylabel="penalty of cI, k = 3", ylim=(0, None))
plt.show()

# %% [markdown]
# ## E05 - PointNet (5 points)
#
# **Goal:** the classifier, and the input of a segmentation network.
#
# With $h$ for everything that happens to a point alone, and $\gamma$ for the head,
#
# $$f(\{x_1, \dots, x_N\}) = \gamma\Bigl(\max_{n} h(x_n)\Bigr), \qquad\text{the maximum taken for each feature.}$$
#
# The maximum is a **symmetric** function: it is the same in any order. It has no parameters, and its result has the
# same length for 10 points and for 10,000. Per feature it selects one point of the cloud: those that are selected at
# least once are the *critical points*. All others could be left out and nothing would change. It is not true that it
# selects the best feature of each point.

# %% [markdown]
# The sum and the mean are symmetric too. They differ in what they do with **density**: put a point into the cloud
# twice and the mean moves, the maximum does not. Joining all features to one long vector (*flatten*) depends on the
# order and fits one N only; sorting each feature first gives an answer that does not depend on the order, yet still
# needs a fixed N, and part D measures how well such networks do.
#
# One layer is left out on purpose: there is no softmax. Cross entropy wants logits.

# %% [markdown]
# | | shape | meaning |
# |---|---|---|
# | `PointNet(n_classes, use_feature_transform, point_widths, head_widths, dropout)` | | d is `point_widths[0]`; both T-Nets have `point_widths` and `head_widths` |
# | input transform | (B, 3, N) | `TNet(3)` and product |
# | first MLP | (B, d, N) | [3, d], shared, last activation |
# | feature transform | (B, d, N) | `TNet(d)` and product, only with `use_feature_transform` |
# | second MLP | (B, w, N) | `point_widths`, shared, last activation; w is `point_widths[-1]` |
# | maximum over points | (B, w) | the global feature |
# | head | (B, n_classes) | `MLP` [w, *head_widths, n_classes], plain, with `dropout` |
# | `encode(x)` | tuple: (B, w), (B, d, d) | global feature, matrix of the feature transform (None without it) |
# | `classify(feature)` | (B, w) to (B, n_classes) | the head: logits, no softmax |
# | `forward(x)` | (B, 3, N) to (B, n_classes) | `classify(encode(x)[0])` |
# | `append_global_feature(local_features, global_feature)` | (B, C, N), (B, G) to (B, C+G, N) | local channels first, then the global ones, the same at every point |

# %% [markdown]
# <details><summary>Hint 1</summary>Everything that has weights is made in <code>__init__</code>; <code>encode</code> is
# the table above, line by line.</details>
# <details><summary>Hint 2</summary>The points are the last axis of (B, C, N).</details>
# <details><summary>Hint 3</summary><code>global_feature[:, :, None].expand(-1, -1, N)</code> repeats a vector without
# copying it; <code>torch.cat(..., 1)</code> joins channels.</details>
#
# Example: B = 2 clouds with N = 50 points, widths (8, 16, 32), head (24, 12), 5 classes: (2, 3, 50), (2, 8, 50),
# (2, 32, 50), (2, 32), (2, 5); the matrix is (2, 8, 8). Local features (2, 8, 50) with the global feature: (2, 40, 50).


# %% role="answer" exercise="P5-E05"
# TODO P5-E05 (5 points): the classifier
class PointNet(nn.Module):
    """PointNet for classification: (B, 3, N) to logits (B, n_classes).

    Parameters
    ----------
    n_classes
        Length of the logits.
    use_feature_transform
        Whether there is a T-Net for the features of the points.
    point_widths
        Widths of the shared MLPs, in the T-Nets too.
    head_widths
        Widths of the plain MLPs, in the T-Nets too.
    dropout
        Of the head.
    """

    def __init__(
        self,
        n_classes: int = 40,
        use_feature_transform: bool = True,
        point_widths=(64, 128, 1024),
        head_widths=(512, 256),
        dropout: float = 0.3,
    ) -> None:
        ### BEGIN SOLUTION
        super().__init__()
        first = point_widths[0]
        self.input_transform = TNet(3, point_widths, head_widths)
        self.first = MLP([3, first], shared=True, last_act=True)
        self.feature_transform = TNet(first, point_widths, head_widths) if use_feature_transform else None
        self.second = MLP(list(point_widths), shared=True, last_act=True)
        self.head = MLP([point_widths[-1], *head_widths, n_classes], shared=False, dropout=dropout)
        ### END SOLUTION

    def encode(self, x: Tensor) -> tuple[Tensor, Tensor | None]:
        """Return the global feature (B, w) of clouds (B, 3, N) and the matrix (B, d, d) or None."""
        ### BEGIN SOLUTION
        x = self.first(apply_transform(x, self.input_transform(x)))
        matrix = None
        if self.feature_transform is not None:
            matrix = self.feature_transform(x)
            x = apply_transform(x, matrix)
        return self.second(x).amax(2), matrix
        ### END SOLUTION

    def classify(self, feature: Tensor) -> Tensor:
        """Return logits (B, n_classes) of global features (B, w)."""
        ### BEGIN SOLUTION
        return self.head(feature)
        ### END SOLUTION

    def forward(self, x: Tensor) -> Tensor:
        """Return logits (B, n_classes) of clouds (B, 3, N)."""
        ### BEGIN SOLUTION
        return self.classify(self.encode(x)[0])
        ### END SOLUTION


# %% role="answer" exercise="P5-E05"
# TODO P5-E05: what every point of a segmentation network sees
def append_global_feature(local_features: Tensor, global_feature: Tensor) -> Tensor:
    """Join the global feature to the features of every point.

    Parameters
    ----------
    local_features
        floating (B, C, N). Not changed.
    global_feature
        floating (B, G). Not changed.

    Returns
    -------
    (B, C + G, N): local channels first.
    """
    ### BEGIN SOLUTION
    repeated = global_feature[:, :, None].expand(-1, -1, local_features.shape[2])
    return torch.cat([local_features, repeated], 1)
    ### END SOLUTION


# %% role="check" exercise="P5-E05"
check("P5-E05")

# %% role="grade" exercise="P5-E05"

# %% [markdown]
# **From classes to parts.** A classifier gives one label for a cloud; segmentation gives one for each point. The global
# feature alone cannot tell the points apart, the local feature alone does not know what it is part of. So the two are
# joined at every point, and a further shared MLP gives class scores (B, K, N): a label and a loss for each point.
#
# **An untrained network knows nothing.** Its logits are small, so every class gets about 1/40 and the cross entropy is
# near log 40 = 3.69. A first loss that is far away from it points to a mistake before any training.

# %% role="use" needs="P5-E03 P5-E04 P5-E05"
# alt: a table: the largest difference of the logits after shuffling, doubling and dropping points, and the first loss
untrained = PointNet(40, True, (16, 32, 64), (48, 24)).eval()
sample = test_points[::20].transpose(1, 2)
with torch.no_grad():
    logits = untrained(sample)
    changed = {
        "points shuffled": untrained(sample[..., torch.randperm(sample.shape[2])]),
        "every point twice": untrained(torch.cat([sample, sample], 2)),
        "half of the points": untrained(sample[..., ::2]),
    }
differences = {name: float((other - logits).abs().max()) for name, other in changed.items()}
display(pd.DataFrame({"largest difference of the logits": differences}).map("{:.1e}".format))
print(f"cross entropy {float(F.cross_entropy(logits, test_labels[::20])):.2f}, log 40 = {math.log(40):.2f}")

# %% [markdown]
# # Part C - Graphs: neighbours, messages, DGCNN
#
# PointNet looks at each point alone until the maximum; what lies beside a point never enters. DGCNN makes a
# **graph** of the cloud: each point is joined to its neighbours, and along each edge (i, j) a small network
# computes a *message*. This is **message passing**: an asymmetric function of
# $x_i$ (where the point is) and $x_j - x_i$ (the shape around it), the maximum over the neighbours, and again.
# After each repetition a point knows of points further away.
#
# Part C works with the first ten of the forty classes.

# %% role="given"
import time

from kit.plots.clouds import plot_edges

# %% [markdown]
# ## E06 - Neighbours (5 points)
#
# **Goal:** who is beside whom, in a space of any dimension.
#
# The **k nearest neighbours** of a point are the k points with the smallest Euclidean distance $\lVert x_i - x_j
# \rVert$, the point itself among them. Each point gets the same number of them, be it in a crowd or alone. Two
# choices stand behind it, and nothing learns them: the distance (L1, L2, ...) and k. There is no training at all;
# the price is the search, a table of all N x N distances for each cloud.
#
# Without kNN: all points within a **radius** r. Then a neighbourhood has a fixed size in space and the *number*
# of neighbours follows the density. A tensor wants one width, so there is a cap `k_max`, and a mask says which
# slots are in use.

# %% [markdown]
# | | type, shape | meaning |
# |---|---|---|
# | `find_knn(x, k)` | float (B, C, N), int | distances over all C channels, each cloud for itself |
# | returns | int64 (B, N, k) | `idx[b, i]`: k different points of cloud b, i among them; columns in any order, ties as you like |
# | error | ValueError | k outside 1..N |
# | `find_radius_neighbours(x, radius, k_max)` | float (B, C, N), float, int | `k_max` may be larger than N |
# | returns | tuple `(idx, mask)`: int64 and bool, both (B, N, k_max) | used slots (True): the points with distance <= `radius`, itself included; if these are more than `k_max`, the nearest `k_max` of them |
# | unused slots | mask False | hold the point's own index i; anywhere in the row |
#
# On the device of x; x is not changed and need not be contiguous (the transpose of a raw cloud is not). A cloud
# in float64 is judged in float64. C is 3 for coordinates; later it will be the width of a layer.
#
# <details><summary>Hint 1</summary>First the table of distances (B, N, N), then the smallest of each
# row.</details>
# <details><summary>Hint 2</summary>Three ways to the table: differences by broadcasting,
# <code>torch.cdist</code>, or $\lVert a-b \rVert^2 = \lVert a \rVert^2 - 2ab + \lVert b \rVert^2$. The last one
# rounds: a distance of 0 can come out below 0, and its root is nan.</details>
# <details><summary>Hint 3</summary><code>topk(k, largest=False)</code> gives values and indices. For the radius:
# take the k_max nearest (or all N, if these are fewer), then ask which are near enough; <code>torch.where</code>
# puts the own index into the other slots.</details>
#
# Example: five points on a line at 0, 1, 3, 7, 8 (B = 1, C = 1, N = 5). `find_knn(x, 2)` gives the sets {0, 1},
# {0, 1}, {1, 2}, {3, 4}, {3, 4}: point 2 has a neighbour that does not have point 2. Within the radius 2 and with
# `k_max` 4, point 1 has the neighbours 0, 1, 2 and one unused slot, which holds 1.


# %% role="answer" exercise="P5-E06"
# TODO P5-E06 (5 points), first part: the k nearest neighbours
def find_knn(x: Tensor, k: int) -> Tensor:
    """Return the k nearest points of each point, itself included.

    Parameters
    ----------
    x
        float (B, C, N): B clouds of N points in C dimensions.
    k
        Number of neighbours, 1 to N; another one raises a ValueError.

    Returns
    -------
    Tensor
        int64 (B, N, k): indices into the own cloud, in any order.
    """
    ### BEGIN SOLUTION
    if not 1 <= k <= x.shape[2]:
        raise ValueError(f"k should be in 1..{x.shape[2]}, it is {k}")
    points = x.detach().transpose(1, 2)  # a choice has no gradient
    distances = torch.cdist(points, points, compute_mode="donot_use_mm_for_euclid_dist")
    return distances.topk(k, largest=False).indices
    ### END SOLUTION


# %% role="answer" exercise="P5-E06"
# TODO P5-E06, second part: all points within a radius
def find_radius_neighbours(x: Tensor, radius: float, k_max: int) -> tuple[Tensor, Tensor]:
    """Return the points within `radius` of each point, itself included, the nearest `k_max` at most.

    Parameters
    ----------
    x
        float (B, C, N): B clouds of N points in C dimensions.
    radius
        Largest distance of a neighbour.
    k_max
        Number of slots, also more than N.

    Returns
    -------
    tuple
        ``idx`` int64 (B, N, k_max) and ``mask`` bool (B, N, k_max); a slot with mask False holds the own index.
    """
    ### BEGIN SOLUTION
    B, _, N = x.shape
    points = x.detach().transpose(1, 2)
    distances = torch.cdist(points, points, compute_mode="donot_use_mm_for_euclid_dist")
    nearest, idx = distances.topk(min(k_max, N), largest=False)
    mask = nearest <= radius
    own = torch.arange(N, device=x.device)[:, None]
    spare = max(k_max - N, 0)
    idx = torch.cat((torch.where(mask, idx, own), own.expand(B, N, spare)), dim=2)
    return idx, F.pad(mask, (0, spare))
    ### END SOLUTION


# %% role="check" exercise="P5-E06"
check("P5-E06")

# %% role="grade" exercise="P5-E06"

# %% role="use" needs="P5-E06"
line = torch.tensor([[[0.0, 1.0, 3.0, 7.0, 8.0]]])
print("two nearest on the line 0, 1, 3, 7, 8:", find_knn(line, 2)[0].sort().values.tolist())
line_idx, line_mask = find_radius_neighbours(line, 2.0, 4)
for number in range(5):
    print(f"within 2 of point {number}: {line_idx[0, number][line_mask[0, number]].sort().values.tolist()}")
grid = torch.stack(torch.meshgrid(torch.arange(5.0), torch.arange(5.0), indexing="ij")).reshape(1, 2, 25)
print("neighbours within 1 on a grid of 5 x 5 points:")
print(find_radius_neighbours(grid, 1.0, 9)[1].sum(2).reshape(5, 5))

# %% [markdown]
# **Figure F3.** The edges of three points of one chair: to their eight nearest points, and to all points within a
# radius. Both are local, yet not the same: the eight nearest reach further where points are sparse, the radius
# finds more where they are dense.

# %% role="use" needs="P5-E06"
# alt: a chair as points, twice; three of them are joined to their 8 nearest (left) and to all within .25 (right)
chair = train_points[int((train_labels == CLASSES.index("chair")).nonzero()[0])]
graphs = {
    "8 nearest": (find_knn(chair.T[None], 8)[0], None),
    "within .25": tuple(one[0] for one in find_radius_neighbours(chair.T[None], 0.25, 64)),
}
highest, lowest, foremost = chair[:, 2].argmax(), chair[:, 2].argmin(), chair[:, 1].argmin()
plot_edges(chair, graphs, centres=[int(highest), int(lowest), int(foremost)])
plt.show()
inside = graphs["within .25"][1].sum(1).float()
print(f"neighbours within .25: {int(inside.min())} to {int(inside.max())}, mean {float(inside.mean()):.1f}")

# %% [markdown]
# What the table of distances costs: B * N * N numbers of 4 bytes, however small k is; 4 clouds of 4,096 points
# are 256 MiB. It grows with the square of N, all else in the network in proportion to N.

# %% [markdown]
# ## E07 - Edge features (4 points)
#
# **Goal:** for each edge the two things that a message is made of.
#
# $$e_{ij} = [\,x_i,\ x_j - x_i\,], \qquad j = \mathrm{idx}_{b,i,m}$$
#
# $x_i$ keeps the *global* position. The difference is the *local* shape and stays the same wherever the object
# stands. A published implementation once took $[x_i, x_j]$ by mistake and still reached a good accuracy: a linear
# map of it can form the difference itself. Only a test of values finds such a slip.

# %% [markdown]
# | | type, shape | meaning |
# |---|---|---|
# | `gather_edge_features(x, idx)` | float (B, C, N), int64 (B, N, k) | any k; an index may occur several times |
# | returns | float (B, 2C, N, k) | channels 0..C-1: x_i; channels C..2C-1: x_j - x_i with j = `idx[b, i, m]`, a point of cloud **b** |
#
# Same dtype and device as x; gradients flow to x along both halves; x and idx are not changed and need not be
# contiguous.
#
# <details><summary>Hint 1</summary>The neighbours are values of x, picked along its last axis; the centres are x
# itself, repeated along a new last axis.</details>
# <details><summary>Hint 2</summary><code>x.gather(2, index)</code> wants an index (B, C, M): the same numbers for
# each channel. Flatten (N, k) into M = N * k and <code>expand</code> over the channels. Advanced indexing with a
# column of batch numbers does it too.</details>
# <details><summary>Hint 3</summary>Whoever flattens the batch into one long list of B * N points has to add b * N
# to the indices of cloud b. Without it all clouds take their neighbours from cloud 0, and nothing
# complains.</details>
#
# Example: one cloud in C = 1 with N = 2 points at 3 and 10, k = 3, `idx = [[[0, 1, 1], [1, 0, 1]]]`. The first
# half is `[[3, 3, 3], [10, 10, 10]]`, the second `[[0, 7, 7], [0, -7, 0]]`; the result is (1, 2, 2, 3).


# %% role="answer" exercise="P5-E07"
# TODO P5-E07 (4 points): centre and difference for each edge
def gather_edge_features(x: Tensor, idx: Tensor) -> Tensor:
    """Return [x_i, x_j - x_i] for each edge.

    Parameters
    ----------
    x
        float (B, C, N): features of points.
    idx
        int64 (B, N, k): for each point k points of the same cloud.

    Returns
    -------
    Tensor
        float (B, 2C, N, k): C channels x_i, then C channels x_j - x_i.
    """
    ### BEGIN SOLUTION
    B, C, N = x.shape
    k = idx.shape[2]
    neighbours = x.gather(2, idx.reshape(B, 1, N * k).expand(-1, C, -1)).reshape(B, C, N, k)
    centres = x[:, :, :, None].expand(-1, -1, -1, k)
    return torch.cat((centres, neighbours - centres), dim=1)
    ### END SOLUTION


# %% role="check" exercise="P5-E07"
check("P5-E07")

# %% role="grade" exercise="P5-E07"

# %% role="use" needs="P5-E07"
pair = gather_edge_features(torch.tensor([[[3.0, 10.0]]]), torch.tensor([[[0, 1, 1], [1, 0, 1]]]))
print(f"two points at 3 and 10: {tuple(pair.shape)}\n{pair[0].tolist()}")
torch.manual_seed(0)
edge_points, edge_idx = torch.randn(2, 3, 7), torch.randint(7, (2, 7, 4))
edge_change = gather_edge_features(edge_points + 5, edge_idx) - gather_edge_features(edge_points, edge_idx)
print(f"all points moved by 5: x_i changes by {float(edge_change[:, :3].mean()):.4f}, ", end="")
print(f"x_j - x_i by {float(edge_change[:, 3:].abs().max()):.1e} at most")

# %% [markdown]
# ## E08 - EdgeConv and DGCNN (6 points)
#
# **Goal:** the layer that sends messages, and a network of such layers.
#
# $$y_i = \max_{j \in \mathcal N(i)} \mathrm{LeakyReLU}_{0.2}\big(\mathrm{BN}(W\,[x_i,\ x_j - x_i])\big)$$
#
# One W for all edges of all points, like the shared MLP. The maximum over the neighbours does not care in which
# order they come, nor how often one occurs. Batch norm sees every edge, (B, C', N, k), one mean and variance per
# channel.
#
# **Fixed or dynamic?** In the first layer "near" means near in space. With `dynamic=True` each later layer finds
# its neighbours anew, by the distance of its own *input features*: points that are alike (two wing tips) become
# neighbours although they are far apart. Distances in a learned feature space mean more than distances of raw
# numbers. The price is a table of distances per layer. No gradient goes through the choice of neighbours, only
# along the edges.

# %% [markdown]
# | | type, shape | meaning |
# |---|---|---|
# | `EdgeConv(in_channels, out_channels, k)` | ints C, C', k | one shared linear map 2C to C' without bias, batch norm (as `nn.BatchNorm2d`) over all edges, LeakyReLU(0.2), maximum over the neighbours |
# | `forward(x, idx=None)` | float (B, C, N), int64 (B, N, any k) | (B, C', N) |
# | graph | | `idx` if given, else `find_knn(x, min(k, N))` |
# | `DGCNN(n_classes=40, k=20, widths=(64, 64, 128, 256), embed=1024, head_widths=(512, 256), dropout=0.5, dynamic=True)` | | EdgeConv 3 to widths[0] to widths[1] ..., all with k |
# | `point_features(x)` | float (B, 3, N) | (B, sum(widths), N): the outputs of **all** layers, in order |
# | `forward(x)` | float (B, 3, N) | logits (B, n_classes) |
# | behind the layers | | MLP [sum(widths), embed], shared, leaky_relu, last activation; maximum over the points; MLP [embed, *head_widths, n_classes], leaky_relu, dropout |
# | `dynamic` | bool | True: each layer builds its graph from its own input features; False: all use the graph of the coordinates |
#
# Two maps, one on x_i and one on x_j - x_i, added, are the same as one map of both. `find_knn`,
# `gather_edge_features` and `MLP` are those of E06, E07 and E03; while this exercise is graded, given versions
# stand in their place. (The published DGCNN pools by maximum *and* mean; here by the maximum alone.)
#
# <details><summary>Hint 1</summary>Edge features are an image of N x k pixels with 2C channels. A linear map per
# pixel is a convolution with kernel 1.</details>
# <details><summary>Hint 2</summary>The maximum is over axis 3, the neighbours; over axis 2 it would be a maximum
# over the points, as in PointNet, and the points would be gone.</details>
# <details><summary>Hint 3</summary><code>dynamic=False</code>: find the graph of the coordinates once, before the
# loop over the layers, and hand it to each of them. <code>dynamic=True</code>: hand over nothing. Layers in a
# plain list are invisible to the optimiser: <code>nn.ModuleList</code>.</details>
#
# Example: B = 2, N = 11, k = 4, widths (5, 7, 6), embed 16: edge features (2, 6, 11, 4), layer (2, 5, 11), then
# (2, 10, 11, 4) and (2, 7, 11), then (2, 14, 11, 4) and (2, 6, 11); `point_features` (2, 18, 11), embedded (2,
# 16, 11), pooled (2, 16). Parameters of an EdgeConv: 2CC' + 2C', here 40, 84, 96.


# %% role="answer" exercise="P5-E08"
# TODO P5-E08 (6 points), first part: a layer of messages
class EdgeConv(nn.Module):
    """Messages along the edges of a graph: (B, in_channels, N) to (B, out_channels, N)."""

    def __init__(self, in_channels: int, out_channels: int, k: int):
        """Make the map of edge features and its norm; k neighbours where no graph is given."""
        super().__init__()
        ### BEGIN SOLUTION
        self.k = k
        self.linear = nn.Conv2d(2 * in_channels, out_channels, kernel_size=1, bias=False)
        self.norm = nn.BatchNorm2d(out_channels)
        ### END SOLUTION

    def forward(self, x: Tensor, idx: Tensor | None = None) -> Tensor:
        """Return float (B, C', N) for x, float (B, C, N), on the graph `idx`, int64 (B, N, any k), or on kNN's."""
        ### BEGIN SOLUTION
        if idx is None:
            idx = find_knn(x, min(self.k, x.shape[2]))
        messages = self.norm(self.linear(gather_edge_features(x, idx)))
        return F.leaky_relu(messages, 0.2).amax(dim=3)
        ### END SOLUTION


# %% role="answer" exercise="P5-E08"
# TODO P5-E08, second part: the network
class DGCNN(nn.Module):
    """Classify clouds (B, 3, N) by messages along the edges of a graph."""

    def __init__(
        self,
        n_classes: int = 40,
        k: int = 20,
        widths: tuple[int, ...] = (64, 64, 128, 256),
        embed: int = 1024,
        head_widths: tuple[int, ...] = (512, 256),
        dropout: float = 0.5,
        dynamic: bool = True,
    ):
        """Make one EdgeConv per width, the embedding of all their outputs, and the head."""
        super().__init__()
        ### BEGIN SOLUTION
        self.k, self.dynamic = k, dynamic
        sizes = zip((3, *widths), widths, strict=False)
        self.layers = nn.ModuleList(EdgeConv(inputs, outputs, k) for inputs, outputs in sizes)
        self.embed = MLP([sum(widths), embed], shared=True, act="leaky_relu", last_act=True)
        self.head = MLP([embed, *head_widths, n_classes], shared=False, act="leaky_relu", dropout=dropout)
        ### END SOLUTION

    def point_features(self, x: Tensor) -> Tensor:
        """Return the outputs of all layers, float (B, sum(widths), N), for x, float (B, 3, N)."""
        ### BEGIN SOLUTION
        idx = None if self.dynamic else find_knn(x, min(self.k, x.shape[2]))
        outputs = []
        for layer in self.layers:
            x = layer(x, idx)
            outputs.append(x)
        return torch.cat(outputs, dim=1)
        ### END SOLUTION

    def forward(self, x: Tensor) -> Tensor:
        """Return logits, float (B, n_classes), for x, float (B, 3, N)."""
        ### BEGIN SOLUTION
        return self.head(self.embed(self.point_features(x)).amax(dim=2))
        ### END SOLUTION


# %% role="check" exercise="P5-E08"
check("P5-E08")

# %% role="grade" exercise="P5-E08"

# %% role="use" needs="P5-E06 P5-E07 P5-E08"
torch.manual_seed(0)
conv, cloud, order = EdgeConv(3, 5, k=4).eval(), torch.randn(2, 3, 11), torch.randperm(11)
with torch.no_grad():
    before, after = conv(cloud), conv(cloud[:, :, order])
print(f"EdgeConv: {tuple(cloud.shape)} to {tuple(before.shape)}")
gap = float((before[:, :, order] - after).abs().max())
print(f"points in another order: the output in that order, to {gap:.1e}")
for inputs, outputs in ((3, 5), (5, 7), (7, 6)):
    count = sum(one.numel() for one in EdgeConv(inputs, outputs, 4).parameters())
    print(f"{inputs} to {outputs}: {count} parameters, 2CC' + 2C' = {2 * inputs * outputs + 2 * outputs}")

# %% [markdown]
# ## What moves what: the reach of a layer
#
# Which points can change the features of point i at all? The gradient of these features with respect to the
# coordinates answers exactly: it is 0 for all others. After one layer these are neighbours of i; after two layers
# on the *same* graph, neighbours of neighbours. On a dynamic graph the second layer jumps: to points that look
# alike to the first layer, and to their neighbours. (Even in a network that has learned nothing yet, as here; how
# far it jumps changes with training.) Accuracy hardly tells the two apart, this does.

# %% role="use" needs="P5-E03 P5-E06 P5-E07 P5-E08"
torch.manual_seed(0)
cloud = train_points[int((train_labels == CLASSES.index("chair")).nonzero()[0]), :100].T[None]
graph = find_knn(cloud, 4)[0]
for dynamic in (True, False):
    net = DGCNN(n_classes=10, k=4, widths=(24, 24), embed=96, head_widths=(64,), dynamic=dynamic).eval()
    leaf = cloud.clone().requires_grad_()
    features = net.point_features(leaf)[0]
    for number in (0, 40, 90):
        moving = []
        for layer in features.split(24):
            (slope,) = torch.autograd.grad(layer[:, number].square().sum(), leaf, retain_graph=True)
            moving.append(set(slope[0].abs().sum(0).nonzero().flatten().tolist()))
        one_hop, two_hops = set(graph[number].tolist()), set(graph[graph[number]].flatten().tolist())
        far = len(moving[0] - one_hop), len(moving[1] - two_hops)
        print(
            f"dynamic={dynamic}, point {number}: layer 1 moved by {len(moving[0])} points, {far[0]} outside one hop;",
            f"layer 2 moved by {len(moving[1])}, {far[1]} outside two hops",
        )

# %% [markdown]
# **What dynamic costs.** One forward pass of a batch of 16 clouds with 128 points: the fixed graph needs one
# table of distances, the dynamic one a table for each layer, in more and more channels. (The training of both is
# in part D.)

# %% role="use" needs="P5-E03 P5-E06 P5-E07 P5-E08"
batch = train_points[:16, :128].transpose(1, 2)
for dynamic in (True, False):
    net = DGCNN(n_classes=10, k=8, widths=(24, 24, 48), embed=96, head_widths=(64,), dynamic=dynamic).eval()
    with torch.no_grad():
        net(batch)
        started = time.perf_counter()
        for _ in range(5):
            logits = net(batch)
    count = sum(one.numel() for one in net.parameters())
    print(f"dynamic={dynamic}: {tuple(batch.shape)} to {tuple(logits.shape)}, {count:,} parameters, "
          f"{(time.perf_counter() - started) / 5 * 1000:.0f} ms a batch")
del net

# %% [markdown]
# # Part D - Training
#
# The networks stand; now they are trained. First the activations that stand between their layers, then the learning
# rate and the loop, the measures, and the log.

# %% [markdown]
# ## E11 - Activations (3 points)
#
# **Goal:** three activations, and a measure of what can go wrong with the first.
#
# | | x >= 0 | x < 0 | slope for x < 0 |
# |---|---|---|---|
# | ReLU | x | 0 | none |
# | LeakyReLU | x | s x | s, small and fixed |
# | PReLU | x | w x | w, learned with the weights |
#
# ReLU is cheap and does not saturate for positive inputs; its outputs are not centred at 0, and its units can
# **die**: negative for every input (a rate too large, an unlucky start), such a unit has the gradient 0 everywhere and
# never comes back. That is *its* problem, rather than vanishing gradients in general, and the slopes below 0 mend it.
# *Maxout*, the maximum of several linear maps, learns the whole curve, for several times the weights.

# %% [markdown]
# Begin with ReLU and then try LeakyReLU: differences are small in practice. PReLU has one slope per layer, shape (1,),
# or one per channel, shape (C,); it starts at 0.25 and gets no weight decay, which would pull it to 0, to ReLU.
#
# **Contract.**
#
# | | type, shape | meaning |
# |---|---|---|
# | `relu(x)`, `leaky_relu(x, slope=0.2)` | float, any shape; any slope | same shape, dtype and device; differentiable in x |
# | `prelu(x, weight)` | x (B, C, ...), weight (1,) or (C,) | slope of channel c on **axis 1**; differentiable in x and in weight |
# | `measure_dead_fraction(pre_activations)` | (M, H) | Python float: share of the H units whose ReLU output is 0 for all M samples |
#
# Arguments are not changed. At x = 0 any gradient between the two slopes is right. Not allowed: `torch.relu`,
# `F.relu`, `F.leaky_relu`, `F.prelu`, and torch's modules of these names.

# %% [markdown]
# <details><summary>Hint 1</summary>One expression does all three: the positive part, and a slope times the negative
# part.</details>
# <details><summary>Hint 2</summary><code>x.clamp(min=0)</code>, or <code>torch.where(x > 0, ..., ...)</code>. The
# maximum of x and s x is right only while s is at most 1.</details>
# <details><summary>Hint 3</summary>Broadcasting lines up the <b>last</b> axes: give <code>weight</code> the shape
# (C, 1, ..., 1) with as many ones as x has axes behind the channels.</details>
#
# Example: `prelu(x, w)` for x of shape (1, 2, 3) with rows (-2, 0, 3) and (-1, 4, -6), w = (0.5, -1): rows (-1, 0, 3)
# and (1, 4, 6). Dead fraction of the columns (-1, -2), (0, 3), (0, 0), (5, -5): 2 of 4 units, 0.5.


# %% role="answer" exercise="P5-E11"
# TODO P5-E11 (3 points): zero for negative inputs
def relu(x: Tensor) -> Tensor:
    """Return x where it is positive, else 0; float, any shape, differentiable in x."""
    ### BEGIN SOLUTION
    return x.clamp(min=0)
    ### END SOLUTION


# %% role="answer" exercise="P5-E11"
# TODO P5-E11: a fixed slope for negative inputs
def leaky_relu(x: Tensor, slope: float = 0.2) -> Tensor:
    """Return x where it is positive, else ``slope * x``; float, any shape, any slope, differentiable in x."""
    ### BEGIN SOLUTION
    return torch.where(x > 0, x, slope * x)
    ### END SOLUTION


# %% role="answer" exercise="P5-E11"
# TODO P5-E11: a learned slope for negative inputs
def prelu(x: Tensor, weight: Tensor) -> Tensor:
    """Return x where it is positive, else x times the slope of its channel.

    Parameters
    ----------
    x
        float (B, C, ...).
    weight
        (1,): one slope for all channels, or (C,): one for each.

    Returns
    -------
    Shape, dtype and device of `x`; differentiable in x and weight.
    """
    ### BEGIN SOLUTION
    slope = weight.reshape(-1, *[1] * (x.dim() - 2))
    return torch.where(x > 0, x, slope * x)
    ### END SOLUTION


# %% role="answer" exercise="P5-E11"
# TODO P5-E11: units that are silent for all samples
def measure_dead_fraction(pre_activations: Tensor) -> float:
    """Return the share of units whose ReLU output is 0 for all samples.

    Parameters
    ----------
    pre_activations
        (M, H): what comes into the ReLU of H units for M samples.

    Returns
    -------
    Python float in [0, 1].
    """
    ### BEGIN SOLUTION
    return float((pre_activations <= 0).all(dim=0).double().mean())
    ### END SOLUTION


# %% role="check" exercise="P5-E11"
check("P5-E11")

# %% role="grade" exercise="P5-E11"

# %% [markdown]
# **Figure.** The three curves and, below, their slopes as autograd gives them. Where the slope of ReLU is 0, no
# gradient passes: look at the left half of the lower row.

# %% role="use" needs="P5-E11"
# alt: three columns, one per activation: curves that meet the axes at 0 above, their slopes as steps below
x = torch.linspace(-3, 3, 120, requires_grad=True)
curves = {
    "ReLU": relu(x),
    "LeakyReLU, s = 0.2": leaky_relu(x),
    "PReLU, w = -0.5": prelu(x[None, None], torch.tensor([-0.5]))[0, 0],
}
_, axes = plt.subplots(2, 3, figsize=(8, 3.6), sharex=True, sharey="row", layout="constrained")
for column, (title, y) in zip(axes.T, curves.items(), strict=True):
    (slopes,) = torch.autograd.grad(y.sum(), x)
    for ax, values, style in zip(column, (y, slopes), ("k-", "k."), strict=True):
        ax.axhline(0, color="0.7", linewidth=0.8)
        ax.axvline(0, color="0.7", linewidth=0.8)
        ax.plot(x.detach(), values.detach(), style, markersize=3)
    column[0].set_title(title)
    column[1].set_xlabel("x")
axes[0, 0].set_ylabel("output")
axes[1, 0].set_ylabel("slope")
plt.show()

# %% [markdown]
# **Figure.** One hidden layer of 200 units on the coordinates of one training point in a hundred, its biases moved
# down step by step as an update of too large a rate would: how many units are dead?

# %% role="use" needs="P5-E11"
# alt: a curve that climbs to 1: the lower the bias, the larger the share of dead units
shifts = torch.linspace(0, 3, 13)
with torch.no_grad():
    pre_activations = nn.Linear(3, 200)(train_points.reshape(-1, 3)[::100])
    shares = [measure_dead_fraction(pre_activations - shift) for shift in shifts]
_, ax = plt.subplots(figsize=(4.5, 2.4), layout="constrained")
ax.plot(shifts, shares, "ko-", markersize=4)
ax.set(xlabel="biases lowered by", ylabel="share of dead units", ylim=(-0.03, 1.03))
plt.show()
del pre_activations

# %% [markdown]
# ## Learning rate and training loop
#
# Training has two stages. At first the weights are far from good ones, and large steps are what helps; later they jump
# across the narrow valley and the loss stops falling. A **schedule** serves both: fast progress first, fine convergence
# afterwards. Step
# decay multiplies the rate by 0.5 every 20 epochs; cosine decay lowers it smoothly. Where the loss curve flattens tells
# how long a stage should be: lower the rate when progress stops.
#
# A schedule is about convergence. It does *not* make the network robust to noise or to other data; that is the work
# of augmentation and regularisation. And the two decays differ: **weight decay** belongs to the model, it pulls weights
# to 0; **rate decay** belongs to the optimiser.

# %% [markdown]
# ## E09 - Schedule and training loop (5 points)
#
# **Goal:** one epoch, a schedule, and the loop around both.
#
# $$\text{lr}_e = \text{lr}_0 \cdot \gamma^{\lfloor e / 20 \rfloor}, \qquad \gamma = 0.5, \quad e = 0, 1, 2, \dots$$
#
# A schedule counts how often `step()` is called, and knows nothing of epochs. In the epoch loop, "every 20" means 20
# epochs. **In the loop over batches it means 20 batches**: with 30 batches an epoch, the rate is halved for the first
# time before the first epoch ends, and after ten epochs nothing is learned any more. Nothing fails and no warning comes.

# %% [markdown]
# A loss or accuracy of an epoch is a mean **over samples**. The last batch is usually smaller, so the mean of the
# batches' means is another number: it gives the clouds of that batch more weight. And what is kept for the history is
# a number: a loss tensor holds its whole graph, and memory grows with every batch.
#
# **A rule for fair comparison:** ten epochs, fixed rate (`scheduler=None`). Equal budgets make models comparable, and no
# schedule has an effect, since its first step would come at epoch 20. Such results are below the best that is possible;
# report them together with the rule.

# %% [markdown]
# | | meaning |
# |---|---|
# | `build_scheduler(optimizer, step_epochs, gamma)` | an object with `step()`, called once an epoch: after e calls each parameter group has its first rate times `gamma ** (e // step_epochs)` |
# | `train_one_epoch(model, batches, optimizer, compute_loss, device)` | train mode; for each batch, moved to `device`: loss, cleared gradients, backward, step |
# | its result | `{"loss": float, "acc": float}`: means over samples, of the logits and losses that the steps used |
# | `compute_loss(model, points, labels)` | `(loss, logits)`; the loss is a mean over the batch |
# | `fit(model, train_batches, val_batches, optimizer, scheduler, epochs, compute_loss, device)` | trains; the model is on `device` already |
# | its result | dict of four lists of length `epochs`, Python floats: `train/loss`, `train/acc`, `val/acc` (the given `evaluate`), `lr` (rate of the first group, as **used in** that epoch) |
# | `scheduler` | None: fixed rate. A second call of `fit` with the same optimiser and scheduler goes on from the current rate and the optimiser's state |
#
# Given: `cross_entropy_loss(model, points, labels)`, `evaluate(model, batches, device)`, which sets eval mode and puts
# the mode back, and `bar(range(epochs), "fit")`, a progress bar with `set_postfix`.

# %% [markdown]
# <details><summary>Hint 1</summary><code>torch.optim.lr_scheduler</code> has what <code>build_scheduler</code>
# needs.</details>
# <details><summary>Hint 2</summary>Sum loss times batch size, hits, and batch sizes; divide at the end.</details>
# <details><summary>Hint 3</summary>Gradients are cleared before each <code>backward()</code>: what an earlier program
# left there counts too.</details>
# <details><summary>Hint 4</summary><code>optimizer.param_groups[0]["lr"]</code>, read before the schedule
# steps.</details>
#
# Example: batches of 4 and 1 clouds with losses 1.0 and 2.0 and hits 3 and 0: loss (4 + 2) / 5 = 1.2, not 1.5; acc 3/5.
# With lr 0.1 and `step_epochs=2`, five epochs use 0.1, 0.1, 0.05, 0.05, 0.025.

# %% role="given"
from kit.clouds import (
    build_confusion,
    cloud_batches,
    cross_entropy_loss,
    evaluate,
    find_critical_points,
    pointnet_loss,
    predict,
    to_batches,
)
from kit.logs import bar, open_writer, timed
from kit.plots.clouds import plot_clouds, plot_confusion, plot_critical_points, plot_history


# %% role="answer" exercise="P5-E09"
# TODO P5-E09 (5 points): the schedule
def build_scheduler(optimizer, step_epochs: int = 20, gamma: float = 0.5):
    """Return an object with `step()`, to be called once an epoch.

    Parameters
    ----------
    optimizer
        Its parameter groups may have different rates.
    step_epochs
        Epochs between two changes.
    gamma
        Factor of each change.
    """
    ### BEGIN SOLUTION
    return torch.optim.lr_scheduler.StepLR(optimizer, step_epochs, gamma)
    ### END SOLUTION


# %% role="answer" exercise="P5-E09"
# TODO P5-E09: one epoch
def train_one_epoch(model, batches, optimizer, compute_loss=cross_entropy_loss, device="cpu") -> dict[str, float]:
    """Train for one epoch.

    Parameters
    ----------
    model
        nn.Module on `device`; in train mode afterwards.
    batches
        Yields clouds (B, 3, N) and labels (B,).
    optimizer
        Of the model's parameters.
    compute_loss
        (model, points, labels) to the mean loss of the batch, 0-dim, and logits (B, classes).
    device
        Where batches are moved to.

    Returns
    -------
    dict
        ``"loss"`` and ``"acc"``, Python floats: means over all samples.
    """
    ### BEGIN SOLUTION
    model.train()
    total, hits, count = 0.0, 0, 0
    for points, labels in batches:
        points, labels = points.to(device), labels.to(device)
        loss, logits = compute_loss(model, points, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(labels)
        hits += int((logits.argmax(1) == labels).sum())
        count += len(labels)
    return {"loss": total / count, "acc": hits / count}
    ### END SOLUTION


# %% role="answer" exercise="P5-E09"
# TODO P5-E09: the loop over epochs
def fit(
    model, train_batches, val_batches, optimizer, scheduler, epochs: int, compute_loss=cross_entropy_loss, device="cpu"
) -> dict[str, list[float]]:
    """Train for some epochs and validate after each of them.

    Parameters
    ----------
    model, optimizer, compute_loss, device
        As for `train_one_epoch`.
    train_batches, val_batches
        Can be gone through any number of times.
    scheduler
        Object with `step()`, or None: fixed rate.
    epochs
        Number of epochs.

    Returns
    -------
    dict
        ``"train/loss"``, ``"train/acc"``, ``"val/acc"``, ``"lr"``: lists of `epochs` Python floats.
    """
    ### BEGIN SOLUTION
    history = {"train/loss": [], "train/acc": [], "val/acc": [], "lr": []}
    progress_bar = bar(range(epochs), "epochs")
    for _ in progress_bar:
        history["lr"].append(optimizer.param_groups[0]["lr"])
        result = train_one_epoch(model, train_batches, optimizer, compute_loss, device)
        history["train/loss"].append(result["loss"])
        history["train/acc"].append(result["acc"])
        history["val/acc"].append(evaluate(model, val_batches, device))
        if scheduler is not None:
            scheduler.step()
        progress_bar.set_postfix(loss=result["loss"], lr=history["lr"][-1])
    return history
    ### END SOLUTION


# %% role="check" exercise="P5-E09"
check("P5-E09")

# %% role="grade" exercise="P5-E09"

# %% [markdown]
# The rate over 45 epochs of 3 batches: with `step()` in the epoch loop, and with the slip of calling it for each batch.

# %% role="use" needs="P5-E09"
# alt: learning rate against the epoch: two steps at 20 and 40; with step() in the batch loop it is an eighth by epoch 20
paths = {"step() each epoch": 1, "step() each batch": 3}
_, ax = plt.subplots(figsize=(5, 2.4), layout="constrained")
for (name, calls), style in zip(paths.items(), ("k-", "k:"), strict=True):
    toy = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
    schedule, rates = build_scheduler(toy), []
    for _ in range(45):
        rates.append(toy.param_groups[0]["lr"])
        toy.step()
        for _ in range(calls):
            schedule.step()
    ax.step(range(45), rates, style, where="post", label=name)
    print(f"{name}: rate of epoch 0 {rates[0]}, 19 {rates[19]}, 20 {rates[20]}, 44 {rates[44]:.6g}")
ax.set(xlabel="epoch", ylabel="learning rate", ylim=(0, None))
ax.legend()
plt.show()

# %% [markdown]
# ## E10 - Recall (3 points)
#
# **Goal:** what share of each class is found, and two ways to average it.
#
# The confusion matrix counts pairs: **rows are actual classes, columns predicted ones**. With $n_i$ the true samples of
# class $i$ (its row sum) and $M_{ii}$ the hits,
#
# $$r_i = \frac{M_{ii}}{n_i}, \qquad \text{macro} = \frac{1}{|\{i : n_i > 0\}|}\sum_{n_i > 0} r_i, \qquad
#   \text{weighted} = \sum_{n_i > 0} \frac{n_i}{\sum_j n_j}\, r_i .$$
#
# Weighted by the class frequency, recall is the accuracy, as $n_i$ cancels. The two means agree on balanced data and part
# where classes are unequal: macro recall shows that a rare class is never found, accuracy hides it. Training on
# unbalanced data hurts the classifier on top more than the features below it.

# %% [markdown]
# | | type | meaning |
# |---|---|---|
# | `confusion` | integer (C, C) | any integer type; not changed; counts may be large |
# | `average=None` | floating (C,) | recall of each class; **nan** for a class without true samples, also where it was predicted; 0 for one that occurs and is never hit |
# | `average="macro"` | floating () | mean over the classes that occur |
# | `average="weighted"` | floating () | mean weighted by the number of true samples |
# | another value | `ValueError` | |
#
# float32 or float64, on the device of `confusion`. Not allowed: metrics of other packages.
#
# <details><summary>Hint 1</summary><code>diagonal()</code> and <code>sum(1)</code>.</details>
# <details><summary>Hint 2</summary>0/0 is nan in floating point; <code>nanmean</code> leaves nan out. But 0 times nan is
# nan.</details>
# <details><summary>Hint 3</summary>Products of large counts do not fit an integer: go to floating point first.</details>
#
# Example: [[8, 2, 0], [1, 1, 0], [0, 0, 0]]: recall 0.8, 0.5, nan; macro 0.65; weighted (8 + 1) / 12 = 0.75.


# %% role="answer" exercise="P5-E10"
# TODO P5-E10 (3 points): recall by class and its two means
def compute_recall(confusion: Tensor, average: str | None = None) -> Tensor:
    """Return recall from a confusion matrix.

    Parameters
    ----------
    confusion
        integer (C, C): rows actual, columns predicted. Not changed.
    average
        None, "macro" or "weighted".

    Returns
    -------
    floating (C,) for None, else 0-dim.

    Raises
    ------
    ValueError
        Another `average`.
    """
    ### BEGIN SOLUTION
    counts = confusion.double()
    support = counts.sum(1)
    recall = counts.diagonal() / support
    if average is None:
        return recall
    if average == "macro":
        return recall.nanmean()
    if average == "weighted":
        return counts.diagonal().sum() / support.sum()
    raise ValueError(f"average is {average!r}, expected None, 'macro' or 'weighted'")
    ### END SOLUTION


# %% role="check" exercise="P5-E10"
check("P5-E10")

# %% role="grade" exercise="P5-E10"

# %% [markdown]
# A classifier that never says "rare": the rarer the class, the better its accuracy, while macro recall does not move.

# %% role="use" needs="P5-E10"
# alt: a table: for 50, 10 and 1 rare samples beside 100 frequent ones, weighted recall rises to 0.99, macro stays 0.5
rows = {}
for rare in (50, 10, 1):
    always_frequent = torch.tensor([[100, 0], [rare, 0]])
    rows[rare] = [float(compute_recall(always_frequent, average)) for average in ("weighted", "macro")]
display(pd.DataFrame.from_dict(rows, orient="index", columns=["weighted", "macro"]).rename_axis("rare samples").round(2))

# %% [markdown]
# ## TensorBoard
#
# In this project TensorBoard is **required**. A writer puts numbers into an *event file* while a training runs; a viewer
# in the browser draws them. What to look at: the loss falls and flattens; the gap between `train/acc` and `val/acc`
# grows when a network over-fits; when `lr` drops, a jump in the other curves at the same step shows what the smaller
# rate brought.
#
# - Viewer: `tensorboard --logdir runs --host 127.0.0.1 --port 6006`, then `http://127.0.0.1:6006`. In a container or on a
#   remote machine bind it to all interfaces, `--host 0.0.0.0 --port 6006`, and publish the port
#   (`docker run -p 6006:6006 ...`, or `ssh -L 6006:127.0.0.1:6006 ...` to your own machine). The same holds for the
#   notebook server; a bridge of some cloud service is not needed.
# - Install it with pip into the activated environment, in the version of the course's lock file, and restart the
#   kernel. Several old versions fail with a newer NumPy (`np.object` and `np.bool` were removed). Test the import in a
#   script, not in the notebook.
#
# The notebook reads its own event file back, so no viewer has to run. Where TensorBoard is missing, `open_writer` says so
# and gives a writer with the same calls that writes numbers as CSV and draws with matplotlib.

# %% [markdown]
# ## E17 - TensorBoard (2 points)
#
# **Goal:** write a history into a writer.
#
# | | type | meaning |
# |---|---|---|
# | `writer` | | with `add_scalar(tag, value, step)`, `flush()`, `close()`, as TensorBoard's `SummaryWriter` |
# | `history` | dict | of E09: tag to list of numbers or 0-dim tensors, perhaps with a graph; not changed |
# | calls | | for each tag and epoch one `add_scalar` with a Python **float** and the steps 0, 1, 2, ...; then `flush()`; order of tags free |
# | at the end | | the writer stays open: who opened it closes it |
# | series of different lengths | `ValueError` | |
#
# A growing step puts the points beside each other; without it they all lie at one place. A tensor that is kept with its
# graph keeps the memory of its batch, so only plain numbers go out.
#
# <details><summary>Hint 1</summary><code>for tag, values in history.items()</code>, then
# <code>enumerate(values)</code>.</details>
# <details><summary>Hint 2</summary><code>float(...)</code> of a 0-dim tensor is its number.</details>
# <details><summary>Hint 3</summary>Compare the lengths before anything is written.</details>
#
# Example: `{"lr": [0.1, 0.05]}` gives `add_scalar("lr", 0.1, 0)`, `add_scalar("lr", 0.05, 1)`, `flush()`.


# %% role="answer" exercise="P5-E17"
# TODO P5-E17 (2 points): a history for TensorBoard
def log_history(writer, history: dict[str, list]) -> None:
    """Record all series of a history, one step an epoch; the writer stays open.

    Parameters
    ----------
    writer
        With `add_scalar(tag, value, step)` and `flush()`.
    history
        Tag to a list of floats or 0-dim tensors, all of one length. Not changed.

    Raises
    ------
    ValueError
        The series have different lengths.
    """
    ### BEGIN SOLUTION
    lengths = {tag: len(values) for tag, values in history.items()}
    if len(set(lengths.values())) > 1:
        raise ValueError(f"series should have the same length, got {lengths}")
    for tag, values in history.items():
        for step, value in enumerate(values):
            writer.add_scalar(tag, float(value), step)
    writer.flush()
    ### END SOLUTION


# %% role="check" exercise="P5-E17"
check("P5-E17")

# %% role="grade" exercise="P5-E17"

# %% [markdown]
# ## PointNet on forty classes
#
# With the feature transform, the loss is cross entropy plus 0.001 times your penalty on it; without, cross entropy. Training clouds are augmented and
# sub-sampled anew each time, test clouds are always the same. The rate is halved every few epochs here, so that a short
# run shows the steps; the full run (`KIT_BUDGET=full`) halves it every 20.

# %% role="given"
N_POINTS = sized(grade=64, demo=128, full=256)
POINTNET_EPOCHS = sized(grade=1, demo=8, full=60)
STEP_EPOCHS = sized(grade=1, demo=3, full=20)
POINT_WIDTHS = sized(grade=(16, 24, 32), demo=(32, 64, 128), full=(64, 128, 1024))
HEAD_WIDTHS = sized(grade=(24, 24), demo=(64, 64), full=(512, 256))
SKIP = sized(grade=8, demo=1, full=1)  # of the clouds in grade mode: every eighth

# %% role="use" needs="P5-E01 P5-E02 P5-E03 P5-E04 P5-E05 P5-E09"
torch.manual_seed(student_number)
train_batches = cloud_batches(
    PointCloudDataset(train_points[::SKIP], train_labels[::SKIP], N_POINTS, train=True), shuffle=True
)
test_batches = cloud_batches(PointCloudDataset(test_points, test_labels, N_POINTS, train=False), size=64)
pointnets, pointnet_histories, pointnet_clocks = {}, {}, {}
for name, with_transform in (("PointNet", True), ("PointNet, no feature transform", False)):
    torch.manual_seed(student_number)
    net = PointNet(len(CLASSES), with_transform, POINT_WIDTHS, HEAD_WIDTHS).to(device)
    optimizer = torch.optim.Adam(net.parameters(), lr=0.002)
    schedule = build_scheduler(optimizer, STEP_EPOCHS)
    compute_loss = pointnet_loss(orthogonality_loss) if with_transform else cross_entropy_loss
    with timed(name) as pointnet_clocks[name]:
        pointnet_histories[name] = fit(
            net, train_batches, test_batches, optimizer, schedule, POINTNET_EPOCHS, compute_loss, device
        )
    pointnets[name] = net
    print(f"test accuracy {pointnet_histories[name]['val/acc'][-1]:.3f}, chance {1 / len(CLASSES):.3f}")
pointnet, pointnet_history = pointnets["PointNet"], pointnet_histories["PointNet"]

# %% [markdown]
# The gap between the two accuracies tells how much a network has learned by heart. Here the training clouds are augmented
# and seen with dropout, which makes them *harder* than the test clouds: a curve of `val/acc` above `train/acc` is no
# mistake. Where over-fitting is the problem, more varied data, augmentation, dropout or an ensemble of several runs help.

# %% role="use" needs="P5-E01 P5-E02 P5-E03 P5-E04 P5-E05 P5-E09"
# alt: loss, accuracies and learning rate of both PointNets against the epoch; the rate falls in steps
plot_history(pointnet_histories)
plt.show()

# %% [markdown]
# **Critical points.** Those that own at least one feature of the global feature. Leave out all others and the network
# gives the same answer; they sketch the outline of the shape. An outlier far away can own many features.

# %% role="use" needs="P5-E01 P5-E02 P5-E03 P5-E04 P5-E05 P5-E09"
# alt: four clouds, airplane, chair, guitar and lamp: all points pale, the critical ones marked as dark squares
critical_names = ["airplane", "chair", "guitar", "lamp"]
test_set = PointCloudDataset(test_points, test_labels, 256, train=False)
chosen = torch.stack([test_set[int((test_labels == CLASSES.index(name)).nonzero()[0])][0] for name in critical_names])
pointnet.eval()
critical = torch.stack([find_critical_points(pointnet.encode, cloud.to(device)).cpu() for cloud in chosen])
plot_critical_points(chosen.transpose(1, 2), critical, critical_names)
plt.show()

# %% [markdown]
# ## By class
#
# Forty classes with the same number of test clouds each: macro and weighted recall agree. On the official data, which
# are unbalanced, they do not. The five worst classes say more than a mean: look for pairs of similar shapes.

# %% role="use" needs="P5-E01 P5-E02 P5-E03 P5-E04 P5-E05 P5-E09 P5-E10"
# alt: 40 x 40 confusion matrix, most counts on the diagonal, and the recall of the five worst classes
confusion = build_confusion(*predict(pointnet, test_batches, device), len(CLASSES))
plot_confusion(confusion, compute_recall(confusion), CLASSES, worst=5)
plt.show()
accuracy = evaluate(pointnet, test_batches, device)
print(f"accuracy {accuracy:.4f}, weighted recall {float(compute_recall(confusion, 'weighted')):.4f}: the same number")
print(f"macro recall {float(compute_recall(confusion, 'macro')):.4f}")

# %% role="use" needs="P5-E01 P5-E02 P5-E03 P5-E04 P5-E05 P5-E09 P5-E10"
# alt: a table of the five pairs of classes that are confused most often
mistakes = confusion.clone().fill_diagonal_(0)
confused = mistakes + mistakes.T
first, second = torch.triu_indices(len(CLASSES), len(CLASSES), 1)
order = confused[first, second].argsort(descending=True)[:5]
columns = {
    "one": [CLASSES[i] for i in first[order]],
    "other": [CLASSES[i] for i in second[order]],
    "times confused": confused[first, second][order].tolist(),
}
display(pd.DataFrame(columns))

# %% [markdown]
# ## DGCNN on ten classes, dynamic and fixed graph
#
# The first ten classes, a fixed rate, the same number of epochs for both: the rule of fair comparison (ten epochs in the
# full run). The dynamic network searches neighbours again in each layer, among features; the other one keeps the graph
# of the coordinates. A loss and an accuracy say little about which is right; they say what each costs.

# %% role="given"
DGCNN_EPOCHS = sized(grade=1, demo=6, full=10)
GRAPH_POINTS = sized(grade=32, demo=128, full=256)
DGCNN_SIZES = sized(
    grade={"k": 4, "widths": (8, 8), "embed": 16, "head_widths": (12,)},
    demo={"k": 8, "widths": (24, 24, 48), "embed": 96, "head_widths": (64,)},
    full={},
)
ten_clouds = {
    "train": (train_points[train_labels < 10][::SKIP], train_labels[train_labels < 10][::SKIP]),
    "test": (test_points[test_labels < 10], test_labels[test_labels < 10]),
}

# %% role="use" needs="P5-E01 P5-E02 P5-E03 P5-E06 P5-E07 P5-E08 P5-E09"
ten_batches = (
    cloud_batches(PointCloudDataset(*ten_clouds["train"], GRAPH_POINTS, train=True), size=16, shuffle=True),
    cloud_batches(PointCloudDataset(*ten_clouds["test"], GRAPH_POINTS, train=False)),
)
dgcnns, dgcnn_histories, dgcnn_clocks = {}, {}, {}
for name, dynamic in (("dynamic graph", True), ("fixed graph", False)):
    torch.manual_seed(student_number)
    net = DGCNN(n_classes=10, dynamic=dynamic, **DGCNN_SIZES).to(device)
    with timed(f"DGCNN, {name}") as dgcnn_clocks[name]:
        steps = torch.optim.Adam(net.parameters(), lr=0.002)
        dgcnn_histories[name] = fit(net, *ten_batches, steps, None, DGCNN_EPOCHS, device=device)
    dgcnns[name] = net
    print(f"test accuracy {dgcnn_histories[name]['val/acc'][-1]:.3f}, chance 0.1")

# %% role="use" needs="P5-E01 P5-E02 P5-E03 P5-E06 P5-E07 P5-E08 P5-E09"
# alt: loss, accuracies and the fixed learning rate of both DGCNNs against the epoch
plot_history({f"DGCNN, {name}": one for name, one in dgcnn_histories.items()})
plt.show()

# %% [markdown]
# ## Log and event file
#
# The histories go into an event file, and the global features of the test clouds as an *embedding*, which the viewer
# shows as a cloud of its own. Then the file is read back: what is plotted is what TensorBoard would show.

# %% role="use" needs="P5-E01 P5-E02 P5-E03 P5-E04 P5-E05 P5-E09 P5-E17"
# alt: the learning rate against the step, read from the event file, halved in steps
from datetime import datetime

from kit.event_files import read_scalars
from kit.logs import FOLDER

run_name = f"p5-{datetime.now():%Y%m%d-%H%M%S}"
writer = open_writer(run_name)
log_history(writer, pointnet_history)
if hasattr(writer, "add_embedding"):
    with torch.no_grad():
        embedded = torch.cat([pointnet.eval().encode(clouds.to(device))[0].cpu() for clouds, _ in test_batches])
    class_names = [CLASSES[label] for _, labels in test_batches for label in labels]
    writer.add_embedding(embedded, class_names, tag="global_features")
writer.close()
if (FOLDER / run_name).exists():
    recorded = read_scalars(FOLDER / run_name)
    _, ax = plt.subplots(figsize=(4.5, 2.4), layout="constrained")
    ax.step(*zip(*recorded["lr"], strict=True), color="black", where="post", marker="o", markersize=3)
    ax.set(xlabel="step (epoch)", ylabel="lr in the event file", ylim=(0, None))
    plt.show()
    print(f"{', '.join(recorded)}: {len(recorded['lr'])} steps each. To look at them in a browser:")
    print(f"tensorboard --logdir {FOLDER} --host 127.0.0.1 --port 6006    (in a container: --host 0.0.0.0)")
else:
    print("no event file was written: grade mode, or TensorBoard is missing")

# %% [markdown]
# ## Architectures and results
#
# Widths in this notebook are smaller than the published ones (the defaults of the signatures), and the published DGCNN
# pools by maximum **and** mean.

# %% role="use" needs="P5-E03 P5-E04 P5-E05 P5-E06 P5-E07 P5-E08"
# alt: a table of five networks with their numbers of parameters
architectures = {
    "PointNet, defaults": PointNet(),
    "PointNet, no feature transform": PointNet(use_feature_transform=False),
    "PointNet, this run": PointNet(len(CLASSES), True, POINT_WIDTHS, HEAD_WIDTHS),
    "DGCNN, defaults": DGCNN(),
    "DGCNN, this run": DGCNN(n_classes=10, **DGCNN_SIZES),
}
parameter_counts = {name: sum(one.numel() for one in net.parameters()) for name, net in architectures.items()}
display(pd.DataFrame({"parameters": parameter_counts}).map("{:,}".format))
del architectures

# %% role="use" needs="P5-E01 P5-E02 P5-E03 P5-E04 P5-E05 P5-E06 P5-E07 P5-E08 P5-E09 P5-E10"
# alt: a table of the four trained networks: classes, epochs, rate, accuracy, recall, seconds, device, seed
runs = {}
for name, net in pointnets.items():
    runs[name] = (net, test_batches, 40, POINTNET_EPOCHS, f"halved every {STEP_EPOCHS}", pointnet_clocks[name])
for name, net in dgcnns.items():
    runs[f"DGCNN, {name}"] = (net, ten_batches[1], 10, DGCNN_EPOCHS, "fixed", dgcnn_clocks[name])
rows = {}
for name, (net, batches, classes, epochs, rate, clock) in runs.items():
    counted = build_confusion(*predict(net, batches, device), classes)
    rows[name] = {
        "classes": classes,
        "epochs": epochs,
        "rate": rate,
        "accuracy": round(evaluate(net, batches, device), 3),
        "macro recall": round(float(compute_recall(counted, "macro")), 3),
        "weighted recall": round(float(compute_recall(counted, "weighted")), 3),
        "seconds": round(clock.seconds, 1),
        "device": str(device),
        "seed": student_number,
    }
display(pd.DataFrame.from_dict(rows, orient="index"))

# %% [markdown]
# ## Real furniture
#
# The network has only seen shapes that a program drew. Here are furniture models that people made: the same names, other
# proportions, other detail. How much of the accuracy stays? (40 classes are allowed as answers; the second row counts
# the generated test clouds of the same classes only.)

# %% role="use" needs="P5-E01 P5-E02 P5-E03 P5-E04 P5-E05 P5-E09"
# alt: a row of real furniture clouds with their classes, and a table of accuracy on real and on generated shapes
from kit.data.furniture import load_furniture

real_points, real_labels, real_names = load_furniture(points=256)
same_classes = torch.isin(test_labels, real_labels)
sets = {
    "real furniture": (real_points, real_labels),
    "generated, same classes": (test_points[same_classes], test_labels[same_classes]),
}
rows = {}
for name, (clouds, labels) in sets.items():
    loader = cloud_batches(PointCloudDataset(clouds, labels, N_POINTS, train=False), size=64)
    rows[name] = [len(clouds), len(labels.unique()), round(evaluate(pointnet, loader, device), 3)]
display(pd.DataFrame.from_dict(rows, orient="index", columns=["clouds", "classes", "accuracy"]))
first_of_each = [int((real_labels == label).nonzero()[0]) for label in real_labels.unique()[:8]]
plot_clouds(real_points[first_of_each], [CLASSES[real_labels[i]] for i in first_of_each], columns=8)
plt.show()

# %% [markdown]
# ## Wrong networks that score well
#
# A model with many errors can reach a high accuracy. Below, parts of *your* networks are exchanged for wrong ones:
# another pooling, edge features without difference, without the point itself, neighbours drawn at random, neighbours
# from the wrong cloud. All of them run, and all of them train: networks are large and redundant and learn around an
# error. One small run each, few epochs, 80 test clouds: gaps of a few hundredths mean nothing. (The three networks with
# another pooling have no T-Net.)
#
# **So accuracy is not a test of code.** Values, gradients and invariances are: the wrong neighbours show at once when a
# cloud alone is compared with the same cloud in a batch.

# %% role="given"
from kit.wrong_parts import (
    PooledNet,
    difference_only,
    neighbour_itself,
    random_neighbours,
    replaced,
    without_batch_offset,
)

TRIAL_POINTS, TRIAL_EPOCHS = sized(grade=32, demo=64, full=128), sized(grade=1, demo=6, full=10)
TRIAL_SIZES = {"k": 6, "widths": (16, 24), "embed": 48, "head_widths": (32,)}

# %% role="use" needs="P5-E01 P5-E02 P5-E03 P5-E04 P5-E05 P5-E06 P5-E07 P5-E08 P5-E09"
# alt: a table of nine networks, two right and seven wrong ones, with their accuracy on the same ten classes
trial_batches = (
    cloud_batches(PointCloudDataset(*ten_clouds["train"], TRIAL_POINTS, train=True), size=16, shuffle=True),
    cloud_batches(PointCloudDataset(*ten_clouds["test"], TRIAL_POINTS, train=False)),
)
edges = {
    "DGCNN: right": {},
    "DGCNN: x_j, no difference": {"gather_edge_features": neighbour_itself(gather_edge_features)},
    "DGCNN: difference only": {"gather_edge_features": difference_only(gather_edge_features)},
    "DGCNN: random neighbours": {"find_knn": random_neighbours},
    "DGCNN: neighbours from cloud 0": {"gather_edge_features": without_batch_offset(gather_edge_features)},
}
trials = {"PointNet: right": (lambda: PointNet(10, False, (24, 48), (48,)), {})}
for pool in ("mean", "sorted", "flatten"):
    trials[f"PointNet: {pool}"] = (lambda pool=pool: PooledNet(MLP, pool, (24, 48), TRIAL_POINTS, 10), {})
trials |= {name: (lambda: DGCNN(n_classes=10, **TRIAL_SIZES), parts) for name, parts in edges.items()}
rows = {}
with timed("nine small trainings"):
    for name, (make_net, parts) in trials.items():
        torch.manual_seed(student_number)
        net = make_net().to(device)
        steps = torch.optim.Adam(net.parameters(), lr=0.003)
        with replaced(globals(), **parts):
            rows[name] = fit(net, *trial_batches, steps, None, TRIAL_EPOCHS, device=device)["val/acc"][-1]
display(pd.DataFrame({"accuracy": rows}).round(3))

# %% [markdown]
# # Part E - Images and sentences: CLIP
#
# CLIP has two encoders: one turns an image into a feature of D numbers, the other turns a sentence into one of the same
# D. Both are trained so that an image and **its own** caption come close and all other captions of the batch stay away:
# *contrastive* learning, similar pairs near, dissimilar ones far.
#
# CLIP needs **no class labels**. That is not "without supervision": the image-text pairs, collected from the web by the
# hundred million, are the supervision. No list of categories is fixed, so a new class costs a sentence and no training:
# *zero-shot* means no training on the target data set. Much data, a large model and an efficient task (which caption
# belongs to which image, instead of every word of it) make CLIP generalise better to new data sets than a classifier
# trained on one of them.

# %% [markdown]
# **Where do the negatives come from?** In CLIP from the batch: the captions of the other images. Methods without
# captions (MoCo and others) make pairs by augmentation: two views of the same image are the positive pair, so each image
# is its own class (*instance discrimination*, self-supervised), and the loss is a softmax over one right and many wrong
# candidates (noise-contrastive estimation, InfoNCE). Three sources of many and consistent negatives:
#
# | source | negatives | price |
# |---|---|---|
# | end to end | the other samples of the batch, as in CLIP | large batches |
# | memory bank | stored features of all samples | they stem from older encoders |
# | queue and momentum encoder (MoCo) | the last batches, by a slowly moving copy of the encoder | a second encoder |

# %% role="given"
from collections.abc import Callable

from kit.clip import TinyCLIP, fit_clip, load_clip, load_tiny_clip
from kit.data.captioned import PROMPTS, load_captioned
from kit.plots.clip import plot_pairs, plot_similarity

pairs = load_captioned("train", count=sized(grade=64, demo=None, full=None))
new_pairs = load_captioned("test", count=sized(grade=100, demo=None, full=None))
print(f"{len(pairs)} pictures with captions to train, {len(new_pairs)} to test; images {tuple(pairs.images.shape[1:])}")

# %% [markdown]
# **Pictures.** Shapes of ten classes in five colours, seen from random sides, 32 x 32 pixels, each with a caption. The
# test pictures show other shapes from other sides. The labels are there to count hits; the training never sees them.

# %% role="use"
# alt: ten small pictures of coloured shapes, each with its caption
plot_pairs(pairs.images[:10], pairs.captions[:10])
plt.show()

# %% [markdown]
# ## E12 - CLIP (6 points)
#
# **Goal:** from two sets of features to probabilities, to the five best classes, and to the loss that trains both
# encoders.
#
# Rows are images, columns are texts. With features $u_i$ (images) and $v_j$ (texts), not normalised when they arrive,
#
# $$\ell_{ij}=e^{s}\,\frac{u_i\cdot v_j}{\lVert u_i\rVert\,\lVert v_j\rVert},\qquad
#   p_{ij}=\frac{e^{\ell_{ij}}}{\sum_k e^{\ell_{ik}}}.$$
#
# The fraction is the **cosine** of the angle between both features, in [-1, 1]; the matrix of cosines is no
# probability. The scale $e^s$ spreads it, and the softmax **over a row** makes it a probability over the classes. $s$ is
# learned as a logarithm, so the factor is positive. It sharpens or flattens the softmax and never changes the winner.

# %% [markdown]
# **The loss.** In a batch of B pairs, image i belongs to text i. Row i of the logits asks "which text belongs to image
# i?", a classification among B candidates whose right answer is i; column i asks the same for text i:
#
# $$L=\tfrac12\Bigl(\frac1B\sum_i-\log\frac{e^{\ell_{ii}}}{\sum_j e^{\ell_{ij}}}
#   +\frac1B\sum_i-\log\frac{e^{\ell_{ii}}}{\sum_j e^{\ell_{ji}}}\Bigr).$$
#
# If all features are equal, every candidate has the probability 1/B and the loss is log B. Two pairs of the same class
# in one batch are a *false negative*: each counts as wrong for the other, so the loss cannot reach 0.

# %% [markdown]
# | | type, shape | meaning |
# |---|---|---|
# | `image_features`, `text_features` | floating (B, D), (C, D) | not normalised, no row is 0; in the loss (B, D) both |
# | `logit_scale` | 0-dim tensor | the **logarithm** of the factor |
# | `compute_clip_logits(image_features, text_features, logit_scale)` | (B, C) | factor times cosine |
# | `classify_zero_shot(image_features, text_features, logit_scale)` | (B, C) | probabilities; each row sums to 1 |
# | `pick_top_k(probs, k=5)` | (values, indices), (B, min(k, C)) each | largest first, on the **CPU**; indices int64 |
# | `compute_contrastive_loss(image_features, text_features, logit_scale)` | 0-dim | mean of both cross entropies |
#
# All keep dtype and device of the features, except the two results of `pick_top_k`, which go to the CPU to be printed.
# Values stay finite for a factor of 100 in float32: no logarithm of a softmax, no exponential of a large number.
# Gradients reach both features and the scale. Arguments stay unchanged.
#
# <details><summary>Hint 1</summary>Unit vectors first; then one matrix product gives all cosines.</details>
# <details><summary>Hint 2</summary>Each of the functions below the first one can call the first one.</details>
# <details><summary>Hint 3</summary><code>topk(5, dim=-1)</code> returns values and indices per row; indices are class
# numbers. Labels of the loss: 0, 1, ..., B - 1, made on the device of the logits; texts to images: the transposed
# logits.</details>
#
# Example: B = 1, C = 3, D = 2. Image (3, 0), texts (2, 0), (0, 5), (-1, 0), s = log 2: cosines (1, 0, -1), logits
# (2, 0, -2), probabilities (.867, .117, .016), the two best: values (.867, .117), indices (0, 1).


# %% role="answer" exercise="P5-E12"
# TODO P5-E12 (2 of 6 points), first part: scaled cosine of each image with each text
def compute_clip_logits(image_features: Tensor, text_features: Tensor, logit_scale: Tensor) -> Tensor:
    """Compare images with texts.

    Parameters
    ----------
    image_features, text_features
        (B, D) and (C, D), floating, of any length but 0.
    logit_scale
        0-dim, the logarithm of the factor.

    Returns
    -------
    (B, C): factor times cosine.
    """
    ### BEGIN SOLUTION
    images, texts = (F.normalize(features, dim=-1) for features in (image_features, text_features))
    return logit_scale.exp() * images @ texts.T
    ### END SOLUTION


# %% role="answer" exercise="P5-E12"
# TODO P5-E12 (1 of 6 points), second part: probabilities over the classes
def classify_zero_shot(image_features: Tensor, text_features: Tensor, logit_scale: Tensor) -> Tensor:
    """Probability of each text for each image.

    Parameters
    ----------
    image_features, text_features, logit_scale
        (B, D), (C, D), 0-dim, as in `compute_clip_logits`; one text for each class.

    Returns
    -------
    (B, C), each row sums to 1.
    """
    ### BEGIN SOLUTION
    return compute_clip_logits(image_features, text_features, logit_scale).softmax(dim=-1)
    ### END SOLUTION


# %% role="answer" exercise="P5-E12"
# TODO P5-E12 (1 of 6 points), third part: the best classes of each image
def pick_top_k(probs: Tensor, k: int = 5) -> tuple[Tensor, Tensor]:
    """Find the k largest probabilities of each row.

    Parameters
    ----------
    probs
        (B, C), on any device.
    k
        How many, 1 or more; may be larger than C.

    Returns
    -------
    Values and class numbers (int64), (B, min(k, C)) each, largest first, on the CPU.
    """
    ### BEGIN SOLUTION
    values, indices = probs.cpu().topk(min(k, probs.shape[-1]), dim=-1)
    return values, indices
    ### END SOLUTION


# %% role="answer" exercise="P5-E12"
# TODO P5-E12 (2 of 6 points), fourth part: the loss of a batch of pairs
def compute_contrastive_loss(image_features: Tensor, text_features: Tensor, logit_scale: Tensor) -> Tensor:
    """Mean of the cross entropies image to text and text to image.

    Parameters
    ----------
    image_features, text_features
        (B, D) both; row i of one belongs to row i of the other.
    logit_scale
        0-dim, the logarithm of the factor.

    Returns
    -------
    0-dim, differentiable with respect to all three.
    """
    ### BEGIN SOLUTION
    logits = compute_clip_logits(image_features, text_features, logit_scale)
    own = torch.arange(len(logits), device=logits.device)
    return (F.cross_entropy(logits, own) + F.cross_entropy(logits.T, own)) / 2
    ### END SOLUTION


# %% role="check" exercise="P5-E12"
check("P5-E12")

# %% role="grade" exercise="P5-E12"

# %% [markdown]
# **Training of the tiny CLIP** with your loss: both encoders, the table of words and the scale learn together. It has
# about 30,000 parameters (the public one: more than 100 million) and knows ten shapes in five colours, so seconds are
# enough. In a batch of many pairs several show the same class or even carry the same caption: false negatives, and the
# loss ends above 0 although the model is right.

# %% role="use" needs="P5-E12"
# alt: the contrastive loss falls from the logarithm of the batch size
torch.manual_seed(student_number)
clip = TinyCLIP().to(device)
with timed("tiny CLIP"):
    clip_losses = fit_clip(
        clip,
        pairs,
        compute_contrastive_loss,
        epochs=sized(grade=1, demo=16, full=60),
    )
if budget() == "grade":
    clip = load_tiny_clip().to(device)
plt.figure(figsize=(5, 2.6))
plt.plot(range(1, len(clip_losses) + 1), clip_losses, "o-", markersize=3)
plt.xlabel("epoch")
plt.ylabel("contrastive loss")
plt.tight_layout()
plt.show()
print(f"loss {clip_losses[0]:.2f} to {clip_losses[-1]:.2f}; factor exp(logit_scale) {clip.logit_scale.exp():.1f}")

# %% [markdown]
# **Zero-shot on new pictures.** A class becomes a sentence, its feature takes the place of the weights of a last layer.
# Top-1: the best class is right; top-5: the right class is among the five best. Chance is .1 and .5.

# %% role="use" needs="P5-E12"
with torch.no_grad():
    picture_features = clip.encode_image(new_pairs.images.to(device))
    sentence_features = clip.encode_text([f"a photo of a {name}" for name in TEN])
    probabilities = classify_zero_shot(picture_features, sentence_features, clip.logit_scale)
_, best_five = pick_top_k(probabilities)
hits = best_five == new_pairs.labels[:, None]
top_1, top_5 = hits[:, 0].float().mean(), hits.any(1).float().mean()
print(f"new pictures, one sentence a class: top-1 {top_1:.3f}, top-5 {top_5:.3f}")

# %% [markdown]
# **Figure F6.** One new picture of each class against one sentence of each class. First the cosines: which pairs are
# close? Then the probabilities: each row sums to 1, so a row without a clear winner is spread. The frame marks the winner
# of each row; where it is off the diagonal, picture and class are confused.

# %% role="use" needs="P5-E12"
# alt: a ten by ten matrix of cosines, one picture beside each row, mostly largest on the diagonal
first_of_class = [int((new_pairs.labels == c).nonzero()[0, 0]) for c in range(len(TEN))]
with torch.no_grad():
    no_scale = torch.tensor(0.0, device=device)
    cosines = compute_clip_logits(picture_features[first_of_class], sentence_features, no_scale).cpu()
pictures = new_pairs.images[first_of_class]
plot_similarity(cosines, pictures, TEN, TEN)
plt.show()

# %% role="use" needs="P5-E12"
# alt: the same matrix as probabilities, each row sums to one
plot_similarity(probabilities[first_of_class].cpu(), pictures, TEN, TEN)
plt.show()

# %% [markdown]
# ## E13 - Prompt ensemble (2 points)
#
# **Goal:** one feature for each class from several sentences.
#
# Why a sentence and not the bare name? The captions of the training are sentences; a word alone is ambiguous (a crane is
# a bird and a machine), and words about the domain ("a depth map of a ...") lead to the right part of the feature space.
# Finding good ones is *prompt engineering*; averaging several is an *ensemble*. Longer is not better by itself.
#
# With sentences $t_1,\dots,t_T$ of a class and the raw features $f(t)$ of the encoder,
#
# $$m=\frac1T\sum_{k}\frac{f(t_k)}{\lVert f(t_k)\rVert},\qquad \text{prototype}=\frac{m}{\lVert m\rVert}.$$
#
# Normalised first, so that no sentence counts more because its feature is long; normalised again, since the mean of
# unit vectors is shorter than 1.

# %% [markdown]
# | | type, shape | meaning |
# |---|---|---|
# | `encode_text` | `list[str]` to (n, D) | raw features, one row for each sentence; lives where it lives |
# | `templates` | `list[str]` | each with one `{}`; any number from 1 |
# | `class_names` | `list[str]` | "flower_pot": underscores of the **name** become spaces in the sentence |
# | `build_text_prototypes(encode_text, templates, class_names)` | (C, D) | unit rows in the order of `class_names`, dtype and device of the encoder |
#
# Sentence: `template.format(name)`. The encoder is asked for these sentences and for no others, as a list (also for a
# single one); how many at once is free. The two lists stay unchanged.
#
# <details><summary>Hint 1</summary>One class at a time: its sentences, their features (T, D), one vector (D,).</details>
# <details><summary>Hint 2</summary>Normalise along the last axis, mean over the sentences, normalise once more.</details>
#
# Example: "a photo of a {}" and "the {}" with "flower_pot" ask for "a photo of a flower pot" and "the flower pot".
# Features (3, 0) and (0, 1): unit (1, 0) and (0, 1), mean (.5, .5), prototype (.707, .707).


# %% role="answer" exercise="P5-E13"
# TODO P5-E13 (2 points): the mean direction of the sentences of each class
def build_text_prototypes(
    encode_text: Callable[[list[str]], Tensor], templates: list[str], class_names: list[str]
) -> Tensor:
    """Make one text feature for each class from several sentences.

    Parameters
    ----------
    encode_text
        List of n sentences to raw features (n, D).
    templates
        Sentences with one ``{}`` for the name.
    class_names
        C names; an underscore stands for a space.

    Returns
    -------
    (C, D), rows of length 1.
    """
    ### BEGIN SOLUTION
    prototypes = []
    for name in class_names:
        sentences = [template.format(name.replace("_", " ")) for template in templates]
        features = F.normalize(encode_text(sentences), dim=-1)
        prototypes.append(F.normalize(features.mean(dim=0), dim=-1))
    return torch.stack(prototypes)
    ### END SOLUTION


# %% role="check" exercise="P5-E13"
check("P5-E13")

# %% role="grade" exercise="P5-E13"

# %% [markdown]
# **One prompt against the ensemble**, on the new pictures. The tiny CLIP has read a few kinds of captions and about thirty
# words; others it leaves out ("depth map" too), so its prompts differ less than those of the public one. In which
# rows do your numbers differ by more than chance? With 500 pictures, two or three hundredths mean nothing.

# %% role="use" needs="P5-E12 P5-E13"
prompt_sets = {"bare name": ["{}"], **{f'"{prompt}"': [prompt] for prompt in PROMPTS}, "ensemble": list(PROMPTS)}
prompt_rows = []
for words, templates in prompt_sets.items():
    with torch.no_grad():
        prototypes = build_text_prototypes(clip.encode_text, templates, list(TEN))
        _, best = pick_top_k(classify_zero_shot(picture_features, prototypes, clip.logit_scale))
    hits = best == new_pairs.labels[:, None]
    prompt_rows.append((words, float(hits[:, 0].float().mean()), float(hits.any(1).float().mean())))
display(pd.DataFrame(prompt_rows, columns=["prompt", "top-1", "top-5"]).round(3))

# %% [markdown]
# # Part F - From clouds to sentences: PointCLIP
#
# CLIP has never seen a cloud, but it knows pictures. PointCLIP draws the cloud as **depth maps** from several sides, gives
# each map to the frozen visual encoder, gets one feature and one prediction for each view, and combines them:
#
# cloud (N, 3) -> V depth maps (V, 3, H, W) -> V features (V, D) -> cosine with C prototypes (V, C) -> weighted sum (C,)
#
# Nothing is trained for that. From a photograph to a depth map much changes: no colour, no texture, few and scattered
# pixels. This *domain gap* costs accuracy; prompts about depth, denser maps and a few labelled examples win some back.

# %% role="given"
from kit.plots.clip import plot_depth_maps, plot_shots
from kit.settings import official_data

shot_points, shot_labels = load_shapes("train", classes=TEN)
cloud_points, cloud_labels = load_shapes("test", classes=TEN)
print(f"clouds of ten classes: {tuple(shot_points.shape)} to adapt, {tuple(cloud_points.shape)} to test")

# %% [markdown]
# ## E14 - Depth maps (4 points)
#
# **Goal:** six pictures of a cloud, seen from infinitely far away (*orthographic*: no perspective, parallel rays).
#
# Each view has three directions: right $r$, up $u$, and $c$ from the cloud towards the camera.
#
# | view | right r | up u | towards camera c |
# |---|---|---|---|
# | 0 front | +x | +z | -y |
# | 1 right | +y | +z | +x |
# | 2 back | -x | +z | +y |
# | 3 left | -y | +z | -x |
# | 4 top | +x | +y | +z |
# | 5 bottom | +x | -y | -z |
#
# For a point $p$: $a=p\cdot r$, $b=p\cdot u$, $d=p\cdot c$, and for pictures of S x S pixels
#
# $$\text{column}=\Bigl\lfloor\tfrac{a+1}{2}S\Bigr\rfloor,\quad \text{row}=\Bigl\lfloor\tfrac{1-b}{2}S\Bigr\rfloor,\quad
# \text{value}=0.2+0.8\,\mathrm{clamp}\bigl(\tfrac{d+1}{2},0,1\bigr).$$

# %% [markdown]
# Rows count from the top, so row 0 shows the largest b. Near is bright, far is dark, and the darkest point (0.2) still
# differs from an empty pixel (0). Where several points fall into one pixel, the **nearest** hides the others: it has the
# largest value, whatever the order of storage.
#
# | | type, shape | meaning |
# |---|---|---|
# | `points` | floating (B, N, 3) | about [-1, 1]; what lies outside falls on the border |
# | `project_depth(points, size=32)` | (B, 6, size, size) | views in the order of the table; row and column clamped to 0..size-1 |
# | `depth` | floating (B, V, H, W) | any V, H, W |
# | `stack_views(depth)` | (B\*V, 3, H, W) | three equal channels; image number b\*V + v is view v of cloud b |
#
# Between two pixels the formula decides: there the back view is not the front view turned over. Same dtype and
# device as the argument, which stays unchanged. Order of points and repeated points do not matter; clouds are
# independent.
#
# <details><summary>Hint 1</summary>The table holds nothing but signs and exchanges: a (6, 3, 3) tensor of 0, 1, -1, or
# six lines with x, y, z.</details>
# <details><summary>Hint 2</summary>One number for each pixel: row * size + column. An assignment
# <code>image[pixel] = value</code> keeps <i>some</i> of several values.</details>
# <details><summary>Hint 3</summary><code>scatter_reduce(-1, pixel, value, "amax")</code> on zeros of (B, 6, size*size).
# </details>
#
# Example: S = 4, p = (0.6, -0.5, 0.3). Front: a = .6, b = .3, d = .5, so column 3, row 1, value .2 + .8 * .75 = .8.
# Right: a = -.5, b = .3, d = .6, column 1, row 1, value .84. Top: a = .6, b = -.5, d = .3, column 3, row 3, value .72.


# %% role="answer" exercise="P5-E14"
# TODO P5-E14 (3 of 4 points), first part: six depth maps of each cloud
def project_depth(points: Tensor, size: int = 32) -> Tensor:
    """Draw clouds from six sides, orthographically.

    Parameters
    ----------
    points
        (B, N, 3), floating: x right, y away from the front camera, z up.
    size
        Pixels on each side.

    Returns
    -------
    (B, 6, size, size): front, right, back, left, top, bottom; 0 where no point is, else in [0.2, 1], near is large.
    """
    ### BEGIN SOLUTION
    x, y, z = points.unbind(-1)
    across = torch.stack([x, y, -x, -y, x, x], dim=1)  # (B, 6, N)
    upward = torch.stack([z, z, z, z, y, -y], dim=1)
    nearness = torch.stack([-y, x, y, -x, z, -z], dim=1)
    column = ((across + 1) / 2 * size).floor().long().clamp(0, size - 1)
    row = ((1 - upward) / 2 * size).floor().long().clamp(0, size - 1)
    value = 0.2 + 0.8 * ((nearness + 1) / 2).clamp(0, 1)
    empty = points.new_zeros(len(points), 6, size * size)
    return empty.scatter_reduce(-1, row * size + column, value, "amax").unflatten(-1, (size, size))
    ### END SOLUTION


# %% role="answer" exercise="P5-E14"
# TODO P5-E14 (1 of 4 points), second part: depth maps as a batch of pictures
def stack_views(depth: Tensor) -> Tensor:
    """Make pictures of three equal channels from all views of all clouds.

    Parameters
    ----------
    depth
        (B, V, H, W), floating.

    Returns
    -------
    (B * V, 3, H, W): all views of cloud 0, then all of cloud 1, ...
    """
    ### BEGIN SOLUTION
    return depth.flatten(0, 1).unsqueeze(1).repeat(1, 3, 1, 1)
    ### END SOLUTION


# %% role="check" exercise="P5-E14"
check("P5-E14")

# %% role="grade" exercise="P5-E14"

# %% role="use" needs="P5-E14"
chair = cloud_points[cloud_labels == TEN.index("chair")][:1]
maps = project_depth(chair)
print("maps of a chair:", tuple(maps.shape), "as pictures:", tuple(stack_views(maps).shape))
print("pixels that are not empty, view by view:", (maps > 0).sum((2, 3))[0].tolist(), f"from {chair.shape[1]} points")

# %% [markdown]
# ## E15 - PointCLIP without training (2 points)
#
# **Goal:** features of all views, and one prediction from all of them.
#
# With the feature $f_v$ of view $v$, the text feature $t_c$ of class $c$ and a weight $w_v$ for each view
#
# $$\text{logit}_c=\sum_{v} w_v\,e^{s}\,\frac{f_v\cdot t_c}{\lVert f_v\rVert\,\lVert t_c\rVert}.$$
#
# Every view gives **logits** of its own, then they are added; probabilities come last. A view that shows little (the
# bottom of a sofa) gets a small weight, or 0. Zero-shot works for any class that can be named.

# %% [markdown]
# | | type, shape | meaning |
# |---|---|---|
# | `encoder` | (M, 3, size, size) to (M, D) | a module or function; raw features, one row for each image |
# | `encode_views(encoder, points, size=32)` | (B, 6, D) | raw features (not normalised) of the views of points (B, N, 3) |
# | `view_features`, `text_features` | (B, V, D), (C, D) | raw; any V |
# | `logit_scale`, `view_weights` | 0-dim, (V,) | logarithm of the factor; weights are used **as given** |
# | `compute_pointclip_logits(view_features, text_features, logit_scale, view_weights)` | (B, C) | the sum above |
#
# Gradients reach the view features. Dtype, device and arguments as always.
#
# <details><summary>Hint 1</summary>In <code>encode_views</code> everything is there: maps, pictures, encoder. What is left
# is to give (B*V, D) its first two axes back, cloud by cloud.</details>
# <details><summary>Hint 2</summary>All views of all clouds are B*V images for <code>compute_clip_logits</code>.</details>
#
# Example: B = 1, V = 2, C = 1, s = 0. Cosines .6 (view 0) and -.2 (view 1) with weights (2, 1): 1.2 - .2 = 1.


# %% role="answer" exercise="P5-E15"
# TODO P5-E15 (1 of 2 points), first part: a feature for each view
def encode_views(encoder: Callable[[Tensor], Tensor], points: Tensor, size: int = 32) -> Tensor:
    """Encode the six depth maps of each cloud.

    Parameters
    ----------
    encoder
        Images (M, 3, size, size) to features (M, D).
    points
        (B, N, 3), floating.
    size
        Pixels on each side.

    Returns
    -------
    (B, 6, D), not normalised.
    """
    ### BEGIN SOLUTION
    depth = project_depth(points, size)
    return encoder(stack_views(depth)).unflatten(0, depth.shape[:2])
    ### END SOLUTION


# %% role="answer" exercise="P5-E15"
# TODO P5-E15 (1 of 2 points), second part: one prediction from all views
def compute_pointclip_logits(
    view_features: Tensor, text_features: Tensor, logit_scale: Tensor, view_weights: Tensor
) -> Tensor:
    """Add the weighted logits of all views.

    Parameters
    ----------
    view_features, text_features
        (B, V, D) and (C, D), of any length but 0.
    logit_scale
        0-dim, the logarithm of the factor.
    view_weights
        (V,), used as given.

    Returns
    -------
    (B, C).
    """
    ### BEGIN SOLUTION
    logits = compute_clip_logits(view_features.flatten(0, 1), text_features, logit_scale)  # (B * V, C)
    return torch.einsum("v,bvc->bc", view_weights, logits.unflatten(0, view_features.shape[:2]))
    ### END SOLUTION


# %% role="check" exercise="P5-E15"
check("P5-E15")

# %% role="grade" exercise="P5-E15"

# %% [markdown]
# **Zero-shot on clouds.** The encoder is the tiny CLIP that your loss has trained on coloured pictures (with
# `KIT_DATA=official` the public one), now frozen; the prototypes come from the ensemble. One view alone against all six
# with equal weights, and one prompt against the ensemble:

# %% role="use" needs="P5-E12 P5-E13 P5-E14 P5-E15"
pointclip_model = (load_clip() if official_data() else clip).to(device)
cloud_points, cloud_labels = cloud_points.to(device), cloud_labels.to(device)
equal_weights = torch.full((6,), 1 / 6, device=device)
with torch.no_grad():
    class_prototypes = build_text_prototypes(pointclip_model.encode_text, list(PROMPTS), list(TEN))
    one_prompt = build_text_prototypes(pointclip_model.encode_text, ["a photo of a {}"], list(TEN))
    cloud_features = encode_views(pointclip_model.image_encoder, cloud_points)
cloud_scale = pointclip_model.logit_scale.detach()
view_choices = dict(zip(("front", "right", "back", "left", "top", "bottom"), torch.eye(6), strict=True))
zero_shot_rows = []
ways = {words: (class_prototypes, weights) for words, weights in view_choices.items()}
ways |= {"all six, one prompt": (one_prompt, equal_weights), "all six": (class_prototypes, equal_weights)}
for words, (prototypes, weights) in ways.items():
    cloud_logits = compute_pointclip_logits(cloud_features, prototypes, cloud_scale, weights.to(device))
    _, best = pick_top_k(cloud_logits.softmax(-1))
    hits = best == cloud_labels.cpu()[:, None]
    zero_shot_rows.append((words, float(hits[:, 0].float().mean()), float(hits.any(1).float().mean())))
zero_shot_table = pd.DataFrame(zero_shot_rows, columns=["views", "top-1", "top-5"])
display(zero_shot_table.round(3))

# %% [markdown]
# **Figure F7.** Six depth maps of four clouds, and the five best classes of each with their probabilities. Look for the
# views that tell a class apart, and for those in which a bed, a sofa and a car look alike.

# %% role="use" needs="P5-E12 P5-E13 P5-E14 P5-E15"
# alt: four rows of six small depth maps, beside each row the five most probable classes
four_classes = [TEN.index(name) for name in ("airplane", "bed", "chair", "guitar")]
shown_clouds = [int((cloud_labels == label).nonzero()[0, 0]) for label in four_classes]
cloud_values, cloud_indices = pick_top_k(cloud_logits[shown_clouds].softmax(-1))
plot_depth_maps(
    project_depth(cloud_points[shown_clouds]).cpu(), cloud_values, cloud_indices, TEN, cloud_labels[shown_clouds].cpu()
)
plt.show()

# %% [markdown]
# ## E16 - Few-shot PointCLIP with a switch (4 points)
#
# **Goal:** adapt to a few labelled clouds without touching the encoders.
#
# With few examples a large network over-fits, and training it would spoil what it has learned. *Transfer learning* keeps
# the feature extractor and trains a small part: a new head, or, as here, an **adapter** between encoder and comparison
# (*parameter-efficient fine-tuning*). Few parameters, quick, one small module for each task. It works best where the
# source data are richer than the target's and close to them; what is unfrozen later gets a smaller rate and few epochs.
# Class imbalance would hurt such a last part more than the features below it: so the sample has equally many of each
# class.
#
# The **inter-view adapter** mixes the features of all views of a cloud. All views in one vector $f$ of V·D numbers:
#
# $$f'=\rho\,\bigl(W_2\,\mathrm{ReLU}(W_1 f+b_1)+b_2\bigr)+(1-\rho)\,f .$$
#
# The second term is a residual: with $\rho=0$ the adapter does nothing.

# %% [markdown]
# **The switch** says which of two problems is meant.
#
# | switch | when | what happens |
# |---|---|---|
# | off | known classes, or zero-shot | image against all texts; the adapter is bypassed, since there are no labels to train it |
# | on | new classes with a few labelled examples | view features pass the adapter, which has learned from the examples |
#
# What adapts are **features**; both encoders stay frozen in either case. Frozen means two things: no gradient changes
# the weights, and batch norm keeps its running statistics, so the encoder stays in eval mode even while the model trains.

# %% [markdown]
# - `InterViewAdapter(n_views, dim, hidden, ratio)`: (B, V, D) to (B, V, D). The vector of V·D numbers is view 0, then
#   view 1, ...; `Linear(V*D, hidden)`, ReLU, `Linear(hidden, V*D)`, residual as above; `ratio` is a fixed number.
# - `PointCLIP(encoder, text_features, logit_scale, view_weights, adapter=None, size=32)`: attributes `encoder`, `adapter`
#   and `adapter_on`, the switch (bool, False at the start). Text features, scale and weights are constants, no
#   parameters, and come without a gradient; `.to(...)` moves everything that the model needs.
#   - `forward(points)`: (B, N, 3) to the logits (B, C) of E15; the view features pass the adapter exactly when
#     `adapter_on`.
#   - The encoder's parameters do not require gradients; it is in eval mode whatever mode the model is in.
#   - `trainable_parameters()`: list of the adapter's parameters, whatever the switch says; without adapter empty.
# - `sample_few_shot(labels, shots, seed)`: labels (M,) to int64 (shots·classes,): for each label that occurs `shots`
#   different indices at random, in any order. Equal seeds give equal samples. A class with fewer: `ValueError` with both
#   numbers.
# - `fit_adapter(model, points, labels, epochs, lr)`: switches the adapter on and trains only it with cross entropy, one
#   step of any optimiser in each epoch, on **all** points at once. Returns the loss before each step, `epochs` floats.
#
# <details><summary>Hint 1</summary><code>flatten(1)</code> and <code>unflatten</code> around two linear layers. Constants
# of a module are buffers.</details>
# <details><summary>Hint 2</summary><code>model.train()</code> sets the mode of all parts: override <code>train</code> of
# PointCLIP so that it sets the encoder back. It calls <code>super().train(mode)</code> first and returns self.</details>
# <details><summary>Hint 3</summary>A sample: the positions of a class (<code>nonzero</code>), a permutation of them by a
# <code>torch.Generator</code> with the seed, the first <code>shots</code>.</details>
#
# Example: V = 6, D = 32, hidden 48: 2·192·48 + 48 + 192 = 18,672 weights. Labels 4 4 7 4 7, two shots: for example
# (3, 0, 2, 4); three shots: ValueError, since class 7 has two.


# %% role="answer" exercise="P5-E16"
# TODO P5-E16 (1 of 4 points), first part: the adapter
class InterViewAdapter(nn.Module):
    """Mix the features of all views of a cloud, with a residual.

    Parameters
    ----------
    n_views, dim
        V and D.
    hidden
        Width of the layer in between.
    ratio
        Share of the new features; 0 leaves the input as it is.
    """

    def __init__(self, n_views: int, dim: int, hidden: int, ratio: float) -> None:
        super().__init__()
        ### BEGIN SOLUTION
        self.ratio = ratio
        self.layers = nn.Sequential(nn.Linear(n_views * dim, hidden), nn.ReLU(), nn.Linear(hidden, n_views * dim))
        ### END SOLUTION

    def forward(self, view_features: Tensor) -> Tensor:
        """(B, V, D) to (B, V, D)."""
        ### BEGIN SOLUTION
        mixed = self.layers(view_features.flatten(1)).view_as(view_features)
        return self.ratio * mixed + (1 - self.ratio) * view_features
        ### END SOLUTION


# %% role="answer" exercise="P5-E16"
# TODO P5-E16 (1 of 4 points), second part: frozen encoder, constants, and the switch
class PointCLIP(nn.Module):
    """Classify clouds by comparing their depth maps with texts.

    Parameters
    ----------
    encoder
        Images (M, 3, size, size) to features (M, D). Frozen, always in eval mode.
    text_features, logit_scale, view_weights
        (C, D), 0-dim and (V,): constants.
    adapter
        (B, V, D) to (B, V, D), or None.
    size
        Pixels of the depth maps on each side.

    Attributes
    ----------
    encoder, adapter
        As given.
    adapter_on
        Whether view features pass the adapter; False at the start.
    """

    def __init__(
        self,
        encoder: nn.Module,
        text_features: Tensor,
        logit_scale: Tensor,
        view_weights: Tensor,
        adapter: nn.Module | None = None,
        size: int = 32,
    ) -> None:
        super().__init__()
        ### BEGIN SOLUTION
        self.encoder = encoder.requires_grad_(False)
        self.adapter, self.adapter_on, self.size = adapter, False, size
        self.register_buffer("text_features", text_features.detach())
        self.register_buffer("logit_scale", logit_scale.detach())
        self.register_buffer("view_weights", view_weights.detach())
        self.train()
        ### END SOLUTION

    def train(self, mode: bool = True) -> "PointCLIP":
        """Set the mode of everything but the encoder, which stays in eval mode."""
        ### BEGIN SOLUTION
        super().train(mode)
        self.encoder.eval()
        return self
        ### END SOLUTION

    def forward(self, points: Tensor) -> Tensor:
        """(B, N, 3) to logits (B, C)."""
        ### BEGIN SOLUTION
        features = encode_views(self.encoder, points, self.size)
        if self.adapter_on:
            features = self.adapter(features)
        return compute_pointclip_logits(features, self.text_features, self.logit_scale, self.view_weights)
        ### END SOLUTION

    def trainable_parameters(self) -> list[nn.Parameter]:
        """Return the adapter's parameters, or an empty list."""
        ### BEGIN SOLUTION
        return [] if self.adapter is None else list(self.adapter.parameters())
        ### END SOLUTION


# %% role="answer" exercise="P5-E16"
# TODO P5-E16 (1 of 4 points), third part: equally many examples of each class
def sample_few_shot(labels: Tensor, shots: int, seed: int) -> Tensor:
    """Draw `shots` different examples of each class.

    Parameters
    ----------
    labels
        (M,) int64.
    shots
        How many of each label that occurs.
    seed
        Equal seeds give equal samples.

    Returns
    -------
    Indices into `labels`, int64 (shots * classes,), on its device.

    Raises
    ------
    ValueError
        If a class has fewer than `shots` examples.
    """
    ### BEGIN SOLUTION
    generator = torch.Generator().manual_seed(seed)
    chosen = []
    for label in labels.unique():
        places = (labels == label).nonzero()[:, 0]
        if len(places) < shots:
            raise ValueError(f"expected at least {shots} examples of class {int(label)}, got {len(places)}")
        order = torch.randperm(len(places), generator=generator)[:shots]
        chosen.append(places[order.to(labels.device)])
    return torch.cat(chosen)
    ### END SOLUTION


# %% role="answer" exercise="P5-E16"
# TODO P5-E16 (1 of 4 points), fourth part: train the adapter and nothing else
def fit_adapter(model: nn.Module, points: Tensor, labels: Tensor, epochs: int, lr: float) -> list[float]:
    """Switch the adapter on and train it on all examples at once.

    Parameters
    ----------
    model
        A `PointCLIP` with an adapter.
    points, labels
        (M, N, 3), floating, and (M,) int64.
    epochs
        Steps, each on the whole batch.
    lr
        Rate of the optimiser.

    Returns
    -------
    The loss before each step, `epochs` floats.
    """
    ### BEGIN SOLUTION
    model.adapter_on = True
    model.train()
    optimizer = torch.optim.Adam(model.trainable_parameters(), lr=lr)
    losses = []
    for _ in range(epochs):
        loss = F.cross_entropy(model(points), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
    ### END SOLUTION


# %% role="check" exercise="P5-E16"
check("P5-E16")

# %% role="grade" exercise="P5-E16"

# %% [markdown]
# **Training**: for 1, 2, 4, 8 and 16 shots a new adapter, 30 steps on the whole sample. With the switch off, every one of
# these models is the zero-shot classifier again, to the last digit.

# %% role="use" needs="P5-E12 P5-E13 P5-E14 P5-E15 P5-E16"
# alt: five falling loss curves, one for each number of shots
torch.manual_seed(student_number)
SHOTS = [1, 2, 4, 8, 16]
shot_losses, shot_accuracies = {}, []


def cloud_accuracy(model: nn.Module) -> float:
    """Accuracy on the test clouds."""
    with torch.no_grad():
        return (model(cloud_points).argmax(1) == cloud_labels).float().mean().item()


with timed("adapters"):
    for shots in SHOTS:
        few_shot_model = PointCLIP(
            pointclip_model.image_encoder,
            class_prototypes,
            cloud_scale,
            equal_weights,
            InterViewAdapter(6, class_prototypes.shape[1], hidden=48, ratio=0.6),
        ).to(device)
        zero_shot_accuracy = cloud_accuracy(few_shot_model)
        examples = sample_few_shot(shot_labels, shots, seed=student_number)
        shot_losses[shots] = fit_adapter(
            few_shot_model,
            shot_points[examples].to(device),
            shot_labels[examples].to(device),
            epochs=sized(grade=1, demo=30, full=100),
            lr=3e-3,
        )
        shot_accuracies.append(cloud_accuracy(few_shot_model))
plt.figure(figsize=(5, 2.6))
for (shots, curve), line in zip(shot_losses.items(), ("-", "--", "-.", ":", (0, (1, 3))), strict=True):
    plt.semilogy(range(1, len(curve) + 1), curve, linestyle=line, label=f"{shots}")
plt.xlabel("step")
plt.ylabel("cross entropy")
plt.legend(title="shots a class", fontsize=8, ncols=2)
plt.tight_layout()
plt.show()

# %% [markdown]
# **Figure F8 and table: shots against accuracy.** The dashed line is zero-shot. The loss above is that of the sample.
# It can fall to almost 0 even for one shot, where the adapter knows ten clouds and no others: only the test clouds say
# what it has learned. There are 80 of them, so one cloud is .0125.

# %% role="use" needs="P5-E12 P5-E13 P5-E14 P5-E15 P5-E16"
# alt: accuracy on test clouds against the number of shots, a dashed line for zero-shot
display(pd.DataFrame({"shots": [0, *SHOTS], "accuracy": [zero_shot_accuracy, *shot_accuracies]}).round(3))
plot_shots(SHOTS, shot_accuracies, zero_shot_accuracy)
plt.show()

# %% [markdown]
# # Part G - Questions, report, export
#
# ## How the questions work
#
# You are asked what an oral examination on this notebook would ask: shapes of tensors, reasons for single
# lines, the given code included. Nothing has to be run; to read the whole notebook is the preparation.
#
# - **Shape questions** (10 points): ten questions, their numbers drawn from your student number. Replace `None` by
#   your answer: a number or a tuple. Whole numbers must be exact, decimal numbers right to 0.1 %.
# - **Concept questions** (15 points): answer in your own words, in the cell below each question. Every
#   wording that says the right thing counts. Put pictures next to the notebook and write
#   `![](picture.png)`; the export embeds them.
# - **Practice** has no points: the same questions with other numbers, and an explanation at once.

# %% [markdown]
# `practice("P5-Q-S04")` shows a question, `practice("P5-Q-S04", ((1, 2, 3, 4), (1, 2, 3, 4), (1, 2, 3)))` says whether
# that is the answer to it, and `practice("P5-Q-S04")` again shows new numbers. Practice in a cell of your own, as often
# as you like. The oral examination draws from all twelve families and from all concept questions, Q01 to Q35, which
# stand in `questions.py` beside this notebook.
#
# | family | asked in question | | family | asked in question |
# |---|---|---|---|---|
# | S01 shapes in PointNet | 1 | | S07 neighbours on a line | 7 |
# | S02 a transform and its regulariser | 2 | | S08 recall | 8 |
# | S03 parameters of a shared MLP | 3 | | S09 images and texts | 9, or S11 |
# | S04 shapes in EdgeConv | 4 | | S10 a point in a depth map | 10, or S12 |
# | S05 memory of the distance table | 5 | | S11 batches of views | 9, or S09 |
# | S06 learning rate | 6 | | S12 weights of the adapter | 10, or S10 |

# %% role="use" needs=""
practice("P5-Q-S07")

# %% [markdown]
# ## Shape questions (10 points)
#
# One point each. B is the batch, clouds in networks are (B, C, N), axes, epochs, indices, rows and columns count from 0,
# logarithms are natural ones.

# %% role="shape" question="P5-Q-1"

# %% role="shape" question="P5-Q-2"

# %% role="shape" question="P5-Q-3"

# %% role="shape" question="P5-Q-4"

# %% role="shape" question="P5-Q-5"

# %% role="shape" question="P5-Q-6"

# %% role="shape" question="P5-Q-7"

# %% role="shape" question="P5-Q-8"

# %% role="shape" question="P5-Q-9"

# %% role="shape" question="P5-Q-10"

# %% [markdown]
# ## Concept questions (15 points)
#
# Three points each, a few sentences each. One question is drawn for you from each of five groups: PointNet; data and
# training; DGCNN; CLIP; PointCLIP and tools.

# %% role="pool" pool="1" points=3

# %% role="pool" pool="2" points=3

# %% role="pool" pool="3" points=3

# %% role="pool" pool="4" points=3

# %% role="pool" pool="5" points=3

# %% [markdown]
# ## Report (5 points)
#
# One page, marked by a person. Write below the instruction of each cell; pictures beside the notebook are embedded when
# you export. A difference below the spread over seeds is not a result.

# %% [markdown] role="manual" id="P5-R1" points=2
# ### Report 1: figures (2 points)
#
# These figures are there, drawn by your own functions, with names on their axes and a legend where there are several
# curves. List what is missing and why (write "complete" if nothing is), and add one sentence to each of F2, F5, F6 and
# F7: what do you see there that no table says?
#
# | figure | content | part |
# |---|---|---|
# | F1 | one cloud per class before and after augmentation | A |
# | F2 | critical points of PointNet on four clouds | D |
# | F3 | edges found by kNN and by radius | C |
# | F4 | loss, accuracy and learning rate against the epoch | D |
# | F5 | 40 x 40 confusion matrix and the five worst classes | D |
# | F6 | similarity of images and texts with class names | E |
# | F7 | six depth maps of four clouds with the top-5 table | F |
# | F8 | zero-shot against few-shot accuracy for 1, 2, 4, 8, 16 shots | F |

# %% [markdown] role="manual" id="P5-R2" points=1
# ### Report 2: results (1 point)
#
# Copy the tables into the cell below and fill them in from your runs. Say which device, which `KIT_BUDGET`, which data,
# how many epochs, which seeds.
#
# | network | classes, epochs, rate | test accuracy | macro recall | weighted recall | seconds |
# |---|---|---|---|---|---|
# | PointNet | | | | | |
# | PointNet, no feature transform | | | | | |
# | DGCNN, dynamic graph | | | | | |
# | DGCNN, fixed graph | | | | | |
#
# | zero-shot PointCLIP | one prompt | ensemble |
# |---|---|---|
# | accuracy | | |
# | top-5 accuracy | | |
#
# | shots of each class | 1 | 2 | 4 | 8 | 16 |
# |---|---|---|---|---|---|
# | accuracy | | | | | |
#
# Which five pairs of classes does your network confuse most often? Where your budget left a run out write "not run": an
# empty field is better than a number that was not measured.

# %% [markdown] role="manual" id="P5-R3" points=2
# ### Report 3: what the numbers say (2 points)
#
# Two paragraphs that refer to your numbers.
#
# 1. **PointNet against DGCNN** on the same budget: accuracy and time. What is the feature transform worth on a set as
#    small as ours? Does the dynamic graph pay for its time? Where do weighted and macro recall differ, and are the most
#    confused pairs similar shapes, as one would expect of table and desk, bookshelf and wardrobe? What does the curve of
#    the learning rate in TensorBoard show?
# 2. **Zero-shot against few-shot**: what does the prompt change, what does each further shot bring, and from which
#    number of shots on is the adapter worth its labels?

# %% [markdown]
# ## Export
#
# Run the notebook once more from top to bottom in a fresh kernel and save it. Then call `export_html` in a
# cell of your own, with your number and name (they are stored; later `export_html()` is enough). It writes
# `NUMBER_NAME_P5.html`, for example `17_Ada-Lovelace_P5.html`: one file with all outputs and pictures, those of your
# answers too. Open it and look at it before you hand it in.

# %% role="use" needs=""
from kit.export import export_html
# export_html(17, "Ada Lovelace", "P5")

# %% [markdown]
# ## Glossary
#
# | term | meaning |
# |---|---|
# | adapter | small trained module on top of features that stay as they are |
# | contrastive loss | pulls features of a pair together, pushes those of other pairs apart |
# | cosine similarity | scalar product of two vectors of length 1 |
# | critical points | points that give the maximum of at least one feature; the others could be left out |
# | depth map | image that holds, for each pixel, how near the nearest point is |
# | dying ReLU | unit that is negative for all inputs, so that its gradient is zero for good |
# | dynamic graph | neighbours are searched anew in each layer, among its input features |
# | edge feature | what an edge carries: the point, and its neighbour minus the point |
# | equivariance, invariance | the output changes along with the input; the output does not change |
# | few-shot, zero-shot | with a few labelled examples of each class; with no training on the target set |
# | global feature | one vector for a whole cloud |
# | kNN, radius graph | the k nearest points; all points within a distance |
# | logit, probability | any real score; a share between 0 and 1 |
# | logit scale | logarithm of the factor on the similarities; its inverse factor is the temperature |
# | macro, weighted recall | mean over classes; mean over samples, which is the accuracy |
# | message passing | each point collects from its neighbours, layer after layer |
# | orthographic | projection along parallel rays: size does not depend on the distance |
# | prompt ensemble, prototype | several sentences for a class; the unit vector that stands for them |
# | recall, precision | share of a class that is found; share of the answers that is right |
# | shared MLP | the same MLP for every point, written as a convolution with kernel 1 |
# | T-Net | network that predicts a matrix for the cloud that it gets |
# | top-5 accuracy | share of samples whose class is among the five likeliest |
# | voxel | cell of a regular grid in space |
