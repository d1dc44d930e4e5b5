# %% [markdown]
# # P4 - Variational autoencoder, Frechet distance, conditional GAN, inversion, attack
#
# You build two kinds of generative model. A variational autoencoder (VAE) of faces grows piece by piece: encoder,
# sampling, decoder, the KL term, the weighted loss; you measure its samples by a Frechet distance, walk through its
# latent space, and give it a condition. A conditional GAN of digits follows, with its two losses and its training
# step; you invert its generator by gradient descent, attack a classifier with the fast gradient sign method, and log
# everything for TensorBoard.
#
# The thread through the notebook: **a lower loss is not a proof**. There are wrong lines with which a VAE
# reconstructs better than the right one, and its samples may even look no worse. So each piece is checked by its
# values, its gradients and its statistics.

# %% [markdown]
# ## Learning goals
#
# After this notebook you can
# - say what encoder, decoder, generator and discriminator put in and out, and name every shape on the way;
# - write the sampling step, the KL term and the weighted loss of a VAE, and say why each factor is there;
# - compare two sets of images by a Frechet distance, and say what its value depends on;
# - interpolate and sweep latents, and put a condition into both halves of a model;
# - train a GAN without mixing up its gradients, and read its curves;
# - use the gradient with respect to an *input*: to invert a generator, and to attack a classifier.

# %% [markdown]
# ## Points
#
# | part | exercise | points | | part | exercise | points |
# |---|---|---|---|---|---|---|
# | 1 | E1 encoder | 4 | | 4 | E9 generator | 6 |
# | 1 | E2 sampling | 5 | | 4 | E10 discriminator | 5 |
# | 1 | E3 decoder | 3 | | 4 | E11 losses and step | 7 |
# | 1 | E14 log of an epoch | 3 | | 5 | E12 inversion | 4 |
# | 1 | E4 KL divergence | 5 | | 5 | E13 attack | 4 |
# | 1 | E5 weighted loss | 6 | | 6 | shape questions | 10 |
# | 2 | E6 Frechet distance | 8 | | 6 | concept questions | 15 |
# | 2 | E7 walks in latent space | 5 | | 6 | report and figures | 5 |
# | 3 | E8 conditional VAE | 5 | | | | |
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
# | imports, data, feature nets | 15 s |
# | VAE, three weights of the KL term | 30 s |
# | Frechet distances, interpolation, sweeps | 10 s |
# | conditional VAE | 10 s |
# | GAN | 45 s |
# | inversion, attacks | 30 s |
# | logs, figures, export | 15 s |
#
# Each training prints its time. `KIT_BUDGET=full` before the start trains larger models for longer (best on a GPU),
# `KIT_DATA=official` takes the official data where you have them.

# %% [markdown]
# ## Data
#
# Three sets, each loaded where it is needed first; nothing is downloaded.
#
# | data sheet | made by | content | size | option |
# |---|---|---|---|---|
# | faces | `kit/data/faces.py`, drawn from a seed, with the factors of each face | 3 x 32 x 32 in [0, 1] | 1,500, and 1,000 others to measure against | a folder of FFHQ, 128 x 128 |
# | digits | a part of MNIST, padded to 32 x 32 | 1 x 32 x 32, in [0, 1] or [-1, 1] | 6,000, and 1,000 of the test part | all of MNIST |
# | colour images | `kit/data/objects.py`, drawn from a seed | 3 x 32 x 32 in [0, 1], ten classes | 5,000 and 1,000 | CIFAR10 |
#
# Licence: digits as MNIST (commonly CC BY-SA 3.0), the drawn sets as this course; no real person is shown. All are
# meant for learning the method: numbers on them do **not** carry over to photographs.

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
# - **Check yourself.** `check("P4-E1")` prints what holds and what does not. The hidden checks ask for more
#   properties, with other numbers and other sizes.
# - **Structure is free, behaviour is fixed.** No layer of your networks has a prescribed name; what they put out,
#   what it depends on and what they can learn is prescribed.
# - **Read everything.** A line that runs and is wrong costs points, however good the pictures look. The questions
#   at the end are those of an oral examination on the whole notebook, the given code included.

# %% [markdown]
# ## Environment check
#
# One line per remark: versions, device, threads, data, and whether TensorBoard can write an event file and read it
# back (where it cannot, the same calls draw with matplotlib; no point depends on it). `python check_env.py` in a
# terminal prints the same without Jupyter; mend the environment there, not in the notebook.

# %% role="given"
from kit.environment import environment_report

for finding in environment_report():
    print(finding)

# %% [markdown]
# ## Imports
#
# `check("P4-E1")` runs the self-checks of an exercise, `progress()` those of all, `practice("P4-Q-S1")` asks a
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
# Type them once. The shape questions of part 6 are drawn from your number; they are graded with the number
# under which the staff knows you. Your number is also the seed of the trainings: your tables are yours.

# %% role="fill" id="P4-student"
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
