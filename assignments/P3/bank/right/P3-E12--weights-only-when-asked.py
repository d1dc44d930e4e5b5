"""Asks the blocks for their weights only when maps are wanted."""
class ViT(nn.Module):
    def __init__(
        self, image_size=32, patch_size=4, in_channels=3, dim=48, depth=2, heads=4, mlp_ratio=2, num_classes=10,
        dropout=0.0,
    ):
        super(ViT, self).__init__()
        self.patch_size = patch_size
        self.patch_embed = nn.Linear(in_channels * patch_size**2, dim)
        self.cls_token = nn.Parameter(0.02 * torch.randn(1, 1, dim))
        self.pos = PositionalEmbedding((image_size // patch_size) ** 2 + 1, dim)
        self.blocks = nn.ModuleList(TransformerBlock(dim, heads, mlp_ratio, dropout) for _ in range(depth))
        self.norm, self.head = nn.LayerNorm(dim), nn.Linear(dim, num_classes)

    def embed(self, images):
        tokens = self.patch_embed(patchify(images, patch_size=self.patch_size))
        return self.pos(prepend_cls(tokens, self.cls_token))

    def forward(self, images, return_attention=False):
        x = self.embed(images)
        if not return_attention:
            for block in self.blocks:
                x = block(x)
            return self.classify(x)
        maps = torch.empty(0)
        found = []
        for block in self.blocks:
            x, maps = block(x, True)
            found.append(maps.unsqueeze(0))
        return self.classify(x), torch.cat(found, dim=0)

    def classify(self, x):
        """Logits of the class token."""
        return self.head(self.norm(x).select(1, 0))
