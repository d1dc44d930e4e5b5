"""Writes embedding, CLS and positions out; the blocks in a Sequential, whose names are the same."""
class ViT(nn.Module):
    def __init__(
        self, image_size=32, patch_size=4, in_channels=3, dim=48, depth=2, heads=4, mlp_ratio=2, num_classes=10,
        dropout=0.0,
    ):
        super().__init__()
        self.patch_size = patch_size
        self.patch_embed = nn.Linear(in_channels * patch_size**2, dim)
        self.cls_token = nn.Parameter(0.02 * torch.randn(1, 1, dim))
        self.pos = PositionalEmbedding((image_size // patch_size) ** 2 + 1, dim)
        self.blocks = nn.Sequential(*[TransformerBlock(dim, heads, mlp_ratio, dropout) for _ in range(depth)])
        self.norm, self.head = nn.LayerNorm(dim), nn.Linear(dim, num_classes)

    def forward(self, images, return_attention=False):
        n, channels = images.shape[:2]
        p = self.patch_size
        patches = images.unfold(2, p, p).unfold(3, p, p).permute(0, 2, 3, 1, 4, 5).reshape(n, -1, channels * p * p)
        x = torch.cat((self.cls_token.repeat(n, 1, 1), self.patch_embed(patches)), dim=1) + self.pos.table
        maps = []
        for block in self.blocks:
            x, weights = block(x, return_weights=True)
            maps.append(weights)
        logits = F.linear(self.norm(x[:, 0]), self.head.weight, self.head.bias)
        return (logits, torch.stack(maps, dim=0)) if return_attention else logits
