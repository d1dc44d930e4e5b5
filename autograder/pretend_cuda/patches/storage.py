"""What keeps or makes memory: checkpoints, pinned memory, generators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch.utils.data._utils import pin_memory as pinning

from autograder.pretend_cuda.badges import CPU, ON, SURELY_CPU
from autograder.pretend_cuda.undo import Undo

if TYPE_CHECKING:
    from autograder.pretend_cuda.mode import PretendCuda

_BEFORE_ALL_OTHERS = 5


def install(mode: PretendCuda, undo: Undo) -> None:
    """Save and load with device tags, pin in the loader's thread, and make generators of a device."""

    def restore(storage: Any, location: str) -> Any:
        if not location.startswith("cuda"):
            return None
        index = torch.device(location).index or 0
        if index >= mode.device_count:
            raise RuntimeError(
                f"Attempting to deserialize object on CUDA device {index} but torch.cuda.device_count() is "
                f"{mode.device_count}. Please use torch.load with map_location to map your storages to an "
                "existing device."
            )
        setattr(getattr(storage, "_untyped_storage", storage), ON, index)
        mode.placed[index] += storage.nbytes() or 1
        return storage

    registry: Any = torch.serialization._package_registry
    entry = (_BEFORE_ALL_OTHERS, _tag, restore)
    registry.insert(0, entry)
    undo.callback(registry.remove, entry)

    pin: Any = pinning.pin_memory

    def pin_memory(data: Any, device: Any = None) -> Any:
        with mode.active():  # the loader calls it in a thread of its own
            return pin(data, device)

    undo.set(pinning, "pin_memory", pin_memory)
    undo.set(torch, "Generator", _generator_class(mode))


def _tag(storage: Any) -> str | None:
    index: int = getattr(getattr(storage, "_untyped_storage", storage), ON, SURELY_CPU)
    return None if index == SURELY_CPU else f"cuda:{index}"


def _generator_class(mode: PretendCuda) -> type:
    """``torch.Generator`` with a badge; every generator is an instance, those from outside too."""

    class Meta(type(torch._C.Generator)):  # type: ignore[misc]
        def __instancecheck__(cls, x: object) -> bool:
            return isinstance(x, torch._C.Generator)

    class Generator(torch._C.Generator, metaclass=Meta):
        def __new__(cls, device: Any = "cpu") -> Generator:
            index = mode.resolve(device)
            self: Generator = super().__new__(cls, "cpu" if index is not None else device)  # type: ignore[call-arg]
            setattr(self, ON, index)
            return self

        def __init__(self, device: Any = "cpu") -> None:
            pass

        @property
        def device(self) -> torch.device:  # type: ignore[override]
            index = getattr(self, ON)
            return CPU if index is None else torch.device("cuda", index)

    return Generator
