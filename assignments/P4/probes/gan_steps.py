"""A generator and a discriminator that note what a training step does with them, and losses in a given version."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from kit.student import probe


class Painter(nn.Module):
    """One picture a class, whatever z is, after a layer of batch statistics that nothing depends on."""

    def __init__(self, pictures: Tensor, z_dim: int) -> None:
        super().__init__()
        self.z_dim = z_dim
        self.pictures = nn.Parameter(pictures.clone())
        self.idle = nn.Dropout(0.5)
        self.calls: list[dict[str, Any]] = []

    def forward(self, z: Tensor, y: Tensor) -> Tensor:
        """Latents (B, z_dim) and labels (B,) to images (B, 1, h, w)."""
        self.calls.append(
            {"z": z.detach().cpu().clone(), "y": y.detach().cpu().clone(), "training": self.idle.training}
        )
        images: Tensor = self.pictures[y].tanh() + 0 * z[:, :1, None, None]
        return images


class Critic(nn.Module):
    """Linear in tanh of the image, with an offset a class."""

    def __init__(self, weight: Tensor, offset: Tensor) -> None:
        super().__init__()
        self.weight, self.offset = nn.Parameter(weight.clone()), nn.Parameter(offset.clone())
        self.idle = nn.Dropout(0.5)
        self.calls: list[dict[str, Any]] = []

    def forward(self, x: Tensor, y: Tensor) -> Tensor:
        """Images (B, 1, h, w) and labels (B,) to logits (B,)."""
        self.calls.append(
            {"x": x.detach().cpu().clone(), "y": y.detach().cpu().clone(), "training": self.idle.training}
        )
        logits: Tensor = (1.5 * x).tanh().flatten(1) @ self.weight + self.offset[y]
        return logits


def _optimizer(kind: str, net: nn.Module) -> torch.optim.Optimizer:
    if kind == "sgd":
        return torch.optim.SGD(net.parameters(), lr=0.3, momentum=0.5)
    return torch.optim.Adam(net.parameters(), lr=0.05, betas=(0.5, 0.999))


def _gradient(net: Painter) -> Tensor:
    """The gradient on the pictures, zeros where there is none."""
    grad = net.pictures.grad
    return torch.zeros_like(net.pictures).cpu() if grad is None else grad.detach().cpu().clone()


@probe
def stepped(
    gan_step: Callable[..., Any],
    weights: dict[str, Tensor],
    batches: list[tuple[Tensor, Tensor]],
    kind: str = "sgd",
    z_dim: int = 6,
    training: tuple[bool, bool] = (True, True),
    device: str = "cpu",
) -> dict[str, Any]:
    """Take a step of `gan_step` for each batch (real, labels); tell what came of it and what was done in which order.

    Parameters
    ----------
    weights
        pictures (K, 1, h, w), weight (h w,), offset (K,).
    kind
        Of both optimisers, "sgd" or "adam".
    training
        Modes in which generator and discriminator come.
    """
    painter = Painter(weights["pictures"], z_dim).to(device).train(training[0])
    critic = Critic(weights["weight"], weights["offset"]).to(device).train(training[1])
    optimizers = {"g": _optimizer(kind, painter), "d": _optimizer(kind, critic)}
    events: list[dict[str, Any]] = []
    sent: list[None] = []  # an entry for each gradient that reaches the generator, cleared later or not
    painter.pictures.register_hook(lambda _: sent.append(None))

    def note(name: str) -> Callable[..., None]:
        return lambda *_: events.append({"who": name, "gradient": _gradient(painter), "sent": len(sent)})

    for name, optimizer in optimizers.items():
        optimizer.register_step_pre_hook(note(name))
    results, steps, same_labels = [], [], []
    for real, labels in batches:
        events.clear()
        sent.clear()
        before, calls = _gradient(painter), (len(painter.calls), len(critic.calls))
        given = labels.clone().to(device)
        result = gan_step(painter, critic, optimizers["g"], optimizers["d"], real.clone().to(device), given)
        results.append(result)
        same_labels.append(torch.equal(given.cpu(), labels.cpu()))
        steps.append(
            {
                "events": list(events),
                "before": before,
                "generator": painter.calls[calls[0] :],
                "discriminator": critic.calls[calls[1] :],
            }
        )
    return {
        "results": results,
        "steps": steps,
        "parameters": {
            name: value.detach().cpu().clone() for net in (painter, critic) for name, value in net.named_parameters()
        },
        "flags": [one.requires_grad for net in (painter, critic) for one in net.parameters()],
        "modes": (painter.training, painter.idle.training, critic.training, critic.idle.training),
        "same_labels": all(same_labels),
    }


@probe
def discriminator_loss() -> Callable[[Tensor, Tensor], Tensor]:
    """Return a right `discriminator_loss`."""

    def discriminator_loss(real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        return F.soft_margin_loss(real_logits, torch.ones_like(real_logits)) + F.soft_margin_loss(
            fake_logits, -torch.ones_like(fake_logits)
        )

    return discriminator_loss


@probe
def generator_loss() -> Callable[[Tensor], Tensor]:
    """Return a right `generator_loss`."""
    return lambda fake_logits: F.soft_margin_loss(fake_logits, torch.ones_like(fake_logits))
