"""Self-checks of A1-E11."""

from __future__ import annotations

from typing import Any

import torch

from kit.checks import Exercise, expect

e11 = Exercise(
    "A1-E11",
    names=("conv_out", "conv_params", "receptive_field", "conv2d_naive", "max_pool2d_naive"),
    forbidden=("conv1d", "conv2d", "conv3d", "max_pool1d", "max_pool2d", "max_pool3d"),
)


@e11.check("sizes")
def sizes(student: Any) -> None:
    """A kernel of 3 with padding 1 keeps 28 pixels; a kernel of 5 without padding makes 28 of 32."""
    expect.integer(student.conv_out(28, 3, 1, 1), 28, "conv_out(28, 3, 1, 1)")
    expect.integer(student.conv_out(32, 5), 28, "conv_out(32, 5)")
    expect.integer(student.conv_out(8, 3, s=3), 2, "conv_out(8, 3, s=3)")


@e11.check("parameter-counts")
def parameter_counts(student: Any) -> None:
    """Six 5 x 5 kernels on 3 channels have 456 parameters, 256 of 3 x 3 on 256 channels 590,080."""
    expect.integer(student.conv_params(3, 6, 5), 456, "conv_params(3, 6, 5)")
    expect.integer(student.conv_params(256, 256, 3), 590_080, "conv_params(256, 256, 3)")


@e11.check("two-layers")
def two_layers(student: Any) -> None:
    """Two 3 x 3 layers with stride 1 see as much as one 5 x 5 layer."""
    expect.integer(student.receptive_field([(3, 1), (3, 1)]), 5, "receptive_field([(3, 1), (3, 1)])")


@e11.check("convolution-shapes")
def convolution_shapes(student: Any) -> None:
    """`conv2d_naive` gives the sizes of the text; a kernel with a 1 in its middle gives the image back."""
    x = torch.randn(1, 1, 8, 8)
    y = student.conv2d_naive(x, torch.randn(1, 1, 5, 3), pad=(2, 1))
    expect.tensor(y, "an 8 x 8 image after a (5, 3) kernel with pad (2, 1)", shape=(1, 1, 8, 8))
    y = student.conv2d_naive(x, torch.randn(1, 1, 3, 5), stride=(3, 4), pad=(0, 1))
    expect.tensor(
        y, "an 8 x 8 image after a (3, 5) kernel with pad (0, 1), stride (3, 4)", shape=(1, 1, 2, 2)
    )
    w = torch.zeros(1, 1, 3, 3)
    w[0, 0, 1, 1] = 1
    expect.close(student.conv2d_naive(x, w, pad=1), x, "the image after a kernel with a 1 in its middle")


@e11.check("pooling-shapes")
def pooling_shapes(student: Any) -> None:
    """`max_pool2d_naive` gives the sizes of the text, and the largest of four numbers."""
    x = torch.tensor([[0.5, 2.0, 1.0, 3.0], [1.5, 0.0, 4.0, 2.5]])[None, None]
    expect.close(student.max_pool2d_naive(x, 2), torch.tensor([[[[2.0, 4.0]]]]), "max_pool2d_naive(x, 2)")
    x = torch.randn(1, 1, 4, 4)
    y = student.max_pool2d_naive(x, 3, stride=2, pad=1)
    expect.tensor(y, "a 4 x 4 map after a window of 3, stride 2, pad 1", shape=(1, 1, 2, 2))
    y = student.max_pool2d_naive(x, (2, 3), stride=(2, 3), pad=(1, 1))
    expect.tensor(y, "a 4 x 4 map after a window of (2, 3), stride (2, 3), pad (1, 1)", shape=(1, 1, 3, 2))
