"""Copies the weight with `torch.tensor`-like detachment: values are right, the kernel never learns.

Caught by: A2-E8.transposed-gradients
"""
def transposed_conv2d(x, weight, stride=1, padding=0):
    k = weight.shape[-1]
    size = tuple((n - 1) * stride - 2 * padding + k for n in x.shape[2:])
    columns = torch.einsum("nip,iq->nqp", x.flatten(2), weight.detach().flatten(1))
    return F.fold(columns, size, (k, k), padding=padding, stride=stride)
