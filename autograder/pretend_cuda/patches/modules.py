"""What modules and optimizers do below Python: ``.to``, grouping by device, ``DataParallel``, compiling."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from autograder.pretend_cuda.undo import Undo

if TYPE_CHECKING:
    from autograder.pretend_cuda.mode import PretendCuda

Groups = dict[tuple[torch.device, torch.dtype], tuple[list[list[Any]], list[int]]]

_GROUP = "_group_tensors_by_device_and_dtype"
_GROUPING = (
    "torch.utils._foreach_utils",
    "torch.optim.optimizer",
    "torch.optim.swa_utils",
    "torch.nn.utils.clip_grad",
)


def install(mode: PretendCuda, undo: Undo) -> None:
    """Replace what asks C++ for a tensor's device."""
    nn: Any = torch._C._nn
    parse = nn._parse_to

    def parse_to(*args: Any, **kwargs: Any) -> Any:  # module.to(tensor)
        with torch._C.DisableTorchFunction():  # else the mode puts the CPU in the place of device="cuda"
            parsed = parse(*args, **kwargs)
        like = args[0] if args else kwargs.get("tensor")
        return (mode.device_of(like), *parsed[1:]) if isinstance(like, Tensor) else parsed

    undo.set(nn, "_parse_to", parse_to)

    def grouped(lists: list[list[Any]], with_indices: bool = False) -> Groups:
        with torch._C.DisableTorchFunction():
            return _group(mode, lists)

    for name in _GROUPING:
        module = importlib.import_module(name)
        if hasattr(module, _GROUP):
            undo.set(module, _GROUP, grouped)

    def scatter(self: Any, inputs: Any, kwargs: Any, device_ids: Any) -> Any:
        """On one device DataParallel only moves its inputs."""
        device = torch.device("cuda", device_ids[0])
        return (_sent(inputs, device),), (_sent(kwargs, device),)

    undo.set(torch.nn.DataParallel, "scatter", scatter)
    undo.set(torch, "compile", _compile)


def _group(mode: PretendCuda, lists: list[list[Any]]) -> Groups:
    """Group the tensors of `lists` by the device and dtype of those in its first list."""
    groups: Groups = {}
    for i, t in enumerate(lists[0]):
        members, indices = groups.setdefault((mode.device_of(t), t.dtype), ([[] for _ in lists], []))
        for member, whole in zip(members, lists, strict=True):
            if whole:
                member.append(whole[i])
        indices.append(i)
    return groups


def _sent(value: Any, device: torch.device) -> Any:
    if isinstance(value, Tensor):
        return value.to(device)
    if isinstance(value, (list, tuple)):
        return type(value)(_sent(item, device) for item in value)
    if isinstance(value, dict):
        return {key: _sent(item, device) for key, item in value.items()}
    return value


def _compile(model: Any = None, **options: Any) -> Any:
    return model if model is not None else lambda wrapped: wrapped
