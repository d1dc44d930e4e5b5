"""Results of P4's trainings on the data that ships, over seeds: one Markdown table.

python benchmarks/p4_bands.py [--seeds 5] [--only GROUP]

One thread. The notebook's own training cells are run; the student's number, which seeds them, is another each time.
"""

from __future__ import annotations

import contextlib
import io
import math
from collections.abc import Iterator
from unittest import mock

import torch
from bands import Band, Results, main, run_cell
from notebook_names import Names, demonstration
from torch import Tensor

VAES, SCALE, FRECHET, BIAS, AXES, CVAE, GAN, AVERAGED, INVERSION, HARDENED, FGSM, TARGETED = (
    demonstration("P4", words)
    for words in (
        "vaes, vae_histories, rows =",
        "comparisons = {",
        "sample_features = {",
        "counted_features = {",
        "codes = vaes[1.0].means(",
        "cvae = ConditionalVAE(",
        "generator = Generator(",
        "averaged.module.eval()",
        "searches = [",
        "hardened = copy.deepcopy(",
        "under_attack = {",
        "success = targeted_success(",
    )
)
BANDS: dict[str, Band] = {  # that the notebook names, or the specification for the self-check
    "VAE, beta 1: MSE / that of the mean image": (-math.inf, 0.7),
    "VAE, beta 1: KL per dimension": (0.05, math.inf),
    "VAE, worst beta: Frechet distance / that of noise": (-math.inf, 1.0),
    "CVAE: class agreement": (0.7, math.inf),
    "GAN, epoch 5: class agreement": (0.3, math.inf),
    "GAN, averaged weights: class agreement": (0.3, math.inf),
    **{f"inversion, start {start}: last / first loss": (-math.inf, 0.6) for start in (1, 2, 3)},
    "FGSM, digits: accuracy lost at eps 0.1": (0.15, math.inf),
    "FGSM, colour images: accuracy lost at eps 0.1": (0.15, math.inf),
}
SHOWN_COUNTS = (25, 100, 500)  # of images, for the bias of the Frechet distance


def scale(names: Names, seed: int) -> Iterator[Results]:
    """The scale table of the Frechet distance; chance only in its noise."""
    torch.manual_seed(seed)
    run_cell(SCALE, names, seed)
    yield {f"Frechet distance, {name}": value for name, value in names["scale"].items()}


def vae(names: Names, seed: int) -> Iterator[Results]:
    """Three values of beta: error, divergence, samples; what fewer images and the axes of beta 1 show."""
    run_cell(VAES, names, seed)
    run_cell(SCALE, names, seed)
    run_cell(FRECHET, names, seed)
    beta_table = names["beta_table"]
    found: Results = {}
    for beta, row in beta_table.iterrows():
        found[f"VAE, beta {beta:g}: MSE"] = row["MSE"]
        found[f"VAE, beta {beta:g}: MSE / that of the mean image"] = row["MSE"] / names["mean_image_error"]
        found[f"VAE, beta {beta:g}: KL per dimension"] = row["KL per dimension"]
        found[f"VAE, beta {beta:g}: Frechet distance"] = row["Frechet distance"]
    mse, frechet = beta_table["MSE"], beta_table["Frechet distance"]
    small, middle, large = beta_table.index
    for one in (small, large):
        found[f"VAE: Frechet distance, beta {one:g} above beta {middle:g}"] = frechet[one] - frechet[middle]
    for one, other in ((middle, small), (large, middle)):
        found[f"VAE: MSE, beta {one:g} above beta {other:g}"] = mse[one] - mse[other]
    found["VAE, worst beta: Frechet distance / that of noise"] = frechet.max() / names["scale"]["noise"]
    yield found
    run_cell(BIAS, names, seed)
    yield {
        f"Frechet distance, {count} {name}": values[count]
        for name, values in names["bias"].items()
        for count in SHOWN_COUNTS
    }
    run_cell(AXES, names, seed)
    strengths = names["axis_correlations"](names["codes"], names["faces"].factors).abs().max(0).values
    yield {
        f"VAE, beta 1: correlation of the best axis with {factor}": float(strength)
        for factor, strength in zip(names["faces"].factors, strengths, strict=True)
    }


def wrong(names: Names, seed: int) -> Iterator[Results]:
    """Beta 1 with exp(logvar) as the standard deviation: the wrong line that the figures praise."""

    def sampled(mu: Tensor, logvar: Tensor) -> Tensor:
        return mu + logvar.exp() * torch.randn_like(mu)

    dropped = io.StringIO()
    with (
        mock.patch.dict(names, {"student_number": seed, "reparameterize": sampled}),
        contextlib.redirect_stdout(dropped),
        contextlib.redirect_stderr(dropped),
    ):
        model, history, _ = names["train_vae"](1.0, names["VAE_EPOCHS"])
    torch.manual_seed(seed)
    fits = [
        names["fit_gaussian"](names["in_batches"](names["extractor"], images))
        for images in (names["other_faces"].images, model.sample(1000))
    ]
    yield {
        "VAE, beta 1, exp(logvar) as deviation: MSE": history[-1]["mse"],
        "VAE, beta 1, exp(logvar) as deviation: KL per dimension": history[-1]["kl"],
        "VAE, beta 1, exp(logvar) as deviation: Frechet distance": float(names["frechet_distance"](*fits[0], *fits[1])),
    }


def cvae(names: Names, seed: int) -> Iterator[Results]:
    """The conditional VAE of digits."""
    run_cell(CVAE, names, seed)
    last = names["cvae_rows"][-1]
    yield {
        "CVAE: MSE": last["mse"],
        "CVAE: KL per dimension": last["kl"],
        "CVAE: class agreement": names["cvae_agreement"],
    }


def gan(names: Names, seed: int) -> Iterator[Results]:
    """The conditional GAN, the average of its weights, and the inversion of the last epoch's generator."""
    run_cell(GAN, names, seed)
    agreements, losses = names["agreements"], names["epoch_losses"]
    yield {f"GAN, epoch {epoch}: class agreement": share for epoch, share in enumerate(agreements, 1)} | {
        "GAN, last epoch: loss of D": losses["d_loss"],
        "GAN, last epoch: loss of G": losses["g_loss"],
    }
    run_cell(AVERAGED, names, seed)
    yield {
        "GAN, averaged weights: class agreement": names["agreement"],
        "GAN, averaged weights: above the last epoch": names["agreement"] - agreements[-1],
        "GAN, averaged weights: above the best epoch": names["agreement"] - max(agreements),
    }
    run_cell(INVERSION, names, seed)
    yield {
        f"inversion, start {start}: last / first loss": losses[-1] / losses[0]
        for start, (_, losses) in enumerate(names["searches"], 1)
    }


def attack(names: Names, seed: int) -> Iterator[Results]:
    """Two given classifiers, and the one of digits trained on attacked digits."""
    run_cell(HARDENED, names, seed)
    run_cell(FGSM, names, seed)
    eps = names["strengths"]
    rows: Results = {}
    for name, shares in names["under_attack"].items():
        rows |= {f"FGSM, {name}: accuracy at eps {one:g}": share for one, share in zip(eps, shares, strict=True)}
        rows[f"FGSM, {name}: accuracy lost at eps 0.1"] = shares[0] - shares[eps.index(0.1)]
    yield rows


def targeted(names: Names, seed: int) -> Iterator[Results]:
    """The table of targeted attacks; no chance in it."""
    run_cell(TARGETED, names, seed)
    success, classes = names["success"], names["CLASSES"]
    rows: Results = {}
    for word, place in (("lowest", success.nan_to_num(2.0).argmin()), ("highest", success.nan_to_num(-1.0).argmax())):
        row, column = divmod(int(place), len(classes))
        rows[f"targeted, {word}: {classes[row]} to {classes[column]}"] = float(success[row, column])
    for pair in (("bird", "frog"), ("frog", "bird"), ("truck", "bird")):
        row, column = map(classes.index, pair)
        rows[f"targeted: {pair[0]} to {pair[1]}"] = float(success[row, column])
    yield rows


GROUPS = (scale, vae, wrong, cvae, gan, attack, targeted)

if __name__ == "__main__":
    main(__doc__, "P4", GROUPS, BANDS, [scale, targeted])
