# %% [markdown]
# ## E7 - Ways through latent space (5 points)
#
# **Goal:** move from one latent to another, and along one axis.
#
# *Linear*, with weights $w_k=k/(K-1)$: $\;z(w)=(1-w)\,z_0+w\,z_1$. Every point is decoded; pixels are never mixed.
#
# The middle between two standard-normal vectors is shorter than both, since 32 independent coordinates nearly always
# have a length near $\sqrt{32}$: the decoder saw few latents there. The *spherical* way goes along the arc,
#
# $$z(w)=\frac{\sin((1-w)\theta)}{\sin\theta}\,z_0+\frac{\sin(w\theta)}{\sin\theta}\,z_1,\qquad
# \cos\theta=\frac{z_0\cdot z_1}{\lVert z_0\rVert\,\lVert z_1\rVert},$$
#
# and keeps the length if both ends have the same. A *sweep* sets one coordinate to a row of values: what changes in
# the image is what this axis stands for. Part 4 walks through the GAN's latents with the same functions.

# %% [markdown]
# | | type, shape | meaning |
# |---|---|---|
# | `z0`, `z1` | floating (N, F) | N pairs; no vector is 0 |
# | `count` | int, 1 or more | steps, weights from 0 to 1 with both ends; count 1: z0 |
# | `interpolate(z0, z1, count)` | (count, N, F) | linear; first z0, last z1 |
# | `slerp(z0, z1, count)` | (count, N, F) | each row with **its own** angle, vectors as they are (not made unit); rows with sin(angle) < 1e-4 linear |
# | `z`, `values` | (F,) and (K,) | `dim` is an int from 0 to F - 1 |
# | `sweep(z, dim, values)` | (K, F) | row k is z with coordinate `dim` **set to** values[k] |
#
# dtype and device are those of the latents. Arguments stay unchanged, also when somebody writes into the result later.
#
# <details><summary>Hint 1</summary>Weights of shape (count, 1, 1) broadcast against (N, F) to (count, N, F). Weights of
# shape (count,) do not, or, if count is F, they do and mean something else.</details>
# <details><summary>Hint 2</summary><code>expand</code> shows one memory many times; <code>repeat</code> and
# <code>clone</code> make new memory.</details>
# <details><summary>Hint 3</summary>Rounding can make the cosine larger than 1, and acos of that is nan. The sines of both
# ways can be computed for all rows; <code>torch.where</code> picks. A nan that is not picked does no harm.</details>
#
# Example: z0 = (0, 2, -1), z1 = (4, 0, 1), count 3: the middle is (2, 1, 0). From (3, 0) to (0, 3) the spherical middle
# is (2.12, 2.12), the linear one (1.5, 1.5).


# %% role="answer" exercise="P4-E7"
# TODO P4-E7 (2 of 5 points), first part: a straight line
def interpolate(z0: Tensor, z1: Tensor, count: int) -> Tensor:
    """Linear steps (count, N, F) from z0 (N, F) to z1 (N, F), both ends included; count 1: z0 only."""
    ### BEGIN SOLUTION
    w = torch.linspace(0, 1, count, dtype=z0.dtype, device=z0.device)[:, None, None]
    return (1 - w) * z0 + w * z1
    ### END SOLUTION


# %% role="answer" exercise="P4-E7"
# TODO P4-E7 (1 of 5 points), second part: one coordinate
def sweep(z: Tensor, dim: int, values: Tensor) -> Tensor:
    """(K, F): row k is z (F,) with coordinate `dim` set to values[k], values (K,)."""
    ### BEGIN SOLUTION
    rows = z.repeat(len(values), 1)
    rows[:, dim] = values
    return rows
    ### END SOLUTION


# %% role="answer" exercise="P4-E7"
# TODO P4-E7 (2 of 5 points), third part: an arc for each row
def slerp(z0: Tensor, z1: Tensor, count: int) -> Tensor:
    """Spherical steps (count, N, F) from z0 (N, F) to z1 (N, F); rows with sin(angle) < 1e-4 are linear."""
    ### BEGIN SOLUTION
    angle = F.cosine_similarity(z0, z1, dim=1, eps=0).clamp(-1, 1).acos()[:, None]  # (N, 1)
    w = torch.linspace(0, 1, count, dtype=z0.dtype, device=z0.device)[:, None, None]
    arc = (((1 - w) * angle).sin() * z0 + (w * angle).sin() * z1) / angle.sin()
    return torch.where(angle.sin() < 1e-4, interpolate(z0, z1, count), arc)
    ### END SOLUTION


# %% role="check" exercise="P4-E7"
check("P4-E7")

# %% role="grade" exercise="P4-E7"

# %% role="given"
from kit.factors import axis_correlations, strongest_axes
from kit.plots.generative import plot_factors, plot_strips, plot_sweeps

# %% [markdown]
# **Figure.** From one sample to another, decoded at nine places: linear above, spherical below, and the length of the
# latents on the way. The ends are standard-normal latents: of length near the root of 32, as nearly all are.

# %% role="use" needs="P4-E1 P4-E2 P4-E3 P4-E4 P4-E5 P4-E7 P4-E14"
# alt: two strips of nine faces that change from one into another; the lengths sag for the linear way only
torch.manual_seed(student_number)
ends = torch.randn(2, 1, vaes[1.0].latent_dim)
ways = {"linear": interpolate(*ends, 9)[:, 0], "spherical": slerp(*ends, 9)[:, 0]}
plot_strips(
    {name: vaes[1.0].decode(way) for name, way in ways.items()},
    {name: way.norm(dim=1) for name, way in ways.items()},
)
plt.show()

# %% [markdown]
# **Figures: what does an axis stand for?** The drawn faces come with the numbers that they were drawn from. Each row
# sweeps one axis from -3 to 3 and names the factor that its codes follow most, with Pearson's correlation over all
# faces; the table below has the other factors too. An axis that follows one factor only is *disentangled*; nothing
# in the loss asks for that. (Photographs come without known factors: there the axes of largest spread are swept.)

# %% role="use" needs="P4-E1 P4-E2 P4-E3 P4-E4 P4-E5 P4-E7 P4-E14"
# alt: five rows of faces, in each of which mostly one thing changes, such as the turn of the head
codes = vaes[1.0].means(faces.images)
if faces.factors:
    strongest = strongest_axes(codes, faces.factors, count=5)
    swept = [one.axis for one in strongest]
    row_names = [f"axis {one.axis}: {one.factor}, r = {one.correlation:+.2f}" for one in strongest]
else:
    swept = codes.std(0).topk(5).indices.tolist()
    row_names = [f"axis {axis}" for axis in swept]
steps_of_sweep = torch.linspace(-3, 3, 7)
start_face = codes.mean(0)
plot_sweeps(
    torch.stack([vaes[1.0].decode(sweep(start_face, axis, steps_of_sweep)) for axis in swept]),
    steps_of_sweep,
    row_names,
)
plt.show()

# %% role="use" needs="P4-E1 P4-E2 P4-E3 P4-E4 P4-E5 P4-E7 P4-E14"
# alt: a table of correlations, five axes of latent space against the known factors
if faces.factors:
    plot_factors(axis_correlations(codes, faces.factors), list(faces.factors), axes=swept)
    plt.show()
