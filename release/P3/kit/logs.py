"""What a training shows while it runs: progress bars, measured times, TensorBoard."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from torch import Tensor
from tqdm.auto import tqdm

from kit.language import tr
from kit.settings import budget

FOLDER = Path("runs")
PANELS = 3  # of a row in the figure of `FallbackWriter`


class Writer(Protocol):
    """The part of TensorBoard's `SummaryWriter` that the notebooks use."""

    def add_scalar(self, tag: str, scalar_value: float, global_step: int) -> None:
        """Record a number."""

    def add_image(self, tag: str, img_tensor: Tensor, global_step: int) -> None:
        """Record an image (C, H, W), C 1 or 3, uint8 or float in [0, 1]."""

    def add_images(self, tag: str, img_tensor: Tensor, global_step: int) -> None:
        """Record images (N, C, H, W), shown side by side."""

    def flush(self) -> None:
        """Write what is recorded so far."""

    def close(self) -> None:
        """Write everything to the disk."""


class SilentWriter:
    """Records nothing: a grader runs the notebook."""

    def add_scalar(self, tag: str, scalar_value: float, global_step: int) -> None:
        """Do nothing."""

    def add_image(self, tag: str, img_tensor: Tensor, global_step: int) -> None:
        """Do nothing."""

    def add_images(self, tag: str, img_tensor: Tensor, global_step: int) -> None:
        """Do nothing."""

    def flush(self) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


class FallbackWriter:
    """Takes TensorBoard's calls where it is missing or broken; draws them, and writes numbers as CSV.

    Attributes
    ----------
    scalars
        For each tag the pairs (step, value) in the order of the calls.
    image
        For each tag the last step and its image (C, H, W) in [0, 1].
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.scalars: dict[str, list[tuple[int, float]]] = {}
        self.image: dict[str, tuple[int, Tensor]] = {}

    def add_scalar(self, tag: str, scalar_value: float, global_step: int) -> None:
        """Remember a number."""
        self.scalars.setdefault(tag, []).append((int(global_step), float(scalar_value)))

    def add_image(self, tag: str, img_tensor: Tensor, global_step: int) -> None:
        """Remember the last image (C, H, W), uint8 or float in [0, 1]."""
        values = torch.as_tensor(img_tensor).detach().cpu()
        self.image[tag] = int(global_step), values / 255 if values.dtype == torch.uint8 else values.float().clamp(0, 1)

    def add_images(self, tag: str, img_tensor: Tensor, global_step: int) -> None:
        """Remember the last images (N, C, H, W), side by side."""
        self.add_image(tag, torch.cat(list(torch.as_tensor(img_tensor)), -1), global_step)

    def flush(self) -> None:
        """Write the numbers to ``runs/NAME/scalars.csv``: tag, step, value."""
        lines = [f"{tag},{step},{value!r}" for tag, pairs in self.scalars.items() for step, value in pairs]
        if lines:
            (FOLDER / self.name).mkdir(parents=True, exist_ok=True)
            (FOLDER / self.name / "scalars.csv").write_text("\n".join(["tag,step,value", *lines, ""]))

    def draw(self) -> Figure:
        """Draw one panel a tag: numbers against the step, then the last images."""
        panels = max(1, len(self.scalars) + len(self.image))
        rows = -(-panels // PANELS)
        size = (3.2 * min(panels, PANELS), 2.3 * rows)
        figure, axes = plt.subplots(rows, min(panels, PANELS), figsize=size, layout="constrained", squeeze=False)
        places = iter(axes.flat)
        for tag, pairs in self.scalars.items():
            place = next(places)
            place.plot(*zip(*pairs, strict=True), color="black", marker="o", markersize=3)
            place.set(xlabel="step", ylabel=tag)
            place.xaxis.set_major_locator(MaxNLocator(integer=True))
        for tag, (step, image) in self.image.items():
            place = next(places)
            place.imshow(np.squeeze(image.permute(1, 2, 0).numpy()), cmap="gray", vmin=0, vmax=1)
            place.set_title(f"{tag}, step {step}", fontsize=9)
            place.axis("off")
        for place in places:
            place.axis("off")
        figure.suptitle(f"runs/{self.name}", fontsize=10)
        return figure

    def close(self) -> None:
        """Write and show everything, where there is anything."""
        self.flush()
        if self.scalars or self.image:
            self.draw()
            plt.show()


def open_writer(name: str) -> Writer:
    """Open a TensorBoard writer in ``runs/NAME``.

    `SilentWriter` in grade mode; `FallbackWriter` where TensorBoard is missing or does not work.
    """
    if budget() == "grade":
        return SilentWriter()
    try:
        from torch.utils.tensorboard import SummaryWriter  # slow, and not everybody has it

        writer: Writer = SummaryWriter(str(FOLDER / name))
        writer.flush()
    except Exception as error:  # versions of tensorboard, numpy and protobuf clash in many ways
        what = "is not installed" if isinstance(error, ImportError) else f"does not work ({error})"
        print(tr(f"tensorboard {what}: matplotlib draws the same when the writer is closed"))
        return FallbackWriter(name)
    return writer


def bar(batches: Iterable[object], label: str) -> tqdm[object]:
    """Show the progress through `batches`; no bar in grade mode."""
    return tqdm(batches, desc=label, leave=False, disable=budget() == "grade")


@dataclass
class Clock:
    """How long the block of `timed` took; 0 until it ends."""

    seconds: float = 0.0


@contextmanager
def timed(label: str) -> Iterator[Clock]:
    """Measure a block and print its time: ``with timed("U-Net") as clock: ...``, then ``clock.seconds``."""
    clock, start = Clock(), time.perf_counter()
    yield clock
    clock.seconds = time.perf_counter() - start
    print(f"{label}: {clock.seconds:.1f} s")
