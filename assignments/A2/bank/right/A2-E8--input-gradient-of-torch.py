"""``torch.nn.grad.conv2d_input``, the gradient of a convolution by name; the kernel with NumPy."""
def transposed_conv2d(x, weight, stride=1, padding=0):
    k = weight.shape[2]
    h, w = transposed_conv_output_size(x.shape[2], k, stride, padding), transposed_conv_output_size(x.shape[3], k, stride, padding)
    return torch.nn.grad.conv2d_input((x.shape[0], weight.shape[1], h, w), weight, x, stride=stride, padding=padding)


def bilinear_kernel(channels, kernel_size):
    f = (kernel_size + 1) // 2
    m = f - 1 if kernel_size % 2 else f - 0.5
    line = 1 - np.abs(np.arange(kernel_size) - m) / f
    return torch.from_numpy(np.einsum("ij,a,b->ijab", np.eye(channels), line, line)).float()
