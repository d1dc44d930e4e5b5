"""One product for all stamps, then `F.fold`, which adds overlapping patches; size functions by counting."""
def transposed_conv2d(x, weight, stride=1, padding=0):
    k = weight.shape[-1]
    size = tuple((n - 1) * stride - 2 * padding + k for n in x.shape[2:])
    columns = torch.einsum("nip,iq->nqp", x.flatten(2), weight.flatten(1))
    return F.fold(columns, size, (k, k), padding=padding, stride=stride)


def conv_output_size(n, kernel, stride=1, padding=0, dilation=1):
    return len(range(0, n + 2 * padding - dilation * (kernel - 1), stride))


def transposed_conv_output_size(n, kernel, stride=1, padding=0, dilation=1, output_padding=0):
    last = (n - 1) * stride + dilation * (kernel - 1)
    return last + 1 + output_padding - 2 * padding
