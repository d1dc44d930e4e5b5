# %% [markdown]
# ## E13 - Attention maps (3 points)
#
# **Goal:** read the maps out of a trained model, without leaving a trace on it.
#
# Row 0 of a map says from which tokens CLS takes what it takes. The residual hands each token on as well, so a
# *rollout* follows the attention through all layers, half of it and half of the identity in each:
#
# $$\hat A_l = \tfrac12\, \overline{A}_l + \tfrac12\, I, \qquad R = \hat A_L \cdots \hat A_2\, \hat A_1$$
#
# with $\overline A_l$ the mean over the heads of layer l. Row 0 of R says which patches reached CLS in the end.

# %% [markdown]
# | | type, shape | meaning |
# |---|---|---|
# | `collect_attention(model, images)` | a `ViT` in any mode, float (N, C, H, W) | (L, N, h, T, T), without graph, computed in eval mode |
# | after the call | | the model has its mode back, and no hook, attribute or gradient more than before; so has torch |
# | `cls_attention_grid(weights, grid_h, grid_w)` | float (B, h, T, T), T = grid_h * grid_w + 1 | (B, h, grid_h, grid_w): attention **from** CLS to the patches, as they are |
# | `attention_rollout(maps)` | float (L, B, h, T, T), L >= 1, rows sum to 1 | (B, T, T), dtype and device of `maps` |
#
# Inputs are not changed.
#
# <details><summary>Hint 1</summary>The model can return its maps; <code>model.training</code> is its mode.</details>
# <details><summary>Hint 2</summary>In a map the first index is the query, who asks; the second is the key, who is
# asked. CLS is index 0.</details>
# <details><summary>Hint 3</summary>A new layer is multiplied from the left. Matrices do not commute.</details>
#
# Example: T = 7 of a grid of 2 x 3; the grid is entries 1 to 6 of row 0, three in each line. One layer:
# R is the half of its mean map plus 0.5 on the diagonal.


# %% role="answer" exercise="P3-E13"
# TODO P3-E13 (3 points), first part: the maps of all layers
def collect_attention(model: nn.Module, images: Tensor) -> Tensor:
    """Return the attention of all layers, float (L, N, h, T, T) without graph, in eval mode.

    The model's mode is restored, and nothing is left on it.
    """
    ### BEGIN SOLUTION
    was_training = model.training
    model.eval()
    with torch.no_grad():
        _, maps = model(images, return_attention=True)
    model.train(was_training)
    return maps
    ### END SOLUTION


# %% role="answer" exercise="P3-E13"
# TODO P3-E13, second part: from CLS to the patches
def cls_attention_grid(weights: Tensor, grid_h: int, grid_w: int) -> Tensor:
    """Return the attention from CLS to each patch, float (B, h, grid_h, grid_w), of weights (B, h, T, T)."""
    ### BEGIN SOLUTION
    return weights[:, :, 0, 1:].reshape(*weights.shape[:2], grid_h, grid_w)
    ### END SOLUTION


# %% role="answer" exercise="P3-E13"
# TODO P3-E13, third part: the product over the layers
def attention_rollout(maps: Tensor) -> Tensor:
    """Return the rollout, float (B, T, T), of maps (L, B, h, T, T): half attention, half identity in each layer."""
    ### BEGIN SOLUTION
    identity = torch.eye(maps.shape[-1], dtype=maps.dtype, device=maps.device)
    layers = 0.5 * maps.mean(dim=2) + 0.5 * identity
    rollout = layers[0]
    for layer in layers[1:]:
        rollout = layer @ rollout
    return rollout
    ### END SOLUTION


# %% role="check" exercise="P3-E13"
check("P3-E13")

# %% role="grade" exercise="P3-E13"

# %% [markdown]
# **Figures.** What CLS of the trained model looks at: for one image each head of each layer, then the rollout of
# several. 1/65, about 0.015, would be an even distribution. A weight is an influence inside one layer, not a proof that
# the model decided because of this patch. Each patch sees every other one from the first layer on; a convolution
# would need many.

# %% role="use" needs="P3-E6 P3-E8 P3-E9 P3-E10 P3-E11 P3-E12 P3-E13 P3-E14"
# alt: one test image, and over it what CLS attends to, two rows of layers, four columns of heads
shown_images = test_set[:6][0].to(device)
shown_maps = collect_attention(main_vit, shown_images)
shown_grids = torch.stack([cls_attention_grid(layer, 8, 8)[0] for layer in shown_maps])
plot_cls_attention(test_images[0], shown_grids.cpu())
plt.show()
print("share that CLS gives to itself, by layer:", shown_maps[..., 0, 0].mean((1, 2)).cpu().numpy().round(3))

# %% role="use" needs="P3-E6 P3-E8 P3-E9 P3-E10 P3-E11 P3-E12 P3-E13 P3-E14"
# alt: six test images with their classes, below them the rollout of CLS laid over
shown_rollout = attention_rollout(shown_maps)
plot_rollout(
    test_images[:6],
    shown_rollout[:, 0, 1:].reshape(-1, 8, 8).cpu(),
    [CLASSES[label] for label in test_labels[:6].tolist()],
)
plt.show()

# %% [markdown]
# **Patches moved or missing.** Vision Transformers stand up well to occlusion, shifts, adversarial patches and shuffled
# patches, better than many convolutional nets, as papers on large models report. Does your small one? (Its validation images:
# patches set to the mean colour, or in another order, the same for all images.)

# %% role="use" needs="P3-E6 P3-E8 P3-E9 P3-E10 P3-E11 P3-E12 P3-E14"
torch.manual_seed(0)
whole_images, whole_labels = val_set.tensors
whole_tokens, patch_order = patchify(whole_images, 4), torch.randperm(64)
damaged_tokens = {
    "as they are": whole_tokens,
    "a quarter missing": whole_tokens * (patch_order >= 16)[:, None],
    "half missing": whole_tokens * (patch_order >= 32)[:, None],
    "in another order": whole_tokens[:, patch_order],
}
damaged_rows = {}
for damage, tokens in damaged_tokens.items():
    damaged_loader = DataLoader(TensorDataset(unpatchify(tokens, 4, 32, 32), whole_labels), 250)
    damaged_rows[damage] = {
        name: evaluate(model, damaged_loader, device)["accuracy"]
        for name, model in (("full", main_vit), ("without positions", vit_models["without positions, short"]))
    }
display(pd.DataFrame.from_dict(damaged_rows, orient="index").round(3))
del damaged_tokens, damaged_loader

# %% [markdown]
# ## Find the bug
#
# Two wrong versions, made of your own functions; shapes are right, nothing complains, and a model would train with
# either. Which assertion tells them from the right ones? Write the name of one assertion for each into the cell after
# next and run the rest: a good assertion **holds for yours and fails for the wrong one**. (What you find helps with the
# concept question on patches.)
#
# | | `shape` | `finite` | `sums` | `values` | `corner` |
# |---|---|---|---|---|---|
# | attention | out is (B, N, V) | no nan | each query's weights sum to 1 | - | - |
# | patches | tokens are (N, T, C * P * P) | no nan | the sum over all tokens is that of the image | sorted, the values are those of the image | token 1 begins with the pixel in row 0, column P |


# %% role="use" needs="P3-E6 P3-E8"
def wrong_attention(q, k, v):
    """WRONG: find out why."""
    weights = scaled_dot_product_attention(k, q, q)[1].transpose(1, 2)
    return torch.bmm(weights, v), weights


def wrong_patchify(images, patch_size):
    """WRONG: find out why."""
    return patchify(images.transpose(2, 3), patch_size)


# %% role="fill" id="P3-bugs"
caught_by = {"attention": "shape", "patches": "shape"}

# %% role="use" needs="P3-E6 P3-E8"
torch.manual_seed(1)
bug_queries, bug_keys, bug_values = torch.randn(2, 4, 3), torch.randn(2, 4, 3), torch.randn(2, 4, 5)
bug_image = torch.arange(3 * 8 * 8.0).reshape(1, 3, 8, 8)
bug_assertions = {
    ("attention", "shape"): lambda result: result[0].shape == (2, 4, 5),
    ("attention", "finite"): lambda result: bool(result[0].isfinite().all()),
    ("attention", "sums"): lambda result: torch.allclose(result[1].sum(-1), torch.ones(2, 4)),
    ("patches", "shape"): lambda result: result.shape == (1, 16, 12),
    ("patches", "finite"): lambda result: bool(result.isfinite().all()),
    ("patches", "sums"): lambda result: result.sum() == bug_image.sum(),
    ("patches", "values"): lambda result: torch.equal(result.flatten().sort()[0], bug_image.flatten().sort()[0]),
    ("patches", "corner"): lambda result: result[0, 1, 0] == bug_image[0, 0, 0, 2],
}
bug_results = {
    "attention": [
        attend(bug_queries, bug_keys, bug_values) for attend in (scaled_dot_product_attention, wrong_attention)
    ],
    "patches": [cut(bug_image, 2) for cut in (patchify, wrong_patchify)],
}
for topic, chosen in caught_by.items():
    if (topic, chosen) not in bug_assertions:
        print(f"{topic}: there is no assertion {chosen!r}")
        continue
    right, wrong = (("holds" if bug_assertions[topic, chosen](one) else "fails") for one in bug_results[topic])
    verdict = "this one finds it" if (right, wrong) == ("holds", "fails") else "this one does not find it"
    print(f"{topic}, {chosen}: {right} for yours, {wrong} for the wrong one: {verdict}")

# %% [markdown]
# ## Where this goes
#
# - **Hybrids** feed the feature map of a convolutional net to the transformer in place of patches.
# - **Swin** attends inside windows and merges patches between stages: half the height and width, twice the channels.
#   It has features of several scales, as detection and segmentation want them.
# - **MAE** hides most patches: the encoder sees the visible ones only, a small decoder the whole sequence
#   (asymmetric). It depends little on augmentation; tuning all parameters afterwards beats tuning the last layer.
# - **Text models** such as GPT are the same blocks with a causal mask, pretrained on next-token prediction.
