"""Which mixtures of CPU and CUDA tensors a torch function takes, by its Python name.

The tables were read off a real GPU (H200, torch 2.11): 9580 calls, every operator with one tensor on the
wrong device. ``tests/pretend_cuda`` compares them with that record.
"""

from __future__ import annotations

from collections.abc import Callable

from torch import Tensor

from autograder.pretend_cuda.badges import Args, Kwargs, words

Badge = Callable[[Tensor], int | None]

# Tensors on different devices are legal; what comes out is where the first argument is.
MAY_MIX = words(
    """copy_ set_ _has_compatible_shallow_copy_type is_same_size result_type can_cast promote_types new
    swap_tensors is_set_to data_ptr narrow expand_as view_as reshape_as resize_as_ tensor_split
    as_strided_scatter diagonal_scatter select_scatter slice_scatter fill_ new_tensor pad_sequence"""
)
# A 0-dimensional CPU tensor next to CUDA tensors is legal, except for these ...
NO_CPU_SCALAR = words(
    """cat concat concatenate stack hstack vstack dstack column_stack row_stack meshgrid cartesian_prod
    block_diag addbmm addcdiv addmm addmv addr baddbmm bmm mm mv matmul dot vdot inner linear bilinear einsum
    binary_cross_entropy bucketize searchsorted clamp clip clamp_max clamp_min complex polar
    cosine_similarity embedding equal gather gcd lcm igamma igammac index_add index_copy index_reduce
    index_select logaddexp logaddexp2 masked_scatter masked_select take take_along_dim put scatter
    scatter_add scatter_reduce matrix_rank mse_loss smooth_l1_loss huber_loss multi_margin_loss
    multilabel_margin_loss nextafter nll_loss nll_loss_nd cross_entropy prelu quantile nanquantile
    native_dropout_backward normal bincount one_hot"""
)
# ... and for these, except as the argument with this position or name.
CPU_SCALAR_AT = {
    "addcmul": (2, "tensor2"),
    "lerp": (2, "weight"),
    "logical_and": (1, "other"),
    "logical_or": (1, "other"),
    "logical_xor": (1, "other"),
    "index_fill": (3, "value"),
    "masked_fill": (2, "value"),
}
# They copy data: from a tensor to where it is, from a list to the default device.
COPY_DATA = frozenset(["tensor", "as_tensor", "asarray", "scalar_tensor"])
CONVOLUTIONS = words("conv1d conv2d conv3d conv_transpose1d conv_transpose2d conv_transpose3d convolution")
RECURRENT = ("lstm", "gru", "rnn_tanh", "rnn_relu")
# The CPU waits for the GPU here.
WAITS = words("""item tolist __bool__ __float__ __int__ __index__ nonzero equal allclose masked_select unique""")
_NO_HISTOGRAM = frozenset(["histogram", "histogramdd"])
_NO_INTEGERS = words("matmul mm bmm dot mv addmm baddbmm __matmul__ __rmatmul__")
CUDA_LACKS = _NO_HISTOGRAM | _NO_INTEGERS


def is_legal(name: str, args: Args, kwargs: Kwargs, cpu: Tensor, badge: Badge) -> bool:
    """Whether `cpu`, the CPU argument of most dimensions, may stand next to the call's CUDA tensors."""
    base = name
    if not name.startswith("__"):
        base = name.rstrip("_")
        if base != name and args and args[0] is cpu:  # in place on the CPU
            return False
    elif name.startswith("__i") and name not in ("__invert__", "__index__") and args[0] is cpu:
        return False
    if base == "index_fill" and badge(args[0]) is None:  # a CUDA scalar is read
        value = args[3] if len(args) > 3 else kwargs.get("value")
        return isinstance(value, Tensor) and value.dim() == 0 and badge(args[2]) is None
    if cpu.dim() > 0 or base in NO_CPU_SCALAR:
        return base == "multi_head_attention_forward" and _is_unused_mask(cpu, kwargs)
    if base == "l1_loss":  # broadcasts, then subtracts
        return all(t.dim() == 0 for t in args if isinstance(t, Tensor))
    if base in CPU_SCALAR_AT:
        position, keyword = CPU_SCALAR_AT[base]
        return (len(args) > position and args[position] is cpu) or kwargs.get(keyword) is cpu
    return True


def _is_unused_mask(cpu: Tensor, kwargs: Kwargs) -> bool:
    """``F.multi_head_attention_forward`` drops the mask when told that it is the causal one."""
    return bool(
        kwargs.get("attn_mask") is cpu
        and kwargs.get("is_causal")
        and not kwargs.get("need_weights", True)
        and kwargs.get("key_padding_mask") is None
    )


def lacks(name: str, tensors: list[Tensor]) -> bool:
    """Whether the call works on the CPU and not on CUDA."""
    if name in _NO_HISTOGRAM:
        return True
    return bool(tensors) and not tensors[0].is_floating_point() and not tensors[0].is_complex()
