"""Un-pooling without places (zeros between the pixels) and a 3x3 convolution; max pooling as a loop over corners."""
class Down(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.convs = DoubleConv(cin, cout)

    def forward(self, x):
        x = x[:, :, : x.shape[2] // 2 * 2, : x.shape[3] // 2 * 2]
        corners = [x[:, :, i::2, j::2] for i in (0, 1) for j in (0, 1)]
        return self.convs(torch.stack(corners).amax(0))


class Up(nn.Module):
    def __init__(self, cin, cskip, cout):
        super().__init__()
        self.fill = nn.Conv2d(cin, cin // 2 + 1, 3, padding=1)
        self.convs = DoubleConv(cin // 2 + 1 + cskip, cout)

    def forward(self, x, skip):
        spread = torch.zeros(*x.shape[:2], *skip.shape[2:], device=x.device, dtype=x.dtype)
        spread[:, :, : 2 * x.shape[2] : 2, : 2 * x.shape[3] : 2] = x
        return self.convs(torch.cat((self.fill(spread), skip), dim=1))
