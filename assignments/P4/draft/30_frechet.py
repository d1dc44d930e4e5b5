# %% [markdown]
# # Part 2 - Measuring samples, walking through latent space
#
# ## Features of a fixed net
#
# Two sets of images cannot be compared pixel by pixel: no sample has a partner. The usual way out keeps the first
# layers of a net that was trained once for another task, **fixes** its weights and reuses what it computes: each
# image becomes a vector of features, and the two clouds of vectors are compared. The best-known extractor is an
# Inception net; ours is a small convolutional net that ships with its weights. So our number is called *Frechet
# distance of our features*, not FID.

# %% [markdown]
# ## E6 - Frechet distance (8 points)
#
# **Goal:** one number for how far samples are from data.
#
# A multivariate normal distribution is fitted to the features of the real images, and another one to the features
# of the generated images. Labels play no part. With $d_n$ the features of image $n$,
#
# $$\mu = \frac1N\sum_n d_n, \qquad \Sigma = \frac1{N-1}\sum_n (d_n-\mu)(d_n-\mu)^\top .$$
#
# The Frechet distance (2-Wasserstein distance) of the two distributions, **squared**, has a closed form:
#
# $$d^2 = \lVert\mu_1-\mu_2\rVert^2 + \mathrm{Tr}\bigl(\Sigma_1+\Sigma_2-2(\Sigma_1\Sigma_2)^{1/2}\bigr).$$
#
# It is 0 for equal means and covariances, and lower is better. The beta sweep below and the report use it.

# %% [markdown]
# The root is that of a **matrix**, $A^{1/2}A^{1/2}=A$, not of its entries. $\Sigma_1\Sigma_2$ is not symmetric, but
# with the symmetric root $R=\Sigma_1^{1/2}$ the matrix $R\,\Sigma_2R$ is, and both have the same eigenvalues
# $\lambda_i\ge0$: so $\mathrm{Tr}(\Sigma_1\Sigma_2)^{1/2}=\sum_i\sqrt{\lambda_i}$. Covariances of few samples are
# **singular**: from $N$ samples of $F$ features the rank is at most $\min(N-1, F)$, and rounding makes some
# eigenvalues slightly negative.

# %% [markdown]
# | | type, shape | meaning |
# |---|---|---|
# | `features` | floating (N, F) | rows are samples; N may be smaller than F |
# | `fit_gaussian(features)` | pair of float64 (F,) and (F, F) | mean and covariance, divisor N - 1, computed in float64 also for float32 features |
# | `mean1`, `mean2` | floating (F,) | float32 or float64 |
# | `cov1`, `cov2` | floating (F, F) | symmetric, eigenvalues not negative, possibly singular |
# | `frechet_distance(mean1, cov1, mean2, cov2)` | float64 () | the squared form above: not rooted; never below 0, also where rounding says so |
#
# Raises `ValueError` for N < 2. Arguments stay unchanged, results live on their device. Not allowed: packages that
# compute the distance or a matrix root for you, loops over samples.
#
# <details><summary>Hint 1</summary>The centred features, an (N, F) matrix, give the covariance by one product.</details>
# <details><summary>Hint 2</summary><code>torch.linalg.eigh</code> gives eigenvalues and eigenvectors of a symmetric
# matrix; its root has the same eigenvectors. Where a tiny negative number would give nan,
# <code>clamp(min=0)</code>.</details>
# <details><summary>Hint 3</summary>Root of the first covariance, product with the second from both sides, eigenvalues
# of that (<code>torch.linalg.eigvalsh</code>), their roots, the sum.</details>
#
# Example: samples (1, 2), (3, 2), (2, 5), (2, 3): mean (2, 3), variances 2/3 and 2, covariance 0. From there to mean
# (5, 7) with variances 6 and 2: 9 + 16 + (2/3 + 6 - 2 * 2) + (2 + 2 - 2 * 2) = 27.667.


# %% role="answer" exercise="P4-E6"
# TODO P4-E6 (3 of 8 points), first part: mean and covariance of rows
def fit_gaussian(features: Tensor) -> tuple[Tensor, Tensor]:
    """Fit a normal distribution to rows.

    Parameters
    ----------
    features
        (N, F), floating; rows are samples.

    Returns
    -------
    mean (F,) and covariance (F, F) with divisor N - 1, float64.

    Raises
    ------
    ValueError
        If N < 2.
    """
    ### BEGIN SOLUTION
    if len(features) < 2:
        raise ValueError(f"{len(features)} samples: a covariance needs two")
    features = features.double()
    mean = features.mean(0)
    centred = features - mean
    return mean, centred.T @ centred / (len(features) - 1)
    ### END SOLUTION


# %% role="answer" exercise="P4-E6"
# TODO P4-E6 (5 of 8 points), second part: the distance of two normal distributions
def frechet_distance(mean1: Tensor, cov1: Tensor, mean2: Tensor, cov2: Tensor) -> Tensor:
    """Squared Frechet distance of N(mean1, cov1) and N(mean2, cov2).

    Parameters
    ----------
    mean1, mean2
        (F,), float32 or float64.
    cov1, cov2
        (F, F), symmetric, eigenvalues not negative, possibly singular.

    Returns
    -------
    Tensor () float64, not negative.
    """
    ### BEGIN SOLUTION
    mean1, cov1, mean2, cov2 = (value.double() for value in (mean1, cov1, mean2, cov2))
    values, vectors = torch.linalg.eigh(cov1)
    root = vectors * values.clamp(min=0).sqrt() @ vectors.T
    product = torch.linalg.eigvalsh(root @ cov2 @ root)
    traces = cov1.trace() + cov2.trace() - 2 * product.clamp(min=0).sqrt().sum()
    return ((mean1 - mean2).square().sum() + traces).clamp(min=0)
    ### END SOLUTION


# %% role="check" exercise="P4-E6"
check("P4-E6")

# %% role="grade" exercise="P4-E6"

# %% [markdown]
# **Table: a scale for the number.** A distance means nothing alone. Below: other faces of the same kind (how small can
# it get for so many images?), the same faces blurred, grey, and pure noise, each against the faces of the training.

# %% role="given"
from kit.judges import face_features, in_batches
from kit.plots.generative import plot_bias, plot_tradeoff

extractor = face_features()
other_faces = load_faces("test", count=sized(grade=60, demo=None, full=None))
face_feature_rows = in_batches(extractor, faces.images)
print("features of the faces", tuple(face_feature_rows.shape))

# %% role="use" needs="P4-E6"
face_fit = fit_gaussian(face_feature_rows)
comparisons = {
    "other faces": other_faces.images,
    "other faces, blurred": F.avg_pool2d(F.pad(other_faces.images, (1, 1, 1, 1), mode="replicate"), 3, stride=1),
    "other faces, grey": other_faces.images.mean(1, keepdim=True).expand(-1, 3, -1, -1),
    "noise": torch.rand_like(other_faces.images),
}
scale = {
    name: float(frechet_distance(*face_fit, *fit_gaussian(in_batches(extractor, images))))
    for name, images in comparisons.items()
}
display(pd.DataFrame({"Frechet distance of our features": scale}).round(2))

# %% [markdown]
# **Figure and table: what beta trades.** The table of the three models gets its last column: the distance between 1,000
# samples of each model and 1,000 faces that none of them saw. Copy it into your report with your seed, and say which
# model you would keep, and for what.

# %% role="use" needs="P4-E1 P4-E2 P4-E3 P4-E4 P4-E5 P4-E6 P4-E14"
# alt: two curves against beta: the reconstruction error, and the Frechet distance of the samples
torch.manual_seed(student_number)
other_fit = fit_gaussian(in_batches(extractor, other_faces.images))
sample_features = {
    beta: in_batches(extractor, vae.sample(sized(grade=60, demo=1000, full=10_000))) for beta, vae in vaes.items()
}
beta_table["Frechet distance"] = [
    float(frechet_distance(*other_fit, *fit_gaussian(features))) for features in sample_features.values()
]
display(beta_table.rename_axis("beta").round(4))
plot_tradeoff(list(vaes), beta_table["MSE"].tolist(), beta_table["Frechet distance"].tolist())
plt.show()

# %% [markdown]
# **Figure: few samples look worse.** The same model, the same distance, only fewer samples: the covariance of N
# samples is estimated with an error that always adds. So compare numbers only for equal N, the same extractor and the
# same resolution. The single digits that papers report for an Inception net at 256 x 256 and 50,000 samples, and the
# hundreds that a small model may get at 128 x 128, say nothing about each other, nor about yours.

# %% role="use" needs="P4-E1 P4-E2 P4-E3 P4-E4 P4-E5 P4-E6 P4-E14"
# alt: the Frechet distance falls with the number of samples and levels off
counts = sized(grade=(20, 60), demo=(25, 50, 100, 200, 500, 1000), full=(50, 100, 500, 2000, 5000, 10_000))
bias = {count: float(frechet_distance(*other_fit, *fit_gaussian(sample_features[1.0][:count]))) for count in counts}
plot_bias(bias)
plt.show()
