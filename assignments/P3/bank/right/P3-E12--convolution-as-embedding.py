"""A strided convolution embeds the patches; load_weights maps the documented names."""
class ViT(nn.Module):
    def __init__(
        self, image_size=32, patch_size=4, in_channels=3, dim=48, depth=2, heads=4, mlp_ratio=2, num_classes=10,
        dropout=0.0,
    ):
        super().__init__()
        self.conv = nn.Conv2d(in_channels, dim, patch_size, stride=patch_size)
        self.cls_token = nn.Parameter(torch.zeros(1, 1, dim))
        self.pos = PositionalEmbedding(num_tokens=(image_size // patch_size) ** 2 + 1, dim=dim, kind="learned")
        self.blocks = nn.ModuleList()
        for _ in range(depth):
            self.blocks.append(TransformerBlock(dim=dim, heads=heads, mlp_ratio=mlp_ratio, dropout=dropout))
        self.norm = nn.LayerNorm(dim)
        self.head = nn.Linear(dim, num_classes)

    def load_weights(self, weights):
        weights = {name.replace("patch_embed", "conv"): value for name, value in weights.items()}
        weights["conv.weight"] = weights["conv.weight"].reshape(self.conv.weight.shape)
        self.load_state_dict(weights)

    def forward(self, images, return_attention=False):
        x = self.conv(images).flatten(2).transpose(1, 2)
        x = self.pos(prepend_cls(x, self.cls_token))
        maps = []
        for block in self.blocks:
            x, weights = block(x, return_weights=True)
            maps.append(weights)
        logits = self.head(self.norm(x)[:, 0])
        if return_attention:
            return logits, torch.stack(maps)
        return logits
