"""Encoders: order of layers, taps, the shipped weights, the option of the real VGG16."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import torch
from torch import nn

from kit.data.digits import DataError
from kit.data.pedestrians import ENCODER_SEED, SEED, TEST_SEED
from kit.data.pictures import image_to_tensor, mask_to_tensor
from kit.data.street import street_scene
from kit.encoders import (
    IMAGENET_MEAN,
    IMAGENET_STD,
    TAPS,
    TINY_FILE,
    TINY_SHA256,
    TINY_WIDTHS,
    VGG16_WIDTHS,
    from_bytes,
    load_encoder,
    tiny_vgg,
    to_bytes,
    vgg16_features,
    vgg_layers,
)

FOLDER = Path(__file__).resolve().parents[2] / "assignments" / "A2"
SHIPPED = FOLDER / TINY_FILE


@pytest.fixture(autouse=True)
def _offline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KIT_DATA", raising=False)


@pytest.mark.parametrize("widths", [TINY_WIDTHS, (2, 3, 5, 7, 11)])
def test_taps(widths: tuple[int, ...]) -> None:
    encoder = vgg_layers(widths)
    assert len(encoder) == 31
    x = torch.rand(2, 3, 64, 96)
    for tap, stride, width in zip(TAPS, (8, 16, 32), widths[2:], strict=True):
        assert isinstance(encoder[tap - 1], nn.MaxPool2d)
        assert encoder[:tap](x).shape == (2, width, 64 // stride, 96 // stride)


def test_order_is_that_of_torchvision() -> None:
    from torchvision.models import vgg16

    with torch.device("meta"):
        real, ours = vgg16(weights=None).features, vgg_layers(VGG16_WIDTHS)
    assert [str(layer) for layer in ours] == [str(layer) for layer in real]
    assert list(ours.state_dict()) == list(real.state_dict())


def test_shipped_weights() -> None:
    data = SHIPPED.read_bytes()
    assert hashlib.sha256(data).hexdigest() == TINY_SHA256
    assert len(data) < 300_000
    encoder = tiny_vgg(file=SHIPPED)
    assert sum(p.numel() for p in encoder.parameters()) == 230_568
    assert all(p.isfinite().all() and p.dtype == torch.float32 for p in encoder.parameters())
    assert torch.equal(tiny_vgg(file=SHIPPED)[0].weight, encoder[0].weight)


def test_shipped_features_tell_people_from_street() -> None:
    """A linear judgement on the map of stride 8, fitted on scenes of one seed, holds on another."""
    assert ENCODER_SEED not in (SEED, TEST_SEED)
    mean, deviation = (torch.tensor(values)[:, None, None] for values in (IMAGENET_MEAN, IMAGENET_STD))
    encoder = tiny_vgg(file=SHIPPED)[: TAPS[0]].eval()

    def cells(seed: int) -> tuple[torch.Tensor, torch.Tensor]:
        features, people = [], []
        for number in range(24):
            image, mask = street_scene(seed, number, (96, 128))
            with torch.no_grad():
                features.append(encoder(((image_to_tensor(image) - mean) / deviation)[None])[0].flatten(1).T)
            people.append(nn.functional.avg_pool2d((mask_to_tensor(mask) > 0).float()[None], 8).flatten())
        return torch.cat(features).double(), torch.cat(people).double()

    x, y = cells(11)
    ones = torch.ones(len(x), 1, dtype=torch.float64)
    eye = torch.eye(TINY_WIDTHS[2] + 1, dtype=torch.float64)
    design = torch.cat([x, ones], 1)
    w = torch.linalg.solve(design.T @ design + 1e-3 * eye, design.T @ y)
    x, y = cells(12)
    share = torch.cat([x, ones], 1) @ w
    assert float(torch.corrcoef(torch.stack([share, y]))[0, 1]) > 0.4


def test_missing_and_damaged_weights_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="trained=False"):
        tiny_vgg(file=tmp_path / "none.safetensors")
    broken = bytearray(SHIPPED.read_bytes())
    broken[-1] ^= 1
    (tmp_path / "broken.safetensors").write_bytes(broken)
    with pytest.raises(DataError, match="checksum"):
        tiny_vgg(file=tmp_path / "broken.safetensors")


def test_a_byte_a_weight_is_enough() -> None:
    state = vgg_layers((3, 4, 5, 6, 7)).state_dict()
    back = from_bytes(to_bytes(state))
    assert list(back) == list(state)
    for name, value in state.items():
        step = value.flatten(1).abs().amax(1)[:, None, None, None] / 127 if name.endswith("weight") else 0
        assert ((back[name] - value).abs() <= 0.5001 * step).all()
    silent = {"0.weight": torch.zeros(2, 3, 3, 3), "0.bias": torch.ones(2)}
    assert torch.equal(from_bytes(to_bytes(silent))["0.weight"], silent["0.weight"])


def test_choice_by_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)
    encoder, channels = load_encoder()
    assert channels == (32, 64, 64)
    assert encoder[0].out_channels == 8
    monkeypatch.setenv("KIT_DATA", "official")
    monkeypatch.setattr("kit.encoders.vgg16_features", lambda: vgg_layers((2, 2, 2, 2, 2)))
    assert load_encoder()[1] == (256, 512, 512)


def test_real_vgg16_is_asked_for_and_explains_how_to_get_it_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    import torchvision.models

    def refuse(weights: object) -> None:
        assert weights is torchvision.models.VGG16_Weights.IMAGENET1K_V1
        raise OSError("no network")

    monkeypatch.setattr(torchvision.models, "vgg16", refuse)
    with pytest.raises(DataError, match=r"no network.*By hand.*KIT_DATA=offline"):
        vgg16_features()
