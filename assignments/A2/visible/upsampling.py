"""Self-checks of A2-E8."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F

from kit.checks import Exercise, expect

e8 = Exercise(
    "A2-E8",
    names=(
        *("bilinear_kernel", "transposed_conv2d", "max_unpool"),
        *("conv_output_size", "transposed_conv_output_size"),
    ),
    forbidden=("conv_transpose2d", "max_unpool2d"),
)


@e8.check("kernel-shape")
def kernel_shape(student: Any) -> None:
    """The bilinear kernel has two axes of channels and two of pixels, and is largest in the middle."""
    kernel = student.bilinear_kernel(2, 5)
    expect.tensor(kernel, "bilinear_kernel(2, 5)", shape=(2, 2, 5, 5), dtype=torch.float32)
    expect.that(bool(kernel[0, 0].max() == kernel[0, 0, 2, 2]), "the middle should be the largest")


@e8.check("one-pixel")
def one_pixel(student: Any) -> None:
    """The transposed convolution of a single pixel 1 is the kernel; two channels become three."""
    weight = torch.randn(1, 1, 3, 3)
    got = student.transposed_conv2d(torch.ones(1, 1, 1, 1), weight, stride=2)
    expect.tensor(got, "the result for one pixel", shape=(1, 1, 3, 3))
    expect.close(got, weight, "the result for one pixel")
    got = student.transposed_conv2d(torch.randn(1, 2, 4, 5), torch.randn(2, 3, 2, 2), stride=2)
    expect.tensor(got, "the result for 4 x 5 pixels", shape=(1, 3, 8, 10))


@e8.check("unpool-shape")
def unpool_shape(student: Any) -> None:
    """Un-pooling gives the size that is asked for."""
    pooled, indices = F.max_pool2d(torch.randn(2, 3, 5, 8), 2, return_indices=True)
    got = student.max_unpool(pooled, indices, (5, 8))
    expect.tensor(got, "max_unpool", shape=(2, 3, 5, 8), dtype=torch.float32)


@e8.check("sizes")
def sizes(student: Any) -> None:
    """A kernel of 2 with stride 2 halves 14 to 7, and its transposed convolution doubles 7 to 14."""
    expect.integer(student.conv_output_size(14, 2, 2), 7, "conv_output_size(14, 2, 2)")
    expect.integer(student.transposed_conv_output_size(7, 2, 2), 14, "transposed_conv_output_size(7, 2, 2)")
