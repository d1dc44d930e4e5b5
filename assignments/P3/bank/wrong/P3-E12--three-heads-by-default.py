"""Has 3 heads by default: as many parameters, and all other sizes are right.

Caught by: P3-E12.maps
"""
class ViT(nn.Module):
    def __init__(self, image_size=32, patch_size=4, in_channels=3, dim=48, depth=2, heads=3, mlp_ratio=2, num_classes=10, dropout=0.0):
        super().__init__()
        self.patch_size = patch_size
        self.patch_embed = nn.Linear(in_channels * patch_size**2, dim)
        self.cls_token = nn.Parameter(0.02 * torch.randn(1, 1, dim))
        self.pos = PositionalEmbedding((image_size // patch_size) ** 2 + 1, dim)
        self.blocks = nn.ModuleList(TransformerBlock(dim, heads, mlp_ratio, dropout) for _ in range(depth))
        self.norm, self.head = nn.LayerNorm(dim), nn.Linear(dim, num_classes)

    def forward(self, images, return_attention=False):
        x = self.patch_embed(patchify(images, self.patch_size))
        x = self.pos(prepend_cls(x, self.cls_token))
        maps = []
        for block in self.blocks:
            x, w = block(x, return_weights=True)
            maps.append(w)
        logits = self.head(self.norm(x)[:, 0])
        return (logits, torch.stack(maps)) if return_attention else logits
