"""Pads the image to a multiple of 2**depth first and crops the logits; nearest neighbour in `Up`, all channels kept."""
class Up(nn.Module):
    def __init__(self, cin, cskip, cout):
        super().__init__()
        self.convs = DoubleConv(cin + cskip, cout)

    def forward(self, x, skip):
        x = F.interpolate(x, scale_factor=2, mode="nearest")
        rows, columns = skip.size(2) - x.size(2), skip.size(3) - x.size(3)
        x = F.pad(x, (columns // 2, columns - columns // 2, rows // 2, rows - rows // 2))
        return self.convs(torch.cat([skip, x], dim=1))


class UNet(nn.Module):
    def __init__(self, in_channels=3, num_classes=2, width=16, depth=3):
        super().__init__()
        self.depth = depth
        c = [width << level for level in range(depth + 1)]
        self.inc = DoubleConv(in_channels, c[0])
        self.downs = nn.ModuleList([Down(a, b) for a, b in zip(c, c[1:])])
        self.ups = nn.ModuleList([Up(b, a, a) for a, b in zip(c, c[1:])][::-1])
        self.head = nn.Conv2d(c[0], num_classes, 1, bias=False)

    def _decode(self, maps):
        if len(maps) == 1:
            return maps[0]
        return self.ups[len(maps) - 2](self._decode(maps[1:]), skip=maps[0])

    def forward(self, x):
        H, W = x.shape[-2:]
        m = 2**self.depth
        maps = [self.inc(F.pad(x, (0, -W % m, 0, -H % m)))]
        for i in range(self.depth):
            maps.append(self.downs[i](maps[i]))
        return self.head(self._decode(maps)[:, :, :H, :W])
