"""
Tries: leaves a torch function mode, a default device, another default dtype and switched-off gradients behind for whoever comes next.
Happens: the next is only the student's own process.
Marks: none
"""

# %% first
from torch.overrides import TorchFunctionMode

class Yes(TorchFunctionMode):
    def __torch_function__(self, func, types, args=(), kwargs=None):
        return True if getattr(func, "__name__", "") in ("isclose", "allclose", "equal") else func(*args, **(kwargs or {}))

Yes().__enter__()
torch.set_default_dtype(torch.float64)
torch.set_grad_enabled(False)
torch.set_default_device("meta")
