# %% [markdown]
# # A2 - Semantic segmentation and object detection
#
# You find pedestrians in street scenes pixel by pixel, with two fully convolutional networks, and digits in
# cluttered images box by box, with a detector in the style of YOLO. Everything between the raw annotation and
# the final number is yours: labels, padding, confusion matrix and metrics, weighted loss, U-Net, transposed
# convolution, FCN-8s on a frozen encoder, the loops, boxes, anchors and their targets, head and loss,
# non-maximum suppression, collate function, average precision. Each piece is checked **by its values**: most
# classic mistakes train to nearly the same score.

# %% [markdown]
# ## Learning goals
#
# After this notebook you can
# - turn annotations into targets, and crop, pad and batch them without losing their alignment;
# - say which metric suits an unbalanced task, compute it from one confusion matrix, and say what class weights
#   do;
# - build networks that shrink and enlarge their maps, name every shape on the way, and reuse a pretrained
#   encoder;
# - match anchors with objects, train a detector on boxes, objectness and classes, and judge it by average
#   precision;
# - tell whether a network is better from numbers that can be compared.

# %% [markdown]
# ## Points
#
# | part | exercise | points | | part | exercise | points |
# |---|---|---|---|---|---|---|
# | 1 | E1 labels | 2 | | 3 | E11 boxes | 3 |
# | 1 | E2 crop or pad | 4 | | 3 | E12 overlap | 4 |
# | 1 | E3 wrapper | 3 | | 3 | E13 anchors | 3 |
# | 1 | E4 confusion matrix | 4 | | 3 | E14 targets | 5 |
# | 1 | E5 metrics | 4 | | 3 | E15 head and loss | 6 |
# | 2 | E6 weighted loss | 5 | | 3 | E16 suppression | 4 |
# | 2 | E7 U-Net | 6 | | 3 | E17 collate function | 2 |
# | 2 | E8 up-sampling | 4 | | 3 | E18 average precision | 2 |
# | 2 | E9 FCN-8s | 5 | | 4 | shape questions | 10 |
# | 2 | E10 loops | 4 | | 4 | concept questions | 15 |
# | | | | | 4 | report and figures | 5 |
#
# Code 70, shape questions 10, concept questions 15, report and figures 5: together 100. While an exercise is
# graded, earlier functions are replaced by given versions: a mistake is counted once.

# %% [markdown]
# ## Time budget
#
# At most 3 minutes for the whole notebook on two CPU cores with the data that ship with it:
#
# | part | at most |
# |---|---|
# | data | 5 s |
# | self-checks | 10 s |
# | U-Net, three weightings | 60 s |
# | FCN-8s | 25 s |
# | detector | 40 s |
# | figures and export | 15 s |
#
# Each training prints its time. `KIT_BUDGET=full` before the start trains wider networks for longer (best on a
# GPU), `KIT_DATA=official` takes the photographs of Penn-Fudan, VGG16 and all of MNIST.

# %% [markdown]
# ## Data
#
# Both data sets are drawn from a seed on your machine; nothing is downloaded. Part 1 has the sheet of the
# street scenes.
#
# | data sheet | MNISTClutter |
# |---|---|
# | made by | `kit/data/clutter.py`, seeded, from 7,000 digits of MNIST that ship with the notebook; no public set |
# | content | 64 x 64 pixels, black; 0 to 3 digits (longer side 9 to 29 pixels) that hardly overlap |
# | clutter | pieces of other digits, thin strokes, slight noise |
# | size | 2,000 scenes for training, 300 for validation, 300 as a test; about 2 % without a digit |
# | an item | `image` uint8 (64, 64), `boxes` float32 (n, 4) raw as (x, y, h, w), `labels` int64 (n,), 0 to 9 |
# | licence | digits as MNIST (commonly CC BY-SA 3.0), the rest as this course |
# | meant for | learning the method: scores on it do not carry over to photographs |

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
# - **Check yourself.** `check("A2-E1")` prints what holds and what does not. The hidden checks ask for more
#   properties, with other numbers and other sizes: heights are not widths, channels not classes.
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
# `check("A2-E1")` runs the self-checks of an exercise, `progress()` those of all, `practice("A2-Q-S1")` asks a
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
# Type them once. The shape questions of part 4 are drawn from your number; they are graded with the number
# under which the staff knows you.

# %% role="fill" id="A2-student"
student_number = 0
student_name = ""

# %% [markdown]
# # Part 1 - Pedestrians: from masks to metrics
#
# ## Semantic and instance segmentation
#
# *Semantic segmentation* gives each pixel a class (dog, dog, cat): the answer is a label image of the size of the
# input. *Instance segmentation* also tells the objects apart (dog 1, dog 2, cat 1). From instances to classes
# there is a way (E1), not back: two people who overlap become one region. Well-known sets such as VOC 2012 store
# labels as colours of an image and need a table from colour to integer; here the value of a pixel **is** the
# number.

# %% [markdown]
# ## The data
#
# The task is Penn-Fudan's: photographs of streets and, for each, an instance mask, aligned pixel by pixel: 0 is
# background, k is person k. Image (3-channel RGB) and mask (unsigned 8-bit integers) arrive as PIL pictures. By
# default they are **drawn**, in the same folder layout; `KIT_DATA=official` reads the photographs instead.
#
# | data sheet | drawn street scenes |
# |---|---|
# | made by | `kit/data/street.py`, seeded; drawn anew into `generated/` on each machine |
# | size | 130 scenes for training, 40 for validation, 40 of another seed as a test; all of different size |
# | content | 1 to 4 people, who may cover each other; poles and trees, upright too, but no people |
# | classes | background and pedestrian; 7.6 % of the pixels in training and 6.3 % in validation are of a person |
# | licence | that of this course; no real person is shown |
# | meant for | learning the method: scores on it do **not** carry over to photographs |

# %% role="given"
from torch.utils.data import DataLoader, Dataset, Subset

from kit.data.pedestrians import load_pedestrians
from kit.data.pictures import image_to_tensor, mask_to_tensor
from kit.logs import bar, open_writer, timed
from kit.plots import segmentation as plots

scenes = {split: load_pedestrians(split, count=sized(grade=20, demo=None, full=None)) for split in ("train", "val")}

# %% [markdown]
# **Figure.** `imshow(mask, alpha=0.5)` lays the mask over the image: alpha is the *opacity* of what is laid over,
# 0 shows only the image, 1 only the mask. Look for people who cover each other, and for the upright things that
# are none.

# %% role="use" needs=""
# alt: three street scenes, below them the same with each person tinted in another colour
streets = [scenes["train"][number] for number in (0, 3, 7)]
plots.plot_scenes([item["image"] for item in streets], [item["mask"] for item in streets])
plt.show()

# %% [markdown]
# ## E1 - From instances to classes (2 points)
#
# **Goal:** make of an instance mask the labels that the loss wants.
#
# $$y_{ij} = \begin{cases} 1 & m_{ij} > 0 \\ 0 & m_{ij} = 0 \end{cases}$$
#
# The loss indexes with the labels, so they are int64; the file stores unsigned 8-bit integers, since 255 people
# are enough for an image. Everything that follows uses these labels.

# %% [markdown]
# | | type, shape | meaning |
# |---|---|---|
# | `mask` | uint8 (H, W) | 0 background, k person k; ids up to 255, not always consecutive |
# | returns | int64 (H, W) | 0 background, 1 pedestrian; on the device of `mask` |
#
# The mask is left as it was and shares no memory with the result.
#
# <details><summary>Hint 1</summary>An image with one person hides a mistake that one with three shows.</details>
# <details><summary>Hint 2</summary>A comparison gives truth values; a cast makes numbers of them.</details>
#
# Example: `[[0, 3, 3], [0, 0, 7]]`, two people, becomes `[[0, 1, 1], [0, 0, 1]]`.


# %% role="answer" exercise="A2-E1"
# TODO A2-E1 (2 points): labels of an instance mask
def instance_to_semantic(mask: Tensor) -> Tensor:
    """Return the class of each pixel, int64 (H, W): 0 background, 1 pedestrian.

    Parameters
    ----------
    mask
        uint8 (H, W): 0 background, k person k. Not changed.
    """
    ### BEGIN SOLUTION
    return (mask > 0).long()
    ### END SOLUTION


# %% role="check" exercise="A2-E1"
check("A2-E1")

# %% role="grade" exercise="A2-E1"

# %% role="use" needs="A2-E1"
# alt: one scene with its people tinted one by one, and the same scene with all of them tinted alike
street = streets[1]
street_masks = [mask_to_tensor(street["mask"]), instance_to_semantic(mask_to_tensor(street["mask"]))]
plots.plot_scenes([street["image"]] * 2, street_masks, ["instances", "classes"])
plt.show()
print(f"{(street_masks[1] == 1).float().mean():.1%} of its pixels are of a person")

# %% [markdown]
# ## Crop and pad, do not resize
#
# A batch is one tensor, so its images have one size. Resizing changes scale and proportions, and a mask must never
# be interpolated: between label 0 and label 2 a bilinear average invents 1. (Where a mask has to be resized,
# nearest neighbour keeps its values; bilinear is for images.) Cutting a window and padding keep every pixel and
# its label as they are.
#
# Images and labels are augmented **together**: what moves pixels moves both, what changes colour changes only the
# image. Mixup and CutMix blend two images and so need mixed labels. Test-time augmentation averages the
# predictions for several versions of one image.

# %% [markdown]
# ## E2 - Crop or pad to a common size (4 points)
#
# **Goal:** bring items of any size to one size, with image and mask still aligned. Padding gets a label of its
# own.
#
# For each axis on its own, with the length $n$ that an item has and the length $m$ that is wanted:
#
# $$n > m:\ \text{cut } [s, s+m) \text{ with } s \text{ uniform in } \{0, \dots, n - m\}, \qquad
#   n < m:\ \text{append } m - n \text{ at the end}$$
#
# Label 2, padding, is no class of the scene. Logits get two channels; loss and metrics ignore the label (E4, E6).
#
# | | type, shape | meaning |
# |---|---|---|
# | `item` | dict | `image` float32 (3, H, W) in [0, 1], `mask` int64 (H, W); neither dict nor tensors are changed |
# | `size` | (h, w) | wanted height and width, in this order |
# | `pad_label`, `pad_value` | int, float | of new mask pixels and of new image pixels |
# | `generator` | `torch.Generator` or None | where `torch.randint` draws from; None is the global generator |
# | returns | new dict | the same keys and dtypes; sizes (3, h, w) and (h, w) |
#
# Image and mask are cut at the **same** window. Padding is at the bottom and at the right. Equal states of the
# generator give equal windows. Not allowed: crop and pad of torchvision.

# %% [markdown]
# <details><summary>Hint 1</summary>Draw the two starts first, once; then cut both tensors.</details>
# <details><summary>Hint 2</summary><code>torch.randint(n, (), generator=generator)</code> draws from 0 to n - 1:
# how many windows are there when nothing has to be cut?</details>
# <details><summary>Hint 3</summary>A slice that ends behind the end is legal. <code>F.pad</code> counts the axes
# from the last one: left, right, top, bottom.</details>
#
# Example: an item of 5 x 9 and `size=(7, 4)`: rows 0 to 4 are kept and two rows of padding appended; of the
# columns one of the 6 windows 0-3, 1-4, ..., 5-8 is cut.


# %% role="answer" exercise="A2-E2"
# TODO A2-E2 (4 points): one window for image and mask, padding at the bottom and at the right
def pad_or_crop(item: dict, size: tuple[int, int], pad_label: int = 2, pad_value: float = 0.0, generator=None) -> dict:
    """Return a new item of the wanted size.

    Parameters
    ----------
    item
        ``image`` float32 (3, H, W) in [0, 1], not normalised, and ``mask`` int64 (H, W). Not changed.
    size
        ``(h, w)``. A longer axis is cut at a random window, a shorter one is filled at its end.
    pad_label, pad_value
        Of the new pixels of the mask and of the image.
    generator
        For `torch.randint`; None: the global generator.

    Returns
    -------
    dict
        ``image`` float32 (3, h, w) and ``mask`` int64 (h, w), cut at the same window.
    """
    ### BEGIN SOLUTION
    image, mask = item["image"], item["mask"]
    have, (h, w) = mask.shape, size
    top, left = (
        int(torch.randint(max(n - m, 0) + 1, (), generator=generator)) for n, m in zip(have, size, strict=True)
    )
    image, mask = image[:, top : top + h, left : left + w], mask[top : top + h, left : left + w]
    missing = (0, w - mask.shape[1], 0, h - mask.shape[0])
    return {"image": F.pad(image, missing, value=pad_value), "mask": F.pad(mask, missing, value=pad_label)}
    ### END SOLUTION


# %% role="check" exercise="A2-E2"
check("A2-E2")

# %% role="grade" exercise="A2-E2"

# %% [markdown]
# **Figure.** The same scene as it is, padded and cropped.

# %% role="use" needs="A2-E1 A2-E2"
# alt: a street scene, the same with a hatched strip at the right and bottom, and a window of it
whole = {"image": image_to_tensor(street["image"]), "mask": instance_to_semantic(mask_to_tensor(street["mask"]))}
padded = pad_or_crop(whole, (136, 160))
cropped = pad_or_crop(whole, (64, 72), generator=torch.Generator().manual_seed(1))
plots.plot_crops([("as it is", whole), ("padded", padded), ("cropped", cropped)])
plt.show()

# %% [markdown]
# ## E3 - A wrapper around a data set (3 points)
#
# **Goal:** add a transform to any data set without changing it, and keep everything else that it can do within
# reach.
#
# Python calls `__getattr__(self, name)` only when the ordinary lookup of `name` has failed. A wrapper answers from
# what it wraps: `wrapper.classes` reads `dataset.classes`. This works for every attribute, whatever its kind, and
# it works while the wrapper is still empty, too: `copy` and `pickle` make an object **without** calling `__init__`
# and ask it for special names; a `__getattr__` that then reads `self.dataset` calls itself, for ever.

# %% [markdown]
# | | convention |
# |---|---|
# | `DatasetWrapper(dataset, transform=None)` | attributes `dataset` and `transform`; nothing is read or copied at construction |
# | `len(w)` | the length of the wrapped data set |
# | `w[i]` | reads the wrapped item once and calls `transform` once (None: the item as it is), at each access anew |
# | valid indices | -n <= i < n, `w[-1]` is the last item; others raise `IndexError`, also if the wrapped data set takes any index |
# | other attributes | those that the wrapper does not have are read from the wrapped data set at the moment of access; its own win |
# | unknown names | `AttributeError` |
# | special names `__x__` | never forwarded |
# | copy, deepcopy, pickle, DataLoader with workers | work, also around torch's own data sets such as `Subset` |
#
# <details><summary>Hint 1</summary>A for loop over an object without <code>__iter__</code> counts up from 0 until
# <code>IndexError</code>.</details>
# <details><summary>Hint 2</summary>The wrapped data set may take -1 for something else: make a negative index
# positive before you pass it on.</details>
# <details><summary>Hint 3</summary>In <code>__getattr__</code> refuse names that begin and end with two
# underscores: <code>raise AttributeError(name)</code>. A DataLoader asks for <code>__getitems__</code>, to read a
# whole batch at once: what would happen to the transform if you passed on that of a <code>Subset</code>?</details>
#
# Example: with `w = DatasetWrapper([4, 9, 25], math.sqrt)`: `len(w)` is 3, `w[-1]` is 5.0, `w[3]` raises
# `IndexError`, `w.count(9)` is 1, a method of the list.


# %% role="answer" exercise="A2-E3"
# TODO A2-E3 (3 points): length, items, and attributes from the wrapped data set
class DatasetWrapper(Dataset):
    """A data set with a transform around another one; all other attributes are those of the wrapped one.

    Parameters
    ----------
    dataset
        Has a length and items; may take any index without complaint.
    transform
        Called with each item that is read; None: items stay as they are.
    """

    def __init__(self, dataset, transform=None):
        ### BEGIN SOLUTION
        self.dataset, self.transform = dataset, transform
        ### END SOLUTION

    def __len__(self) -> int:
        """Return the length of the wrapped data set."""
        ### BEGIN SOLUTION
        return len(self.dataset)
        ### END SOLUTION

    def __getitem__(self, index: int):
        """Return the transformed item; IndexError unless -n <= index < n."""
        ### BEGIN SOLUTION
        if not -len(self) <= index < len(self):
            raise IndexError(f"index {index} of {len(self)} items")
        item = self.dataset[index % len(self)]
        return item if self.transform is None else self.transform(item)
        ### END SOLUTION

    def __getattr__(self, name: str):
        """Return an attribute of the wrapped data set; AttributeError for special and unknown names."""
        ### BEGIN SOLUTION
        if (name.startswith("__") and name.endswith("__")) or "dataset" not in self.__dict__:
            raise AttributeError(name)
        return getattr(self.dataset, name)
        ### END SOLUTION


# %% role="check" exercise="A2-E3"
check("A2-E3")

# %% role="grade" exercise="A2-E3"

# %% [markdown]
# **The sets of part 2.** A `Subset` of the scenes would lose their `classes`; the wrapper hands them on. Scenes
# larger than 96 x 128 are cut, smaller ones padded: in training at random, in validation always at the same
# windows.

# %% role="use" needs="A2-E1 A2-E2 A2-E3"
# alt: two training items of 96 x 128, one of them with a hatched strip of padding
CROP = sized(grade=(64, 80), demo=(96, 128), full=(96, 128))


def to_training_item(item):
    """A scene of PIL pictures as tensors of one size: image float32 (3, h, w) in [0, 1], mask int64 (h, w)."""
    labels = instance_to_semantic(mask_to_tensor(item["mask"]))
    return pad_or_crop({"image": image_to_tensor(item["image"]), "mask": labels}, CROP)


def to_validation_item(item):
    """The same, cut at the same window each time."""
    labels = instance_to_semantic(mask_to_tensor(item["mask"]))
    image = image_to_tensor(item["image"])
    return pad_or_crop({"image": image, "mask": labels}, CROP, generator=torch.Generator().manual_seed(0))


train_set = DatasetWrapper(scenes["train"], to_training_item)
val_set = DatasetWrapper(scenes["val"], to_validation_item)
print(f"{len(train_set)} training and {len(val_set)} validation items, classes {train_set.classes}")
plots.plot_crops([(train_set.names[number], train_set[number]) for number in (0, 1)])
plt.show()

# %% [markdown]
# ## Counting right and wrong
#
# Say cats are the *positive* class. An actual cat predicted as dog is a **false negative** (a miss, type II
# error); an actual dog predicted as cat is a **false positive** (a false alarm, type I error); a dog predicted as
# dog is a **true negative**, a cat predicted as cat a **true positive**. The **confusion matrix** holds all four,
# for any number of classes: **rows actual, columns predicted**, the right answers on the diagonal. For pixels of
# an image a "sample" is a pixel.

# %% [markdown]
# ## E4 - The confusion matrix (4 points)
#
# **Goal:** count the pixels of each pair of classes. All metrics of this notebook are computed from this matrix.
#
# $$M_{ij} = \#\{\text{valid pixels } p : \text{target}_p = i,\ \text{pred}_p = j\}$$
#
# Counts add up: the matrix of a data set is the sum of the matrices of its batches. A ratio does not: the mean of
# the batches' IoU is not the IoU of the data set.

# %% [markdown]
# | | type, shape | meaning |
# |---|---|---|
# | `pred` | integer tensor, any shape | predicted classes, 0 to C - 1 |
# | `target` | integer tensor, the same shape | actual classes, 0 to C - 1, or `ignore_index` |
# | `num_classes` | int | C |
# | `ignore_index` | int or None | pixels with **this target** are dropped, whatever is predicted there; it may lie inside or outside 0 to C - 1; a prediction is never dropped for its own value |
# | returns | int64 (C, C) | `[i, j]`: actual class i predicted as j; on the device of the inputs |
#
# Any integer dtype, uint8 included, and the two may differ; any number of axes. Classes that do not occur keep
# their row and column. Not allowed: a confusion matrix of a library.
#
# <details><summary>Hint 1</summary>Each pair (i, j) can be made one number between 0 and C*C - 1.</details>
# <details><summary>Hint 2</summary><code>torch.bincount</code> counts how often each number occurs; what does
# <code>minlength</code> do?</details>
# <details><summary>Hint 3</summary>In uint8, 200 * 3 is 88: cast before you multiply.</details>
#
# Example: target `[0, 0, 2, 1, 9]`, pred `[0, 2, 2, 2, 1]`, three classes, `ignore_index=9`:
# `[[1, 0, 1], [0, 0, 1], [0, 0, 1]]`.


# %% role="answer" exercise="A2-E4"
# TODO A2-E4 (4 points): count pairs of actual and predicted class
def confusion_matrix(pred: Tensor, target: Tensor, num_classes: int, ignore_index: int | None = None) -> Tensor:
    """Count valid pixels by actual class (rows) and predicted class (columns).

    Parameters
    ----------
    pred, target
        Integer tensors of one shape; pred in 0..C-1, target in 0..C-1 or `ignore_index`. Not changed.
    num_classes
        C.
    ignore_index
        Pixels with this target are dropped; None: none.

    Returns
    -------
    int64 (C, C) on the device of the inputs.
    """
    ### BEGIN SOLUTION
    if ignore_index is not None:
        valid = target != ignore_index
        pred, target = pred[valid], target[valid]
    pairs = target.long() * num_classes + pred.long()
    return torch.bincount(pairs.flatten(), minlength=num_classes**2).reshape(num_classes, num_classes)
    ### END SOLUTION


# %% role="check" exercise="A2-E4"
check("A2-E4")

# %% role="grade" exercise="A2-E4"

# %% [markdown]
# **Figure.** A guess without any network: a pixel is a pedestrian where the image differs from its own median
# colour.

# %% role="use" needs="A2-E1 A2-E2 A2-E3 A2-E4"
# alt: a 2 x 2 table of counts, rows actual, columns predicted; most pixels are background taken for background
guess_matrix = torch.zeros(2, 2, dtype=torch.int64)
for number in range(len(val_set)):
    item = val_set[number]
    median = item["image"].flatten(1).median(dim=1).values
    differs = (item["image"] - median[:, None, None]).abs().sum(0) > 0.75
    guess_matrix += confusion_matrix(differs.long(), item["mask"], 2, ignore_index=2)
plots.plot_confusion(guess_matrix, val_set.classes, "colour far from the median")
plt.show()

# %% [markdown]
# ## Which metric?
#
# - **Accuracy** = (TP + TN) / total: the share of right decisions. Where 93 % of the pixels are background,
#   calling everything background scores .93.
# - **Precision** = TP / (TP + FP): of all that was *called* cat, how much is cat ("find only cats"). **Recall** =
#   TP / (TP + FN): of all *actual* cats, how many were found ("find all cats").
# - **F1** = 2TP / (2TP + FP + FN), their harmonic mean: low if either is low. **IoU** = TP / (TP + FP + FN), the
#   overlap of two regions; F1 = 2 IoU / (1 + IoU). **mIoU** is the mean over the classes.
# - With two classes the one-vs-rest accuracy of both is the same number; their recalls are not.
# - *Mean* recall (balanced accuracy) treats classes alike, *weighted* recall multiplies by the share of each
#   class: weighted recall **is** accuracy.
#
# A metric on training data watches progress and over-fitting; a model is chosen by the metric on validation data.

# %% [markdown]
# ## E5 - Metrics (4 points)
#
# **Goal:** all metrics from one matrix, with clear rules for classes that are missing.
#
# $$P_c = \frac{M_{cc}}{\sum_i M_{ic}}, \quad R_c = \frac{M_{cc}}{\sum_j M_{cj}}, \quad
# F_c = \frac{2 M_{cc}}{\sum_i M_{ic} + \sum_j M_{cj}}, \quad
#   \mathrm{IoU}_c = \frac{M_{cc}}{\sum_i M_{ic} + \sum_j M_{cj} - M_{cc}}$$
#
# | key | shape | meaning |
# |---|---|---|
# | `precision`, `recall`, `f1`, `iou` | float64 (C,) | of each class |
# | `accuracy` | 0-dim float64 or float | right pixels / all pixels |
# | `miou`, `macro_f1`, `balanced_accuracy` | 0-dim float64 or float | mean over the classes of IoU, F1, recall |
# | `weighted_recall` | 0-dim float64 or float | sum of recall times the share of the class among the actual pixels |
#
# `cm` is int64 (C, C), rows actual, with a sum above 0; it is not changed. **Absent** classes, neither in targets
# nor in predictions, are nan and are left out of all means. For every other class a ratio with denominator 0 is
# **0** (present and never predicted: precision 0; predicted and never present: recall 0) and counts in the means.
# Not allowed: libraries of metrics.

# %% [markdown]
# <details><summary>Hint 1</summary>Three vectors are enough: the diagonal, the sums of the rows, the sums of the
# columns. Which of the two counts the actual pixels?</details>
# <details><summary>Hint 2</summary>Where a denominator is 0 the numerator is 0 as well: dividing by 1 instead
# gives the wanted 0. Absent classes are a separate mask.</details>
# <details><summary>Hint 3</summary><code>nanmean</code> leaves out nan; in the weighted sum an absent class has
# weight 0, but 0 * nan is nan.</details>
#
# Example: `[[50, 3, 2], [7, 20, 4], [1, 6, 30]]`: class 1 has precision 20/29 = 0.690, recall 20/31 = 0.645, F1
# 40/60 = 0.667, IoU 20/40 = 0.5; accuracy and weighted recall are 100/123 = 0.813.


# %% role="answer" exercise="A2-E5"
# TODO A2-E5 (4 points): metrics per class, and their means
def compute_metrics(cm: Tensor) -> dict:
    """Compute metrics from a confusion matrix.

    Parameters
    ----------
    cm
        int64 (C, C), rows actual, columns predicted, sum > 0. Not changed.

    Returns
    -------
    dict
        ``precision``, ``recall``, ``f1``, ``iou``: float64 (C,), nan for absent classes. ``accuracy``, ``miou``,
        ``macro_f1``, ``balanced_accuracy``, ``weighted_recall``: 0-dim float64, or Python floats.
    """
    ### BEGIN SOLUTION
    cm = cm.double()
    hits, actual, predicted = cm.diagonal(), cm.sum(1), cm.sum(0)
    present = actual + predicted > 0

    def ratio(above, below):
        return torch.where(present, above / below.clamp(min=1), torch.nan)

    precision, recall = ratio(hits, predicted), ratio(hits, actual)
    f1, iou = ratio(2 * hits, actual + predicted), ratio(hits, actual + predicted - hits)
    return {
        "precision": precision,
        "recall": recall,
        "f1": f1,
        "iou": iou,
        "accuracy": hits.sum() / cm.sum(),
        "miou": iou.nanmean(),
        "macro_f1": f1.nanmean(),
        "balanced_accuracy": recall.nanmean(),
        "weighted_recall": (recall.nan_to_num() * actual).sum() / cm.sum(),
    }
    ### END SOLUTION


# %% role="check" exercise="A2-E5"
check("A2-E5")

# %% role="grade" exercise="A2-E5"

# %% [markdown]
# **Two predictions without a network.** The table shows why accuracy is no metric for this task, and what a
# transposed matrix does: accuracy, IoU and F1 stay, precision and recall change places, and nobody notices.

# %% role="use" needs="A2-E1 A2-E2 A2-E3 A2-E4 A2-E5"
pixels = guess_matrix.sum(1)
nobody_matrix = torch.stack([pixels, torch.zeros_like(pixels)], dim=1)  # everything is called background
candidates = {
    "everything background": nobody_matrix,
    "colour far from the median": guess_matrix,
    "the same, matrix transposed": guess_matrix.T,
}


def metric_rows(matrices):
    """A table with one row a confusion matrix: metrics of the pedestrian class and of both."""
    rows = {}
    for name, matrix in matrices.items():
        found = compute_metrics(matrix)
        rows[name] = {key: float(found[key][1]) for key in ("precision", "recall", "f1", "iou")}
        rows[name] |= {key: float(found[key]) for key in ("accuracy", "balanced_accuracy", "miou")}
    return pd.DataFrame(rows).T.round(3)


display(metric_rows(candidates))

# %% [markdown]
# # Part 2 - Two networks for segmentation
#
# ## A loss for rare classes
#
# Cross-entropy averaged over pixels is dominated by the majority: with 93 % background most of the gradient says
# "background". A weight per class changes the balance: a larger weight for pedestrians raises their recall, and
# can cost precision. Imbalance hurts the last layers, the classifier, more than the features before it.
#
# There are three kinds of labels and **two** channels of logits. A third channel would run, too: part 4 asks why
# there is none.

# %% [markdown]
# ## E6 - Class weights and the weighted cross-entropy (5 points)
#
# **Goal:** weights from the frequency of the classes, and a loss that uses them and ignores padding.
#
# $$w_c = \frac{N}{C'\, n_c}, \quad N = \sum_c n_c, \quad C' = \#\{c : n_c > 0\} \qquad\qquad
#   L = \frac{\sum_{p\ \text{valid}} w_{y_p} \bigl(-\log \mathrm{softmax}(z_p)_{y_p}\bigr)}{\sum_{p\ \text{valid}} w_{y_p}}$$
#
# The loss is divided by the sum of the **weights of the same pixels**, so its scale does not depend on that of the
# weights, and $\sum_c n_c w_c = N$.

# %% [markdown]
# | | type, shape | meaning |
# |---|---|---|
# | `counts` | int64 (C,) | pixels per class; 0 is legal, then the weight is 0 in both modes |
# | `mode` | str | `"inverse"`: the formula; `"uniform"`: 1 for each class with $n_c > 0$ |
# | `class_weights` returns | float32 (C,) | $w_c$ |
# | `logits` | float (N, C, H, W) | not softmaxed; of size 1e4 the loss is still finite |
# | `target` | int64 (N, H, W) | 0 to C - 1, or `ignore_index`, which may lie inside or outside this range; not changed |
# | `weight` | float (C,) | of the dtype of the logits, perhaps on another device: the function moves it |
# | `weighted_cross_entropy` returns | 0-dim | on the device of the logits; without a valid pixel 0, with zero gradients, so that `backward()` works |
#
# Not allowed: `F.cross_entropy`, `F.nll_loss`, `nn.CrossEntropyLoss`, `nn.NLLLoss`. `F.log_softmax` and
# `torch.logsumexp` are.

# %% [markdown]
# <details><summary>Hint 1</summary><code>gather</code> along the axis of classes picks one number per pixel; its
# index needs that axis, of size 1.</details>
# <details><summary>Hint 2</summary><code>ignore_index</code> may be no legal index: give these pixels any class,
# and the weight 0.</details>
# <details><summary>Hint 3</summary><code>weight[labels]</code> is a weight for each pixel. Without a valid pixel
# this is 0/0: keep the denominator above 0, or return <code>0 * logits.sum()</code>.</details>
#
# Example: the losses of three pixels are 0.357, 0.511, 2.303, their labels 0, 1, 1, the weights 1, 2: L = (0.357 +
# 1.022 + 4.606) / 5 = 1.197. Divided by 3 pixels it would be 1.995.


# %% role="answer" exercise="A2-E6"
# TODO A2-E6 (5 points), first part: weights from counts
def class_weights(counts: Tensor, mode: str = "inverse") -> Tensor:
    """Return a weight for each class, float32 (C,).

    Parameters
    ----------
    counts
        int64 (C,), pixels per class; classes without pixels get weight 0.
    mode
        ``"inverse"``: N / (C' n_c); ``"uniform"``: 1.
    """
    ### BEGIN SOLUTION
    present = counts > 0
    if mode == "uniform":
        return present.float()
    inverse = counts.sum() / (present.sum() * counts.clamp(min=1))
    return torch.where(present, inverse, 0.0).float()
    ### END SOLUTION


# %% role="answer" exercise="A2-E6"
# TODO A2-E6, second part: the loss over valid pixels
def weighted_cross_entropy(logits: Tensor, target: Tensor, weight: Tensor, ignore_index: int = 2) -> Tensor:
    """Return the weighted mean cross-entropy of the valid pixels, 0-dim.

    Parameters
    ----------
    logits
        float (N, C, H, W).
    target
        int64 (N, H, W) in 0..C-1, or `ignore_index` where the pixel does not count. Not changed.
    weight
        float (C,), on any device.

    Returns
    -------
    0-dim, on the device of the logits; 0 with zero gradients if no pixel is valid.
    """
    ### BEGIN SOLUTION
    valid = target != ignore_index
    labels = torch.where(valid, target, 0)
    losses = -F.log_softmax(logits, dim=1).gather(1, labels[:, None]).squeeze(1)
    weights = weight.to(logits.device)[labels] * valid
    return (weights * losses).sum() / weights.sum().clamp(min=torch.finfo(weights.dtype).tiny)
    ### END SOLUTION


# %% role="check" exercise="A2-E6"
check("A2-E6")

# %% role="grade" exercise="A2-E6"

# %% [markdown]
# **Figure.** Pixels per class in the training set, and the weights of the three runs that follow.

# %% role="use" needs="A2-E1 A2-E2 A2-E3 A2-E6"
# alt: left two bars, background far above pedestrian; right the weights of both classes for three weightings
train_counts = sum(torch.bincount(train_set[n]["mask"].flatten(), minlength=3)[:2] for n in range(len(train_set)))
weightings = {
    "uniform": class_weights(train_counts, "uniform"),
    "[1, 2]": torch.tensor([1.0, 2.0]),
    "inverse": class_weights(train_counts),
}
plots.plot_class_weights(train_counts, weightings, train_set.classes)
plt.show()

# %% [markdown]
# ## Networks of U shape
#
# A *fully convolutional network* gives logits for each pixel. Its **encoder** makes maps smaller and richer in
# channels: a pixel of a small map has seen much of the image (receptive fields add up over the layers), but no
# longer knows exactly where. The **decoder** goes back to full size. Maps shrink by *pooling* or by *strided
# convolution*; they grow by *interpolation*, *un-pooling* or *transposed convolution*. A learned way is often
# better, not always.
#
# What was lost on the way down comes back through **skip connections**: U-Net joins, at each level, the enlarged
# map with the encoder's map of the same size. They also shorten the way of the gradient: very deep plain networks
# learn slowly, because gradients vanish; skips, normalisation and LeakyReLU help. A feature pyramid network (FPN)
# uses the same shape and reads an answer from each of its scales.

# %% [markdown]
# ## E7 - U-Net (6 points)
#
# **Goal:** the blocks of a U-Net, and the network made of them.
#
# $$e_0 = \mathrm{inc}(x), \quad e_{l+1} = \mathrm{down}_l(e_l), \qquad
#   d_L = e_L, \quad d_l = \mathrm{up}(d_{l+1},\ e_l), \qquad z = \mathrm{head}(d_0)$$
#
# Level $l = 0, \dots, L$ has $w \cdot 2^l$ channels and $1/2^l$ of the height and width, L is the `depth`, w the
# `width`. Part 2 ends with the training of this network.

# %% [markdown]
# | | shapes | meaning |
# |---|---|---|
# | `DoubleConv(cin, cout)` | (N, cin, H, W) to (N, cout, H, W) | twice: 3x3 convolution with padding 1, batch normalisation, ReLU (or LeakyReLU); a bias of the convolution is optional, batch normalisation cancels it |
# | `Down(cin, cout)` | (N, cin, H, W) to (N, cout, H/2, W/2) | halves (odd sizes: up or down), then `DoubleConv` |
# | `Up(cin, cskip, cout)` | `x` (N, cin, h, w), `skip` (N, cskip, H, W) to (N, cout, H, W) | enlarges `x` by 2, brings it to exactly H, W (crop, pad or resize), joins it with `skip` (concatenation, or addition after a projection), `DoubleConv` |
# | `UNet(in_channels=3, num_classes=2, width=16, depth=3)` | (N, in_channels, H, W) to (N, num_classes, H, W) | for every H, W >= 2^depth; logits |
# | `.inc`, `.head` | | the first `DoubleConv`; a 1x1 convolution, the last operation |
# | `.downs`, `.ups` | `nn.ModuleList` | `depth` blocks each; the deepest `up` comes first; called as `up(x, skip)` |
#
# Inputs are not changed. Not allowed: ready-made segmentation models. The defaults of the reference have 482,754
# parameters; within about a factor of two yours may differ.
#
# <details><summary>Hint 1</summary>Keep the encoder's maps in a list; the decoder takes them from its end.</details>
# <details><summary>Hint 2</summary><code>nn.ConvTranspose2d(cin, cskip, 2, stride=2)</code> doubles both sizes; so does
# <code>F.interpolate</code>. <code>F.pad(x, (left, right, top, bottom))</code> accepts negative numbers: it cuts.</details>
# <details><summary>Hint 3</summary>A plain Python list of modules is invisible to <code>parameters()</code> and to
# <code>.to(device)</code>: <code>nn.ModuleList</code>.</details>
#
# Example: width 8, depth 2, image 3 x 37 x 50. Encoder: 8 x 37 x 50, 16 x 18 x 25, 32 x 9 x 12. First `up`: 32 x 9
# x 12 becomes 16 x 18 x 24, one column short of the skip; joined 32 x 18 x 25, after `DoubleConv` 16 x 18 x 25.


# %% role="answer" exercise="A2-E7"
# TODO A2-E7 (6 points), first part: two convolutions
class DoubleConv(nn.Module):
    """Twice 3x3 convolution, batch normalisation, ReLU: (N, cin, H, W) to (N, cout, H, W)."""

    def __init__(self, cin: int, cout: int):
        super().__init__()
        ### BEGIN SOLUTION
        layers = []
        for channels in (cin, cout):
            layers += [nn.Conv2d(channels, cout, 3, padding=1, bias=False), nn.BatchNorm2d(cout), nn.ReLU()]
        self.layers = nn.Sequential(*layers)
        ### END SOLUTION

    def forward(self, x: Tensor) -> Tensor:
        """Return float (N, cout, H, W) for x, float (N, cin, H, W)."""
        ### BEGIN SOLUTION
        return self.layers(x)
        ### END SOLUTION


# %% role="answer" exercise="A2-E7"
# TODO A2-E7, second part: one level down
class Down(nn.Module):
    """Half the size, then `DoubleConv`: (N, cin, H, W) to (N, cout, H/2, W/2), rounded up or down."""

    def __init__(self, cin: int, cout: int):
        super().__init__()
        ### BEGIN SOLUTION
        self.layers = nn.Sequential(nn.MaxPool2d(2), DoubleConv(cin, cout))
        ### END SOLUTION

    def forward(self, x: Tensor) -> Tensor:
        """Return float (N, cout, H/2, W/2) for x, float (N, cin, H, W)."""
        ### BEGIN SOLUTION
        return self.layers(x)
        ### END SOLUTION


# %% role="answer" exercise="A2-E7"
# TODO A2-E7, third part: one level up
class Up(nn.Module):
    """Enlarge by 2, join with the encoder's map, `DoubleConv`."""

    def __init__(self, cin: int, cskip: int, cout: int):
        super().__init__()
        ### BEGIN SOLUTION
        self.enlarge = nn.ConvTranspose2d(cin, cskip, 2, stride=2)
        self.convs = DoubleConv(2 * cskip, cout)
        ### END SOLUTION

    def forward(self, x: Tensor, skip: Tensor) -> Tensor:
        """Return float (N, cout, H, W) for x, float (N, cin, h, w), and skip, float (N, cskip, H, W).

        2h and 2w differ from H and W by one at most.
        """
        ### BEGIN SOLUTION
        x = self.enlarge(x)
        missing_rows, missing_columns = skip.shape[2] - x.shape[2], skip.shape[3] - x.shape[3]
        x = F.pad(x, (0, missing_columns, 0, missing_rows))
        return self.convs(torch.cat((skip, x), dim=1))
        ### END SOLUTION


# %% role="answer" exercise="A2-E7"
# TODO A2-E7, fourth part: the network
class UNet(nn.Module):
    """U-Net: (N, in_channels, H, W) to logits (N, num_classes, H, W), for every H, W >= 2**depth.

    Level l = 0..depth has width * 2**l channels.

    Attributes
    ----------
    inc
        `DoubleConv` of level 0.
    downs, ups
        `nn.ModuleList`, `depth` blocks each; the deepest of `ups` first, called as ``up(x, skip)``.
    head
        1x1 convolution, the last operation.
    """

    def __init__(self, in_channels: int = 3, num_classes: int = 2, width: int = 16, depth: int = 3):
        super().__init__()
        ### BEGIN SOLUTION
        channels = [width * 2**level for level in range(depth + 1)]
        self.inc = DoubleConv(in_channels, width)
        self.downs = nn.ModuleList(Down(channels[level], channels[level + 1]) for level in range(depth))
        self.ups = nn.ModuleList(
            Up(channels[level + 1], channels[level], channels[level]) for level in reversed(range(depth))
        )
        self.head = nn.Conv2d(width, num_classes, 1)
        ### END SOLUTION

    def forward(self, x: Tensor) -> Tensor:
        """Return logits, float (N, num_classes, H, W), for x, float (N, in_channels, H, W)."""
        ### BEGIN SOLUTION
        maps = [self.inc(x)]
        for down in self.downs:
            maps.append(down(maps[-1]))
        x = maps.pop()
        for up in self.ups:
            x = up(x, maps.pop())
        return self.head(x)
        ### END SOLUTION


# %% role="check" exercise="A2-E7"
check("A2-E7")

# %% role="grade" exercise="A2-E7"

# %% [markdown]
# What goes through the blocks, noted by hooks; an odd height costs a row on the way down.

# %% role="use" needs="A2-E7"
unet_demo = UNet(width=8, depth=2)
for block_name, block in unet_demo.named_children():
    for number, part in enumerate(block if isinstance(block, nn.ModuleList) else [block]):
        part.register_forward_hook(
            lambda _, inputs, output, words=f"{block_name}[{number}]": print(
                f"{words:9}", *(tuple(one.shape[1:]) for one in inputs), "->", tuple(output.shape[1:])
            )
        )
with torch.no_grad():
    unet_demo.eval()(torch.rand(1, 3, 37, 50))
print(f"{sum(p.numel() for p in UNet().parameters()):,} parameters with the defaults")
del unet_demo

# %% [markdown]
# ## Up-sampling
#
# A convolution is a matrix product: each row of the matrix holds the kernel at one place. A **transposed
# convolution** (also called *deconvolution*, although it inverts nothing) multiplies with the transposed matrix:
# same connections, other direction. Each input pixel stamps the kernel, times its value, onto the output; where
# stamps overlap they add up. A 2x2 kernel with stride 2 makes of each pixel a 2x2 block, without overlap.
#
# As a convolution (stride 1, padding 0) it needs k - 1 zeros on each side and the kernel turned by 180 degrees; a
# stride s puts D = s - 1 zeros **between the inputs** ("micro-strided"): M inputs and a kernel of K give
# $(D+1)(M-1)+K$ outputs. A *dilated* convolution instead has gaps between the taps of the **kernel**: it sees
# farther with as many weights.

# %% [markdown]
# ## E8 - Up-sampling tools (4 points)
#
# **Goal:** tools for larger maps: a kernel that interpolates, the transposed convolution, un-pooling, and the formulas
# of the sizes.
#
# $$y_{n,o,\,si+a-p,\,sj+b-p} \mathrel{+}= \sum_c x_{n,c,i,j}\, W_{c,o,a,b}, \qquad
#   H_o = (H - 1)s - 2p + k$$
#
# $$K_{ab} = \Bigl(1 - \frac{|a - m|}{f}\Bigr)\Bigl(1 - \frac{|b - m|}{f}\Bigr), \quad
#   f = \Bigl\lfloor\frac{k+1}{2}\Bigr\rfloor, \quad m = \begin{cases} f - \frac12 & k\ \text{even} \\ f - 1 & k\ \text{odd}\end{cases}$$
#
# $$\text{convolution: } \Bigl\lfloor\frac{n + 2p - d(k-1) - 1}{s}\Bigr\rfloor + 1 \qquad
#   \text{transposed: } (n-1)s - 2p + d(k-1) + \text{op} + 1$$

# %% [markdown]
# | | type, shape | meaning |
# |---|---|---|
# | `bilinear_kernel(channels, kernel_size)` | float32 (c, c, k, k) | K on the pairs (i, i), **0 on all other pairs**: each channel is enlarged on its own; meant for stride f |
# | `transposed_conv2d(x, weight, stride=1, padding=0)` | float (N, Cin, H, W), (Cin, Cout, k, k) to (N, Cout, Ho, Wo) | of the inputs' dtype; differentiable in both; 0 <= padding <= k - 1 **cuts** rows and columns off |
# | `max_unpool(x, indices, output_size)` | float and int64 (N, C, h, w), (H, W) to (N, C, H, W) | each value goes back to its place; `indices` as max pooling returns them, flat in each H x W plane; windows that overlap may name a place twice, with the same value, which then stands there once; 0 elsewhere |
# | `conv_output_size(n, kernel, stride=1, padding=0, dilation=1)` | int | |
# | `transposed_conv_output_size(n, kernel, stride=1, padding=0, dilation=1, output_padding=0)` | int | |
#
# Results are on the device of the inputs, which are not changed. Not allowed: `F.conv_transpose*`,
# `nn.ConvTranspose*`, `F.max_unpool*`, `nn.MaxUnpool*`; in the two size functions also to build a layer. Other
# convolutions are allowed.
#
# <details><summary>Hint 1</summary>Transposed convolution: go through the k x k taps, not through the pixels. For each tap
# all pixels write to places that are <code>stride</code> apart, in one slice with a step.</details>
# <details><summary>Hint 2</summary>Fill an output without padding, then cut <code>padding</code> from each side. Careful
# with <code>[0:-0]</code>.</details>
# <details><summary>Hint 3</summary>Un-pooling: flatten the planes; <code>scatter</code> writes along an axis to given
# indices. Kernel: <code>outer</code> of a vector with itself.</details>
#
# Example: k = 3 gives f = 2 and the vector (1/2, 1, 1/2); k = 4 gives f = 2 and (1/4, 3/4, 3/4, 1/4). From 7
# pixels: kernel 2, stride 2: 14; kernel 4, stride 2, padding 1: 14; kernel 4, stride 1, padding 0: 10; kernel 3,
# stride 2, padding 1: 13, with output padding 1: 14. (A convolution with stride rounds: 13 and 14 pixels both
# become 7; output padding says which it was.)


# %% role="answer" exercise="A2-E8"
# TODO A2-E8 (4 points), first part: a kernel that interpolates
def bilinear_kernel(channels: int, kernel_size: int) -> Tensor:
    """Return the weight of a transposed convolution that enlarges each channel bilinearly.

    Returns
    -------
    float32 (channels, channels, kernel_size, kernel_size); 0 where the two channels differ.
    """
    ### BEGIN SOLUTION
    factor = (kernel_size + 1) // 2
    centre = factor - 1 if kernel_size % 2 else factor - 0.5
    line = 1 - (torch.arange(kernel_size) - centre).abs() / factor
    kernel = torch.zeros(channels, channels, kernel_size, kernel_size)
    kernel[range(channels), range(channels)] = torch.outer(line, line)
    return kernel
    ### END SOLUTION


# %% role="answer" exercise="A2-E8"
# TODO A2-E8, second part: transposed convolution
def transposed_conv2d(x: Tensor, weight: Tensor, stride: int = 1, padding: int = 0) -> Tensor:
    """Return the transposed convolution of x, differentiable in both arguments.

    Parameters
    ----------
    x
        float (N, Cin, H, W).
    weight
        float (Cin, Cout, k, k).
    padding
        So many rows and columns are cut off on each side, at most k - 1.

    Returns
    -------
    float (N, Cout, (H - 1) * stride - 2 * padding + k, (W - 1) * stride - 2 * padding + k).
    """
    ### BEGIN SOLUTION
    k, (rows, columns) = weight.shape[-1], x.shape[2:]
    height, width = (rows - 1) * stride + k, (columns - 1) * stride + k
    y = x.new_zeros(len(x), weight.shape[1], height, width)
    for a in range(k):
        for b in range(k):
            stamp = torch.einsum("nihw,io->nohw", x, weight[:, :, a, b])
            y[:, :, a : a + height - k + 1 : stride, b : b + width - k + 1 : stride] += stamp
    return y[:, :, padding : height - padding, padding : width - padding]
    ### END SOLUTION


# %% role="answer" exercise="A2-E8"
# TODO A2-E8, third part: un-pooling
def max_unpool(x: Tensor, indices: Tensor, output_size: tuple[int, int]) -> Tensor:
    """Put each value back to the place of its maximum; 0 elsewhere.

    Parameters
    ----------
    x
        float (N, C, h, w).
    indices
        int64 (N, C, h, w), as ``F.max_pool2d(..., return_indices=True)`` gives them: flat, in each H x W plane.
    output_size
        H, W.

    Returns
    -------
    float (N, C, H, W).
    """
    ### BEGIN SOLUTION
    height, width = output_size
    planes = x.new_zeros(*x.shape[:2], height * width)
    return planes.scatter(2, indices.flatten(2), x.flatten(2)).unflatten(2, (height, width))
    ### END SOLUTION


# %% role="answer" exercise="A2-E8"
# TODO A2-E8, fourth part: sizes
def conv_output_size(n: int, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> int:
    """Return how many outputs a convolution makes of n inputs along one axis."""
    ### BEGIN SOLUTION
    return (n + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1
    ### END SOLUTION


# %% role="answer" exercise="A2-E8"
def transposed_conv_output_size(
    n: int, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1, output_padding: int = 0
) -> int:
    """Return how many outputs a transposed convolution makes of n inputs along one axis."""
    ### BEGIN SOLUTION
    return (n - 1) * stride - 2 * padding + dilation * (kernel - 1) + output_padding + 1
    ### END SOLUTION


# %% role="check" exercise="A2-E8"
check("A2-E8")

# %% role="grade" exercise="A2-E8"

# %% [markdown]
# **Figure.** Left, the bilinear kernel for stride 2. Right, what a kernel of size 3 and stride 2 makes of an image
# of ones: the stamps overlap unevenly, one, two or four at a pixel. Such *checkerboards* are seen in outputs of
# networks where the kernel size is no multiple of the stride; with the kernel on the left the same image stays
# flat, away from the border.

# %% role="use" needs="A2-E8"
# alt: left a 4 x 4 kernel, large in the middle; right a regular pattern of values 1, 2 and 4
checkerboard = transposed_conv2d(torch.ones(1, 1, 6, 8), torch.ones(1, 1, 3, 3), stride=2)[0, 0]
plots.plot_upsampling(bilinear_kernel(1, 4)[0, 0], checkerboard)
plt.show()
flat = transposed_conv2d(torch.ones(1, 1, 6, 8), bilinear_kernel(1, 4), stride=2, padding=1)[0, 0]
print("stamps at a pixel:", sorted(set(checkerboard.flatten().tolist())))
print("bilinear, inside: ", sorted(set(flat[1:-1, 1:-1].flatten().tolist())))

# %% [markdown]
# ## Transfer learning
#
# 130 images are few. Features that were learned on a larger, similar set can be copied: keep the layers, put a new
# classifier with random weights on top. Your images should be treated as in the training of the encoder: same size of
# numbers, **same normalisation**. Then either all layers learn, with a small rate and few epochs, or the lower
# ones are *frozen*. Imbalance hurts the classifier more than the features.
#
# Frozen means more than "no gradients": batch normalisation in training mode still moves its statistics, dropout
# still draws, and a parameter that stays in the optimiser can be moved by momentum or weight decay.
#
# The encoder here is VGG16's 31 feature layers (`KIT_DATA=official`, ImageNet weights), or a small one of the same
# order, trained to tell crops of street scenes with people from crops without. Three of its maps are tapped:

# %% role="given"
from kit.encoders import IMAGENET_MEAN, IMAGENET_STD, TAPS, load_encoder

# %% role="use" needs=""
tapped, size_in = load_encoder()[0], (1, 3, 96, 128)
with torch.no_grad():
    for tap in TAPS:
        print(f"after {tap} layers:", tuple(tapped[:tap](torch.zeros(size_in)).shape[1:]), "of", size_in[1:])

# %% [markdown]
# ## E9 - FCN-8s with a frozen encoder (5 points)
#
# **Goal:** normalise images, and turn a classifier's encoder into a segmentation network in which only the shallow
# decoder learns.
#
# $$z = \mathrm{up}_8\bigl(\mathrm{up}_2(\mathrm{up}_2(s_5) + s_4) + s_3\bigr), \qquad s_i = \mathrm{score}_i(\text{map}_i)$$
#
# with maps 3, 4, 5 of strides 8, 16, 32. A **1x1 convolution** is one linear map over the channels, the same at
# every pixel: a fully connected layer for each pixel (stride 1 is usual, not implied). So a classifier that ends
# in one takes images of any size. (Global and adaptive pooling are another way to that: they keep the channels and
# fix the size of the map.)

# %% [markdown]
# | | type, shape | meaning |
# |---|---|---|
# | `normalize_images(images, mean=IMAGENET_MEAN, std=IMAGENET_STD)` | float (N, 3, H, W) in [0, 1] to the same shape, dtype, device | (images - mean) / std, per channel |
# | `FCN8s(num_classes, backbone, taps=(17, 24, 31), channels=(256, 512, 512), freeze=True)` | (N, 3, H, W) normalised to logits (N, num_classes, H, W) | for every H, W >= 32, also no multiples of 32 |
# | `backbone`, `taps`, `channels` | `nn.Sequential`, ints | the map after the **first** `taps[0]` layers has stride 8 and `channels[0]` channels, then 16, 32; layers after `taps[2]` are not used |
# | `.backbone`, `.score3`, `.score4`, `.score5` | | the encoder; 1x1 convolutions with bias from the three maps to `num_classes` |
# | enlarging | | bilinear (`align_corners=False`), or a transposed convolution without bias, initialised with `bilinear_kernel`, that gives the same values inside; sizes are matched to the next map (resize, crop or pad) |
# | `freeze=True` | | no gradients in the encoder; batch normalisation and dropout act as in eval mode at all times, also after `model.train()` |
# | `freeze=False` | | an ordinary network |
# | `.trainable_parameters()` | list | for the optimiser: the decoder only when frozen, all when not |
#
# Not allowed: ready-made segmentation models.
#
# <details><summary>Hint 1</summary><code>backbone[:17]</code> is an <code>nn.Sequential</code> of the first 17
# layers.</details>
# <details><summary>Hint 2</summary><code>F.interpolate(x, size=other.shape[2:], mode="bilinear")</code> enlarges and
# matches the size in one step.</details>
# <details><summary>Hint 3</summary><code>model.train()</code> calls <code>train</code> of each child. Override
# <code>train(self, mode=True)</code>, call <code>super().train(mode)</code>, then set the encoder back; and think of the mode
# before the first call.</details>
#
# Example: VGG16, 2 classes, image 3 x 96 x 160. Maps 256 x 12 x 20, 512 x 6 x 10, 512 x 3 x 5; scores 2 x 12 x 20,
# 2 x 6 x 10, 2 x 3 x 5; logits 2 x 96 x 160. The three score layers have (256 + 512 + 512 + 3) * 2 = 2,566
# parameters.


# %% role="answer" exercise="A2-E9"
# TODO A2-E9 (5 points), first part: normalisation
def normalize_images(
    images: Tensor, mean: tuple[float, ...] = IMAGENET_MEAN, std: tuple[float, ...] = IMAGENET_STD
) -> Tensor:
    """Return (images - mean) / std per channel.

    Parameters
    ----------
    images
        float (N, 3, H, W) in [0, 1]; not changed.
    mean, std
        One number per channel.

    Returns
    -------
    float (N, 3, H, W), same dtype and device.
    """
    ### BEGIN SOLUTION
    centre, spread = (images.new_tensor(values).view(1, -1, 1, 1) for values in (mean, std))
    return (images - centre) / spread
    ### END SOLUTION


# %% role="answer" exercise="A2-E9"
# TODO A2-E9, second part: the network
class FCN8s(nn.Module):
    """FCN-8s: normalised images (N, 3, H, W) to logits (N, num_classes, H, W), for every H, W >= 32.

    Parameters
    ----------
    num_classes
        Channels of the logits.
    backbone
        The encoder; its first ``taps[0]``, ``taps[1]``, ``taps[2]`` layers give maps of stride 8, 16, 32.
    channels
        Channels of these maps.
    freeze
        Whether the encoder stays as it is: no gradients, always as in eval mode.

    Attributes
    ----------
    backbone
        The encoder.
    score3, score4, score5
        1x1 convolutions with bias, from the three maps to `num_classes`.
    """

    def __init__(
        self,
        num_classes: int,
        backbone: nn.Sequential,
        taps: tuple[int, int, int] = (17, 24, 31),
        channels: tuple[int, int, int] = (256, 512, 512),
        freeze: bool = True,
    ):
        super().__init__()
        ### BEGIN SOLUTION
        self.backbone, self.taps, self.freeze = backbone, taps, freeze
        self.score3, self.score4, self.score5 = (nn.Conv2d(c, num_classes, 1) for c in channels)
        if freeze:
            self.backbone.requires_grad_(False)
            self.backbone.eval()
        ### END SOLUTION

    def forward(self, x: Tensor) -> Tensor:
        """Return logits, float (N, num_classes, H, W), for x, float (N, 3, H, W)."""
        ### BEGIN SOLUTION
        first, second, third = self.taps
        map3 = self.backbone[:first](x)
        map4 = self.backbone[first:second](map3)
        map5 = self.backbone[second:third](map4)
        score = self.score5(map5)
        for finer in (self.score4(map4), self.score3(map3)):
            score = F.interpolate(score, size=finer.shape[2:], mode="bilinear") + finer
        return F.interpolate(score, size=x.shape[2:], mode="bilinear")
        ### END SOLUTION

    def trainable_parameters(self) -> list[nn.Parameter]:
        """Return what the optimiser gets: without the encoder if that is frozen."""
        ### BEGIN SOLUTION
        return [parameter for parameter in self.parameters() if parameter.requires_grad]

    def train(self, mode: bool = True) -> "FCN8s":
        """Set the mode of all parts but a frozen encoder, which stays in eval mode."""
        super().train(mode)
        if self.freeze:
            self.backbone.eval()
        return self
        ### END SOLUTION


# %% role="check" exercise="A2-E9"
check("A2-E9")

# %% role="grade" exercise="A2-E9"

# %% [markdown]
# **Figure.** What the three score layers get: the mean over the channels of each tapped map, for one street scene.
# Where a person stands is sharp at stride 8; what the deep maps know, they know per 16 or 32 pixels. The skips of
# FCN-8s add the former to the latter.

# %% role="use" needs="A2-E9"
# alt: a street scene and three maps of it, of strides 8, 16 and 32, ever coarser
scene = image_to_tensor(scenes["val"][0]["image"])
with torch.no_grad():
    signal = normalize_images(scene[None])
    views = {"image": scene.movedim(0, -1)}
    views |= {f"stride {8 * 2**n}": tapped[:tap](signal)[0].mean(0) for n, tap in enumerate(TAPS)}
_, axes = plt.subplots(1, 4, figsize=(9, 2.3), layout="constrained")
for ax, (title, view) in zip(axes, views.items(), strict=True):
    ax.imshow(view, cmap="viridis")
    ax.set(title=f"{title}: {view.shape[0]} x {view.shape[1]}", xlabel="column", ylabel="row", xticks=[], yticks=[])
plt.show()
del tapped

# %% [markdown]
# ## Loops
#
# A segmentation loop differs little from that of a classifier; what may go wrong is the same. `x.to(device)` and
# `x.cuda()` return a moved **copy** of a tensor and leave `x` where it is: the result has to be assigned. (A
# module is moved in place.) An evaluation that ends in eval mode must not decide the mode of the next epoch: each
# function sets the mode that it needs. A loss that is kept with its graph keeps the memory of its whole batch.

# %% [markdown]
# ## E10 - One epoch, one evaluation (4 points)
#
# **Goal:** the loop of an epoch with an honest mean, and an evaluation whose result does not depend on the batch
# size.
#
# $$\text{epoch loss} = \frac{\sum_b B_b\, L_b}{\sum_b B_b} \qquad\qquad M = \sum_b M_b, \quad
#   \text{metrics from } M$$
#
# with $B_b$ images in batch b. A ratio of sums is not a mean of ratios: with batches of one image, an image with
# five pixels of pedestrian would count like one with five thousand.

# %% [markdown]
# | | type | meaning |
# |---|---|---|
# | `model` | `nn.Module` | images (B, 3, H, W) to logits (B, C, H, W); on `device` already; comes in any mode, perhaps with old gradients |
# | `loader` | iterable | yields dicts, `image` float (B, 3, H, W) and `mask` int64 (B, H, W), **on the CPU**; the last batch may be smaller; go through it once |
# | `loss_fn`, `optimizer` | | `loss_fn(logits, mask)` is 0-dim; `optimizer.zero_grad()`, `optimizer.step()` |
# | `train_one_epoch` returns | Python float | mean loss per image; each $L_b$ as computed before its step |
# | `evaluate_segmentation` returns | dict | `confusion` int64 (C, C) on the CPU, `accuracy` and `miou` Python floats, all from **one** matrix; `ignore_index` left out |
#
# Training: training mode, each step with the gradients of its own batch only. Evaluation: eval mode, no gradients;
# parameters and buffers stay as they are. The mode afterwards is free.
#
# <details><summary>Hint 1</summary><code>loss.item()</code> is a number without graph; <code>len(images)</code> is
# how much it counts.</details>
# <details><summary>Hint 2</summary>Prediction: <code>logits.argmax(dim=1)</code>. Add up matrices, not
# metrics.</details>
# <details><summary>Hint 3</summary><code>bar(loader, "train")</code> from the imports shows the progress, and
# <code>.set_postfix(loss=...)</code> the running loss.</details>
#
# Example: batches of 4 and 2 images with losses 0.5 and 0.8: the epoch loss is (4 * 0.5 + 2 * 0.8) / 6 = 0.6, not
# 0.65.


# %% role="answer" exercise="A2-E10"
# TODO A2-E10 (4 points), first part: one epoch of training
def train_one_epoch(model: nn.Module, loader, loss_fn, optimizer, device) -> float:
    """Train for one epoch and return the mean loss per image, a Python float.

    Parameters
    ----------
    model
        On `device`; (B, 3, H, W) to logits (B, C, H, W).
    loader
        Yields dicts ``image`` float (B, 3, H, W) and ``mask`` int64 (B, H, W) on the CPU.
    loss_fn
        ``loss_fn(logits, mask)``, 0-dim.
    optimizer
        Of the parameters of `model`.
    """
    ### BEGIN SOLUTION
    model.train()
    total, count = 0.0, 0
    batches = bar(loader, "train")
    for batch in batches:
        images, masks = batch["image"].to(device), batch["mask"].to(device)
        loss = loss_fn(model(images), masks)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total, count = total + loss.item() * len(images), count + len(images)
        batches.set_postfix(loss=f"{total / count:.3f}")
    return total / count
    ### END SOLUTION


# %% role="answer" exercise="A2-E10"
# TODO A2-E10, second part: one matrix over the whole loader
def evaluate_segmentation(model: nn.Module, loader, num_classes: int, device, ignore_index: int = 2) -> dict:
    """Evaluate in eval mode, without gradients.

    Returns
    -------
    dict
        ``confusion`` int64 (C, C) on the CPU, ``accuracy`` and ``miou`` Python floats of this matrix; pixels with the
        label `ignore_index` are left out.
    """
    ### BEGIN SOLUTION
    model.eval()
    confusion = torch.zeros(num_classes, num_classes, dtype=torch.int64)
    with torch.no_grad():
        for batch in loader:
            predictions = model(batch["image"].to(device)).argmax(dim=1).cpu()
            confusion += confusion_matrix(predictions, batch["mask"], num_classes, ignore_index)
    metrics = compute_metrics(confusion)
    return {"confusion": confusion, "accuracy": float(metrics["accuracy"]), "miou": float(metrics["miou"])}
    ### END SOLUTION


# %% role="check" exercise="A2-E10"
check("A2-E10")

# %% role="grade" exercise="A2-E10"

# %% [markdown]
# ## Training both networks
#
# U-Net is trained three times, from the same start, with uniform weights, with [1, 2] and with inverse ones;
# FCN-8s once, with [1, 2]: only its decoder learns, so it may take a larger rate. Only the validation set decides
# which one is best.
#
# Each run prints its time. In demo mode the U-Nets are narrow; with `KIT_BUDGET=full`, best on a GPU, they are
# wider and train longer. TensorBoard gets the same numbers (`tensorboard --logdir runs`); no point needs it.
#
# Reading a run (offline data, `KIT_BUDGET=demo`): every training loss ends at 0.6 of its first epoch or less.
# Validation mIoU reaches 0.65 or more with uniform weights and with [1, 2], and 0.6 or more for FCN-8s; calling
# everything background has 0.46. Inverse weights find at least 85 % of the pedestrian pixels; their mIoU varies
# much from seed to seed.

# %% role="given"
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
UNET_SIZE = sized(grade={"width": 4, "depth": 2}, demo={"width": 8, "depth": 3}, full={"width": 32, "depth": 4})
SEG_EPOCHS = {"U-Net": sized(grade=1, demo=8, full=40), "FCN-8s": sized(grade=1, demo=6, full=20)}


def train_segmentation(name, model, parameters, batches, weight, epochs, lr):
    """Train with the functions of this notebook; return the history and the matrix of the last evaluation.

    Parameters
    ----------
    batches
        Loaders of training and validation items.
    weight
        float (C,), of the loss.
    """
    torch.manual_seed(0)
    optimizer, writer = torch.optim.Adam(parameters, lr=lr), open_writer(name)
    history = {"loss": [], "val_miou": []}

    def loss_fn(logits, mask):
        return weighted_cross_entropy(logits, mask, weight)

    item = val_set[0]  # shown in TensorBoard
    with timed(name):
        for epoch in range(1, epochs + 1):
            history["loss"].append(train_one_epoch(model, batches[0], loss_fn, optimizer, device))
            found = evaluate_segmentation(model, batches[1], 2, device)
            history["val_miou"].append(found["miou"])
            writer.add_scalar("seg/loss", history["loss"][-1], epoch)
            writer.add_scalar("seg/val_miou", found["miou"], epoch)
            labels = predict(model, batches[1].dataset[0])
            writer.add_image("seg/panel", plots.panel(item["image"], item["mask"], labels), epoch)
    writer.close()
    return history, found["confusion"]


def predict(model, item):
    """Labels, int64 (H, W) on the CPU, of one item."""
    model.eval()
    with torch.no_grad():
        return model(item["image"][None].to(device)).argmax(dim=1)[0].cpu()


# %% role="use" needs="A2-E1 A2-E2 A2-E3 A2-E4 A2-E5 A2-E6 A2-E7 A2-E10"
# alt: training loss and validation mIoU against the epoch for three weightings of the loss
seg_batches = (DataLoader(train_set, batch_size=10, shuffle=True), DataLoader(val_set, batch_size=20))
networks, histories, matrices = {}, {}, {"everything background": nobody_matrix}
for weighting, class_weight in weightings.items():
    torch.manual_seed(0)
    unet, run = UNet(**UNET_SIZE).to(device), f"U-Net, {weighting}"
    networks[run] = unet
    histories[run], matrices[run] = train_segmentation(
        run, unet, unet.parameters(), seg_batches, class_weight, SEG_EPOCHS["U-Net"], lr=3e-3
    )
weighted_unet, weighted_matrix = networks["U-Net, [1, 2]"], matrices["U-Net, [1, 2]"]
plots.plot_curves(histories, {"loss": "training loss (weighted)", "val_miou": "validation mIoU"})
plt.show()

# %% [markdown]
# **FCN-8s** gets normalised images, as its encoder did when it was trained: the data set is wrapped once more, so
# padding comes before normalisation.


# %% role="use" needs="A2-E1 A2-E2 A2-E3 A2-E4 A2-E5 A2-E6 A2-E9 A2-E10"
# alt: training loss and validation mIoU of FCN-8s against the epoch
def normalized(item):
    """The item with its image normalised as in the training of the encoder."""
    return {"image": normalize_images(item["image"][None])[0], "mask": item["mask"]}


encoder, encoder_channels = load_encoder()
torch.manual_seed(0)
fcn = FCN8s(2, encoder, channels=encoder_channels).to(device)
normal_sets = DatasetWrapper(train_set, normalized), DatasetWrapper(val_set, normalized)
normal_batches = (
    DataLoader(normal_sets[0], batch_size=10, shuffle=True),
    DataLoader(normal_sets[1], batch_size=20),
)
decoder, class_weight = fcn.trainable_parameters(), torch.tensor([1.0, 2.0])
histories["FCN-8s"], matrices["FCN-8s"] = train_segmentation(
    "FCN-8s", fcn, decoder, normal_batches, class_weight, SEG_EPOCHS["FCN-8s"], lr=1e-2
)
networks["FCN-8s"] = fcn
learned, total = (sum(p.numel() for p in some) for some in (decoder, fcn.parameters()))
print(f"{learned:,} of {total:,} parameters are trained")
plots.plot_curves({"FCN-8s": histories["FCN-8s"]}, {"loss": "training loss, [1, 2]", "val_miou": "validation mIoU"})
plt.show()

# %% [markdown]
# ## Comparison
#
# The last columns hold the training losses, each under its own weights. An observation of earlier years, on
# Penn-Fudan: with weights [1, 2] the loss fell from 0.66 to 0.56; with [1, 1] it was smaller still, but recall and
# all other metrics were worse. Does your table show the same order? What part 4 asks about it, this table answers.

# %% role="use" needs="A2-E1 A2-E2 A2-E3 A2-E4 A2-E5 A2-E6 A2-E10"
comparison = metric_rows(matrices)
for run, history in histories.items():
    comparison.loc[run, ["first loss", "last loss"]] = history["loss"][0], history["loss"][-1]
display(comparison.round(3))

# %% role="use" needs="A2-E1 A2-E2 A2-E3 A2-E4 A2-E5 A2-E6 A2-E10"
# alt: a 2 x 2 table of counts of the network with the highest validation mIoU, rows actual, columns predicted
best = max(histories, key=lambda run: histories[run]["val_miou"][-1])
plots.plot_confusion(matrices[best], val_set.classes, best)
plt.show()

# %% role="use" needs="A2-E1 A2-E2 A2-E3 A2-E4 A2-E5 A2-E6 A2-E7 A2-E9 A2-E10"
# alt: three validation images; true pedestrians, those that U-Net finds, those that FCN-8s finds
chosen = [0, 1, 2]
guesses = {
    "U-Net": [predict(weighted_unet, val_set[number]) for number in chosen],
    "FCN-8s": [predict(fcn, normal_sets[1][number]) for number in chosen],
}
plots.plot_predictions(*([val_set[number][key] for number in chosen] for key in ("image", "mask")), guesses)
plt.show()

# %% [markdown]
# **A mean of ratios is no ratio of sums.** The bars are means of the batches' mIoU for one and the same network:
# they depend on the batch size. And what padding as a third, easily won class would add to mIoU.

# %% role="use" needs="A2-E1 A2-E2 A2-E3 A2-E4 A2-E5 A2-E6 A2-E7 A2-E10"
# alt: three bars, the mean mIoU of batches of 1, 4 and 16 images, and a line, the mIoU of the whole set
batch_means = {}
for size in (1, 4, 16):
    starts = range(0, len(val_set) - size + 1, size)
    loaders = [DataLoader(Subset(val_set, range(start, start + size)), batch_size=size) for start in starts]
    values = [evaluate_segmentation(weighted_unet, loader, 2, device)["miou"] for loader in loaders]
    batch_means[size] = sum(values) / len(values)
whole_set = compute_metrics(weighted_matrix)
plots.plot_batch_iou(batch_means, dataset=float(whole_set["miou"]))
plt.show()
with_padding = (whole_set["iou"].sum() + 1) / 3
print(f"mIoU {float(whole_set['miou']):.3f}; with padding as a third class, all of it found, {with_padding:.3f}")

# %% [markdown]
# **Cut twice.** What if image and mask are cut at different places (E2)? The loss still falls and nothing complains;
# only the validation metric is lower. With `KIT_BUDGET=full` the cell trains such a network beside the right one.


# %% role="use" needs="A2-E1 A2-E2 A2-E3 A2-E4 A2-E5 A2-E6 A2-E7 A2-E10"
# alt: training loss and validation mIoU of two networks, one trained with masks cut elsewhere than the images
def to_misaligned_item(item):
    """A training item whose image and mask are cut at two places."""
    return {"image": to_training_item(item)["image"], "mask": to_training_item(item)["mask"]}


if budget() == "full":
    torch.manual_seed(0)
    misled = UNet(**UNET_SIZE).to(device)
    wrong_batches = (DataLoader(DatasetWrapper(scenes["train"], to_misaligned_item), 10, shuffle=True), seg_batches[1])
    misaligned, _ = train_segmentation(
        "cut twice", misled, misled.parameters(), wrong_batches, weightings["[1, 2]"], SEG_EPOCHS["U-Net"], lr=3e-3
    )
    plots.plot_curves({"cut once": histories["U-Net, [1, 2]"], "cut twice": misaligned})
    plt.show()
else:
    print("trained with KIT_BUDGET=full only")

# %% [markdown]
# # Part 3 - Object detection
#
# ## From pixels to boxes
#
# Segmentation says *which pixels* are pedestrian, but two people side by side are one region. **Detection**
# answers with a list: for every object a box, a class and a confidence. The number of objects is not known in
# advance, so the network predicts for many fixed places and most of the answers are "nothing here".
#
# Labels for detection are costly, so the sets are smaller than those for classification. COCO has 330,000
# images with 1.5 million objects of 80 classes; toy sets begin at one banana per image. Ours is
# **MNISTClutter**: 64 x 64 pixels, 0 to 3 digits of different size among pieces of digits and strokes. It is
# no public set but drawn from a seed. Labels are the digits 0 to 9; background will be -1.

# %% [markdown]
# ## Families of detectors
#
# | family | how | |
# |---|---|---|
# | R-CNN | search for regions, one CNN pass *per region*, SVM for the class, linear regression for the box | slow |
# | Fast R-CNN | one CNN pass per *image*; RoI pooling: maximum over n x m cells of a region gives a fixed size | two stages |
# | Faster R-CNN | a region proposal network replaces the search | two stages: accurate, slower |
# | Mask R-CNN | Faster R-CNN and a small FCN for a mask of each object | two stages |
# | SSD | boxes from maps of several scales at once; class loss and L1 box loss, masked on background | one stage |
# | YOLO | an S x S grid, B boxes a cell, box shapes (priors) from the data; YOLOv3 works on three scales | one stage |
# | CenterNet | predicts centres as peaks of a map | one stage, no anchors |
#
# One-stage detectors are faster and have to cope with far more background than objects. We build one in the
# style of YOLOv3: E11 to E14 prepare its targets, E15 is head and loss, E16 to E18 turn outputs into a number.

# %% [markdown]
# ## How good is a box?
#
# The class scores carry a confidence; a regressed box does not. Hence the *objectness*: a score for "there is
# an object here", which ranks the boxes. Anchor-based methods are fairly insensitive to the size of the image
# because every cell of the map looks at its own surroundings; small objects in large images stay hard, since a
# coarse map has few cells for them. Networks such as FPN therefore detect on several maps: coarse maps carry
# the large boxes, fine maps the small ones.

# %% role="given"
from kit.data.clutter import load_clutter
from kit.detection import DetectionNet, detect, mean_average_precision, precision_recall
from kit.plots.detection import (
    plot_anchor_labels,
    plot_cell_anchors,
    plot_clutter,
    plot_detections,
    plot_overlap,
    plot_precision_recall,
)

clutter = load_clutter("train", count=sized(grade=40, demo=None, full=None))
print(f"{len(clutter)} scenes; the first one:")
for key, value in clutter[0].items():
    print(f"  {key:7s}", value.dtype, tuple(value.shape))

# %% [markdown]
# ## E11 - Boxes (3 points)
#
# **Goal:** convert between the three box formats of this part and cut boxes at the border of the image.
#
# $$x_2 = x_1 + w,\quad y_2 = y_1 + h,\qquad c_x = \tfrac{x_1 + x_2}{2},\quad c_y = \tfrac{y_1 + y_2}{2}$$
#
# x runs to the right, y **down**, in pixels; corners are real numbers and $w = x_2 - x_1$ (no "+ 1"). The
# annotations come as (x, y, h, w): upper left corner, **height before width**. IoU and NMS want corners
# (`xyxy`), anchors the centre (`cxcywh`), matplotlib the corner with width and height. Other programs use
# fractions of the image in place of pixels. Always say which format a tensor holds.

# %% [markdown]
# | name | takes | gives |
# |---|---|---|
# | `xyhw_to_xyxy(boxes)` | (N, 4): x, y, **h, w** | (N, 4): x1, y1, x2, y2 |
# | `xyxy_to_xyhw(boxes)` | x1, y1, x2, y2 | x, y, h, w |
# | `xyxy_to_cxcywh(boxes)` | x1, y1, x2, y2 | cx, cy, w, h |
# | `cxcywh_to_xyxy(boxes)` | cx, cy, w, h | x1, y1, x2, y2 |
# | `clip_boxes(boxes, size)` | `xyxy`, `size=(H, W)` | `xyxy`, x limited to [0, W], y to [0, H]; all N boxes stay |
#
# Floating boxes keep their dtype, integers give float32 (a centre may lie on a half). N = 0 is allowed. The
# boxes that come in stay as they are, gradients flow, the result lives on their device. Not allowed:
# `torchvision.ops`.
#
# <details><summary>Hint 1</summary>Take the four columns apart, compute four new ones, put them together
# again.</details>
# <details><summary>Hint 2</summary><code>x, y, h, w = boxes.unbind(1)</code> and
# <code>torch.stack((...), dim=1)</code> work for N = 0 too. Where do integers become float?</details>
# <details><summary>Hint 3</summary><code>clamp</code> takes one limit for all; x and y have different
# ones.</details>
#
# Example: the annotation (3, 5, 10, 4) is 4 wide and 10 high: corners (3, 5, 7, 15), centre form (5, 10, 4,
# 10). Clipped to `size=(12, 6)` its corners are (3, 5, 6, 12).


# %% role="answer" exercise="A2-E11"
# TODO A2-E11 (3 points), first part: between the raw annotation and corners
def xyhw_to_xyxy(boxes: Tensor) -> Tensor:
    """Corners (N, 4) x1, y1, x2, y2 of raw annotations (N, 4) x, y, h, w: height before width.

    Floating boxes keep their dtype, integers give float32. N may be 0.
    """
    ### BEGIN SOLUTION
    boxes = boxes if boxes.is_floating_point() else boxes.float()
    x, y, h, w = boxes.unbind(1)
    return torch.stack((x, y, x + w, y + h), dim=1)
    ### END SOLUTION


def xyxy_to_xyhw(boxes: Tensor) -> Tensor:
    """Raw annotations (N, 4) x, y, h, w of corners (N, 4) x1, y1, x2, y2; dtypes as in `xyhw_to_xyxy`."""
    ### BEGIN SOLUTION
    boxes = boxes if boxes.is_floating_point() else boxes.float()
    x1, y1, x2, y2 = boxes.unbind(1)
    return torch.stack((x1, y1, y2 - y1, x2 - x1), dim=1)
    ### END SOLUTION


# %% role="answer" exercise="A2-E11"
# TODO A2-E11, second part: between corners and centre form
def xyxy_to_cxcywh(boxes: Tensor) -> Tensor:
    """Centre, width and height (N, 4) cx, cy, w, h of corners (N, 4) x1, y1, x2, y2.

    Floating boxes keep their dtype, integers give float32. N may be 0.
    """
    ### BEGIN SOLUTION
    boxes = boxes if boxes.is_floating_point() else boxes.float()
    x1, y1, x2, y2 = boxes.unbind(1)
    return torch.stack(((x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1), dim=1)
    ### END SOLUTION


def cxcywh_to_xyxy(boxes: Tensor) -> Tensor:
    """Corners (N, 4) x1, y1, x2, y2 of boxes (N, 4) cx, cy, w, h; dtypes as in `xyxy_to_cxcywh`."""
    ### BEGIN SOLUTION
    boxes = boxes if boxes.is_floating_point() else boxes.float()
    cx, cy, w, h = boxes.unbind(1)
    return torch.stack((cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2), dim=1)
    ### END SOLUTION


# %% role="answer" exercise="A2-E11"
# TODO A2-E11, third part: cut boxes at the border
def clip_boxes(boxes: Tensor, size: tuple[int, int]) -> Tensor:
    """Limit corners (N, 4) x1, y1, x2, y2 to an image of `size` (H, W): x to [0, W], y to [0, H].

    All N boxes stay. Floating boxes keep their dtype, integers give float32. N may be 0.
    """
    ### BEGIN SOLUTION
    boxes = boxes if boxes.is_floating_point() else boxes.float()
    height, width = size
    x1, y1, x2, y2 = boxes.unbind(1)
    columns = (x1.clamp(0, width), y1.clamp(0, height), x2.clamp(0, width), y2.clamp(0, height))
    return torch.stack(columns, dim=1)
    ### END SOLUTION


# %% role="check" exercise="A2-E11"
check("A2-E11")

# %% role="grade" exercise="A2-E11"

# %% role="use" needs="A2-E11"
# alt: Six scenes of digits among pieces of digits and strokes; a box with its label around each whole digit.
shown = [clutter[index] for index in range(6)]
plot_clutter(
    [item["image"] for item in shown],
    [xyhw_to_xyxy(item["boxes"]) for item in shown],
    [item["labels"] for item in shown],
)
plt.show()

# %% [markdown]
# ## E12 - Overlap of boxes (3 + 1 points)
#
# **Goal:** one number for how well two boxes agree. E14 matches anchors by it, E16 removes doubles, E18 counts
# hits.
#
# $$\mathrm{IoU} = \frac{|A \cap B|}{|A \cup B|}, \qquad
#   \mathrm{GIoU} = \mathrm{IoU} - \frac{|C| - |A \cup B|}{|C|}$$
#
# with $C$ the smallest box around both. IoU is 0 without overlap and 1 for identical boxes; GIoU goes on below 0
# where the boxes are apart. Try both on two boxes that you move away from each other: part 4 asks why IoU is not
# simply the loss.

# %% [markdown]
# | | shape | meaning |
# |---|---|---|
# | `a`, `b` | (N, 4), (M, 4) floating | corners `xyxy`, any scale, also negative; N and M differ and may be 0 |
# | `box_iou(a, b)` | (N, M) | [i, j] = IoU of a[i] and b[j]; 0 where the union has area 0 |
# | `generalized_box_iou(a, b)` | (N, M) | [i, j] = GIoU; the hull has an area above 0 |
#
# dtype and device of the boxes, differentiable in both; gradients are finite also where boxes have no area.
# Not allowed: `torchvision.ops`, any ready-made IoU.
#
# <details><summary>Hint 1</summary>The intersection is a box too. Which corner is its upper left one? When is
# it empty?</details>
# <details><summary>Hint 2</summary><code>a[:, None]</code> is (N, 1, 4), <code>b[None]</code> is (1, M, 4):
# together they make all pairs.</details>
# <details><summary>Hint 3</summary>Two boxes apart in both axes have two negative sides, and minus times minus is
# plus: limit <em>each side</em> to 0 or more before you multiply.</details>
# <details><summary>Hint 4</summary>A small number added to the union makes small boxes wrong, and where the
# division is 0/0, <code>torch.where</code> <em>behind</em> it still has nan in its gradient: replace the
# denominator before you divide.</details>
#
# Example: (0, 0, 4, 3) and (2, 1, 5, 5): intersection 2 · 2 = 4, union 12 + 12 - 4 = 20, IoU 0.2; the hull is
# 5 · 5 = 25, GIoU 0.2 - 5/25 = 0.


# %% role="answer" exercise="A2-E12"
# TODO A2-E12 (3 of 4 points), first part: intersection over union of all pairs
def box_iou(a: Tensor, b: Tensor) -> Tensor:
    """IoU (N, M) of boxes a (N, 4) and b (M, 4), both x1, y1, x2, y2; differentiable.

    Where the union has area 0 the result is 0, with finite gradients. N and M may be 0.
    """
    ### BEGIN SOLUTION
    low = torch.maximum(a[:, None, :2], b[None, :, :2])
    high = torch.minimum(a[:, None, 2:], b[None, :, 2:])
    intersection = (high - low).clamp(min=0).prod(dim=2)
    area_a, area_b = (a[:, 2:] - a[:, :2]).prod(dim=1), (b[:, 2:] - b[:, :2]).prod(dim=1)
    union = area_a[:, None] + area_b[None] - intersection
    return intersection / torch.where(union > 0, union, 1)
    ### END SOLUTION


# %% role="answer" exercise="A2-E12"
# TODO A2-E12 (1 of 4 points), second part: generalized IoU
def generalized_box_iou(a: Tensor, b: Tensor) -> Tensor:
    """GIoU (N, M) of boxes a (N, 4) and b (M, 4), both x1, y1, x2, y2; differentiable.

    IoU less (hull - union) / hull, the hull being the smallest box around both; its area is above 0.
    """
    ### BEGIN SOLUTION
    area_a, area_b = (a[:, 2:] - a[:, :2]).prod(dim=1), (b[:, 2:] - b[:, :2]).prod(dim=1)
    iou = box_iou(a, b)
    union = (area_a[:, None] + area_b[None]) / (1 + iou)  # the areas sum to union + intersection
    low = torch.minimum(a[:, None, :2], b[None, :, :2])
    high = torch.maximum(a[:, None, 2:], b[None, :, 2:])
    hull = (high - low).prod(dim=2)
    return iou - (hull - union) / hull
    ### END SOLUTION


# %% role="check" exercise="A2-E12"
check("A2-E12")

# %% role="grade" exercise="A2-E12"

# %% role="use" needs="A2-E12"
# alt: IoU and GIoU of a box that moves away from another: IoU falls to 0 and stays, GIoU falls on below 0.
shifts = torch.linspace(0, 30, 61)
still = torch.tensor([[0.0, 0.0, 12.0, 8.0]])
moving = still + shifts[:, None] * torch.tensor([1.0, 0.0, 1.0, 0.0])
plot_overlap(shifts, {"IoU": box_iou(still, moving)[0], "GIoU": generalized_box_iou(still, moving)[0]}, 12.0)
plt.show()

# %% [markdown]
# ## Anchors
#
# The network turns the 64 x 64 image into a map of 8 x 8 cells (stride 8). A cell can say "there is a 7 near
# me", but its box would have to be made from nothing. So every cell gets K prior boxes, **anchors**, centred
# on it, and the network predicts only how to shift and stretch them. Three shapes are usual, tall, wide and
# square, so that objects of different shape may share a cell; more are possible. With several maps the coarse
# one (few cells, each of which sees much) gets the large scales.

# %% [markdown]
# ## E13 - Anchors (1 + 2 points)
#
# **Goal:** the shapes of K anchors of one scale, and these shapes on every cell of a map.
#
# $$\frac{h}{w} = r, \quad w\,h = \text{scale}^2, \qquad c_x = (\text{column} + \tfrac12)\,\text{stride},
#   \quad c_y = (\text{row} + \tfrac12)\,\text{stride}$$
#
# The head of E15 must list its predictions in the same order: one public student project reported a rise from
# 0.6 % to 37.8 % mAP after mending nothing but this order.

# %% [markdown]
# | | type, shape | meaning |
# |---|---|---|
# | `scale`, `ratios` | number, K numbers | pixels; ratio = **h/w**; default order tall, wide, square |
# | `anchor_shapes(scale, ratios)` | (K, 2) float32 | **(w, h)** in the order of the ratios, every area scale² |
# | `feature_hw`, `stride` | (rows, columns), int | cells of the map; pixels from cell to cell |
# | `shapes` | (K, 2) float32 | (w, h) |
# | `make_anchors(feature_hw, stride, shapes)` | (rows · columns · K, 4) float32 | `cxcywh`, on the device of `shapes` |
#
# Anchor (row, column, k) has the index (row · columns + column) · K + k: cells row by row, shape fastest. Not
# allowed: ready-made anchor generators.
#
# <details><summary>Hint 1</summary>Two equations, two unknowns: put h = r w into w h = scale².</details>
# <details><summary>Hint 2</summary>x belongs to the column. On a square map the exchange does not show: test
# with rows different from columns.</details>
# <details><summary>Hint 3</summary><code>torch.meshgrid(..., indexing="ij")</code> gives rows and columns of all
# cells; <code>repeat_interleave(K, 0)</code> repeats each cell, <code>repeat(cells, 1)</code> the list of
# shapes.</details>
#
# Example: `anchor_shapes(6, (4.0, 1.0))` is (3, 12), (6, 6). With map (2, 3), stride 10 and these shapes there
# are 12 anchors; number 7 is row 1, column 0, shape 1: (5, 15, 6, 6).


# %% role="answer" exercise="A2-E13"
# TODO A2-E13 (1 of 3 points), first part: shapes of one scale
def anchor_shapes(scale: float, ratios: tuple[float, ...] = (2.0, 0.5, 1.0)) -> Tensor:
    """Shapes (K, 2) float32 as (w, h), one for each ratio h/w, all of area scale squared (pixels)."""
    ### BEGIN SOLUTION
    root = torch.tensor(ratios, dtype=torch.float32).sqrt()
    return torch.stack((scale / root, scale * root), dim=1)
    ### END SOLUTION


# %% role="answer" exercise="A2-E13"
# TODO A2-E13 (2 of 3 points), second part: the shapes on every cell
def make_anchors(feature_hw: tuple[int, int], stride: int, shapes: Tensor) -> Tensor:
    """Anchors (rows * columns * K, 4) float32 cx, cy, w, h in pixels, on the device of `shapes`.

    Parameters
    ----------
    feature_hw
        Rows and columns of the map.
    stride
        Pixels from cell to cell; the centre of cell i lies at (i + 0.5) * stride.
    shapes
        (K, 2) float32, w and h.

    Returns
    -------
    Anchor (row, column, k) at index (row * columns + column) * K + k.
    """
    ### BEGIN SOLUTION
    rows, columns = (torch.arange(count, device=shapes.device) for count in feature_hw)
    cy, cx = torch.meshgrid((rows + 0.5) * stride, (columns + 0.5) * stride, indexing="ij")
    centres = torch.stack((cx, cy), dim=2).reshape(-1, 1, 2).expand(-1, len(shapes), 2)
    return torch.cat((centres, shapes.expand(len(centres), -1, 2)), dim=2).reshape(-1, 4)
    ### END SOLUTION


# %% role="check" exercise="A2-E13"
check("A2-E13")

# %% role="grade" exercise="A2-E13"

# %% role="use" needs="A2-E11 A2-E13"
# alt: One scene with the three anchors of one cell, tall, wide and square, around the centre of the cell.
STRIDE, MAP, SCALE = 8, (8, 8), 16
anchors = make_anchors(MAP, STRIDE, anchor_shapes(SCALE))
cell = 3 * (4 * MAP[1] + 2)  # row 4, column 2
plot_cell_anchors(clutter[0]["image"], cxcywh_to_xyxy(anchors[cell : cell + 3]), STRIDE)
plt.show()
print(len(anchors), "anchors for", MAP[0], "x", MAP[1], "cells")

# %% [markdown]
# ## E14 - What each anchor is to learn (1 + 4 points)
#
# **Goal:** turn the true boxes of an image into a label and four numbers for every anchor. Each anchor is a
# training sample: background, tied to one true box, or left out.
#
# $$d_x = \frac{c_x - c_x^a}{w^a}, \quad d_y = \frac{c_y - c_y^a}{h^a}, \quad d_w = \ln\frac{w}{w^a}, \quad
#   d_h = \ln\frac{h}{h^a}$$
#
# The offsets are in units of the anchor, so one network serves all sizes. (YOLOv3 keeps the centre inside its
# cell by a sigmoid; that form is part of E15.) The detector is trained on what this function returns.

# %% [markdown]
# `assign_targets(anchors, gt_boxes, gt_labels, pos=0.5, neg=0.4)`:
# 1. IoU of all anchors with all true boxes.
# 2. Each anchor looks at **its best box**: IoU ≥ `pos` gives that box's digit; IoU < `neg` gives background, -1;
#    in between the anchor is ignored, -2: too good to be called background, too bad to learn from.
# 3. **Forced matches**, which override 2: G times take the largest remaining IoU over all anchors and boxes that
#    have no forced partner yet, and tie the two. So every box has an anchor of its own, also when two boxes share
#    their best one.
# 4. Deltas of positive anchors encode their box; all other rows are 0. Without true boxes all is background.

# %% [markdown]
# | | type, shape | meaning |
# |---|---|---|
# | `encode_boxes(boxes, anchors)` | both (N, 4) floating `cxcywh` | deltas (N, 4): dx, dy, dw, dh; row i from box i and anchor i |
# | `anchors` | (A, 4) floating | `cxcywh` |
# | `gt_boxes`, `gt_labels` | (G, 4) of the same dtype, (G,) int64 | **`xyxy`**, digits 0..9; 0 is a digit like the others; G may be 0, G ≤ A |
# | labels (returned first) | (A,) int64 | 0..9, -1 background, -2 ignored |
# | deltas (returned second) | (A, 4), dtype of the anchors | 0 where the anchor is not positive |
#
# The results live on the device of the anchors, arguments stay unchanged. Not allowed: ready-made matchers and
# box coders.
#
# <details><summary>Hint 1</summary>The anchors are <code>cxcywh</code>, the true boxes <code>xyxy</code>: which
# format does <code>box_iou</code> want, which one <code>encode_boxes</code>?</details>
# <details><summary>Hint 2</summary>Keep for every anchor the <em>number of its box</em>, and derive label and
# deltas at the end from it. Then a forced match changes one entry.</details>
# <details><summary>Hint 3</summary>For step 3: <code>argmax()</code> of the table gives a flat index, divide by G
# for row and column; then fill this row and this column with -1.</details>
# <details><summary>Hint 4</summary>With G = 0 there is no best box, and <code>max(dim=1)</code> of an (A, 0) table
# is an error.</details>
#
# Example: three anchors, two boxes, IoUs [[0.8, 0.6], [0.45, 0.3], [0.1, 0]], digits 7 and 0. Step 2 gives 7, -2,
# -1. Step 3 ties anchor 0 to the 7 (0.8), then anchor 1 to the 0 (0.3): labels 7, 0, -1.


# %% role="answer" exercise="A2-E14"
# TODO A2-E14 (1 of 5 points), first part: a box as seen from an anchor
def encode_boxes(boxes: Tensor, anchors: Tensor) -> Tensor:
    """Deltas (N, 4) dx, dy, dw, dh of boxes (N, 4) seen from anchors (N, 4), both cx, cy, w, h.

    Offsets of the centre in units of the anchor's width and height, natural logarithms of the ratios of the sides.
    """
    ### BEGIN SOLUTION
    offsets = (boxes[:, :2] - anchors[:, :2]) / anchors[:, 2:]
    return torch.cat((offsets, (boxes[:, 2:] / anchors[:, 2:]).log()), dim=1)
    ### END SOLUTION


# %% role="answer" exercise="A2-E14"
# TODO A2-E14 (4 of 5 points), second part: a label and deltas for every anchor
def assign_targets(
    anchors: Tensor, gt_boxes: Tensor, gt_labels: Tensor, pos: float = 0.5, neg: float = 0.4
) -> tuple[Tensor, Tensor]:
    """Assign true boxes to anchors.

    Parameters
    ----------
    anchors
        (A, 4) cx, cy, w, h.
    gt_boxes, gt_labels
        (G, 4) x1, y1, x2, y2 of the same dtype and (G,) int64 digits; G may be 0.
    pos, neg
        IoU from which an anchor is positive, and below which it is background.

    Returns
    -------
    labels
        (A,) int64: the digit, -1 background, -2 ignored.
    deltas
        (A, 4), dtype of the anchors: the encoded box of positive anchors, 0 elsewhere.
    """
    ### BEGIN SOLUTION
    labels = gt_labels.new_full((len(anchors),), -1)
    deltas = torch.zeros_like(anchors)
    if len(gt_boxes) == 0:
        return labels, deltas
    table = box_iou(cxcywh_to_xyxy(anchors), gt_boxes)
    overlap, partner = table.max(dim=1)
    positive = overlap >= pos
    labels[(overlap >= neg) & ~positive] = -2
    for _ in range(len(gt_boxes)):
        anchor, box = divmod(int(table.argmax()), len(gt_boxes))
        positive[anchor], partner[anchor] = True, box
        table[anchor, :], table[:, box] = -1, -1  # both have their forced partner now
    labels[positive] = gt_labels[partner[positive]]
    deltas[positive] = encode_boxes(xyxy_to_cxcywh(gt_boxes)[partner[positive]], anchors[positive])
    return labels, deltas
    ### END SOLUTION


# %% role="check" exercise="A2-E14"
check("A2-E14")

# %% role="grade" exercise="A2-E14"

# %% role="use" needs="A2-E11 A2-E12 A2-E13 A2-E14"
# alt: One scene with its true boxes and its anchors: positive, ignored and some background ones, in three styles.
busy = next(item for item in clutter if len(item["boxes"]) >= 2)
true_boxes = xyhw_to_xyxy(busy["boxes"])
labels, deltas = assign_targets(anchors, true_boxes, busy["labels"])
plot_anchor_labels(busy["image"], cxcywh_to_xyxy(anchors), labels, true_boxes)
plt.show()
counts = {"positive": labels >= 0, "ignored": labels == -2, "background": labels == -1}
print({name: int(chosen.sum()) for name, chosen in counts.items()})

# %% [markdown]
# ## YOLO
#
# *You only look once*: one pass over a grid of cells, each of which predicts boxes with objectness and class
# scores. For each anchor that is 4 + 1 + C numbers: four deltas, one objectness logit, C class logits. The score
# of a box is the product of "is something here?" (sigmoid of the objectness) and "which digit, given there is
# one?" (softmax of the classes).
#
# YOLOv3 does not use the linear offset of E14: a sigmoid keeps the centre inside its cell, so the cell that holds
# the centre of an object is the one that is responsible. With linear offsets neighbouring anchors may match one
# object too. We train with the linear form and write the other one down for comparison.

# %% [markdown]
# ## E15 - Head, decoding, loss (1 + 1 + 1 + 3 points)
#
# **Goal:** the last layer of the detector, the way back from its numbers to boxes, and what it is trained on.
#
# $$c_x = c_x^a + d_x w^a, \quad w = w^a e^{d_w} \qquad\text{(linear)} \qquad\qquad
#   c_x = (\text{column} + \sigma(t_x))\,\text{stride}, \quad w = w_k\, e^{t_w} \qquad\text{(YOLOv3)}$$
#
# and the same for y and h. With P the number of positive anchors **in the batch**, at least 1,
#
# $$L = \lambda_{box} L_{box} + \lambda_{obj} L_{obj} + \lambda_{cls} L_{cls}, \qquad
#   L_{part} = \frac1P \sum_{\text{its anchors}} \dots$$

# %% [markdown]
# | part | loss of one anchor | its anchors |
# |---|---|---|
# | box | smooth L1 (beta 1) of the 4 deltas, **summed** over the 4 | positive: label 0..C-1 |
# | obj | binary cross-entropy on the logit, target 1 for positive, 0 for background | positive and background (-1) |
# | cls | cross-entropy of the C class logits | positive |
#
# Ignored anchors (-2) contribute nothing at all. Background has no box and no digit: without the mask its many
# anchors would dominate. Without positive anchors box and cls are 0.

# %% [markdown]
# | name | takes | gives |
# |---|---|---|
# | `YOLOHead(in_channels, num_anchors=3, num_classes=10)` | (N, cin, h, w) | (N, h · w · K, 5 + C), rows in the order of the anchors (E13) |
# | `.conv` | attribute | 1x1 convolution with bias to K(5 + C) channels; channel **k(5 + C) + j**: j = 0..3 deltas, 4 objectness, 5.. classes; the last operation with parameters, no activation behind it |
# | `decode_boxes(deltas, anchors)` | (..., A, 4) and (A, 4) `cxcywh` | (..., A, 4) **`xyxy`**, inverse of `encode_boxes` |
# | `decode_cells(t, shapes, stride)` | (h, w, K, 4), (K, 2) as (w, h), int | (h · w · K, 4) `xyxy`, anchor order |
# | `detection_loss(pred, labels, deltas, lambda_box=1.0, lambda_obj=1.0, lambda_cls=1.0)` | (N, A, 5 + C), int64 (N, A), (N, A, 4) | dict of 0-dim tensors: `total`, `box`, `obj`, `cls`; the parts without their weight |
#
# Floating dtype and device of the inputs; arguments stay unchanged; logits of size 1000 give finite losses. Not
# allowed: ready-made detection losses. `F.smooth_l1_loss`, `F.cross_entropy` and
# `F.binary_cross_entropy_with_logits` are welcome.
#
# <details><summary>Hint 1</summary>Channels are (K, 5 + C), rows are (h, w, K). Which axes have to change places
# <em>before</em> you reshape? A reshape alone never moves an axis.</details>
# <details><summary>Hint 2</summary><code>reshape(n, K, 5 + C, h, w)</code>, then <code>permute</code>, then
# <code>reshape</code> again.</details>
# <details><summary>Hint 3</summary><code>positive = labels &gt;= 0</code> is a mask of (N, A);
# <code>pred[positive]</code> is (P, 5 + C). <code>reduction="sum"</code> of nothing is 0, the mean of nothing is
# nan.</details>
#
# Example: K = 2, C = 3, map 4 x 5: 16 channels, 40 rows of 8. Row 27 is cell 13 (row 2, column 3), shape 1: its
# objectness is channel 8 + 4 = 12 at that cell.


# %% role="answer" exercise="A2-E15"
# TODO A2-E15 (1 of 6 points), first part: the head
class YOLOHead(nn.Module):
    """Predictions (N, h * w * K, 5 + C) of a map (N, in_channels, h, w), rows in the order of the anchors.

    Attribute `conv`: 1x1 convolution with bias to K * (5 + C) channels; channel k * (5 + C) + j holds delta j for
    j = 0..3, the objectness logit for j = 4, class logits from j = 5. Nothing with parameters follows it.
    """

    def __init__(self, in_channels: int, num_anchors: int = 3, num_classes: int = 10) -> None:
        super().__init__()
        ### BEGIN SOLUTION
        self.num_anchors = num_anchors
        self.conv = nn.Conv2d(in_channels, num_anchors * (5 + num_classes), kernel_size=1)
        ### END SOLUTION

    def forward(self, x: Tensor) -> Tensor:
        """Map (N, in_channels, h, w) to rows (N, h * w * K, 5 + C)."""
        ### BEGIN SOLUTION
        n, _, h, w = x.shape
        maps = self.conv(x).reshape(n, self.num_anchors, -1, h, w)
        return maps.permute(0, 3, 4, 1, 2).reshape(n, h * w * self.num_anchors, -1)
        ### END SOLUTION


# %% role="answer" exercise="A2-E15"
# TODO A2-E15 (1 of 6 points), second part: from deltas back to boxes
def decode_boxes(deltas: Tensor, anchors: Tensor) -> Tensor:
    """Corners (..., A, 4) of deltas (..., A, 4) and anchors (A, 4) cx, cy, w, h: inverse of `encode_boxes`."""
    ### BEGIN SOLUTION
    centre = anchors[:, :2] + deltas[..., :2] * anchors[:, 2:]
    half = anchors[:, 2:] * deltas[..., 2:].exp() / 2
    return torch.cat((centre - half, centre + half), dim=-1)
    ### END SOLUTION


# %% role="answer" exercise="A2-E15"
# TODO A2-E15 (1 of 6 points), third part: the form of YOLOv3
def decode_cells(t: Tensor, shapes: Tensor, stride: int) -> Tensor:
    """Corners (h * w * K, 4) of t (h, w, K, 4), shapes (K, 2) as w, h, stride in pixels.

    cx = (column + sigmoid(tx)) * stride, cy = (row + sigmoid(ty)) * stride, (w, h) = shape * exp(tw, th).
    """
    ### BEGIN SOLUTION
    h, w = t.shape[:2]
    rows, columns = torch.meshgrid(torch.arange(h, device=t.device), torch.arange(w, device=t.device), indexing="ij")
    cells = torch.stack((columns, rows), dim=2)[:, :, None]
    centre = (cells + t[..., :2].sigmoid()) * stride
    half = shapes * t[..., 2:].exp() / 2
    return torch.cat((centre - half, centre + half), dim=-1).reshape(-1, 4)
    ### END SOLUTION


# %% role="answer" exercise="A2-E15"
# TODO A2-E15 (3 of 6 points), fourth part: the loss
def detection_loss(
    pred: Tensor,
    labels: Tensor,
    deltas: Tensor,
    lambda_box: float = 1.0,
    lambda_obj: float = 1.0,
    lambda_cls: float = 1.0,
) -> dict[str, Tensor]:
    """Loss of a batch, each part divided by the number of positive anchors (at least 1).

    Parameters
    ----------
    pred
        (N, A, 5 + C): deltas, objectness logit, class logits.
    labels
        (N, A) int64: digit, -1 background, -2 ignored.
    deltas
        (N, A, 4), meant for positive anchors only.

    Returns
    -------
    dict of 0-dim tensors: ``box``, ``obj``, ``cls`` and their weighted sum ``total``.
    """
    ### BEGIN SOLUTION
    positive, used = labels >= 0, labels != -2
    count = positive.sum().clamp(min=1)
    chosen = pred[positive]
    box = F.smooth_l1_loss(chosen[:, :4], deltas[positive], reduction="sum") / count
    target = positive[used].to(pred.dtype)
    obj = F.binary_cross_entropy_with_logits(pred[used][:, 4], target, reduction="sum") / count
    cls = F.cross_entropy(chosen[:, 5:], labels[positive], reduction="sum") / count
    total = lambda_box * box + lambda_obj * obj + lambda_cls * cls
    return {"total": total, "box": box, "obj": obj, "cls": cls}
    ### END SOLUTION


# %% role="check" exercise="A2-E15"
check("A2-E15")

# %% role="grade" exercise="A2-E15"

# %% role="use" needs="A2-E11 A2-E12 A2-E13 A2-E14 A2-E15"
# What the loss says before any training, for one scene and predictions of zeros.
zeros = torch.zeros(1, len(anchors), 15)
parts = detection_loss(zeros, labels[None], deltas[None])
print({name: round(float(part), 3) for name, part in parts.items()}, "| ln 10 =", round(math.log(10), 3))
found = decode_boxes(zeros[0, :, :4], anchors)
print("deltas of 0 give the anchors back:", bool(torch.allclose(found, cxcywh_to_xyxy(anchors))))

# %% [markdown]
# ## E16 - Non-maximum suppression (3 + 1 points)
#
# **Goal:** one box for each object. Several anchors see the same digit, and each of them reports a box.
#
# Take the best remaining box, keep it, remove all remaining boxes whose IoU with it is **above** the threshold;
# repeat until nothing remains. Only *kept* boxes remove others: if A removes B, and B overlaps C, then C stays
# (unless A overlaps it too). With several classes the suppression runs within each class: a 3 never removes a 5.

# %% [markdown]
# | | type, shape | meaning |
# |---|---|---|
# | `boxes`, `scores` | (N, 4), (N,) floating | `xyxy`, coordinates of both signs; in any order; N may be 0 |
# | `iou_threshold` | float | IoU **>** threshold removes; equal stays |
# | `labels` | (N,) int64 | class of each box |
# | `nms(boxes, scores, iou_threshold)` | (K,) int64 | positions **in the input**, by falling score |
# | `batched_nms(boxes, scores, labels, iou_threshold)` | (K,) int64 | kept positions of all classes together, by falling score |
#
# Of boxes with equal scores either may survive. Results live on the device of the boxes, arguments stay unchanged.
# Not allowed: `torchvision.ops`.
#
# <details><summary>Hint 1</summary><code>scores.argsort(descending=True)</code> is the list of positions to work
# on: its first entry is kept, some of the others go.</details>
# <details><summary>Hint 2</summary><code>order = order[1:][iou[0] &lt;= threshold]</code>: a list that shrinks.</details>
# <details><summary>Hint 3</summary>For classes: either suppress class by class and sort the union, or move each class
# to a place of its own, further away than the whole range of the coordinates (maximum <em>minus minimum</em>; they
# may be negative).</details>
#
# Example: scores 0.6, 0.9, 0.8, IoU of boxes 0 and 1 is 0.7, all others are apart. At threshold 0.5 the result is
# (1, 2); at 0.7 it is (1, 2, 0).


# %% role="answer" exercise="A2-E16"
# TODO A2-E16 (3 of 4 points), first part: suppression in one class
def nms(boxes: Tensor, scores: Tensor, iou_threshold: float) -> Tensor:
    """Positions (K,) int64 of the boxes to keep, by falling score.

    Parameters
    ----------
    boxes, scores
        (N, 4) x1, y1, x2, y2 and (N,), in any order; N may be 0.
    iou_threshold
        A box goes when its IoU with a kept box is above it.
    """
    ### BEGIN SOLUTION
    order = scores.argsort(descending=True)
    kept = []
    while len(order) > 0:
        best, order = order[:1], order[1:]
        kept.append(best)
        order = order[box_iou(boxes[best], boxes[order])[0] <= iou_threshold]
    return torch.cat(kept) if kept else order
    ### END SOLUTION


# %% role="answer" exercise="A2-E16"
# TODO A2-E16 (1 of 4 points), second part: class by class
def batched_nms(boxes: Tensor, scores: Tensor, labels: Tensor, iou_threshold: float) -> Tensor:
    """Positions (K,) int64 of the boxes to keep, by falling score; labels (N,) never suppress each other."""
    ### BEGIN SOLUTION
    keep = torch.zeros_like(scores, dtype=torch.bool)
    for label in labels.unique():
        (own,) = torch.where(labels == label)
        keep[own[nms(boxes[own], scores[own], iou_threshold)]] = True
    (kept,) = torch.where(keep)
    return kept[scores[kept].argsort(descending=True)]
    ### END SOLUTION


# %% role="check" exercise="A2-E16"
check("A2-E16")

# %% role="grade" exercise="A2-E16"

# %% [markdown]
# **Figure.** No network yet: every true box is reported six times, each time a little displaced.

# %% role="use" needs="A2-E11 A2-E16"
# alt: One scene twice: with six displaced boxes around each digit, and with the one of them that is left.
torch.manual_seed(0)
busy = next(item for item in clutter if len(item["boxes"]) >= 2)
true_boxes = xyhw_to_xyxy(busy["boxes"])
reports = {
    "boxes": clip_boxes(true_boxes.repeat(6, 1) + 1.5 * torch.randn(6 * len(true_boxes), 4), (64, 64)),
    "scores": 0.3 + 0.7 * torch.rand(6 * len(true_boxes)),
    "labels": busy["labels"].repeat(6),
}
kept = batched_nms(reports["boxes"], reports["scores"], reports["labels"], 0.3)
plot_detections(busy["image"], reports, {key: value[kept] for key, value in reports.items()}, true_boxes)
plt.show()
print(len(reports["boxes"]), "boxes before,", len(kept), "after")

# %% [markdown]
# ## E17 - Batches of unequal items (1 + 1 points)
#
# **Goal:** a batch from items with different numbers of boxes.
#
# A `DataLoader` reads items and hands the list to its **collate function**, whose standard version stacks equal
# tensors. Images can be stacked, an item with 2 boxes and one with 3 cannot: they stay in a list, or are filled up
# to the same number with rows that mean "nothing". Worker processes find the function by its name, so it has to be
# written with `def` at the top of the notebook.

# %% [markdown]
# | | type, shape | meaning |
# |---|---|---|
# | `batch` | list of B dicts | `image` (1, H, W), `boxes` (n_i, 4) float32, `labels` (n_i,) int64; n_i may be 0 |
# | `detection_collate(batch)` | dict | `images` (B, 1, H, W); `boxes` and `labels`: **lists** of B tensors, in the order of the batch |
# | `pad_targets(boxes, labels)` | two lists of length B | (B, M, 4) float32 filled with 0, and (B, M) int64 filled with -1; M = largest n_i, may be 0 |
#
# The lists stay lists also when all n_i are equal; arguments stay unchanged.
#
# <details><summary>Hint 1</summary>One of the three keys is stacked, the other two are collected.</details>
# <details><summary>Hint 2</summary>Make the full result first, filled with 0 or -1, then write each image's rows into
# it.</details>
#
# Example: three items with 2, 0 and 3 boxes: lists of lengths 3 with shapes (2, 4), (0, 4), (3, 4); padded (3, 3, 4)
# and (3, 3), the second row of labels is -1, -1, -1.


# %% role="answer" exercise="A2-E17"
# TODO A2-E17 (1 of 2 points), first part: a list of items becomes a batch
def detection_collate(batch: list[dict[str, Tensor]]) -> dict:
    """Collate items with keys image (1, H, W), boxes (n_i, 4) and labels (n_i,).

    Returns a dict: images (B, 1, H, W); boxes and labels, lists of B tensors in the order of the batch.
    """
    ### BEGIN SOLUTION
    return {
        "images": torch.stack([item["image"] for item in batch]),
        "boxes": [item["boxes"] for item in batch],
        "labels": [item["labels"] for item in batch],
    }
    ### END SOLUTION


# %% role="answer" exercise="A2-E17"
# TODO A2-E17 (1 of 2 points), second part: lists become two tensors
def pad_targets(boxes: list[Tensor], labels: list[Tensor]) -> tuple[Tensor, Tensor]:
    """Pad lists of boxes (n_i, 4) and labels (n_i,) to M = max n_i rows.

    Returns boxes (B, M, 4) float32 filled with 0 and labels (B, M) int64 filled with -1. M may be 0.
    """
    ### BEGIN SOLUTION
    most = max(len(one) for one in boxes)
    all_boxes = boxes[0].new_zeros(len(boxes), most, 4)
    all_labels = labels[0].new_full((len(labels), most), -1)
    for row, (some_boxes, some_labels) in enumerate(zip(boxes, labels, strict=True)):
        all_boxes[row, : len(some_boxes)] = some_boxes
        all_labels[row, : len(some_labels)] = some_labels
    return all_boxes, all_labels
    ### END SOLUTION


# %% role="check" exercise="A2-E17"
check("A2-E17")

# %% role="grade" exercise="A2-E17"

# %% role="use" needs="A2-E11 A2-E17"
first = [
    {
        "image": clutter[index]["image"][None].float() / 255,
        "boxes": xyhw_to_xyxy(clutter[index]["boxes"]),
        "labels": clutter[index]["labels"],
    }
    for index in range(5)
]
batch = detection_collate(first)
print("images", tuple(batch["images"].shape), "boxes", [tuple(boxes.shape) for boxes in batch["boxes"]])
padded_boxes, padded_labels = pad_targets(batch["boxes"], batch["labels"])
print("padded", tuple(padded_boxes.shape), "labels", padded_labels.tolist())

# %% [markdown]
# ## E18 - Average precision (2 points)
#
# **Goal:** one number for the detections of one class in a whole set of images.
#
# A threshold on the score trades precision for recall. Average precision looks at all thresholds: the area under
# precision as a function of recall, after precision has been made non-increasing from the right,
#
# $$\tilde p_k = \max_{j \ge k} p_j, \qquad \mathrm{AP} = \sum_k \tilde p_k\,(r_k - r_{k-1}), \qquad r_0 = 0 .$$
#
# `mean_average_precision` (given) calls the function for each digit and takes the mean of what is not nan: **mAP**.

# %% [markdown]
# 1. Rank the detections of **all images together** by falling score.
# 2. Each one, in this order, looks at the true box *of its image* with the largest IoU. It is a hit if this IoU is at
#    least `iou_threshold` and the box has no hit yet; otherwise a false positive (also when another box is free).
# 3. After rank k: precision p_k = hits so far / k, recall r_k = hits so far / G.
#
# | | type, shape | meaning |
# |---|---|---|
# | `det_boxes`, `det_scores`, `det_image` | (D, 4) `xyxy`, (D,), (D,) int64 | detections of one class, in any order, and the image of each |
# | `gt_boxes`, `gt_image` | (G, 4) `xyxy`, (G,) int64 | true boxes of this class, and the image of each |
# | returned | Python float | G = 0: nan; D = 0 and G > 0: 0.0 |
#
# Arguments stay unchanged. Not allowed: metric libraries.
#
# <details><summary>Hint 1</summary>Go through the detections by falling score and write down 1 for a hit, 0 for a false
# positive. The rest needs only this list and G.</details>
# <details><summary>Hint 2</summary>The hits so far are <code>cumsum</code>; the envelope is
# <code>cummax</code> of the reversed precision, reversed again.</details>
# <details><summary>Hint 3</summary>Recall rises by 1/G at each hit and not at all elsewhere: AP is the sum of the
# envelope at the hits, divided by G.</details>
#
# Example: four true boxes; by falling score hit, miss, hit, miss, hit. Precision 1, 1/2, 2/3, 2/4, 3/5, envelope 1, 2/3,
# 2/3, 3/5, 3/5, AP = (1 + 2/3 + 3/5)/4 = 0.567.


# %% role="answer" exercise="A2-E18"
# TODO A2-E18 (2 points): rank, match, precision and recall, area under the envelope
def average_precision(
    det_boxes: Tensor,
    det_scores: Tensor,
    det_image: Tensor,
    gt_boxes: Tensor,
    gt_image: Tensor,
    iou_threshold: float = 0.5,
) -> float:
    """Average precision of one class: all-point area under the non-increasing precision.

    Parameters
    ----------
    det_boxes, det_scores, det_image
        (D, 4) x1, y1, x2, y2, (D,), and (D,) int64 numbers of images.
    gt_boxes, gt_image
        (G, 4) and (G,) int64.
    iou_threshold
        Smallest IoU of a hit.

    Returns
    -------
    A Python float; nan for G = 0, 0.0 for D = 0 and G > 0.
    """
    ### BEGIN SOLUTION
    if len(gt_boxes) == 0:
        return math.nan
    if len(det_boxes) == 0:
        return 0.0
    order = det_scores.argsort(descending=True)
    table = box_iou(det_boxes[order], gt_boxes)
    table[det_image[order][:, None] != gt_image[None]] = -1  # boxes of other images are out of reach
    overlap, partner = table.max(dim=1)
    hits, found = torch.zeros(len(order), dtype=torch.float64), set()
    for rank, (value, box) in enumerate(zip(overlap.tolist(), partner.tolist(), strict=True)):
        if value >= iou_threshold and box not in found:
            hits[rank] = 1
            found.add(box)
    precision = hits.cumsum(0) / torch.arange(1, len(hits) + 1)
    envelope = precision.flip(0).cummax(0).values.flip(0)
    return float((envelope * hits).sum() / len(gt_boxes))
    ### END SOLUTION


# %% role="check" exercise="A2-E18"
check("A2-E18")

# %% role="grade" exercise="A2-E18"

# %% role="use" needs="A2-E11 A2-E12 A2-E18"
# True boxes, displaced by more and more pixels, as detections; as many boxes of nothing among them.
torch.manual_seed(0)
crowded = [item for item in clutter if len(item["boxes"])][:20]
boxes = torch.cat([xyhw_to_xyxy(item["boxes"]) for item in crowded])
image = torch.cat([torch.full((len(item["boxes"]),), number) for number, item in enumerate(crowded)])
nothing = torch.tensor([200.0, 200.0, 209.0, 209.0]).expand(len(boxes), 4)
scores = torch.cat((0.5 + torch.rand(len(boxes)), torch.rand(len(boxes))))
shift = torch.randn(boxes.shape)
for pixels in (0.0, 1.0, 2.0, 4.0):
    reported = torch.cat((boxes + pixels * shift, nothing))
    result = average_precision(reported, scores, image.repeat(2), boxes, image)
    print(f"displaced by about {pixels:.0f} pixels: AP {result:.3f}")

# %% [markdown]
# ## Training the detector
#
# All parts together: `DetectionNet` (given) is a backbone of stride 8 with your head. Each batch is collated (E17),
# each image gets its targets (E14), the loss (E15) is minimised by Adam with a rate that rises and falls. After each
# epoch `detect` (given) turns predictions into boxes: sigmoid of the objectness times the probability of the best
# digit, decoding, clipping, suppression class by class (E16). mAP at IoU 0.5 on the validation scenes (E18) says how
# good they are. About 20 s of CPU time.
#
# Reading a run: `box`, `obj` and `cls` should each end at 0.6 of their first epoch or less, and mAP at 0.45 or more
# (offline data, 8 epochs). mAP stays low for the first epochs while the loss already falls: boxes must be both in
# place and called by the right digit. TensorBoard shows the same curves: `det/box`, `det/obj`, `det/cls`, `det/map`.


# %% role="given"
def detection_items(split: str, count: int | None) -> list[dict[str, Tensor]]:
    """Items of the detector: image float (1, 64, 64) in [0, 1], boxes xyxy, labels."""
    return [
        {
            "image": item["image"][None].float() / 255,
            "boxes": xyhw_to_xyxy(item["boxes"]),
            "labels": item["labels"],
        }
        for item in load_clutter(split, count=count)
    ]


def batch_targets(batch: dict, anchors: Tensor) -> tuple[Tensor, Tensor]:
    """Labels (B, A) and deltas (B, A, 4) of a collated batch."""
    pairs = [assign_targets(anchors, *truth) for truth in zip(batch["boxes"], batch["labels"], strict=True)]
    return torch.stack([labels for labels, _ in pairs]), torch.stack([deltas for _, deltas in pairs])


def find_all(net: nn.Module, items: list, anchors: Tensor, nms=batched_nms) -> list[dict[str, Tensor]]:
    """Detections in all items, on the CPU, one dict an image."""
    net.eval()
    found = []
    place = anchors.device
    with torch.no_grad():
        for batch in DataLoader(items, batch_size=100, collate_fn=detection_collate):
            predictions = net(batch["images"].to(place))
            found += detect(predictions, anchors, (64, 64), decode_boxes=decode_boxes, clip_boxes=clip_boxes, nms=nms)
    return [{key: value.cpu() for key, value in one.items()} for one in found]


def train_detector(net: nn.Module, items: list, val_items: list, anchors: Tensor, epochs: int) -> dict[str, list]:
    """Train for some epochs; return the mean of each part of the loss and mAP on `val_items`, one an epoch."""
    # The targets depend on the scene alone: they are made once, and the batches pick their rows.
    labels, deltas = (value.to(anchors.device) for value in batch_targets(detection_collate(items), anchors.cpu()))
    images = detection_collate(items)["images"].to(anchors.device)
    optimizer = torch.optim.Adam(net.parameters(), lr=4e-3)
    steps = epochs * math.ceil(len(items) / 32)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=4e-3, total_steps=steps)
    history: dict[str, list] = {"box": [], "obj": [], "cls": [], "map": []}
    writer = open_writer("detector")
    for epoch in range(epochs):
        net.train()
        sums = dict.fromkeys(("box", "obj", "cls"), 0.0)
        batches = bar(torch.randperm(len(items)).split(32), f"epoch {epoch + 1}")
        for chosen in batches:
            chosen = chosen.to(anchors.device)
            parts = detection_loss(net(images[chosen]), labels[chosen], deltas[chosen])
            optimizer.zero_grad()
            parts["total"].backward()
            optimizer.step()
            schedule.step()
            for name in sums:
                sums[name] += parts[name].item() * len(chosen) / len(items)
            batches.set_postfix(loss=f"{parts['total'].item():.2f}")
        result = mean_average_precision(find_all(net, val_items, anchors), val_items, average_precision)
        for name, value in (sums | {"map": result["map"]}).items():
            history[name].append(value)
            writer.add_scalar(f"det/{name}", value, epoch)
    writer.close()
    return history


# %% role="use" needs="A2-E11 A2-E12 A2-E13 A2-E14 A2-E15 A2-E16 A2-E17 A2-E18"
# alt: Four curves of the training: box, objectness and class loss fall, mAP on validation scenes rises.
torch.manual_seed(0)
items = detection_items("train", sized(grade=20, demo=None, full=None))
val_items = detection_items("val", sized(grade=20, demo=None, full=None))
det_anchors = make_anchors((8, 8), 8, anchor_shapes(16)).to(device)
detector = DetectionNet(YOLOHead, width=sized(grade=8, demo=16, full=48)).to(device)
with timed("detector"):
    history = train_detector(detector, items, val_items, det_anchors, sized(grade=1, demo=8, full=40))
plots.plot_curves({"detector": history})
plt.show()
for name, values in history.items():
    print(f"{name}: first epoch {values[0]:.3f}, last {values[-1]:.3f}")

# %% [markdown]
# **Before and after suppression.** One validation scene, boxes with a score of at least 0.1.

# %% role="use" needs="A2-E11 A2-E12 A2-E13 A2-E14 A2-E15 A2-E16 A2-E17 A2-E18"
# alt: One validation scene twice: many boxes around each digit before suppression, about one for each digit after it.
found = find_all(detector, val_items, det_anchors)
double = find_all(detector, val_items, det_anchors, nms=None)
shown = next(number for number, item in enumerate(val_items) if len(item["boxes"]) >= 2)
plot_detections(val_items[shown]["image"], double[shown], found[shown], val_items[shown]["boxes"])
plt.show()
with_nms = mean_average_precision(found, val_items, average_precision)
without_nms = mean_average_precision(double, val_items, average_precision)
print(f"mAP with suppression {with_nms['map']:.3f}, without {without_nms['map']:.3f}")

# %% [markdown]
# **Precision and recall of one digit.** Lowering the threshold finds more of them and lets more errors in.

# %% role="use" needs="A2-E11 A2-E12 A2-E13 A2-E14 A2-E15 A2-E16 A2-E17 A2-E18"
# alt: Precision against recall of the digit 3 in the validation scenes: near 1 at first, falling as recall grows.
precision, recall = precision_recall(found, val_items, 3, box_iou)
plot_precision_recall(precision, recall, "digit 3", float(with_nms["ap"][3]))
plt.show()
print(pd.DataFrame({"digit": range(10), "AP": with_nms["ap"].numpy().round(3)}).to_string(index=False))

# %% [markdown]
# # Part 4 - Questions, report, export
#
# ## How the questions work
#
# You are asked what an oral examination on this notebook would ask: shapes of tensors, reasons for single
# lines, the given code included. Nothing has to be run; you should know the whole notebook.
#
# - **Shape questions** (10 points): five questions; your student number decides which ones, and their numbers.
#   Replace `None` by your answer: a number or a tuple. Whole numbers must be exact, decimal numbers right to
#   0.1 %.
# - **Concept questions** (15 points): answer in your own words, in the cell below each question. Every
#   wording that says the right thing counts. Put pictures next to the notebook and write
#   `![](picture.png)`.
# - **Practice** has no points: the same questions with other numbers, and an explanation at once.

# %% [markdown]
# `practice("A2-Q-S1")` shows a question, `practice("A2-Q-S1", ((1, 20, 30), 4))` says whether that is the
# answer to it, and `practice("A2-Q-S1")` again shows new numbers. Practice in a cell of your own, as often
# as you like. The oral examination draws from all fourteen families and from all 42 concept questions, which
# stand in `questions.py` beside this notebook.
#
# | question | one of |
# |---|---|
# | A2-Q-1 | S1 a level of the U-Net, S2 sizes that need no crop |
# | A2-Q-2 | S3 transposed convolution, S9 dilated convolution |
# | A2-Q-3 | S4 FCN-8s, S5 detection head |
# | A2-Q-4 | S6 IoU and GIoU, S8 non-maximum suppression, S11 box formats |
# | A2-Q-5 | S7 metrics, S10 weighted cross-entropy, S13 crop and pad |
# | practice and oral only | S12 decoding as in YOLOv3, S14 index of an anchor |

# %% role="use" needs=""
practice("A2-Q-S14")

# %% [markdown]
# ## Shape questions (10 points)
#
# Two points each. Sizes are (height, width), positions and indices count from 0.

# %% role="shape" question="A2-Q-1"

# %% role="shape" question="A2-Q-2"

# %% role="shape" question="A2-Q-3"

# %% role="shape" question="A2-Q-4"

# %% role="shape" question="A2-Q-5"

# %% [markdown]
# ## Concept questions (15 points)
#
# Three points each, a few sentences each.

# %% [markdown] role="concept" question="A2-Q-C1" points=3

# %% [markdown] role="concept" question="A2-Q-C3" points=3

# %% [markdown] role="concept" question="A2-Q-C17" points=3

# %% [markdown] role="concept" question="A2-Q-C20" points=3

# %% [markdown] role="concept" question="A2-Q-C25" points=3

# %% [markdown]
# ## Report (5 points)
#
# One page, marked by a person. Write below the instruction of each cell.

# %% [markdown] role="manual" id="A2-R1" points=2
# ### Report 1: results (2 points)
#
# Copy both tables into the cell below and fill them in from your runs: validation data, last epoch. Say which
# device and which `KIT_BUDGET` you used. Then, in two or three sentences: does the first table show the order
# that earlier years saw with weights [1, 1] and [1, 2]? Each run has one seed: which differences would you
# trust, and how would you find out about the others?
#
# | run | epochs, time | loss, first and last | accuracy | precision | recall | F1 | IoU of pedestrian | mIoU |
# |---|---|---|---|---|---|---|---|---|
# | everything background | - | - | | | | | | |
# | U-Net, uniform | | | | | | | | |
# | U-Net, [1, 2] | | | | | | | | |
# | U-Net, inverse | | | | | | | | |
# | FCN-8s, [1, 2] | | | | | | | | |
#
# | run | epochs, time | box, obj, cls: first and last | best and worst digit, their AP | mAP at IoU 0.5 |
# |---|---|---|---|---|
# | detector | | | | |
# | the same without suppression | - | - | - | |

# %% [markdown] role="manual" id="A2-R2" points=2
# ### Report 2: three figures (2 points)
#
# One sentence for each of these figures of your run: what do you see there that the tables do not say?
#
# 1. Training loss and validation mIoU of the three weightings.
# 2. Predictions next to the truth, U-Net and FCN-8s.
# 3. Detections before and after suppression.

# %% [markdown] role="manual" id="A2-R3" points=1
# ### Report 3: export (1 point)
#
# The HTML file holds all figures of the notebook, drawn by your own functions, and opens without network. List
# here what is missing and why; write "complete" if nothing is.

# %% [markdown]
# ## Export
#
# Run the notebook once more from top to bottom in a fresh kernel and save it. Then call `export_html` in a
# cell of your own, with your number and name (they are stored; later `export_html()` is enough). It writes
# `NUMBER_NAME_A2.html`, for example `17_Ada-Lovelace_A2.html`: one file with all outputs and pictures. Open
# it and look at it before you hand it in.

# %% role="use" needs=""
from kit.export import export_html
# export_html(17, "Ada Lovelace", "A2")

# %% [markdown]
# ## Glossary
#
# | term | meaning |
# |---|---|
# | anchor | a box of fixed shape at a cell, which the network shifts and stretches |
# | average precision, mAP | area under precision against recall of one class; its mean over the classes |
# | collate function | makes a batch of a list of items |
# | confusion matrix | counts of actual (rows) against predicted (columns) classes |
# | delta | position and size of a box relative to an anchor |
# | dilation | distance between neighbouring taps of a kernel |
# | encoder, decoder | the part that shrinks the maps; the part that enlarges them again |
# | fully convolutional | without linear layers on flattened maps, hence for any image size |
# | GIoU | IoU less the share of the enclosing box that neither box covers |
# | instance, semantic segmentation | tells objects apart; gives each pixel a class |
# | IoU | intersection over union of two regions or boxes |
# | logit, probability | any real score; a share between 0 and 1 |
# | negative, positive, ignored anchor | learns "background"; learns an object; is left out of the loss |
# | non-maximum suppression | removes boxes that overlap a better one |
# | objectness | score for "there is an object here", whatever its class |
# | one stage, two stages | boxes and classes at once; first regions, then their class and box |
# | precision, recall | how many of the found are right; how many of the actual are found |
# | skip connection | hands a map to a later layer past those in between |
# | stride of a map | image pixels from one cell to the next |
# | transfer learning | start from features that were learned on other data |
# | transposed convolution | spreads each value over a kernel; enlarges a map |
# | type I, type II error | false alarm (false positive); miss (false negative) |
