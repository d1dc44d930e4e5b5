# %% [markdown]
# ## Where is what? Positions and the class token
#
# A **position encoding** is one vector for each place in the sequence; it is *added* to the embedding, so that two
# equal patches at two places differ. A **fixed** one comes from a formula. A **learned** one is a parameter. Both cost
# one addition; the learned one has N * D parameters and fits sequences of one length, the fixed one can be written
# down for any.
#
# The **class token** (CLS) is a learned vector in front of the sequence: element 0 of the sequence axis, not the first
# patch. It belongs to no place in the image; by attention it gathers what the classification needs.

# %% [markdown]
# ## E10 - Positions and CLS (4 points)
#
# **Goal:** the table of sines, the module that adds a table, and the class token in front.
#
# $$T_{p,\,2i} = \sin\frac{p}{10000^{2i/D}}, \qquad T_{p,\,2i+1} = \cos\frac{p}{10000^{2i/D}}$$
#
# Each pair of columns is a hand that turns with its own speed: the position p + k is the position p, turned by an
# angle that depends on k only.

# %% [markdown]
# | | type, shape | meaning |
# |---|---|---|
# | `sinusoidal_encoding(length, dim)` | float32 (length, dim), on the CPU | row p, column c as above; an odd `dim` ends with a sine |
# | `PositionalEmbedding(num_tokens, dim, kind="learned")` | kinds `"learned"`, `"fixed"` | `.table` (1, num_tokens, dim), under this name in the state dict |
# | learned | `nn.Parameter` | normal or truncated normal, standard deviation 0.02; the only parameter |
# | fixed | buffer | the table of `sinusoidal_encoding`; no parameter |
# | `forward(x)` | float (B, num_tokens, dim) | `x + table`, the same for every sample; x is not changed |
# | `prepend_cls(tokens, cls_token)` | (B, N, D), (1, 1, D) to (B, N + 1, D) | CLS first, then the tokens as they are |
#
# <details><summary>Hint 1</summary>One row of numbers 0, 1, 2, ... and one column of them make a table by
# broadcasting.</details>
# <details><summary>Hint 2</summary><code>columns // 2</code> is the number i of the pair, <code>columns % 2</code> says
# sine or cosine; <code>torch.where</code> chooses.</details>
# <details><summary>Hint 3</summary>A tensor that is a plain attribute stays behind at <code>.to(device)</code>;
# <code>register_buffer</code> takes it along. <code>expand</code> repeats without copying.</details>
#
# Example, length 2, dim 5: row 0 is 0, 1, 0, 1, 0; row 1 is sin 1, cos 1, sin a, cos a, sin b with
# $a = 10000^{-2/5}$, about 0.0251, and $b = 10000^{-4/5}$.


# %% role="answer" exercise="P3-E10"
# TODO P3-E10 (4 points), first part: the table of sines and cosines
def sinusoidal_encoding(length: int, dim: int) -> Tensor:
    """Return the fixed table, float32 (length, dim): sine in even columns, cosine in odd ones."""
    ### BEGIN SOLUTION
    positions, columns = torch.arange(length)[:, None], torch.arange(dim)
    angles = positions / 10000 ** (2 * (columns // 2) / dim)
    return torch.where(columns % 2 == 0, angles.sin(), angles.cos())
    ### END SOLUTION


# %% role="answer" exercise="P3-E10"
# TODO P3-E10, second part: add a table
class PositionalEmbedding(nn.Module):
    """Add a vector to each position: (B, num_tokens, dim) to the same shape.

    Attributes
    ----------
    table
        float (1, num_tokens, dim): a parameter (kind "learned") or a buffer (kind "fixed").
    """

    def __init__(self, num_tokens: int, dim: int, kind: str = "learned"):
        """Make the table: normal with standard deviation 0.02, or that of `sinusoidal_encoding`."""
        super().__init__()
        ### BEGIN SOLUTION
        if kind == "learned":
            self.table = nn.Parameter(0.02 * torch.randn(1, num_tokens, dim))
        else:
            self.register_buffer("table", sinusoidal_encoding(num_tokens, dim)[None])
        ### END SOLUTION

    def forward(self, x: Tensor) -> Tensor:
        """Return x + table, float (B, num_tokens, dim)."""
        ### BEGIN SOLUTION
        return x + self.table
        ### END SOLUTION


# %% role="answer" exercise="P3-E10"
# TODO P3-E10, third part: CLS in front
def prepend_cls(tokens: Tensor, cls_token: Tensor) -> Tensor:
    """Return float (B, N + 1, D): cls_token, float (1, 1, D), in front of tokens, float (B, N, D)."""
    ### BEGIN SOLUTION
    return torch.cat((cls_token.expand(len(tokens), -1, -1), tokens), dim=1)
    ### END SOLUTION


# %% role="check" exercise="P3-E10"
check("P3-E10")

# %% role="grade" exercise="P3-E10"

# %% [markdown]
# **Figure.** The fixed table as an image, the cosine similarity of all pairs of positions, and the similarity of one
# position to all others, laid out as a grid of patches. The formula knows a line, not a grid: near is what is near in
# reading order.

# %% role="use" needs="P3-E10"
# alt: the fixed table as an image, the similarity of all pairs of positions, and that of one patch over an 8 x 8 grid
plot_positions({"fixed": sinusoidal_encoding(64, 48)}, grid=(8, 8))
plt.show()

# %% [markdown]
# ## E11 - The transformer block (4 points)
#
# **Goal:** attention and a small network for each token, each as a *residual* branch.
#
# $$x \leftarrow x + \mathrm{drop}(\mathrm{attn}(\mathrm{norm}_1(x))), \qquad
#   x \leftarrow x + \mathrm{drop}(\mathrm{fc}_2(\mathrm{gelu}(\mathrm{fc}_1(\mathrm{norm}_2(x)))))$$
#
# Attention mixes tokens, the second branch works on each token alone. What comes in is added to what comes out, so
# through many blocks the gradient is a sum of ways, one of them direct, not only a product. The norm stands inside
# the branch (*pre-norm*): the way from the input to the output stays free.
#
# **LayerNorm** brings the D features of each token to mean 0 and variance 1; batch normalisation does so for each
# feature over the batch. LayerNorm needs neither a batch nor a fixed length.

# %% [markdown]
# | | type, shape | meaning |
# |---|---|---|
# | `TransformerBlock(dim, heads, mlp_ratio=4, dropout=0.0)` | | |
# | `.norm1`, `.norm2` | LayerNorm over dim, eps 1e-5 | two of them: each has its own weights |
# | `.attn` | `MultiHeadSelfAttention(dim, heads)` | |
# | `.fc1`, `.fc2` | `nn.Linear` dim to mlp_ratio * dim, and back | with bias; between them the exact GELU (erf) |
# | `dropout` | probability | on the output of each branch, elementwise, in training mode only; nowhere else |
# | `forward(x, return_weights=False)` | float (B, N, D) | (B, N, D), or the tuple `(x, weights)` with weights (B, h, N, N) |
#
# x is not changed. (12 D^2 + 13 D parameters for a ratio of 4.) Not allowed: `nn.TransformerEncoderLayer`.
#
# <details><summary>Hint 1</summary>Write the two lines of the formula; nothing else happens.</details>
# <details><summary>Hint 2</summary><code>F.gelu</code> is exact unless told otherwise; <code>nn.Dropout</code> follows
# the mode of the block.</details>
# <details><summary>Hint 3</summary>Ask <code>attn</code> for its weights always, and return them when
# asked for.</details>
#
# Example: if `attn.out_proj` and `fc2` hold zeros, both branches are 0 and the block returns x.


# %% role="answer" exercise="P3-E11"
# TODO P3-E11 (4 points): two residual branches
class TransformerBlock(nn.Module):
    """Pre-norm transformer block: (B, N, dim) to (B, N, dim).

    Attributes
    ----------
    norm1, norm2
        LayerNorm of attention and of the MLP.
    attn
        `MultiHeadSelfAttention`.
    fc1, fc2
        Linear layers dim to mlp_ratio * dim and back.
    """

    def __init__(self, dim: int, heads: int, mlp_ratio: int = 4, dropout: float = 0.0):
        """Make the layers; `dropout` is the probability with which an element of a branch becomes 0."""
        super().__init__()
        ### BEGIN SOLUTION
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.attn = MultiHeadSelfAttention(dim, heads)
        self.fc1, self.fc2 = nn.Linear(dim, mlp_ratio * dim), nn.Linear(mlp_ratio * dim, dim)
        self.drop = nn.Dropout(dropout)
        ### END SOLUTION

    def forward(self, x: Tensor, return_weights: bool = False) -> Tensor | tuple[Tensor, Tensor]:
        """Return float (B, N, D) for x, float (B, N, D); with return_weights also those of attn, (B, h, N, N)."""
        ### BEGIN SOLUTION
        found, weights = self.attn(self.norm1(x), return_weights=True)
        x = x + self.drop(found)
        x = x + self.drop(self.fc2(F.gelu(self.fc1(self.norm2(x)))))
        return (x, weights) if return_weights else x
        ### END SOLUTION


# %% role="check" exercise="P3-E11"
check("P3-E11")

# %% role="grade" exercise="P3-E11"

# %% [markdown]
# **How much gradient reaches the input?** The norm of the gradient at the input of 12 blocks, with both branches
# scaled down step by step. Without the direct way it would shrink like a product; with it, it stays near 1.

# %% role="use" needs="P3-E8 P3-E9 P3-E11"
torch.manual_seed(0)
for branch_scale in (1.0, 0.1, 0.01):
    stack_input = torch.randn(2, 9, 24, requires_grad=True)
    tower = nn.Sequential(*(TransformerBlock(24, 4) for _ in range(12)))
    with torch.no_grad():
        for parameter_name, parameter in tower.named_parameters():
            if "out_proj" in parameter_name or "fc2" in parameter_name:
                parameter.mul_(branch_scale)
    tower_output = tower(stack_input)
    (stack_gradient,) = torch.autograd.grad(tower_output.sum(), stack_input)
    ratio = float(stack_gradient.norm() / tower_output.numel() ** 0.5)
    print(f"branches times {branch_scale:5}: gradient at the input over gradient at the output {ratio:.3f}")
del tower

# %% [markdown]
# ## E12 - Vision Transformer (5 points)
#
# **Goal:** an image classifier out of your own parts.
#
# patches (E6), linear embedding, CLS in front, positions added, blocks, final norm, token 0, linear head:
#
# $$x = \mathrm{pos}([\mathrm{cls};\ \mathrm{patches}\, W_e^\top + b_e]), \qquad x \leftarrow \mathrm{block}_i(x), \qquad
#   z = \mathrm{head}(\mathrm{norm}(x)_{:,\,0})$$
#
# Why only `x[:, 0, :]`? Axis 0 are the samples, axis 1 the tokens; classification wants one vector for each image,
# and token 0, CLS, belongs to the whole of it.

# %% [markdown]
# | | type, shape | meaning |
# |---|---|---|
# | `ViT(image_size=32, patch_size=4, in_channels=3, dim=48, depth=2, heads=4, mlp_ratio=2, num_classes=10, dropout=0.0)` | | square images; `dropout` is that of the blocks; `depth=0` is allowed |
# | `.patch_embed` | Linear C * P * P to dim | |
# | `.cls_token` | parameter (1, 1, dim) | any small random values, or zeros |
# | `.pos` | learned `PositionalEmbedding` | `pos.table` (1, T, dim), T = (image_size / P)^2 + 1 |
# | `.blocks` | `nn.ModuleList` of `TransformerBlock` | |
# | `.norm`, `.head` | LayerNorm, Linear dim to K | |
# | `forward(images, return_attention=False)` | float (N, C, H, W) | logits (N, K), or the tuple `(logits, maps)`, maps (depth, N, h, T, T) |
#
# Logits, not probabilities. Not allowed: ready-made transformers.
#
# <details><summary>Hint 1</summary>The order of the formula is the order of the lines.</details>
# <details><summary>Hint 2</summary>A list of modules has to be an <code>nn.ModuleList</code>, a tensor that learns an
# <code>nn.Parameter</code>.</details>
# <details><summary>Hint 3</summary>Collect the weights of the blocks in a list; <code>torch.stack</code> makes one
# tensor of it.</details>
#
# Example: image 3 x 8 x 8, P = 4: 4 tokens of 48 values, with CLS T = 5; dim 12, 3 heads, depth 2: maps
# (2, N, 3, 5, 5).


# %% role="answer" exercise="P3-E12"
# TODO P3-E12 (5 points): constructor and forward
class ViT(nn.Module):
    """Vision Transformer: images (N, in_channels, image_size, image_size) to logits (N, num_classes).

    Attributes
    ----------
    patch_embed, cls_token, pos, blocks, norm, head
        Linear layer, parameter (1, 1, dim), `PositionalEmbedding` of T tokens, `nn.ModuleList`, LayerNorm, Linear
        layer.
    """

    def __init__(
        self,
        image_size: int = 32,
        patch_size: int = 4,
        in_channels: int = 3,
        dim: int = 48,
        depth: int = 2,
        heads: int = 4,
        mlp_ratio: int = 2,
        num_classes: int = 10,
        dropout: float = 0.0,
    ):
        """Make the parts; T = (image_size / patch_size)**2 + 1 tokens, CLS included."""
        super().__init__()
        ### BEGIN SOLUTION
        self.patch_size = patch_size
        self.patch_embed = nn.Linear(in_channels * patch_size**2, dim)
        self.cls_token = nn.Parameter(0.02 * torch.randn(1, 1, dim))
        self.pos = PositionalEmbedding((image_size // patch_size) ** 2 + 1, dim)
        self.blocks = nn.ModuleList(TransformerBlock(dim, heads, mlp_ratio, dropout) for _ in range(depth))
        self.norm, self.head = nn.LayerNorm(dim), nn.Linear(dim, num_classes)
        ### END SOLUTION

    def forward(self, images: Tensor, return_attention: bool = False) -> Tensor | tuple[Tensor, Tensor]:
        """Return logits, float (N, K), for images, float (N, C, H, W).

        With return_attention also the weights of all blocks, float (depth, N, h, T, T).
        """
        ### BEGIN SOLUTION
        x = self.patch_embed(patchify(images, self.patch_size))
        x = self.pos(prepend_cls(x, self.cls_token))
        maps = []
        for block in self.blocks:
            x, weights = block(x, return_weights=True)
            maps.append(weights)
        logits = self.head(self.norm(x)[:, 0])
        return (logits, torch.stack(maps)) if return_attention else logits
        ### END SOLUTION


# %% role="check" exercise="P3-E12"
check("P3-E12")

# %% role="grade" exercise="P3-E12"

# %% [markdown]
# ## Training the Vision Transformer
#
# The same images, patches and loop as for the recurrent models; AdamW with warm-up and cosine, since a transformer
# takes a large first step badly. Five runs from the same seed: the full model, once longer and once as short as the
# others, and three models with one thing taken away:
#
# - **without positions**: a table of zeros. CLS sees a bag of patches. Still better than chance?
# - **one head** of size 48 in place of four of size 12: as many parameters.
# - **mean pooling**: the mean of all patches in the place of CLS behind the last block. A legitimate design; CLS is a
#   *learned* query in place of an average.

# %% role="given"
VIT_COUNT = sized(grade=128, demo=4000, full=50_000)
VIT_EPOCHS = {"long": sized(grade=1, demo=6, full=60), "short": sized(grade=1, demo=3, full=20)}
VIT_SIZE = sized(grade={}, demo={}, full={"dim": 192, "depth": 6})
VIT_EXPECTED = 0.28


def train_vit(name, model, epochs):
    """Train a ViT with `train_classifier`; return its history and a row of the table."""
    train_loader, val_loader = loaders(VIT_COUNT)
    writer = open_writer(f"vit {name}")
    with timed(name) as clock:
        history = train_classifier(
            model, train_loader, val_loader, epochs, 1e-3, device, warmup_steps=len(train_loader) // 2, max_norm=1.0
        )
    for tag in ("train_loss", "val_loss", "val_accuracy"):
        for epoch, value in enumerate(history[tag], 1):
            writer.add_scalar(f"vit/{tag}", value, epoch)
    writer.close()
    row = {
        "parameters": sum(one.numel() for one in model.parameters() if one.requires_grad),
        "images": len(train_loader.dataset),
        "epochs": epochs,
        "seconds": clock.seconds,
        "accuracy, training": evaluate(model, train_loader, device)["accuracy"],
        "accuracy, validation": history["val_accuracy"][-1],
    }
    return history, row


# %% role="use" needs="P3-E6 P3-E8 P3-E9 P3-E10 P3-E11 P3-E12 P3-E14"
# alt: training loss, validation loss and validation accuracy against the epoch, one line for each of the five runs
vit_designs = {
    "full": lambda: ViT(**VIT_SIZE),
    "full, short": lambda: ViT(**VIT_SIZE),
    "without positions, short": lambda: without_positions(ViT(**VIT_SIZE)),
    "one head, short": lambda: ViT(**VIT_SIZE, heads=1),
    "mean pooling, short": lambda: mean_pooled(ViT(**VIT_SIZE)),
}
vit_models, vit_histories, vit_rows = {}, {}, {}
for name, make_vit in vit_designs.items():
    torch.manual_seed(student_number)
    vit_models[name] = make_vit().to(device)
    history, vit_rows[name] = train_vit(name, vit_models[name], VIT_EPOCHS["long" if name == "full" else "short"])
    vit_histories[name] = {key: history[key] for key in ("train_loss", "val_loss", "val_accuracy")}
main_vit = vit_models["full"]
plot_curves(
    vit_histories,
    {"train_loss": "training loss", "val_loss": "validation loss", "val_accuracy": "validation accuracy"},
)
plt.show()

# %% [markdown]
# **Table.** Copy it into your report (part 4). Only rows with equal epochs can be compared; two seeds of one design
# differ as well. Does your table contradict what you expected?

# %% role="use" needs="P3-E6 P3-E8 P3-E9 P3-E10 P3-E11 P3-E12 P3-E14"
display(pd.DataFrame.from_dict(vit_rows, orient="index").round(3))
if budget() == "demo":
    reached = vit_rows["full"]["accuracy, validation"]
    print(f"full: {reached:.3f}, {'reaches' if reached >= VIT_EXPECTED else 'BELOW'} {VIT_EXPECTED}")

# %% [markdown]
# **Learned positions.** Beside the formula, what the model has made of its table: nobody told it that patches lie on a
# grid. Do neighbours resemble each other, in the row and in the column?

# %% role="use" needs="P3-E6 P3-E8 P3-E9 P3-E10 P3-E11 P3-E12 P3-E14"
# alt: the fixed and the learned table, their similarities of all pairs, and those of one patch over the grid
plot_positions({"fixed": sinusoidal_encoding(64, 48), "learned": main_vit.pos.table.detach()}, grid=(8, 8))
plt.show()

# %% [markdown]
# **Confusion matrix** of the final model on the test part, which nothing else has used. Rows are the actual classes,
# columns the predicted ones; a row's sum is the number of images of the class, the diagonal is right.

# %% role="use" needs="P3-E6 P3-E8 P3-E9 P3-E10 P3-E11 P3-E12 P3-E14"
# alt: a 10 x 10 table of counts, rows actual classes, columns predicted ones
main_vit.eval()
with torch.no_grad():
    predicted = torch.cat([main_vit(batch.to(device)).argmax(dim=1).cpu() for batch, _ in DataLoader(test_set, 250)])
plot_confusion(test_labels, predicted, CLASSES)
plt.show()
