"""The matrix of the convolution, read off from unit images, transposed; un-pooling by advanced indexing."""
def transposed_conv2d(x, weight, stride=1, padding=0):
    n, cin, h, w = x.shape
    cout, k = weight.shape[1], weight.shape[-1]
    H, W = (h - 1) * stride - 2 * padding + k, (w - 1) * stride - 2 * padding + k
    units = torch.eye(cout * H * W, dtype=x.dtype, device=x.device).view(-1, cout, H, W)
    matrix = F.conv2d(units, weight, stride=stride, padding=padding).flatten(1)
    return (x.flatten(1) @ matrix.T).view(n, cout, H, W)


def max_unpool(x, indices, output_size):
    N, C = x.shape[:2]
    H, W = output_size
    out = torch.zeros(N * C * H * W, dtype=x.dtype, device=x.device)
    start = torch.arange(N * C, device=x.device).view(N, C, 1, 1) * H * W
    out[(indices + start).reshape(-1)] = x.reshape(-1)
    return out.view(N, C, H, W)
