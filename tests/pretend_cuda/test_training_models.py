"""Training of many kinds of models runs through and gives the CPU's numbers."""

from __future__ import annotations

import copy
import functools
import math

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, TensorDataset, random_split

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


@case("MLP DataLoader Adam StepLR best-loss save", learns=True)
def _mlp_dataloader_adam_steplr_best_loss_save(device: str) -> list[float]:
    torch.manual_seed(0)
    ds = TensorDataset(*blobs())
    tr, va = random_split(ds, [48, 16], generator=torch.Generator().manual_seed(0))
    tl, vl = DataLoader(tr, 16, shuffle=True, generator=torch.Generator().manual_seed(1)), DataLoader(va, 16)
    model = mlp().to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    s = torch.optim.lr_scheduler.StepLR(optimizer, 1, 0.9)
    crit = nn.CrossEntropyLoss()
    best = math.inf
    hist = []
    for _ in range(4):
        model.train()
        tot = 0
        for x, y in tl:
            x, y = x.to(device), y.to(device)
            optimizer.zero_grad()
            loss = crit(model(x), y)
            loss.backward()
            optimizer.step()
            tot += loss.item()
        model.eval()
        correct = 0
        with torch.no_grad():
            for x, y in vl:
                x, y = x.to(device), y.to(device)
                correct += (model(x).argmax(1) == y).sum().item()
        s.step()
        hist.append(tot)
        if loss < best:
            best = loss.detach()
            state = copy.deepcopy(model.state_dict())
    model.load_state_dict(state)
    assert 0 <= correct <= 16
    return hist


@case("CNN BatchNorm Dropout momentum", learns=True)
def _cnn_batchnorm_dropout_momentum(device: str) -> list[float]:
    torch.manual_seed(0)
    model = nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1),
        nn.BatchNorm2d(8),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Dropout(0.1),
        nn.AdaptiveAvgPool2d(3),
        nn.Flatten(),
        nn.Linear(72, 3),
    ).to(device)
    return loop(model, [images()], device, epochs=4)


@case("class-weighted CE, weight on device", learns=True)
def _class_weighted_ce_weight_on_device(device: str) -> list[float]:
    torch.manual_seed(0)
    model = mlp().to(device)
    w = torch.tensor([1.0, 2.0, 3.0]).to(device)
    return loop(model, [blobs()], device, criterion=nn.CrossEntropyLoss(weight=w))


@case("criterion.to(device) moves its weight", learns=True)
def _criterion_to_device_moves_its_weight(device: str) -> list[float]:
    torch.manual_seed(0)
    return loop(
        mlp().to(device),
        [blobs()],
        device,
        criterion=nn.CrossEntropyLoss(weight=torch.tensor([1.0, 2.0, 3.0])).to(device),
    )


class _Rnn(nn.Module):
    def __init__(self, kind: str = "LSTM", bi: bool = False, layers: int = 1) -> None:
        super().__init__()
        self.e = nn.Embedding(20, 8)
        self.r = getattr(nn, kind)(8, 12, layers, batch_first=True, bidirectional=bi)
        self.f = nn.Linear(12 * (1 + bi), 2)

    def forward(self, x: Tensor) -> Tensor:
        return self.f(self.r(self.e(x))[0][:, -1])


def _sequences(n: int = 24, t: int = 7) -> tuple[Tensor, Tensor]:
    g = torch.Generator().manual_seed(0)
    x = torch.randint(0, 20, (n, t), generator=g)
    return x, (x[:, -1] > 9).long()


def _recurrent(kind: str, bi: bool, layers: int, device: str) -> list[float]:
    torch.manual_seed(0)
    model = _Rnn(kind, bi, layers).to(device)
    return loop(model, [_sequences()], device, torch.optim.Adam(model.parameters(), lr=0.03), epochs=6)


for _kind, _bi, _layers in (
    ("LSTM", False, 1),
    ("LSTM", True, 2),
    ("GRU", False, 1),
    ("GRU", True, 2),
    ("RNN", False, 1),
):
    case(f"Embedding + {_kind}{' bidirectional' if _bi else ''} x{_layers}", learns=True)(
        functools.partial(_recurrent, _kind, _bi, _layers)
    )


@case("packed sequences through a GRU", learns=True)
def _packed_sequences_through_a_gru(device: str) -> list[float]:
    torch.manual_seed(0)
    e, r, f = (
        nn.Embedding(20, 8).to(device),
        nn.GRU(8, 12, batch_first=True).to(device),
        nn.Linear(12, 2).to(device),
    )
    x, y = _sequences()
    lengths = torch.tensor([7, 5, 3, 2] * 6)
    optimizer = torch.optim.Adam([*e.parameters(), *r.parameters(), *f.parameters()], lr=0.03)
    out = []
    for _ in range(5):
        p = nn.utils.rnn.pack_padded_sequence(e(x.to(device)), lengths, batch_first=True, enforce_sorted=False)
        _, h = r(p)
        z, ll = nn.utils.rnn.pad_packed_sequence(r(p)[0], batch_first=True)
        assert z.device.type == torch.device(device).type
        assert not ll.is_cuda
        optimizer.zero_grad()
        loss = F.cross_entropy(f(h[-1]), y.to(device))
        loss.backward()
        optimizer.step()
        out.append(loss.item())
    return out


@case("LSTMCell / GRUCell with zeros on device", learns=True)
def _lstmcell_grucell_with_zeros_on_device(device: str) -> list[float]:
    torch.manual_seed(0)
    c, g, f = nn.LSTMCell(8, 6).to(device), nn.GRUCell(6, 6).to(device), nn.Linear(6, 3).to(device)
    x, y = blobs()
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD([*c.parameters(), *g.parameters(), *f.parameters()], lr=0.5)
    out = []
    for _ in range(4):
        h = torch.zeros(64, 6, device=device)
        k = torch.zeros(64, 6, device=device)
        h, k = c(x, (h, k))
        h = g(h, torch.zeros_like(h))
        loss = F.cross_entropy(f(h), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        out.append(loss.item())
    return out


@case("autoencoder with ConvTranspose2d", learns=True)
def _autoencoder_with_convtranspose2d(device: str) -> list[float]:
    torch.manual_seed(0)
    x, _ = images()
    model = nn.Sequential(nn.Conv2d(1, 4, 3, 2, 1), nn.ReLU(), nn.ConvTranspose2d(4, 1, 4, 2, 1)).to(device)
    return loop(model, [(x, x)], device, torch.optim.Adam(model.parameters(), lr=0.01), F.mse_loss)


class _Vae(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.e = nn.Linear(8, 8)
        self.d = nn.Linear(4, 8)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        mu, lv = self.e(x).chunk(2, 1)
        z = mu + torch.randn_like(mu) * torch.exp(0.5 * lv)
        return self.d(z), mu, lv


def _vae_loss(out: tuple[Tensor, Tensor, Tensor], x: Tensor) -> Tensor:
    r, mu, lv = out
    return F.mse_loss(r, x, reduction="sum") - 0.5 * torch.sum(1 + lv - mu.pow(2) - lv.exp())


@case("VAE, randn_like reparametrization", learns=True)
def _vae_randn_like_reparametrization(device: str) -> list[float]:
    torch.manual_seed(0)
    model = _Vae().to(device)
    x, _ = blobs()
    return loop(model, [(x, x)], device, torch.optim.Adam(model.parameters(), lr=0.01), _vae_loss, epochs=5)


@case("GAN, labels on device, detach, two optimizers", as_on_cpu=True)
def _gan_labels_on_device_detach_two_optimizers(device: str) -> list[float]:
    torch.manual_seed(0)
    G, D = (
        nn.Sequential(nn.Linear(4, 8), nn.Tanh()).to(device),
        nn.Sequential(nn.Linear(8, 16), nn.LeakyReLU(0.2), nn.Linear(16, 1)).to(device),
    )
    og, od = (
        torch.optim.Adam(G.parameters(), 0.01, betas=(0.5, 0.999)),
        torch.optim.Adam(D.parameters(), 0.01, betas=(0.5, 0.999)),
    )
    bce = nn.BCEWithLogitsLoss()
    x, _ = blobs()
    out = []
    for i in range(0, 64, 16):
        r = x[i : i + 16].to(device)
        one, zero = torch.ones(16, 1, device=device), torch.zeros(16, 1, device=device)
        f = G(torch.randn(16, 4, device=device))
        ld = bce(D(r), one) + bce(D(f.detach()), zero)
        od.zero_grad()
        ld.backward()
        od.step()
        lg = bce(D(f), one)
        og.zero_grad()
        lg.backward()
        og.step()
        out += [ld.item(), lg.item()]
    return out


@case("WGAN-GP autograd.grad(create_graph)", as_on_cpu=True)
def _wgan_gp_autograd_grad_create_graph(device: str) -> list[float]:
    torch.manual_seed(0)
    D = nn.Sequential(nn.Linear(8, 16), nn.Tanh(), nn.Linear(16, 1)).to(device)
    x = blobs()[0].to(device).requires_grad_()
    (g,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    assert g.device == x.device
    gp = ((g.norm(2, dim=1) - 1) ** 2).mean()
    gp.backward()
    return [gp.item(), D[0].weight.grad.norm().item()]


@case("MultiheadAttention, TransformerEncoder, causal mask", learns=True)
def _multiheadattention_transformerencoder_causal_mask(device: str) -> list[float]:
    torch.manual_seed(0)

    class M(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.e = nn.Embedding(20, 16)
            self.t = nn.TransformerEncoder(nn.TransformerEncoderLayer(16, 2, 32, 0.0, batch_first=True), 1)
            self.a = nn.MultiheadAttention(16, 2, batch_first=True)
            self.f = nn.Linear(16, 2)
            self.register_buffer("pos", torch.randn(7, 16))

        def forward(self, x: Tensor) -> Tensor:
            h = self.e(x) + self.pos
            mask = nn.Transformer.generate_square_subsequent_mask(7, device=x.device)
            h = self.t(h, mask=mask)
            h, _ = self.a(h, h, h, need_weights=False)
            return self.f(h[:, -1])

    model = M().to(device)
    out = loop(model, [_sequences()], device, torch.optim.Adam(model.parameters(), lr=0.01), epochs=5)
    model.eval()
    with torch.no_grad():
        model(_sequences()[0].to(device))
    return out


@case("scaled_dot_product_attention, masked_fill, tril", as_on_cpu=True)
def _scaled_dot_product_attention_masked_fill_tril(device: str) -> list[float]:
    torch.manual_seed(0)
    q = torch.randn(2, 2, 5, 8).to(device).requires_grad_()
    a = F.scaled_dot_product_attention(q, q, q, is_causal=True)
    model = torch.tril(torch.ones(5, 5, device=device))
    w = (q @ q.transpose(-2, -1) / 8**0.5).masked_fill(model == 0, float("-inf")).softmax(-1) @ q
    (a + w).sum().backward()
    return [a.sum().item(), q.grad.norm().item()]


@case("ViT-style cls token + pos Parameter + cat/expand", learns=True)
def _vit_style_cls_token_pos_parameter_cat_expand(device: str) -> list[float]:
    torch.manual_seed(0)

    class V(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.p = nn.Conv2d(1, 8, 4, 4)
            self.c = nn.Parameter(torch.zeros(1, 1, 8))
            self.pos = nn.Parameter(torch.randn(1, 10, 8))
            self.t = nn.TransformerEncoderLayer(8, 2, 16, 0.0, batch_first=True)
            self.f = nn.Linear(8, 3)

        def forward(self, x: Tensor) -> Tensor:
            h = self.p(x).flatten(2).transpose(1, 2)
            h = torch.cat([self.c.expand(len(x), -1, -1), h], 1) + self.pos
            return self.f(self.t(h)[:, 0])

    model = V().to(device)
    return loop(model, [images()], device, torch.optim.AdamW(model.parameters(), lr=0.01), epochs=4)


@case("kNN: cdist, topk, gather, mode, bincount confusion", as_on_cpu=True)
def _knn_cdist_topk_gather_mode_bincount_confusion(device: str) -> list[float]:
    x, y = blobs()
    x, y = x.to(device), y.to(device)
    d = torch.cdist(x, x)
    v, i = d.topk(5, largest=False)
    p = y[i].mode(1).values
    q = torch.gather(y.expand(64, 64), 1, i)
    cm = torch.bincount(y * 3 + p, minlength=9).reshape(3, 3)
    assert is_on(cm, device)
    assert is_on(q, device)
    acc = (p == y).float().mean()
    return [acc.item(), cm.trace().item(), v.sum().item(), *map(float, cm.cpu().numpy().ravel())]


@case("masks, where, nonzero, unique, if/while on values", as_on_cpu=True)
def _masks_where_nonzero_unique_if_while_on_values(device: str) -> list[float]:
    x = blobs()[0].to(device)
    pos = x[x > 0]
    nz = (x > 1).nonzero()
    nz2 = torch.where(x > 1)
    w = torch.where(x > 0, x, torch.zeros_like(x))
    x2 = x.clone()
    x2[x2 < 0] = 0
    u = torch.unique((x > 0).long())
    n = 0
    while x2.sum() > 10 and n < 5:
        x2 = x2 / 2
        n += 1
    if x.mean() < x.max():
        n += 1
    assert is_on(nz, device)
    assert is_on(nz2[0], device)
    assert is_on(pos, device)
    return [pos.sum().item(), len(nz), w.sum().item(), len(u), n, sorted(x[:, 0].tolist())[0]]


@case("PointNet-style Conv1d, max, T-Net eye", learns=True)
def _pointnet_style_conv1d_max_t_net_eye(device: str) -> list[float]:
    torch.manual_seed(0)

    class P(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.c = nn.Sequential(nn.Conv1d(3, 16, 1), nn.BatchNorm1d(16), nn.ReLU())
            self.t = nn.Linear(16, 9)
            self.f = nn.Linear(16, 3)

        def forward(self, x: Tensor) -> Tensor:
            T = self.t(self.c(x).max(2)[0]).view(-1, 3, 3) + torch.eye(3, device=x.device)
            return self.f(self.c(torch.bmm(T, x)).max(2)[0])

    g = torch.Generator().manual_seed(0)
    y = torch.randint(0, 3, (16,), generator=g)
    x = torch.randn(16, 3, 20, generator=g) * (1 + y.view(-1, 1, 1))
    model = P().to(device)
    return loop(model, [(x, y)], device, torch.optim.Adam(model.parameters(), lr=0.01), epochs=5)


@case("U-Net skip cat + interpolate + dice", learns=True)
def _u_net_skip_cat_interpolate_dice(device: str) -> list[float]:
    torch.manual_seed(0)

    class U(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.a = nn.Conv2d(1, 4, 3, padding=1)
            self.b = nn.Conv2d(4, 8, 3, padding=1)
            self.u = nn.ConvTranspose2d(8, 4, 2, 2)
            self.o = nn.Conv2d(8, 1, 1)

        def forward(self, x: Tensor) -> Tensor:
            a = F.relu(self.a(x))
            b = F.relu(self.b(F.max_pool2d(a, 2)))
            return self.o(torch.cat([a, self.u(b)], 1))

    def dice(optimizer, t):
        p = torch.sigmoid(optimizer)
        return 1 - (2 * (p * t).sum() + 1) / (p.sum() + t.sum() + 1)

    x, _ = images()
    t = (x > 0).float()
    model = U().to(device)
    return loop(model, [(x, t)], device, torch.optim.Adam(model.parameters(), lr=0.02), dice, epochs=4)


@case("DQN: buffer of tensors, gather, target net, polyak", as_on_cpu=True)
def _dqn_buffer_of_tensors_gather_target_net_polyak(device: str) -> list[float]:
    torch.manual_seed(0)
    q = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 2)).to(device)
    t = copy.deepcopy(q)
    optimizer = torch.optim.RMSprop(q.parameters())
    out = []
    for _ in range(3):
        s = torch.randn(8, 4).to(device)
        a = torch.randint(0, 2, (8,)).to(device)
        r = torch.randn(8).to(device)
        done = (torch.rand(8) < 0.2).to(device)
        with torch.no_grad():
            tgt = r + 0.9 * t(s).max(1).values * ~done
        loss = F.smooth_l1_loss(q(s).gather(1, a.unsqueeze(1)).squeeze(1), tgt)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_value_(q.parameters(), 1)
        optimizer.step()
        out.append(loss.item())
        with torch.no_grad():
            for p, pt in zip(q.parameters(), t.parameters(), strict=True):
                pt.mul_(0.9).add_(0.1 * p)
    return out


@case("char-LM generate: multinomial, cat, int(), argmax")
def _char_lm_generate_multinomial_cat_int_argmax(device: str) -> None:
    torch.manual_seed(0)
    model = _Rnn().to(device)
    ids = torch.tensor([[1, 2, 3]], device=device)
    for _ in range(5):
        p = F.softmax(model(ids)[-1], -1)
        nxt = torch.multinomial(p, 1)
        ids = torch.cat([ids, nxt.view(1, 1)], 1)
    assert ids.shape == (1, 8)
    assert [int(i) for i in ids[0]]
    assert ids.is_cuda


@pytest.mark.parametrize("case", case)
def test_training_models(case: Case) -> None:
    """As the docstring of this module says."""
    check_pretended(case)


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
@pytest.mark.parametrize("case", case)
def test_training_models_on_a_real_gpu(case: Case) -> None:
    """The same on a real device."""
    check_real(case)
