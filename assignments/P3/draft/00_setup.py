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

from kit.notebook import ask, ask_concept, check, grade, load, practice, progress
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
