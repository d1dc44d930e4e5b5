"""The surface of torch.cuda: moving, asking, pinning, mixed precision, generators."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, TensorDataset

from .case import (
    Case,
    Cases,
    blobs,
    check_pretended,
    check_real,
    images,
    loop,
    mlp,
)

case = Cases()


@case("is_available / count / current / name")
def _is_available_count_current_name(device: str) -> None:
    assert torch.cuda.is_available()
    assert torch.cuda.device_count() >= 1
    assert torch.cuda.current_device() == 0
    assert isinstance(torch.cuda.get_device_name(0), str)
    assert torch.cuda.get_device_properties(0).total_memory > 0
    assert torch.cuda.get_device_capability()[0] > 0


@case("torch.device 'cuda', 'cuda:0', int, None")
def _torch_device_cuda_cuda_0_int_none(device: str) -> None:
    for d in ("cuda", "cuda:0", torch.device("cuda"), torch.device("cuda", 0), 0):
        assert torch.zeros(2, device=d).device == torch.device("cuda:0")
    x = torch.ones(2)
    for y in (
        x.to("cuda"),
        x.cuda(),
        x.cuda(0),
        x.to("cuda:0", torch.float64),
        x.to(torch.device("cuda"), non_blocking=True),
        x.to(x.cuda()),
        x.cuda(non_blocking=True),
    ):
        assert y.is_cuda
        assert str(y.device) == "cuda:0"
        assert y.get_device() == 0
    assert x.to("cuda", torch.float64).dtype == torch.float64
    assert not x.is_cuda
    assert x.get_device() == -1
    assert x.cuda().cpu().device.type == "cpu"
    assert x.cuda().type() == "torch.cuda.FloatTensor"
    c = x.cuda()
    assert c.to("cuda") is c
    assert c.cuda() is c
    assert c.cpu() is not c
    assert x.cpu() is x


@case("model.to / .cuda / .cpu keeps Parameter objects")
def _model_to_cuda_cpu_keeps_parameter_objects(device: str) -> None:
    model = mlp()
    ids = [id(p) for p in model.parameters()]
    model.to("cuda")
    assert [id(p) for p in model.parameters()] == ids
    assert all(p.is_cuda and isinstance(p, nn.Parameter) for p in model.parameters())
    model.cpu()
    assert not next(model.parameters()).is_cuda
    model.cuda()
    assert next(model.parameters()).is_cuda
    assert next(model.parameters()).is_leaf
    model.half()
    assert next(model.parameters()).is_cuda
    assert next(model.parameters()).dtype == torch.float16


@case("optimizer made before model.to(device)", learns=True)
def _optimizer_made_before_model_to_device(device: str) -> list[float]:
    torch.manual_seed(0)
    model = mlp()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    model.to(device)
    return loop(model, [blobs()], device, optimizer)


@case("factories, *_like, new_*, tensor, as_tensor")
def _factories_like_new_tensor_as_tensor(device: str) -> None:
    x = torch.randn(3, 4, device=device)
    for y in (
        torch.zeros_like(x),
        torch.randn_like(x),
        x.new_zeros(2),
        x.new_tensor([1.0]),
        torch.tensor([1, 2], device=device),
        torch.as_tensor([1.0], device=device),
        torch.arange(3, device=device),
        torch.eye(3, device=device),
        torch.full((2,), 1.0, device=device),
        torch.randperm(4, device=device),
        torch.linspace(0, 1, 3, device=device),
        x.clone(),
        x[0],
        x.T,
        x.sum(),
        x.detach(),
        torch.empty_like(x),
        F.one_hot(torch.arange(3, device=device)),
        nn.Parameter(x),
        x.data,
    ):
        assert y.is_cuda, y
    assert not torch.zeros_like(x, device="cpu").is_cuda
    assert not torch.arange(int(x.shape[0])).is_cuda


@case("synchronize, empty_cache, memory_*, seeds, cudnn flags")
def _synchronize_empty_cache_memory_seeds_cudnn_flags(device: str) -> None:
    torch.cuda.manual_seed(0)
    torch.cuda.manual_seed_all(0)
    torch.manual_seed(0)
    torch.backends.cudnn.benchmark = True
    torch.backends.cudnn.deterministic = True
    torch.backends.cuda.matmul.allow_tf32 = True
    torch.set_float32_matmul_precision("high")
    x = torch.randn(100, 100, device="cuda")
    assert x.is_cuda
    torch.cuda.synchronize()
    torch.cuda.empty_cache()
    assert torch.cuda.max_memory_allocated() > 0
    assert torch.cuda.memory_allocated() > 0
    assert torch.cuda.memory_reserved() >= 0
    torch.cuda.reset_peak_memory_stats()
    torch.cuda.mem_get_info()
    torch.set_float32_matmul_precision("highest")


@case("Event timing, Stream, with torch.cuda.device")
def _event_timing_stream_with_torch_cuda_device(device: str) -> None:
    a, b = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
    a.record()
    torch.ones(2, device="cuda") + 1
    b.record()
    torch.cuda.synchronize()
    assert a.elapsed_time(b) >= 0
    s = torch.cuda.Stream()
    with torch.cuda.stream(s):
        torch.ones(2, device="cuda")
    torch.cuda.current_stream().wait_stream(s)
    with torch.cuda.device(0):
        assert torch.ones(2, device="cuda").get_device() == 0


@case("torch.accelerator (the new tutorial idiom)")
def _torch_accelerator_the_new_tutorial_idiom(device: str) -> None:
    d = torch.accelerator.current_accelerator().type if torch.accelerator.is_available() else "cpu"
    assert d == "cuda"
    assert torch.ones(2).to(d).is_cuda


@case("torch.accelerator: memory, device_index, streams")
def _accelerator_memory_device_index_streams(device: str) -> None:
    x = torch.ones(2, device="cuda")
    assert x.is_cuda
    assert torch.accelerator.memory_allocated() > 0
    assert torch.accelerator.max_memory_reserved() >= 0
    free, total = torch.accelerator.get_memory_info()
    assert 0 < free <= total
    with torch.accelerator.device_index(0):
        assert torch.accelerator.current_device_index() == 0
    torch.accelerator.set_stream(torch.accelerator.current_stream())
    torch.accelerator.synchronize()
    torch.accelerator.reset_peak_memory_stats()


@case("DataLoader pin_memory, non_blocking", learns=True, warns="'pin_memory' argument")
def _dataloader_pin_memory_non_blocking(device: str) -> list[float]:
    torch.manual_seed(0)
    model = mlp().to(device)
    dl = DataLoader(TensorDataset(*blobs()), batch_size=16, pin_memory=True)
    return loop(model, dl, device)


@case("pin_memory() / is_pinned()")
def _pin_memory_is_pinned(device: str) -> None:
    x = torch.ones(3).pin_memory()
    assert x.is_pinned()
    assert not torch.ones(3).is_pinned()
    assert x.to("cuda", non_blocking=True).is_cuda


@case("DataLoader num_workers=2 pin_memory", learns=True, warns="'pin_memory' argument")
def _dataloader_num_workers_2_pin_memory(device: str) -> list[float]:
    torch.manual_seed(0)
    model = mlp().to(device)
    dl = DataLoader(TensorDataset(*blobs()), batch_size=16, num_workers=2, pin_memory=True)
    return loop(model, dl, device, epochs=1)


@case("autocast(cuda, fp16) + GradScaler")
def _autocast_cuda_fp16_gradscaler(device: str) -> None:
    torch.manual_seed(0)
    x, y = images()
    x, y = x.to(device), y.to(device)
    model = nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Flatten(), nn.Linear(400, 3)).to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    sc = torch.amp.GradScaler("cuda")
    out = []
    for _ in range(5):
        optimizer.zero_grad()
        with torch.autocast("cuda", dtype=torch.float16):
            z = model(x)
            assert z.dtype == torch.float16
            loss = F.cross_entropy(z, y)
            assert loss.dtype == torch.float32
        sc.scale(loss).backward()
        sc.unscale_(optimizer)
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        sc.step(optimizer)
        sc.update()
        out.append(loss.item())
    assert out[-1] < out[0]
    assert sc.get_scale() > 1


@case("torch.cuda.amp.autocast / GradScaler (old names), bf16", warns="`torch.cuda.amp")
def _torch_cuda_amp_autocast_gradscaler_old_names_bf16(device: str) -> None:
    model = mlp().to(device)
    x, y = blobs()
    x, y = x.to(device), y.to(device)
    sc = torch.cuda.amp.GradScaler()
    optimizer = torch.optim.Adam(model.parameters())
    with torch.cuda.amp.autocast():
        loss = F.cross_entropy(model(x), y)
    sc.scale(loss).backward()
    sc.step(optimizer)
    sc.update()
    with torch.autocast(device_type="cuda", dtype=torch.bfloat16):
        assert model(x).dtype == torch.bfloat16
    assert model(x).dtype == torch.float32


@case("set_default_device(cuda), with torch.device(cuda)")
def _set_default_device_cuda_with_torch_device_cuda(device: str) -> None:
    torch.set_default_device("cuda")
    try:
        assert torch.zeros(3).is_cuda
        assert nn.Linear(2, 2).weight.is_cuda
        assert (torch.randn(3) + torch.ones(3)).is_cuda
    finally:
        torch.set_default_device(None)
    with torch.device("cuda"):
        assert torch.zeros(3).is_cuda
        assert mlp()(torch.randn(2, 8)).is_cuda
    assert not torch.zeros(3).is_cuda


@case("Generator(device=cuda)")
def _generator_device_cuda(device: str) -> None:
    g = torch.Generator(device="cuda")
    g.manual_seed(0)
    a = torch.randn(3, device="cuda", generator=g)
    g.manual_seed(0)
    assert torch.equal(a, torch.randn(3, device="cuda", generator=g))


@case("print(tensor) shows the device; f-strings")
def _print_tensor_shows_the_device_f_strings(device: str) -> None:
    x = torch.ones(2, device="cuda")
    assert "device='cuda:0'" in repr(x)
    assert "device='cuda:0'" in f"{x}"
    assert f"{x.sum():.2f}" == "2.00"
    assert "device='cuda:0'" in repr(nn.Parameter(x))
    assert "device='cuda:0'" in str(mlp().cuda().state_dict())


@case("torch.compile(model)")
def _torch_compile_model(device: str) -> None:
    model = torch.compile(mlp().to(device))
    assert model(torch.randn(2, 8, device=device)).is_cuda


@pytest.mark.parametrize("case", case)
def test_surface(case: Case) -> None:
    """As the docstring of this module says."""
    check_pretended(case)


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
@pytest.mark.parametrize("case", case)
def test_surface_on_a_real_gpu(case: Case) -> None:
    """The same on a real device."""
    check_real(case)
