"""The small networks that judge pictures: shipped weights, and what they know."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import torch

from kit.data.digits import DataError
from kit.data.digits32 import load_digits32
from kit.data.faces import FACTORS, drawn_faces
from kit.judges import (
    FEATURES,
    SHA256,
    Judge,
    class_agreement,
    colour_net,
    digit_net,
    face_features,
    in_batches,
    seen_factors,
)

ASSIGNMENT = Path(__file__).resolve().parents[2] / "assignments" / "P4"
MODELS = ASSIGNMENT / "models"


@pytest.mark.parametrize("name", list(SHA256))
def test_shipped_files(name: str) -> None:
    data = (MODELS / f"{name}.safetensors").read_bytes()
    assert hashlib.sha256(data).hexdigest() == SHA256[name]
    assert len(data) < 200_000


@pytest.mark.parametrize("build", [face_features, digit_net, colour_net])
def test_loaded_judges_are_frozen(build: object) -> None:
    judge = build(folder=MODELS)  # type: ignore[operator]
    assert isinstance(judge, Judge)
    assert not judge.training
    assert not any(p.requires_grad for p in judge.parameters())
    assert all(value.isfinite().all() for value in judge.state_dict().values())


def test_missing_and_damaged_weights_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="archive"):
        digit_net(tmp_path)
    broken = bytearray((MODELS / "digit_net.safetensors").read_bytes())
    broken[-1] ^= 1
    (tmp_path / "digit_net.safetensors").write_bytes(broken)
    with pytest.raises(DataError, match="checksum"):
        digit_net(tmp_path)
    assert colour_net(trained=False, folder=tmp_path).training


def test_sizes_and_gradient() -> None:
    judge = Judge(3, 7).eval()
    for side in (16, 32, 128):
        assert judge(torch.rand(2, 3, side, side)).shape == (2, 7)
        assert judge.features(torch.rand(1, 3, side, side)).shape == (1, FEATURES)
    x = torch.rand(2, 3, 32, 32, requires_grad=True)
    judge(x).sum().backward()
    assert x.grad is not None
    assert x.grad.flatten(1).any(1).all()


def test_features_know_the_factors_and_tell_distortions_apart() -> None:
    judge, faces = face_features(MODELS), drawn_faces(17, 120, keep=False)
    seen = seen_factors(judge, faces.images)
    assert list(seen) == list(FACTORS)
    for name, values in seen.items():
        assert float(torch.corrcoef(torch.stack([faces.factors[name], values]))[0, 1]) > 0.7, name
    features = in_batches(judge, faces.images, size=80)
    assert features.shape == (120, FEATURES)
    assert torch.equal(features[:80], judge.features(faces.images[:80]))
    spectrum = torch.linalg.eigvalsh(torch.cov(features.double().T))
    assert float(spectrum[0]) > 1e-6, "full rank"
    noisy = in_batches(judge, (faces.images + 0.1 * torch.randn_like(faces.images)).clamp(0, 1))
    grey = in_batches(judge, faces.images.mean(1, keepdim=True).expand(-1, 3, -1, -1))
    for other in (noisy, grey):
        assert float((other.mean(0) - features.mean(0)).square().sum()) > 0.5


def test_digits_are_read() -> None:
    images, labels = load_digits32("test", count=300, folder=ASSIGNMENT / "data")
    judge = digit_net(MODELS)
    assert class_agreement(judge, images, labels) > 0.95
    assert class_agreement(judge, images, (labels + 1) % 10) < 0.05
    assert in_batches(torch.nn.Flatten(), images, size=70).shape == (300, 1024)
