"""What stands around training: checkpoints, hooks, optimizers, losses, transforms."""

from __future__ import annotations

import functools
import io
import os
import tempfile
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .case import (
    Case,
    Cases,
    blobs,
    check_pretended,
    check_real,
    images,
    is_on,
    loop,
    mlp,
)

case = Cases()


@case("save state_dict, load with and without map_location")
def _save_state_dict_load_with_and_without_map_location(device: str) -> None:
    model = mlp().to(device)
    optimizer = torch.optim.Adam(model.parameters())
    loop(model, [blobs()], device, optimizer, epochs=1)
    b = io.BytesIO()
    torch.save({"m": model.state_dict(), "o": optimizer.state_dict(), "best": torch.tensor(1.0, device=device)}, b)
    b.seek(0)
    c = torch.load(b)
    assert c["m"]["0.weight"].is_cuda
    assert c["best"].is_cuda
    b.seek(0)
    c = torch.load(b, map_location="cpu")
    assert not c["m"]["0.weight"].is_cuda
    b.seek(0)
    c = torch.load(b, map_location=device)
    assert c["m"]["0.weight"].is_cuda
    b.seek(0)
    c = torch.load(b, map_location=lambda s, loss: s)
    assert not c["m"]["0.weight"].is_cuda
    m2 = mlp().to(device)
    m2.load_state_dict(c["m"])
    assert m2[0].weight.is_cuda
    o2 = torch.optim.Adam(m2.parameters())
    o2.load_state_dict(c["o"])
    assert all((v.is_cuda for s in o2.state.values() for k, v in s.items() if k != "step"))
    loop(m2, [blobs()], device, o2, epochs=1)


@case("load_state_dict from a CPU checkpoint")
def _load_state_dict_from_a_cpu_checkpoint(device: str) -> None:
    model = mlp()
    b = io.BytesIO()
    torch.save(model.state_dict(), b)
    b.seek(0)
    m2 = mlp().to(device)
    m2.load_state_dict(torch.load(b))
    assert m2[0].weight.is_cuda
    assert torch.equal(m2[0].weight.cpu(), model[0].weight)


@case("tensorboard add_scalar(loss), add_histogram", needs=("tensorboard", "numpy"))
def _tensorboard_add_scalar_loss_add_histogram(device: str) -> None:
    from torch.utils.tensorboard import SummaryWriter

    with tempfile.TemporaryDirectory() as d:
        w = SummaryWriter(d)
        model = mlp().to(device)
        loss = model(torch.randn(2, 8, device=device)).sum()
        w.add_scalar("l", loss, 0)
        w.add_histogram("w", model[0].weight, 0)
        w.add_image("i", torch.rand(3, 8, 8, device=device), 0)
        w.close()


@case("tqdm set_postfix(loss=loss.item())", needs=("tqdm",))
def _tqdm_set_postfix_loss_loss_item(device: str) -> None:
    from tqdm import tqdm

    with open(os.devnull, "w") as f:
        bar = tqdm(range(3), file=f)
        for _ in bar:
            bar.set_postfix(loss=torch.ones((), device=device).item(), acc=f"{torch.ones((), device=device):.3f}")


@case("matplotlib of .cpu() values", needs=("matplotlib", "numpy"), warns="__array__ implementation")
def _matplotlib_of_cpu_values(device: str) -> None:
    from matplotlib.figure import Figure

    plt = Figure().subplots()

    x = torch.rand(8, 8, device=device)
    plt.imshow(x.cpu())
    plt.plot(x[0].cpu().numpy())
    plt.hist(x.flatten().tolist())
    plt.plot(x.detach().cpu())


@case("Grad-CAM: forward and full backward hooks", warns="Full backward hook is firing")
def _grad_cam_forward_and_full_backward_hooks(device: str) -> None:
    model = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 3)).to(
        device
    )
    st = {}
    model[0].register_forward_hook(lambda mod, i, optimizer: st.update(a=optimizer))
    model[0].register_full_backward_hook(lambda mod, gi, go: st.update(g=go[0]))
    model(images()[0].to(device))[:, 0].sum().backward()
    cam = (st["g"].mean((2, 3), keepdim=True) * st["a"]).sum(1)
    assert cam.is_cuda
    assert st["g"].is_cuda


@case("tensor.register_hook, retain_grad, input grads (saliency, FGSM)")
def _tensor_register_hook_retain_grad_input_grads_saliency_fgsm(device: str) -> None:
    x = blobs()[0].to(device).requires_grad_()
    model = mlp().to(device)
    st = []
    h = model[0](x)
    h.retain_grad()
    h.register_hook(lambda g: st.append(g))
    h.register_hook(lambda g: g * torch.ones_like(h))
    F.cross_entropy(model[2](h), blobs()[1].to(device)).backward()
    assert x.grad.is_cuda
    assert h.grad.is_cuda
    assert st[0].is_cuda
    (st[0] * h).sum()
    adv = (x + 0.1 * x.grad.sign()).detach()
    model(adv)


@case("custom autograd.Function", as_on_cpu=True)
def _custom_autograd_function(device: str) -> list[float]:

    class Sq(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x: Tensor, w: Tensor) -> Tensor:
            ctx.save_for_backward(x, w)
            return x * x * w

        @staticmethod
        def backward(ctx, g):
            x, w = ctx.saved_tensors
            return (g * 2 * x * w * torch.ones_like(g), (g * x * x).sum(0))

    x = torch.arange(6.0).reshape(2, 3).to(device).requires_grad_()
    w = torch.ones(3, device=device, requires_grad=True)
    (Sq.apply(x, w) * 2).sum().backward()
    assert is_on(x.grad, device)
    return x.grad.flatten().tolist() + w.grad.tolist()


@case("checkpoint, weight_norm, spectral_norm, EMA AveragedModel")
def _checkpoint_weight_norm_spectral_norm_ema_averagedmodel(device: str) -> None:
    from torch.utils.checkpoint import checkpoint

    model = mlp().to(device)
    x = blobs()[0].to(device).requires_grad_()
    checkpoint(model, x, use_reentrant=False).sum().backward()
    checkpoint(model, x, use_reentrant=True).sum().backward()
    w = nn.utils.parametrizations.weight_norm(nn.Linear(8, 4)).to(device)
    s = nn.utils.parametrizations.spectral_norm(nn.Linear(8, 4)).to(device)
    (w(x) + s(x)).sum().backward()
    a = torch.optim.swa_utils.AveragedModel(model)
    a.update_parameters(model)
    assert a(x).is_cuda


def _optimizer(kind: str, options: dict[str, Any], device: str) -> list[float]:
    torch.manual_seed(0)
    model = mlp().to(device)
    return loop(model, [blobs()], device, getattr(torch.optim, kind)(model.parameters(), **options))


_OPTIMIZERS: dict[str, dict[str, Any]] = {
    "SGD": {"lr": 0.1},
    "Adam": {"lr": 0.01, "amsgrad": True},
    "AdamW": {"lr": 0.01, "weight_decay": 0.1},
    "RMSprop": {"lr": 0.01, "momentum": 0.9},
    "Adagrad": {"lr": 0.1},
    "Adadelta": {},
    "NAdam": {"lr": 0.01},
    "RAdam": {"lr": 0.01},
    "Rprop": {},
    "Adamax": {},
    "ASGD": {},
}
for _kind, _options in _OPTIMIZERS.items():
    case(f"optimizer {_kind}", learns=True)(functools.partial(_optimizer, _kind, _options))


@case("optimizer LBFGS", learns=True)
def _optimizer_lbfgs(device: str) -> list[float]:
    torch.manual_seed(0)
    model = mlp().to(device)
    x, y = (t.to(device) for t in blobs())
    optimizer = torch.optim.LBFGS(model.parameters(), lr=0.1)

    def closure() -> Tensor:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        return loss

    return [optimizer.step(closure).item() for _ in range(2)]


@case("Adam(fused=True)", learns=True)
def _adam_fused_true(device: str) -> list[float]:
    torch.manual_seed(0)
    model = mlp().to(device)
    return loop(model, [blobs()], device, torch.optim.Adam(model.parameters(), lr=0.01, fused=True))


@case("ReduceLROnPlateau(loss tensor), OneCycleLR, clip_grad_norm_", as_on_cpu=True, warns="Converting a tensor with")
def _reducelronplateau_loss_tensor_onecyclelr_clip_grad_norm(device: str) -> list[float]:
    torch.manual_seed(0)
    model = mlp().to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    s = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.1, total_steps=4)
    r = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=0)
    out = []
    for _ in range(3):
        loss = _loss(model, device)
        optimizer.zero_grad()
        loss.backward()
        n = nn.utils.clip_grad_norm_(model.parameters(), 0.5)
        optimizer.step()
        s.step()
        r.step(loss)
        out += [loss.item(), n.item(), optimizer.param_groups[0]["lr"]]
    return out


def _loss(model: nn.Module, device: str) -> Tensor:
    x, y = blobs()
    return F.cross_entropy(model(x.to(device)), y.to(device))


@case("losses: BCE, BCEWithLogits(pos_weight), NLL, KL, Huber, Triplet, CTC, Cosine", as_on_cpu=True)
def _losses_bce_bcewithlogits_pos_weight_nll_kl_huber_triplet_ctc_cosine(device: str) -> list[float]:
    torch.manual_seed(0)
    x = torch.randn(6, 3).to(device)
    t = torch.rand(6, 3).to(device)
    y = torch.tensor([0, 1, 2, 0, 1, 2]).to(device)
    pw = torch.ones(3, device=device)
    losses = [
        F.binary_cross_entropy(x.sigmoid(), t),
        nn.BCEWithLogitsLoss(pos_weight=pw)(x, t),
        F.nll_loss(x.log_softmax(1), y),
        F.kl_div(x.log_softmax(1), t.softmax(1), reduction="batchmean"),
        F.huber_loss(x, t),
        F.triplet_margin_loss(x, t, x + 1),
        F.cosine_embedding_loss(x, t, torch.ones(6, device=device)),
        F.cross_entropy(x, y, label_smoothing=0.1),
        F.cross_entropy(x, t.softmax(1)),
        F.ctc_loss(
            torch.randn(10, 2, 5).to(device).log_softmax(2),
            torch.tensor([[1, 2], [3, 4]]).to(device),
            torch.tensor([10, 10]),
            torch.tensor([2, 2]),
        ),
    ]
    return [loss.item() for loss in losses]


@case("distributions: Normal, Categorical log_prob on device")
def _distributions_normal_categorical_log_prob_on_device(device: str) -> None:
    D = torch.distributions
    loss = torch.randn(4, 3, device=device)
    c = D.Categorical(logits=loss)
    a = c.sample()
    assert a.is_cuda
    assert c.log_prob(a).is_cuda
    assert c.entropy().is_cuda
    n = D.Normal(torch.zeros(3, device=device), torch.ones(3, device=device))
    z = n.rsample((2,))
    assert n.log_prob(z).is_cuda
    assert D.kl_divergence(n, n).is_cuda


@case("functional: vmap, grad, functional_call")
def _functional_vmap_grad_functional_call(device: str) -> None:
    model = mlp().to(device)
    x, y = blobs()
    x, y = x.to(device), y.to(device)
    ps = dict(model.named_parameters())

    def f(p, a, b):
        return F.cross_entropy(torch.func.functional_call(model, p, (a.unsqueeze(0),)), b.unsqueeze(0))

    g = torch.func.vmap(torch.func.grad(f), (None, 0, 0))(ps, x, y)
    assert g["0.weight"].is_cuda
    assert g["0.weight"].shape[0] == 64


@case("torchvision resnet18 forward/backward", needs=("torchvision",))
def _torchvision_resnet18_forward_backward(device: str) -> None:
    import torchvision

    model = torchvision.models.resnet18(num_classes=4).to(device)
    loss = F.cross_entropy(model(torch.randn(2, 3, 32, 32, device=device)), torch.tensor([0, 1], device=device))
    loss.backward()
    assert model.conv1.weight.grad.is_cuda


@case("torchvision transforms on the GPU, make_grid, nms", needs=("torchvision",))
def _torchvision_transforms_on_the_gpu_make_grid_nms(device: str) -> None:
    import torchvision
    from torchvision import transforms as T

    x = torch.rand(3, 16, 16).to(device)
    y = T.Compose([T.Resize(8, antialias=True), T.Normalize([0.5] * 3, [0.5] * 3), T.RandomHorizontalFlip(1.0)])(x)
    assert y.is_cuda
    assert torchvision.utils.make_grid(torch.rand(4, 3, 4, 4, device=device)).is_cuda
    b = torch.tensor([[0.0, 0, 1, 1], [0, 0, 1, 1]])
    assert torchvision.ops.nms(b.to(device), torch.tensor([0.9, 0.8]).to(device), 0.5).is_cuda


@case("nn.DataParallel on one device")
def _nn_dataparallel_on_one_device(device: str) -> None:
    model = nn.DataParallel(mlp().to(device))
    assert model(torch.randn(4, 8, device=device)).is_cuda
    assert model(torch.randn(4, 8)).is_cuda


def _has(model):
    try:
        __import__(model)
        return True
    except Exception:
        return False


@pytest.mark.parametrize("case", case)
def test_training_tools(case: Case) -> None:
    """As the docstring of this module says."""
    check_pretended(case)


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
@pytest.mark.parametrize("case", case)
def test_training_tools_on_a_real_gpu(case: Case) -> None:
    """The same on a real device."""
    check_real(case)
