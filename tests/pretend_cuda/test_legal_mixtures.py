"""Legal mixtures of devices raise nothing."""

from __future__ import annotations

import copy
import math

import pytest
import torch
from torch import nn

from .case import (
    Case,
    Cases,
    blobs,
    check_pretended,
    check_real,
    loop,
    mlp,
)

case = Cases()


@case("cuda op CPU 0-dim tensor, python scalar")
def _cuda_op_cpu_0_dim_tensor_python_scalar(device: str) -> None:
    x = torch.ones(3, device=device)
    assert (x * torch.tensor(2.0)).is_cuda
    assert (torch.tensor(2.0) * x).is_cuda
    assert (x / 2).is_cuda
    assert torch.where(x > 0, x, torch.tensor(0.0)).is_cuda
    assert x.masked_fill(x > 0, torch.tensor(0.0)).is_cuda
    x += torch.tensor(1.0)


@case("cuda tensor indexed by CPU index / CPU mask / list")
def _cuda_tensor_indexed_by_cpu_index_cpu_mask_list(device: str) -> None:
    x = torch.randn(4, 3, device=device)
    assert x[torch.tensor([0, 1])].is_cuda
    assert x[torch.tensor([True, False, True, True])].is_cuda
    assert x[[0, 2]].is_cuda
    assert x[torch.arange(2), torch.arange(2)].is_cuda


@case("slice assignment and copy_ across devices")
def _slice_assignment_and_copy_across_devices(device: str) -> None:
    h = torch.zeros(4, 3)
    h[1] = torch.ones(3, device=device)
    g = torch.zeros(4, 3, device=device)
    g[:2] = torch.ones(2, 3)
    g[0, 0] = torch.tensor(5.0)
    g[g > 1] = 0.0
    g[torch.tensor([1])] = 3.0
    h.copy_(g)
    assert not h.is_cuda
    assert g.is_cuda
    assert h[1, 0] == 3


@case("mask assignment with CPU 0-dim value")
def _mask_assignment_with_cpu_0_dim_value(device: str) -> None:
    g = torch.ones(4, device=device)
    g[g > 0] = torch.tensor(7.0)
    assert g.sum().item() == 28


@case("CPU tensor indexed by cuda 0-dim int; range(int(cuda))")
def _cpu_tensor_indexed_by_cuda_0_dim_int_range_int_cuda(device: str) -> None:
    i = torch.tensor(2, device=device)
    assert torch.arange(5)[i].item() == 2
    assert [1, 2, 3][i] == 3
    assert list(range(i)) == [0, 1]
    assert torch.arange(i).device.type == "cpu"


@case("sum(), max(), float(), int(), bool(), sorted of cuda scalars")
def _sum_max_float_int_bool_sorted_of_cuda_scalars(device: str) -> None:
    xs = [torch.tensor(float(i), device=device) for i in range(3)]
    assert float(sum(xs)) == 3
    assert max(xs).is_cuda
    assert sorted(xs)[0] == 0
    assert bool(xs[1])
    assert torch.stack(xs).is_cuda
    assert torch.tensor([x.item() for x in xs]).device.type == "cpu"


@case("python float total += cuda loss; math.exp(loss)", warns="Converting a tensor with requires_grad")
def _python_float_total_cuda_loss_math_exp_loss(device: str) -> None:
    tot = 0.0
    loss = torch.tensor(1.0, device=device, requires_grad=True)
    tot += loss
    tot += loss.detach()
    assert tot.is_cuda
    assert abs(math.exp(loss) - math.e) < 1e-05
    assert math.isfinite(loss)
    assert round(loss.item(), 2) == 1


@case(
    "torch.tensor(list of cuda scalars), torch.tensor(cuda), as_tensor(cuda)",
    warns="To copy construct from a tensor",
)
def _torch_tensor_list_of_cuda_scalars_torch_tensor_cuda_as_tensor_cuda(device: str) -> None:
    xs = [torch.tensor(1.0, device=device)] * 2
    a = torch.as_tensor(xs[0])
    assert a.is_cuda
    b = torch.tensor(xs)
    assert b.device.type == "cpu"
    c = torch.tensor(xs[0])
    assert c.is_cuda


@case("CPU and GPU halves used separately")
def _cpu_and_gpu_halves_used_separately(device: str) -> None:
    a, b = mlp(), mlp().to(device)
    x = torch.randn(2, 8)
    assert torch.allclose(a(x) + b(x.to(device)).cpu(), a(x) + b(x.to(device)).cpu())
    (a(x).sum() + b(x.to(device)).sum().cpu()).backward()
    assert b[0].weight.grad.is_cuda
    assert not a[0].weight.grad.is_cuda


@case("gradients cross .to(): split model CPU then GPU")
def _gradients_cross_to_split_model_cpu_then_gpu(device: str) -> None:
    a, b = nn.Linear(8, 4), nn.Linear(4, 2).to(device)
    optimizer = torch.optim.Adam([*a.parameters(), *b.parameters()])
    loss = b(a(torch.randn(3, 8)).to(device)).sum()
    loss.backward()
    optimizer.step()
    assert not a.weight.grad.is_cuda
    assert b.weight.grad.is_cuda
    loss = b(a(torch.randn(3, 8)).to(device)).sum()
    loss.backward()
    nn.utils.clip_grad_norm_([*a.parameters(), *b.parameters()], 1.0)
    optimizer.step()


@case("Adam step counter stays on CPU")
def _adam_step_counter_stays_on_cpu(device: str) -> None:
    model = mlp().to(device)
    optimizer = torch.optim.Adam(model.parameters())
    loop(model, [blobs()], device, optimizer, epochs=1)
    assert not optimizer.state[model[0].weight]["step"].is_cuda
    assert optimizer.state[model[0].weight]["exp_avg"].is_cuda


@case("loss list of .item(), np.mean of floats", needs=("numpy",))
def _loss_list_of_item_np_mean_of_floats(device: str) -> None:
    import numpy as np

    np.mean([torch.ones((), device=device).item()])
    x = torch.rand(3, device=device)
    x.cpu().numpy()
    x.detach().cpu().numpy()
    x.numpy(force=True)
    np.array(x.tolist())


@case("pred.eq(y.view_as(pred)), type_as, to(other), expand_as")
def _pred_eq_y_view_as_pred_type_as_to_other_expand_as(device: str) -> None:
    x, y = blobs()
    z = mlp().to(device)(x.to(device))
    p = z.argmax(1, keepdim=True)
    p.eq(y.to(device).view_as(p))
    assert torch.randn(3).type_as(z).is_cuda
    assert torch.randn(3).to(z).is_cuda
    assert y.view_as(p).device.type == "cpu"


@case("nn.Module buffer registered moves with .to")
def _nn_module_buffer_registered_moves_with_to(device: str) -> None:
    model = nn.Module()
    model.register_buffer("b", torch.ones(3))
    model.to(device)
    assert model.b.is_cuda
    assert "b" in model.state_dict()
    assert model.state_dict()["b"].is_cuda
    bn = nn.BatchNorm1d(3).to(device)
    assert bn.running_mean.is_cuda
    assert bn.num_batches_tracked.is_cuda


@case("deepcopy, pickle, zero_grad(set_to_none=False), p.data ops")
def _deepcopy_pickle_zero_grad_set_to_none_false_p_data_ops(device: str) -> None:
    import pickle

    model = mlp().to(device)
    c = copy.deepcopy(model)
    assert c[0].weight.is_cuda
    loop(c, [blobs()], device, epochs=1)
    c.zero_grad(set_to_none=False)
    c[0].weight.data -= 0.1 * c[0].weight.grad
    c[0].weight.data = torch.randn(16, 8, device=device)
    assert c[0].weight.is_cuda
    x = pickle.loads(pickle.dumps(torch.ones(2, device=device)))
    assert x.is_cuda


@case("manual SGD under no_grad with requires_grad leaf on device")
def _manual_sgd_under_no_grad_with_requires_grad_leaf_on_device(device: str) -> None:
    w = torch.randn(3, device=device, requires_grad=True)
    (w**2).sum().backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
    w.grad.zero_()
    w.grad = None


@pytest.mark.parametrize("case", case)
def test_legal_mixtures(case: Case) -> None:
    """As the docstring of this module says."""
    check_pretended(case)


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
@pytest.mark.parametrize("case", case)
def test_legal_mixtures_on_a_real_gpu(case: Case) -> None:
    """The same on a real device."""
    check_real(case)
