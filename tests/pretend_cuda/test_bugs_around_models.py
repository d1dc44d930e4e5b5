"""The classic bugs of placement with numpy, optimizers, loaders and devices raise what CUDA raises."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset, TensorDataset

from .case import (
    NO_NUMPY,
    SAME_DEVICE,
    Case,
    Cases,
    blobs,
    check_pretended,
    check_real,
    loop,
    mlp,
)

case = Cases()


@case(".numpy() without .cpu()", NO_NUMPY, needs=("numpy",))
def _numpy_without_cpu(device: str) -> None:
    torch.ones(2, device=device).numpy()


@case(".detach().numpy()", NO_NUMPY, needs=("numpy",))
def _detach_numpy(device: str) -> None:
    nn.Linear(2, 2).to(device)(torch.ones(1, 2, device=device)).detach().numpy()


@case("np.array / np.mean / np.asarray of cuda tensor", NO_NUMPY, needs=("numpy",))
def _np_array_np_mean_np_asarray_of_cuda_tensor(device: str) -> None:
    import numpy as np

    np.asarray(torch.ones(2, device=device))


@case("np.mean(list of cuda losses)", NO_NUMPY, needs=("numpy",))
def _np_mean_list_of_cuda_losses(device: str) -> None:
    import numpy as np

    np.mean([torch.ones((), device=device) for _ in range(3)])


@case("np.array([cuda 0-dim...])", NO_NUMPY, needs=("numpy",))
def _np_array_cuda_0_dim(device: str) -> None:
    import numpy as np

    np.array([torch.ones((), device=device)])


@case("plt.plot(list of cuda losses)", NO_NUMPY, needs=("matplotlib", "numpy"))
def _plt_plot_list_of_cuda_losses(device: str) -> None:
    from matplotlib.figure import Figure

    Figure().subplots().plot([torch.ones((), device=device) for _ in range(3)])


@case(
    "plt.imshow(cuda tensor)",
    ("TypeError", "."),
    needs=("matplotlib", "numpy"),
    warns="__array__ implementation",
)
def _plt_imshow_cuda_tensor(device: str) -> None:
    from matplotlib.figure import Figure

    Figure().subplots().imshow(torch.rand(4, 4, device=device))


@case(
    ".numpy() on cpu copy with grad",
    ("RuntimeError", "Can't call numpy\\(\\) on Tensor that requires grad"),
    needs=("numpy",),
)
def _numpy_on_cpu_copy_with_grad(device: str) -> None:
    nn.Linear(2, 2).to(device)(torch.ones(1, 2, device=device)).cpu().numpy()


@case(
    "leaf made with .to(device): non-leaf given to optimizer",
    ("ValueError", "can't optimize a non-leaf Tensor"),
)
def _leaf_made_with_to_device_non_leaf_given_to_optimizer(device: str) -> None:
    torch.optim.SGD([torch.randn(3, requires_grad=True).to(device)], lr=0.1)


@case("optimizer stepped on CPU, then model.to(cuda)", SAME_DEVICE)
def _optimizer_stepped_on_cpu_then_model_to_cuda(device: str) -> None:
    model = mlp()
    optimizer = torch.optim.Adam(model.parameters())
    loop(model, [blobs()], "cpu", optimizer, epochs=1)
    model.to(device)
    loop(model, [blobs()], device, optimizer, epochs=1)


@case("load_state_dict of optimizer before model.to", SAME_DEVICE)
def _load_state_dict_of_optimizer_before_model_to(device: str) -> None:
    model = mlp()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    loop(model, [blobs()], "cpu", optimizer, epochs=1)
    m2 = mlp()
    o2 = torch.optim.SGD(m2.parameters(), lr=0.1, momentum=0.9)
    o2.load_state_dict(optimizer.state_dict())
    m2.to(device)
    loop(m2, [blobs()], device, o2, epochs=1)


@case("EMA/teacher model left on CPU", SAME_DEVICE)
def _ema_teacher_model_left_on_cpu(device: str) -> None:
    model, t = mlp().to(device), mlp()
    with torch.no_grad():
        for p, q in zip(model.parameters(), t.parameters(), strict=True):
            q.mul_(0.9).add_(p, alpha=0.1)


@case("BatchNorm buffers replaced by CPU tensors", SAME_DEVICE)
def _batchnorm_buffers_replaced_by_cpu_tensors(device: str) -> None:
    b = nn.BatchNorm1d(8).to(device)
    b.running_mean = torch.zeros(8)
    b.eval()
    b(torch.randn(4, 8, device=device))


@case("nn.Parameter reassigned on CPU after .to", SAME_DEVICE)
def _nn_parameter_reassigned_on_cpu_after_to(device: str) -> None:
    model = mlp().to(device)
    model[0].weight = nn.Parameter(torch.randn(16, 8))
    model(torch.randn(2, 8, device=device))


@case(
    "Generator on CPU for a cuda factory",
    ("RuntimeError", "Expected a 'cuda' device type for generator but found 'cpu'"),
)
def _generator_on_cpu_for_a_cuda_factory(device: str) -> None:
    torch.randn(3, device=device, generator=torch.Generator())


@case("pin_memory loader over cuda tensors", ("RuntimeError", "cannot pin"))
def _pin_memory_loader_over_cuda_tensors(device: str) -> None:
    for _ in DataLoader(TensorDataset(torch.ones(4, 2, device=device)), 2, pin_memory=True):
        pass


@case(
    ".to(device) in Dataset with num_workers",
    ("RuntimeError", "Cannot re-initialize CUDA in forked subprocess"),
)
def _to_device_in_dataset_with_num_workers(device: str) -> None:
    torch.ones(1, device=device)

    class D(Dataset):
        def __len__(self):
            return 4

        def __getitem__(self, i):
            return torch.ones(2).to(device)

    for _ in DataLoader(D(), 2, num_workers=1, multiprocessing_context="fork"):
        pass


@case(
    "shuffle with default device cuda",
    ("RuntimeError", "Expected a 'cuda' device type for generator but found 'cpu'"),
)
def _shuffle_with_default_device_cuda(device: str) -> None:
    torch.set_default_device("cuda")
    try:
        for _ in DataLoader(TensorDataset(torch.ones(4, 2)), 2, shuffle=True):
            pass
    finally:
        torch.set_default_device(None)


@case("device index out of range", ("RuntimeError", "invalid device ordinal"))
def _device_index_out_of_range(device: str) -> None:
    torch.ones(2, device="cuda:99")


@case('x.cuda("cpu")', ("RuntimeError", "Invalid device, must be cuda device"))
def _x_cuda_cpu(device: str) -> None:
    torch.ones(2).cuda("cpu")


@case("BCELoss under autocast", ("RuntimeError", "unsafe to autocast"))
def _bceloss_under_autocast(device: str) -> None:
    with torch.autocast("cuda"):
        nn.BCELoss()(torch.rand(3, device=device), torch.rand(3, device=device))


@case("hard-coded cuda:0 when device='cuda:1' is asked for", SAME_DEVICE, devices=2)
def _hard_coded_cuda_0_when_device_cuda_1_is_asked_for(device: str) -> None:
    model = mlp().to("cuda:1")
    model(blobs()[0].to("cuda:0"))


@case("hard-coded .cuda() when device='cuda:1' is asked for", SAME_DEVICE, devices=2)
def _hard_coded_cuda_when_device_cuda_1_is_asked_for(device: str) -> None:
    model = mlp().to("cuda:1")
    model(blobs()[0].cuda())


@case("hard-coded .cuda() when device='cpu' is asked for", SAME_DEVICE)
def _hard_coded_cuda_when_device_cpu_is_asked_for(device: str) -> None:
    model = mlp().to("cpu")
    model(blobs()[0].cuda())


@case("model on GPU, eval uses CPU loader", SAME_DEVICE)
def _model_on_gpu_eval_uses_cpu_loader(device: str) -> None:
    model = mlp().to(device)
    loop(model, [blobs()], device, epochs=1)
    model.eval()
    with torch.no_grad():
        for x, _ in DataLoader(TensorDataset(*blobs()), 16):
            model(x)


@case("x.clamp(min=CPU 0-dim tensor)", SAME_DEVICE)
def _x_clamp_min_cpu_0_dim_tensor(device: str) -> None:
    torch.ones(3, device=device).clamp(min=torch.tensor(0.0))


@pytest.mark.parametrize("case", case)
def test_bugs_around_models(case: Case) -> None:
    """As the docstring of this module says."""
    check_pretended(case)


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
@pytest.mark.parametrize("case", case)
def test_bugs_around_models_on_a_real_gpu(case: Case) -> None:
    """The same on a real device."""
    check_real(case)
