"""``torch.cuda``, ``torch.accelerator``, ``torch.backends.cudnn`` and the default device."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import torch
import torch.utils._device
from torch import Tensor

from autograder.pretend_cuda import errors
from autograder.pretend_cuda.badges import DTYPES, words
from autograder.pretend_cuda.patches.streams import Event, Stream
from autograder.pretend_cuda.undo import Undo

if TYPE_CHECKING:
    from autograder.pretend_cuda.mode import PretendCuda

_MEMORY = 16 << 30
_NO_OPS = words(
    """init _lazy_init synchronize empty_cache ipc_collect reset_peak_memory_stats
    reset_max_memory_allocated manual_seed manual_seed_all seed seed_all set_per_process_memory_fraction
    set_stream"""
)
_MEMORY_COUNTERS = words("memory_allocated max_memory_allocated memory_reserved max_memory_reserved")


def _nothing(*args: Any, **kwargs: Any) -> None:
    pass


def _always(value: Any) -> Callable[..., Any]:
    return lambda *args, **kwargs: value


def install(mode: PretendCuda, undo: Undo) -> None:
    """Replace what code asks about the devices."""
    devices = _Devices(mode)
    cuda = torch.cuda
    functions = {**dict.fromkeys(_NO_OPS, _nothing), **_device_functions(mode, devices), **_random()}
    for name, function in functions.items():
        undo.set(cuda, name, function)
    for name in (*_MEMORY_COUNTERS, "empty_cache", "reset_peak_memory_stats"):
        undo.set(cuda.memory, name, functions[name])
    for name in ("get_rng_state", "set_rng_state", "manual_seed", "manual_seed_all"):
        undo.set(cuda.random, name, functions[name])
    for kind in DTYPES:
        undo.set(cuda, f"{kind}Tensor", _legacy(kind))
    for name, function in _accelerator(mode, devices, functions).items():
        undo.set(torch.accelerator, name, function)

    cudnn = torch.backends.cudnn
    undo.set(cudnn, "is_acceptable", _always(False))
    undo.set(cudnn, "is_available", _always(True))
    for flag in ("benchmark", "deterministic", "enabled"):
        undo.keep(cudnn, flag)
    undo.callback(_restore_default_device, torch.utils._device.CURRENT_DEVICE)


def _restore_default_device(before: torch.device | None) -> None:
    if before != torch.utils._device.CURRENT_DEVICE:
        torch.set_default_device(before)


class _Devices:
    """The current device, as ``torch.cuda`` sets and gets it."""

    def __init__(self, mode: PretendCuda) -> None:
        self.mode = mode

    def index(self, device: Any = None) -> int:
        """Find the index of a device given in any way; the current one's for None and negative numbers."""
        if device is None:
            return self.mode.current
        if isinstance(device, int):
            return device if device >= 0 else self.mode.current
        index = torch.device(device).index
        return self.mode.current if index is None else index

    def set(self, device: Any) -> None:
        """Make it the current device."""
        index = self.index(device)
        if index >= self.mode.device_count:
            raise errors.cuda_error("invalid device ordinal")
        self.mode.current = index

    def exchange(self, index: int) -> int:
        """Make it the current device, unless negative; return what was current before."""
        before = self.mode.current
        if index >= 0:
            self.set(index)
        return before

    @contextlib.contextmanager
    def within(self, index: int | None) -> Any:
        """Make it the current device in the block."""
        before = self.exchange(-1 if index is None else index)
        try:
            yield
        finally:
            self.mode.current = before

    def bytes(self, device: Any = None) -> int:
        """Count the bytes ever placed there."""
        return self.mode.placed[self.index(device)]


def _device_functions(mode: PretendCuda, devices: _Devices) -> dict[str, Callable[..., Any]]:
    properties = SimpleNamespace(
        name=mode.name,
        major=9,
        minor=0,
        total_memory=_MEMORY,
        multi_processor_count=100,
        is_integrated=0,
        warp_size=32,
        max_threads_per_multi_processor=2048,
        gcnArchName="",
    )
    return {
        "is_available": _always(True),
        "is_initialized": _always(True),
        "_is_in_bad_fork": mode.is_forked,
        "device_count": _always(mode.device_count),
        "current_device": lambda: mode.current,
        "set_device": devices.set,
        "_exchange_device": devices.exchange,
        "_maybe_exchange_device": devices.exchange,
        "get_device_name": _always(mode.name),
        "get_device_properties": _always(properties),
        "get_device_capability": _always((9, 0)),
        "get_arch_list": lambda: ["sm_90"],
        "is_bf16_supported": _always(True),
        "utilization": _always(0),
        **dict.fromkeys(_MEMORY_COUNTERS, devices.bytes),
        "memory_summary": _always("pretend_cuda: no allocator"),
        "memory_stats": lambda device=None: {},
        "mem_get_info": _always((_MEMORY - (1 << 30), _MEMORY)),
        "is_current_stream_capturing": _always(False),
        "Event": Event,
        "Stream": Stream,
        "current_stream": lambda device=None: Stream(device),
        "default_stream": lambda device=None: Stream(device),
        "stream": lambda stream: contextlib.nullcontext(),
    }


def _random() -> dict[str, Callable[..., Any]]:
    """One generator for all: the CPU's."""
    return {
        "initial_seed": _always(0),
        "get_rng_state": lambda device="cuda": torch.get_rng_state(),
        "set_rng_state": lambda state, device="cuda": torch.set_rng_state(state),
        "get_rng_state_all": lambda: [torch.get_rng_state()] * torch.cuda.device_count(),
        "set_rng_state_all": lambda states: torch.set_rng_state(next(iter(states))),
    }


def _accelerator(
    mode: PretendCuda, devices: _Devices, cuda: dict[str, Callable[..., Any]]
) -> dict[str, Callable[..., Any]]:
    shared = (
        "is_available device_count synchronize empty_cache memory_stats reset_peak_memory_stats "
        "set_stream current_stream"
    )
    return {
        **{name: cuda[name] for name in (*shared.split(), *_MEMORY_COUNTERS)},
        "current_accelerator": lambda check_available=False: torch.device("cuda"),
        "current_device_index": lambda: mode.current,
        "current_device_idx": lambda: mode.current,
        "set_device_index": devices.set,
        "set_device_idx": devices.set,
        "device_index": devices.within,
        "get_memory_info": cuda["mem_get_info"],
        "get_device_capability": lambda device=None: {"supported_dtypes": set(DTYPES.values())},
        "reset_accumulated_memory_stats": _nothing,
    }


def _legacy(kind: str) -> type:
    """``torch.cuda.FloatTensor`` and its like."""
    make, dtype = getattr(torch, f"{kind}Tensor"), DTYPES[kind]

    class Meta(type):
        def __call__(cls, *args: Any, **kwargs: Any) -> Any:
            return make(*args, **kwargs).cuda()

        def __instancecheck__(cls, x: object) -> bool:
            return isinstance(x, Tensor) and x.is_cuda and x.dtype == dtype

    return Meta(f"{kind}Tensor", (), {"__module__": "torch.cuda", "dtype": dtype, "is_cuda": True})
