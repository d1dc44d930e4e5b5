"""Pretrained encoders in the order of VGG16: the real one, and a small one whose weights ship with the notebook.

Both are an `nn.Sequential` of the same 31 layers: the maps after layer 17, 24 and 31 have strides 8, 16 and 32.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from safetensors.torch import load
from torch import Tensor, nn

from kit.data.digits import DataError
from kit.settings import official_data

IMAGENET_MEAN, IMAGENET_STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
"""Of ImageNet's red, green and blue, in [0, 1]: both encoders expect images normalised with them."""

TAPS = (17, 24, 31)
"""So many layers give the maps of strides 8, 16 and 32."""

VGG16_WIDTHS, TINY_WIDTHS = (64, 128, 256, 512, 512), (8, 16, 32, 64, 64)
"""Channels of the five blocks; the last three are those of the taps."""

TINY_FILE = Path("models/tiny_vgg.safetensors")
TINY_SHA256 = "1225d18e5f4095544d94a9d0166ac386cd9e275d2adb6a6f8b50b2a5e2beb76c"


def vgg_layers(widths: Sequence[int] = VGG16_WIDTHS) -> nn.Sequential:
    """Build the 31 layers with fresh weights: blocks of 2, 2, 3, 3, 3 convolutions with ReLU, then pooling."""
    layers: list[nn.Module] = []
    channels = 3
    for width, convolutions in zip(widths, (2, 2, 3, 3, 3), strict=True):
        for _ in range(convolutions):
            layers += [nn.Conv2d(channels, width, 3, padding=1), nn.ReLU(inplace=True)]
            channels = width
        layers.append(nn.MaxPool2d(2, 2))
    return nn.Sequential(*layers)


def tiny_vgg(trained: bool = True, file: Path | str = TINY_FILE) -> nn.Sequential:
    """Build the small encoder: VGG16's order with channels (8, 16, 32, 64, 64), 230,568 parameters.

    Its weights were trained to tell crops with a person from crops without (``benchmarks/a2_encoder.py`` of the
    course's repository) and are kept as bytes.

    Raises
    ------
    DataError
        The file is missing or damaged.
    """
    encoder = vgg_layers(TINY_WIDTHS)
    if trained:
        path = Path(file)
        if not path.exists():
            raise DataError(path, "is missing: take it from the archive again, or use tiny_vgg(trained=False)")
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() != TINY_SHA256:
            raise DataError(path, "wrong checksum, a broken copy? Take the file from the archive again")
        encoder.load_state_dict(from_bytes(load(data)))
    return encoder


def vgg16_features() -> nn.Sequential:
    """Return the convolutional part of VGG16 with ImageNet weights; the first call downloads 528 MB.

    Raises
    ------
    DataError
        The weights cannot be had.
    """
    from torchvision.models import VGG16_Weights, vgg16  # slow, needed here only

    try:
        features: nn.Sequential = vgg16(weights=VGG16_Weights.IMAGENET1K_V1).features
    except Exception as error:  # raises what the network raises
        folder = Path(torch.hub.get_dir()) / "checkpoints"
        raise DataError(
            folder / "vgg16-397923af.pth",
            f"could not be downloaded ({error}). By hand: put {VGG16_Weights.IMAGENET1K_V1.url} there, "
            "or set KIT_DATA=offline for the small encoder.",
        ) from error
    return features


def load_encoder() -> tuple[nn.Sequential, tuple[int, int, int]]:
    """Return the encoder that `kit.settings` asks for, and its channels at the three taps."""
    widths = VGG16_WIDTHS if official_data() else TINY_WIDTHS
    return vgg16_features() if official_data() else tiny_vgg(), (widths[2], widths[3], widths[4])


def to_bytes(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Round kernels to a byte a weight: int8 (out, in, 3, 3) and a scale, float32 (out,); biases stay."""
    small = {}
    for name, value in state.items():
        if name.endswith(".weight"):
            scale = value.flatten(1).abs().amax(1).clamp(min=1e-12) / 127
            small[name] = (value / scale[:, None, None, None]).round().to(torch.int8)
            small[name.replace(".weight", ".scale")] = scale
        else:
            small[name] = value.clone()
    return small


def from_bytes(small: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Undo `to_bytes`, up to its rounding."""
    state = {}
    for name, value in small.items():
        if name.endswith(".weight"):
            state[name] = value.float() * small[name.replace(".weight", ".scale")][:, None, None, None]
        elif name.endswith(".bias"):
            state[name] = value
    return state
