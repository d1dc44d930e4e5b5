"""The tiny CLIP that ships, the stand-ins, and the way to the public CLIP."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from kit import clip as module
from kit.clip import (
    SHA256,
    WORDS,
    LinearEncoder,
    PublicCLIP,
    TextTable,
    TinyCLIP,
    fit_clip,
    load_clip,
    load_open_clip,
    load_tiny_clip,
)
from kit.data.captioned import COLOURS, PROMPTS, TEMPLATES, load_captioned
from kit.data.digits import DataError
from kit.data.shapes import TEN

MODELS = Path(__file__).resolve().parents[2] / "assignments" / "P5" / "models"


def _prototypes(clip: TinyCLIP) -> Tensor:
    return torch.stack([clip.encode_text([prompt.format(name) for prompt in PROMPTS]).mean(0) for name in TEN])


def test_shipped_file_and_card() -> None:
    data = (MODELS / "tiny_clip.safetensors").read_bytes()
    assert hashlib.sha256(data).hexdigest() == SHA256
    assert len(data) < 150_000
    assert SHA256 in (MODELS / "README.md").read_text()


def test_loaded_clip_is_frozen() -> None:
    clip = load_tiny_clip(MODELS)
    assert not any(part.training for part in clip.modules())
    assert not any(p.requires_grad for p in clip.parameters())
    assert all(value.isfinite().all() for value in clip.state_dict().values())
    assert clip.logit_scale.shape == ()
    assert 5 < float(clip.logit_scale.exp()) < 100
    assert any(isinstance(part, nn.BatchNorm2d) for part in clip.image_encoder.modules())


def test_missing_and_damaged_weights_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="archive"):
        load_tiny_clip(tmp_path)
    broken = bytearray((MODELS / "tiny_clip.safetensors").read_bytes())
    broken[-1] ^= 1
    (tmp_path / "tiny_clip.safetensors").write_bytes(broken)
    with pytest.raises(DataError, match="checksum"):
        load_tiny_clip(tmp_path)


def test_size_of_the_tiny_clip() -> None:
    clip = TinyCLIP()
    count = sum(p.numel() for p in clip.parameters())
    assert 25_000 < count < 35_000
    assert f"{count:,} parameters" in (TinyCLIP.__doc__ or "")
    assert clip.training
    assert all(p.requires_grad for p in clip.parameters())


def test_image_features_are_raw_and_of_any_size() -> None:
    clip = load_tiny_clip(MODELS)
    x = torch.rand(3, 3, 32, 32)
    features = clip.encode_image(x)
    assert features.shape == (3, 32)
    assert torch.equal(features, clip.image_encoder(x))
    assert not torch.allclose(features.norm(dim=1), torch.ones(3), atol=0.01)
    smooth = F.interpolate(x, size=8, mode="area")
    small, large = (F.interpolate(smooth, size=side, mode="bilinear") for side in (32, 64))
    assert torch.allclose(clip.encode_image(large), clip.encode_image(small), atol=0.3)
    x.requires_grad_(True)
    clip.encode_image(x).sum().backward()
    assert x.grad is not None
    assert x.grad.flatten(1).any(1).all()


def test_texts() -> None:
    clip = load_tiny_clip(MODELS)
    features = clip.encode_text(["a photo of a red chair", "a blue bed"])
    assert features.shape == (2, 32)
    assert not torch.allclose(features.norm(dim=1), torch.ones(2), atol=0.01)
    same = clip.encode_text(["RED Chair of a photo, a!", "a shiny blue bed"])
    assert torch.allclose(same, features, atol=1e-6), "order, case, marks and unknown words do not count"
    assert not torch.allclose(clip.encode_text(["a flower_pot"]), clip.encode_text(["a flower_pot lamp"]))
    unknown = clip.encode_text(["flower_pot", "", "chair"])
    assert torch.equal(unknown[0], unknown[1])
    assert unknown.isfinite().all()
    assert torch.allclose(unknown[2], clip.encode_text(["chair"])[0], atol=1e-6)
    assert clip.encode_text([]).shape == (0, 32)


def test_every_word_of_the_captions_is_known() -> None:
    for word in (*TEN, *COLOURS, *" ".join(TEMPLATES).replace("{}", "").split()):
        assert word in WORDS
    assert len(set(WORDS)) == len(WORDS)


def test_it_knows_pictures_and_captions() -> None:
    clip, pairs = load_tiny_clip(MODELS), load_captioned("test", count=200)
    images = F.normalize(clip.encode_image(pairs.images), dim=1)
    guesses = (images @ F.normalize(_prototypes(clip), dim=1).T).argmax(1)
    assert float((guesses == pairs.labels).float().mean()) > 0.6
    tints = F.normalize(clip.encode_text([f"a {colour}" for colour in COLOURS]), dim=1)
    assert float(((images @ tints.T).argmax(1) == pairs.colours).float().mean()) > 0.8


def test_fit_trains_every_weight_with_the_given_loss() -> None:
    torch.manual_seed(0)
    clip, pairs = TinyCLIP(), load_captioned("train", count=70)
    before = {name: p.detach().clone() for name, p in clip.named_parameters()}
    seen: list[tuple[Sequence[int], ...]] = []

    def loss(images: Tensor, texts: Tensor, logit_scale: Tensor) -> Tensor:
        seen.append((images.shape, texts.shape, logit_scale.shape))
        return (images - texts).square().mean() + logit_scale.square()

    history = fit_clip(clip, pairs, loss, epochs=3, batch_size=30)
    assert seen == [((n, 32), (n, 32), ()) for n in (30, 30, 10)] * 3
    assert len(history) == 3
    assert history[2] < history[0]
    assert all(isinstance(value, float) for value in history)
    assert not clip.training
    changed = {name for name, p in clip.named_parameters() if not torch.equal(p, before[name])}
    assert changed == set(before)


def test_linear_encoder() -> None:
    weight, x = torch.randn(5, 3 * 4 * 6, dtype=torch.float64), torch.rand(7, 3, 4, 6, dtype=torch.float64)
    encoder = LinearEncoder(weight)
    assert torch.allclose(encoder(x), x.reshape(7, -1) @ weight.T)
    assert [name for name, _ in encoder.named_parameters()] == ["weight"]
    weight.zero_()
    assert encoder.weight.any(), "its own copy"
    normed = LinearEncoder(torch.randn(5, 72, dtype=torch.float64), batch_norm=True)
    assert torch.allclose(normed(x).mean(0), torch.zeros(5, dtype=torch.float64), atol=1e-9)
    assert normed.norm.running_mean.any()
    assert normed.eval()(x).dtype == torch.float64


def test_text_table() -> None:
    table = TextTable({"a bed": torch.tensor([1.0, 2.0]), "a car": torch.tensor([3.0, 4.0])})
    assert table(["a car", "a bed", "a car"]).tolist() == [[3, 4], [1, 2], [3, 4]]
    table(["a bed"])
    assert table.asked == ["a car", "a bed", "a car", "a bed"]
    with pytest.raises(KeyError, match="flower_pot"):
        table(["a flower_pot"])


class _Visual(nn.Module):
    image_size = (8, 8)

    def __init__(self) -> None:
        super().__init__()
        self.norm = nn.BatchNorm2d(3)

    def forward(self, images: Tensor) -> Tensor:
        return images.mean((2, 3))


class _Model(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.visual, self.logit_scale = _Visual(), nn.Parameter(torch.tensor(4.6))

    def encode_text(self, tokens: Tensor) -> Tensor:
        return tokens.float()


def _no_weights(name: str, pretrained: str) -> nn.Module:
    raise OSError(f"no route to the weights {pretrained} of {name}")


def test_public_clip_by_a_stand_in_for_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    package = SimpleNamespace(
        create_model=lambda name, pretrained: _Model(),
        get_tokenizer=lambda name: lambda sentences: torch.tensor([[len(s), s.count("a")] for s in sentences]),
        OPENAI_DATASET_MEAN=(0.5, 0.4, 0.3),
        OPENAI_DATASET_STD=(0.2, 0.25, 0.5),
    )
    monkeypatch.setitem(sys.modules, "open_clip", package)
    monkeypatch.setenv("KIT_DATA", "official")
    clip = load_clip()
    assert isinstance(clip, PublicCLIP)
    assert (clip.size, clip.training) == (8, False)
    assert not any(p.requires_grad for p in clip.parameters())
    features = clip.encode_image(torch.full((2, 3, 32, 32), 0.9))
    assert torch.allclose(features, torch.tensor([2.0, 2.0, 1.2]).expand(2, 3))
    assert torch.equal(features, clip.image_encoder(torch.full((2, 3, 32, 32), 0.9)))
    assert clip.encode_text(("a bed", "a sofa a")).tolist() == [[5, 1], [8, 3]]
    assert float(clip.logit_scale) == pytest.approx(4.6)
    package.create_model = _no_weights
    with pytest.raises(DataError, match="KIT_DATA=offline"):
        load_open_clip()


def test_public_clip_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "open_clip", None)
    with pytest.raises(ImportError, match="pip install open_clip_torch"):
        load_open_clip()
    monkeypatch.setenv("KIT_DATA", "offline")
    monkeypatch.setattr(module, "FOLDER", MODELS)
    monkeypatch.chdir(MODELS.parent)
    assert isinstance(load_clip(), TinyCLIP)
