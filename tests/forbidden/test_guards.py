"""What runs: every way to a forbidden operator is refused and recorded, nothing stays behind."""

from __future__ import annotations

import threading
import time
import warnings
from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from assignments.A1.hidden.convolution import e11
from autograder.pretend_cuda import pretend_cuda
from kit.student import Host, Request, Student, StudentError
from kit.student.forbidden import ForbiddenError, UnknownNameError, guarded, plan

CONV = e11.forbidden
Way = Callable[[Tensor, Tensor], Any]


def in_thread(x: Tensor, w: Tensor) -> Any:
    got: list[Any] = []

    def work() -> None:
        try:
            got.append(F.conv2d(x, w))
        except ForbiddenError as error:
            got.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    if isinstance(got[0], Exception):
        raise got[0]
    return got[0]


def inference(x: Tensor, w: Tensor) -> Tensor:
    with torch.inference_mode():
        return F.conv2d(x, w)


def without_modes(x: Tensor, w: Tensor) -> Tensor:
    with torch._C.DisableTorchFunction(), torch.no_grad():
        return F.conv2d(x, w)


def low_precision(x: Tensor, w: Tensor) -> Tensor:
    with torch.autocast("cpu", torch.bfloat16):
        return F.conv2d(x, w)


def below_autograd(x: Tensor, w: Tensor) -> Tensor:
    with torch._C._AutoDispatchBelowAutograd():
        return F.conv2d(x, w)


def forward_mode(x: Tensor, w: Tensor) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch scripts its decompositions, which it calls deprecated
        return torch.func.jvp(lambda one: F.conv2d(one, w), (x.detach(),), (x.detach(),))


def layer(x: Tensor, w: Tensor) -> Tensor:
    module = nn.Conv2d(2, 3, 3, bias=False)
    module.weight.data = w
    return module(x)


def out(x: Tensor, w: Tensor) -> Tensor:
    place = torch.empty(0)
    return torch.ops.aten._slow_conv2d_forward.output(
        x.detach(), w.detach(), [3, 3], None, [1, 1], [0, 0], output=place
    )


WAYS: dict[str, Way] = {
    "function": F.conv2d,
    "torch's own": torch.conv2d,
    "same padding": lambda x, w: F.conv2d(x, w, padding="same"),
    "layer": layer,
    "operator": torch.ops.aten.conv2d,
    "overload": torch.ops.aten.conv2d.default,
    "general": lambda x, w: torch.ops.aten.convolution(x, w, None, [1, 1], [0, 0], [1, 1], False, [0, 0], 1),
    "private": lambda x, w: torch._convolution_mode(x, w, None, [1, 1], "valid", [1, 1], 1),
    "backend": lambda x, w: torch.ops.aten._slow_conv2d_forward(x, w, [3, 3], None, [1, 1], [0, 0]),
    "backend with out": out,
    "oneDNN": lambda x, w: torch.ops.aten.mkldnn_convolution(x, w, None, [0, 0], [1, 1], [1, 1], 1),
    "dilated": lambda x, w: torch.ops.aten.slow_conv_dilated2d(x, w, [3, 3]),
    "other dimensions": lambda x, w: F.conv3d(x[:, :, None], w[:, :, None]),
    "transposed": lambda x, w: F.conv_transpose2d(x, w.transpose(0, 1)),
    "gradient": lambda x, w: torch.nn.grad.conv2d_input((1, 2, 7, 7), w, torch.ones(1, 3, 5, 5)),
    "thread": in_thread,
    "inference mode": inference,
    "no modes": without_modes,
    "autocast": low_precision,
    "below autograd": below_autograd,
    "vmap": lambda x, w: torch.func.vmap(lambda one: F.conv2d(one[None], w))(x.detach()),
    "grad": lambda x, w: torch.func.grad(lambda one: F.conv2d(one, w).sum())(x.detach()),
    "jvp": forward_mode,
    "checkpoint": lambda x, w: torch.utils.checkpoint.checkpoint(F.conv2d, x, w, use_reentrant=False),
    "channels last": lambda x, w: F.conv2d(x.to(memory_format=torch.channels_last), w),
    "oneDNN tensor": lambda x, w: F.conv2d(x.detach().to_mkldnn(), w.detach().to_mkldnn()),
    "double": lambda x, w: F.conv2d(x.double(), w.double()),
}


@pytest.fixture
def x() -> Tensor:
    return torch.randn(1, 2, 7, 6, requires_grad=True)


@pytest.fixture
def w() -> Tensor:
    return torch.randn(3, 2, 3, 3, requires_grad=True)


@pytest.mark.parametrize("way", WAYS)
def test_every_way_is_refused_and_afterwards_free(way: str, x: Tensor, w: Tensor) -> None:
    with guarded(CONV) as used:
        with pytest.raises(ForbiddenError, match="is what you are asked to write"):
            WAYS[way](x, w)
        assert used
    WAYS[way](x, w)  # the way works where it is allowed


def test_a_traced_function_is_refused(x: Tensor, w: Tensor) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # deprecated, and still a way
        traced = torch.jit.trace(lambda a, b: F.conv2d(a, b), (x, w))
    with guarded(CONV) as used, pytest.raises(RuntimeError, match="asked to write"):
        traced(x, w)
    assert used
    assert traced(x, w).shape == (1, 3, 5, 4)


def test_a_recorded_graph_is_refused(x: Tensor, w: Tensor) -> None:
    graph = torch.fx.symbolic_trace(lambda a, b: F.conv2d(a, b))
    with guarded(CONV) as used, pytest.raises(ForbiddenError):
        graph(x, w)
    assert used == {"conv2d"}


def test_a_thread_that_ran_before_is_refused_too(x: Tensor, w: Tensor) -> None:
    go, done = threading.Event(), threading.Event()
    got: list[str] = []

    def work() -> None:
        go.wait(10)
        try:
            F.conv2d(x, w)
        except ForbiddenError as error:
            got.append(error.name)
        done.set()

    thread = threading.Thread(target=work)
    thread.start()
    with guarded(CONV) as used:
        go.set()
        assert done.wait(10)
    thread.join()
    assert got == ["conv2d"]
    assert used == {"conv2d"}


def test_a_caught_refusal_counts(x: Tensor, w: Tensor) -> None:
    def sly(x: Tensor, w: Tensor) -> Tensor:
        try:
            return F.conv2d(x, w)
        except Exception:
            return torch.zeros(1)

    student = Student(Host({"sly": sly}, {}))
    with student.watch(CONV), pytest.raises(StudentError, match=r"^ForbiddenError: conv2d is what you are"):
        student.sly(x, w)
    assert student.sly(x, w).shape == (1, 3, 5, 4)


def test_a_request_says_forbidden_and_nothing_else(x: Tensor, w: Tensor) -> None:
    host = Host({"f": lambda x, w: F.conv2d(x, w)}, {})
    function = host.handle(Request("get", "f")).value
    reply = host.handle(Request("call", function, (x, w), forbidden=("conv2d",)))
    assert (reply.used, reply.value, reply.error) == (["conv2d"], None, None)


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_guards_go_away_when_the_code_raises(error: type[BaseException], x: Tensor, w: Tensor) -> None:
    def fails() -> None:
        with guarded(CONV):
            raise error

    with pytest.raises(error):
        fails()
    assert F.conv2d(x, w).grad_fn is not None


def test_guards_go_away_when_an_installation_fails(monkeypatch: pytest.MonkeyPatch, x: Tensor, w: Tensor) -> None:
    count = 0
    real = torch.library.Library.impl

    def impl(*args: Any, **kwargs: Any) -> None:
        nonlocal count
        count += 1
        if count == 40:
            raise KeyboardInterrupt
        real(*args, **kwargs)

    monkeypatch.setattr(torch.library.Library, "impl", impl)
    with pytest.raises(KeyboardInterrupt), guarded(CONV):
        pass
    for way in ("function", "general", "transposed", "other dimensions"):
        WAYS[way](x, w)
    F.max_pool2d(x, 2)


def test_guards_nest(x: Tensor, w: Tensor) -> None:
    with guarded(("conv2d",)) as outer:
        with guarded(("conv2d", "softmax")) as inner, pytest.raises(ForbiddenError):
            F.conv2d(x, w)
        torch.softmax(x, 1)
        with pytest.raises(ForbiddenError):
            F.conv2d(x, w)
    assert inner == outer == {"conv2d"}
    F.conv2d(x, w).sum().backward()
    assert x.grad is not None


def test_nothing_forbidden_installs_nothing() -> None:
    with guarded(()) as used:
        assert used == set()


def test_pretended_devices(x: Tensor, w: Tensor) -> None:
    with pretend_cuda(), guarded(CONV) as used:
        here, there = x.detach().to("cuda"), w.detach().to("cuda")
        with pytest.raises(ForbiddenError):
            F.conv2d(here, there)
        assert F.unfold(here, 3).device.type == "cuda"
    assert used == {"conv2d"}


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
def test_real_devices(x: Tensor, w: Tensor) -> None:
    here, there = x.detach().cuda(), w.detach().cuda()
    with guarded(CONV) as used, pytest.raises(ForbiddenError):
        F.conv2d(here, there)
    assert used == {"conv2d"}
    F.conv2d(here, there)


def test_transposed_convolutions_alone(x: Tensor, w: Tensor) -> None:
    with guarded(("conv_transpose2d",)) as used:
        F.conv2d(x, w).sum().backward()  # allowed, with its gradient
        assert x.grad is not None
        layer(x.detach(), w.detach())
        inference(x, w)
        WAYS["vmap"](x, w)
        assert used == set()
        for way in (
            lambda: F.conv_transpose2d(x, w.transpose(0, 1)),
            lambda: nn.ConvTranspose2d(2, 3, 3)(x),
            lambda: torch.ops.aten.convolution(x, w.transpose(0, 1), None, [1, 1], [0, 0], [1, 1], True, [0, 0], 1),
            lambda: torch.convolution(
                x, w.transpose(0, 1), None, [1, 1], [0, 0], [1, 1], transposed=True, output_padding=[0, 0], groups=1
            ),
            lambda: torch.ops.aten.slow_conv_transpose2d(x.detach(), w.detach().transpose(0, 1), [3, 3]),
        ):
            used.clear()
            with pytest.raises(ForbiddenError):
                way()
            assert used == {"conv_transpose2d"}
    F.conv_transpose2d(x, w.transpose(0, 1))


P = torch.full((4, 3), 1 / 3)
LABEL = torch.tensor([0, 2, 1, 0])


def inference_mode(function: Callable[..., Any], *args: Any) -> Any:
    with torch.inference_mode():
        return function(*args)


def batched(x: Tensor) -> Tensor:
    """Every row as a sample of its own."""
    return torch.func.vmap(lambda row: F.cross_entropy(row[None], LABEL[:1]))(x)


REFUSED: list[tuple[str, Callable[[], Any]]] = [
    ("cross_entropy", lambda: F.cross_entropy(P, LABEL)),
    ("cross_entropy", lambda: F.cross_entropy(P, P)),
    ("cross_entropy", lambda: nn.CrossEntropyLoss()(P, LABEL)),
    ("cross_entropy", lambda: batched(P)),
    ("cross_entropy", lambda: inference_mode(F.cross_entropy, P, LABEL)),
    ("cross_entropy", lambda: torch.func.grad(F.cross_entropy)(P, LABEL)),
    ("cross_entropy", lambda: torch.func.functionalize(F.cross_entropy)(P, LABEL)),
    ("cross_entropy", lambda: F.cross_entropy(P.to(torch.float64), LABEL)),
    ("binary_cross_entropy_with_logits", lambda: torch.func.vmap(F.binary_cross_entropy_with_logits)(P, P)),
    ("nll_loss", lambda: F.nll_loss(P, LABEL)),
    ("nll_loss", lambda: F.cross_entropy(P, LABEL)),
    ("nll_loss", lambda: F.nll_loss(P.T[None, :, :, None], LABEL[None, :, None])),
    ("softmax", lambda: P.softmax(1)),
    ("softmax", lambda: nn.Softmax(1)(P)),
    ("softmax", lambda: torch.special.softmax(P, 1)),
    ("softmax", lambda: F.softmin(P, 1)),
    ("log_softmax", lambda: F.log_softmax(P, 1)),
    ("layer_norm", lambda: nn.LayerNorm(3)(P)),
    ("layer_norm", lambda: torch.native_layer_norm(P, [3], None, None, 1e-5)),
    ("batch_norm", lambda: nn.BatchNorm1d(3)(P)),
    ("batch_norm", lambda: torch.native_batch_norm(P, None, None, None, None, True, 0.1, 1e-5)),
    ("dropout", lambda: nn.Dropout(0.5)(P)),
    ("dropout", lambda: torch.native_dropout(P, 0.5, True)),
    ("dropout", lambda: F.dropout2d(P[None, :, :, None])),
    ("dropout1d", lambda: F.dropout(P)),
    ("max_pool2d", lambda: F.max_pool2d(P[None], 2)),
    ("max_pool2d", lambda: F.max_pool2d(P[None], 2, return_indices=True)),
    ("max_pool1d", lambda: F.max_pool1d(P, 2)),
    ("max_unpool2d", lambda: F.max_unpool2d(torch.ones(1, 1, 1), torch.zeros(1, 1, 1, dtype=torch.int64), 2)),
    ("adaptive_max_pool2d", lambda: nn.AdaptiveMaxPool2d(1)(P[None])),
    ("lstm", lambda: nn.LSTM(3, 2)(P)),
    ("gru", lambda: nn.GRU(3, 2)(P)),
    ("rnn", lambda: nn.RNN(3, 2)(P)),
    ("rnn", lambda: nn.RNN(3, 2, nonlinearity="relu")(P)),
    ("lstm_cell", lambda: nn.LSTMCell(3, 2)(P)),
    ("gru_cell", lambda: nn.GRUCell(3, 2)(P)),
    ("rnn_cell", lambda: nn.RNNCell(3, 2)(P)),
    ("scaled_dot_product_attention", lambda: F.scaled_dot_product_attention(P, P, P)),
    ("scaled_dot_product_attention", lambda: torch._scaled_dot_product_attention_math(P, P, P)),
    ("multi_head_attention_forward", lambda: nn.MultiheadAttention(3, 1)(P, P, P)),
    ("multi_head_attention_forward", lambda: nn.TransformerEncoderLayer(3, 1, 4)(P)),
    ("kl_div", lambda: nn.KLDivLoss(reduction="batchmean")(P, P)),
    ("binary_cross_entropy", lambda: nn.BCELoss()(P, P)),
    ("binary_cross_entropy_with_logits", lambda: nn.BCEWithLogitsLoss()(P, P)),
    ("cdist", lambda: torch.cdist(P, P)),
    ("topk", lambda: P.topk(2)),
    ("multi_margin_loss", lambda: nn.MultiMarginLoss()(P, LABEL)),
    ("square", lambda: P.clone().square_()),
    ("gumbel_softmax", lambda: F.gumbel_softmax(P)),
    ("nms", lambda: __import__("torchvision").ops.nms(torch.ones(1, 4), torch.ones(1), 0.5)),
    ("nms", lambda: __import__("torchvision").ops.batched_nms(torch.ones(1, 4), torch.ones(1), LABEL[:1], 0.5)),
    ("torchvision.ops", lambda: __import__("torchvision").ops.box_iou(torch.ones(1, 4), torch.ones(1, 4))),
    ("torch.nn.utils.clip_grad_norm_", lambda: nn.utils.clip_grad_norm_([nn.Parameter(P)], 1.0)),
]


@pytest.mark.parametrize(("name", "way"), REFUSED, ids=[f"{i}-{name}" for i, (name, _) in enumerate(REFUSED)])
def test_a_family_is_refused(name: str, way: Callable[[], Any]) -> None:
    with guarded((name,)) as used, pytest.raises(ForbiddenError):
        way()
    assert used == {name}
    way()


ALLOWED: list[tuple[tuple[str, ...], Callable[[], Any]]] = [
    (("cross_entropy",), lambda: F.nll_loss(F.log_softmax(P, 1), LABEL)),
    (("cross_entropy", "nll_loss"), lambda: -P.log_softmax(1).gather(1, LABEL[:, None]).mean()),
    (("softmax",), lambda: P.log_softmax(1).exp() + P.exp() / P.exp().sum(1, keepdim=True)),
    (("log_softmax",), lambda: P - P.logsumexp(1, keepdim=True)),
    (("lstm", "gru", "rnn"), lambda: nn.LSTMCell(3, 2)(P)),
    (("lstm_cell", "gru_cell", "rnn_cell"), lambda: torch.sigmoid(nn.Linear(3, 2)(P)).tanh()),
    (("scaled_dot_product_attention",), lambda: (P @ P.T).softmax(-1) @ P),
    (("multi_head_attention_forward",), lambda: F.scaled_dot_product_attention(P, P, P)),
    (("max_unpool2d",), lambda: F.max_pool2d(P[None], 2, return_indices=True)),
    (("max_pool2d",), lambda: F.unfold(P[None, None], 2).amax(1)),
    (("batch_norm", "dropout"), lambda: (P - P.mean(0)) / P.var(0, correction=0).sqrt() * torch.bernoulli(P)),
    (("layer_norm",), lambda: (P - P.mean(1, keepdim=True)) * torch.rsqrt(P.var(1, keepdim=True) + 1)),
    (("kl_div",), lambda: torch.distributions.kl_divergence(*[torch.distributions.Normal(P, P)] * 2)),
    (("binary_cross_entropy",), lambda: F.binary_cross_entropy_with_logits(P, P)),
    (("cdist",), lambda: (P[:, None] - P[None]).norm(dim=-1)),
    (("square",), lambda: (P**2 + P * P + P.pow(2)).sum()),
    (("conv2d",), lambda: torch.einsum("ok,nkl->nol", P, F.unfold(torch.ones(1, 3, 4, 4), 1))),
    (("conv2d",), lambda: torch.fft.irfft2(torch.fft.rfft2(P) * torch.fft.rfft2(P))),
    (("mean",), lambda: P.sum() / P.numel()),
]


@pytest.mark.parametrize(("names", "way"), ALLOWED, ids=[f"{i}-{names[0]}" for i, (names, _) in enumerate(ALLOWED)])
def test_other_ways_are_free(names: tuple[str, ...], way: Callable[[], Any]) -> None:
    P.requires_grad_()
    try:
        with guarded(names) as used:
            result = way()
            parts = result if isinstance(result, tuple) else (result,)
            sum(part.sum() for part in parts if part.is_floating_point()).backward()
        assert used == set()
    finally:
        P.requires_grad_(False).grad = None


@pytest.mark.parametrize("name", ["conv2", "conf2d", "torch.nn.functional.conf2d", "Konv", "clip_grad_norm_"])
def test_a_name_that_means_nothing(name: str) -> None:
    with pytest.raises(UnknownNameError, match=name):
        plan((name,))


def test_a_library_that_is_not_installed_is_left_to_the_text() -> None:
    assert plan(("surely_not_installed.convolve",)).functions == ()


def test_a_call_costs_little(x: Tensor, w: Tensor) -> None:
    with guarded(CONV):
        pass
    start = time.perf_counter()
    for _ in range(20):
        with guarded(CONV):
            pass
    assert (time.perf_counter() - start) / 20 < 0.05  # measured: 1 ms
