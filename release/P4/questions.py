"""Questions of P4: fifteen families of shape questions, thirty-eight concept questions. No answers.

The notebook asks S1 to S10 and C1 to C5; all the others are for practice and for the oral examination.
`kit.questions.Practice` asks every family with other numbers.
"""

from __future__ import annotations

import random
from typing import Any

from kit.questions import Bank, Concept, Family, Params, different, pick
from kit.questions.answer import Form


def _code(source: str) -> str:
    return f"```python\n{source}\n```"


def _drawn(rng: random.Random, options: range | tuple[Any, ...], count: int) -> list[Any]:
    """Return `count` different ones of `options`, in random order."""
    return list(different(rng, **{str(i): options for i in range(count)}).values())


# S1: encoder and decoder


def _draw_halves(rng: random.Random) -> Params:
    return different(rng, n=range(5, 10), latent=range(10, 200), c=range(1, 5), s=(16, 32, 64, 128))


def _ask_halves(p: Params) -> str:
    return "Which shapes have `mu`, `logvar` and `x_hat` for {n} images?\n\n".format(**p) + _code(
        "encoder, decoder = Encoder({c}, {s}, latent_dim={latent}), Decoder({latent}, {c}, {s})\n"
        "mu, logvar = encoder(images)\n"
        "x_hat = decoder(reparameterize(mu, logvar))".format(**p)
    )


# S2: doublings


def _draw_doublings(rng: random.Random) -> Params:
    doublings = pick(rng, (1, 2, 3, 4))
    size = pick(rng, [size for size in (32, 64, 128, 256, 512) if size != 4 * 2**doublings])
    return {"doublings": doublings, "size": size} | different(
        rng, channels=range(64, 513, 32), cin=range(20, 60), cout=range(5, 40)
    )


def _ask_doublings(p: Params) -> str:
    return (
        "A decoder starts from a map of shape ({channels}, 4, 4) (channels, height, width). {doublings} times, a stage "
        "doubles height and width and halves the channels: which shape comes out? How many doublings would an image "
        "of {size} x {size} need? And how many parameters has "
        "`nn.ConvTranspose2d({cin}, {cout}, 4, stride=2, padding=1)`?"
    ).format(**p)


# S3: strided convolutions


def _draw_strided(rng: random.Random) -> Params:
    kernel, padding = pick(rng, ((3, 1), (4, 1), (5, 1), (5, 2)))
    # sizes at which a padding that is forgotten, or rounding upwards, shows
    size = pick(rng, [n for n in range(48, 129) if n % 8 in (2, 3, 4)])
    return {"n": size, "k": kernel, "p": padding, "last": pick(rng, (2, 3)), "b": pick(rng, range(6, 30))}


def _ask_strided(p: Params) -> str:
    return (
        "A discriminator for images of {n} x {n}: three convolutions with kernel {k} x {k}, stride 2, padding {p}, "
        "then one with kernel {last} x {last}, stride 1, no padding, then the mean over what is left. Which heights "
        "have the four maps? How many logits come back for {b} images?"
    ).format(**p)


# S4: factor of the KL term


def _draw_factor(rng: random.Random) -> Params:
    return different(rng, latent=range(8, 300), c=(2, 3, 4, 5, 6), h=range(16, 129, 8), w=range(16, 129, 8))


def _ask_factor(p: Params) -> str:
    return (
        "Images of shape ({c}, {h}, {w}), latents of {latent} numbers. By which factor is beta multiplied in "
        "`vae_loss`, as a fraction or to 4 significant digits? How many times too strong is the KL term if the "
        "channels are forgotten in this factor?"
    ).format(**p)


# S5: KL divergence

_LOGVARS = (-1.8, -1.4, -1.1, -0.7, -0.4, 0.4, 0.7, 1.1, 1.4, 1.8)


def _draw_divergence(rng: random.Random) -> Params:
    count = pick(rng, (2, 3))
    mu = _drawn(rng, (-2.5, -2.0, -1.5, -0.5, 0.5, 1.5, 2.0, 2.5), count)
    while True:
        logvar = _drawn(rng, _LOGVARS, count)
        if abs(sum(logvar)) > 0.2:
            return {"mu": mu, "logvar": logvar}


def _ask_divergence(p: Params) -> str:
    return (
        "An image has mu = {mu} and logvar = {logvar}. How large is its KL divergence from the standard normal, "
        "summed over the latents, to 4 significant digits?"
    ).format(**p)


# S6: weights of an interpolation


def _draw_strip(rng: random.Random) -> Params:
    return different(rng, count=range(5, 20), n=range(3, 20), f=range(20, 129))


def _ask_strip(p: Params) -> str:
    return "Which shape has `strip`? How many images are there once all of it is decoded?\n\n" + _code(
        "z = torch.randn({n}, {f})\nw = torch.linspace(0, 1, {count})\nstrip = w.reshape({count}, 1, 1) * z".format(**p)
    )


# S7: parameters of the generator's branches


def _draw_branches(rng: random.Random) -> Params:
    return different(rng, k=range(5, 40), d=range(6, 60), z=range(60, 150), channels=range(160, 513, 32))


def _ask_branches(p: Params) -> str:
    return (
        "How many parameters has `nn.Embedding({k}, {d})`? And how many has the linear layer that turns a latent of "
        "{z} numbers into a map of shape ({channels}, 4, 4), to be followed by `nn.Unflatten`?"
    ).format(**p)


# S8: discriminator loss

_LOGITS = tuple(i / 10 for i in range(-30, 31) if abs(i) > 3)


def _draw_logits(rng: random.Random) -> Params:
    while True:
        p = different(rng, real=_LOGITS, fake=_LOGITS)
        if min(abs(p["real"] - p["fake"]), abs(p["real"] + p["fake"])) > 0.3:
            return p


def _ask_logits(p: Params) -> str:
    return (
        "The discriminator gives the logit {real} to the only real image of a batch and {fake} to the only generated "
        "one. What is `discriminator_loss`? And what is it where both logits are zero? To 4 significant digits."
    ).format(**p)


# S9: a pixel under attack


def _draw_pixel(rng: random.Random) -> Params:
    """Every other time the pixel lies so near to an end of its range that a step leaves it."""
    eps, place = pick(rng, (4, 5, 6, 8, 10, 12, 15)), pick(rng, ("low", "high", "middle", "middle"))
    x = pick(rng, range(20, 81) if place == "middle" else range(2, eps - 1))
    gradient = pick(rng, (-1, 1)) * pick(rng, [g for g in range(11, 90) if g % 10])
    return {"x": (100 - x if place == "high" else x) / 100, "eps": eps / 100, "g": gradient / 1000}


def _ask_pixel(p: Params) -> str:
    return (
        "A pixel has the value {x}, and the loss has the gradient {g} in it (targeted: the loss of the target). Which "
        "value does `fgsm` with eps = {eps} give it, untargeted and targeted?"
    ).format(**p)


# S10: Frechet distance

_DEVIATIONS = (0.5, 0.8, 1.2, 1.5, 1.7, 2.0, 2.5, 3.0)


def _draw_frechet(rng: random.Random) -> Params:
    count = pick(rng, (2, 3))
    while True:
        means, spreads = _drawn(rng, range(-3, 4), 2 * count), _drawn(rng, _DEVIATIONS, 2 * count)
        p = {"m1": means[:count], "m2": means[count:], "s1": spreads[:count], "s2": spreads[count:]}
        far = max(abs(a - b) for a, b in zip(p["m1"], p["m2"], strict=True))
        if far > 1 and max(abs(a - b) for a, b in zip(p["s1"], p["s2"], strict=True)) >= 0.8:
            return p


def _ask_frechet(p: Params) -> str:
    return (
        "Two normal distributions with independent dimensions: means {m1} and {m2}, standard deviations {s1} and "
        "{s2}. What is their Frechet distance in the convention of this notebook, to 4 significant digits?"
    ).format(**p)


# S11: covariance


def _draw_covariance(rng: random.Random) -> Params:
    return different(rng, n=range(5, 80), f=range(5, 80))


def _ask_covariance(p: Params) -> str:
    return (
        "`fit_gaussian` gets the features of {n} images, {f} numbers each. Which shape has the covariance, and what is "
        "the largest rank that it can have?"
    ).format(**p)


# S12: a sample


def _draw_sample(rng: random.Random) -> Params:
    sign = pick(rng, (-1, 1))
    mu = sign * pick(rng, (0.5, 0.7, 0.9, 1.2, 1.5, 2.0))
    return {"mu": mu, "logvar": pick(rng, _LOGVARS), "eps": round(sign * pick(rng, range(3, 19)) / 10, 1)}


def _ask_sample(p: Params) -> str:
    return (
        "mu = {mu}, logvar = {logvar}, and the standard normal noise drawn is {eps}. What does `reparameterize` "
        "return, to 4 significant digits?"
    ).format(**p)


# S13: concatenation


def _draw_joined(rng: random.Random) -> Params:
    p = different(rng, b=range(10, 30), top=range(30, 129), bottom=range(3, 30), side=(4, 5, 6, 7, 8))
    if pick(rng, (True, False, False)):
        p["bottom"] = p["top"]
    return p


def _ask_joined(p: Params) -> str:
    return (
        "The top branch puts out ({b}, {top}, {side}, {side}), the bottom branch ({b}, {bottom}, {side}, {side}). "
        "Which shape does `torch.cat((top, bottom), dim=1)` give? Does the same with `dim=0` run?"
    ).format(**p)


# S14: sizes that do not meet


def _draw_meeting(rng: random.Random) -> Params:
    while True:
        p = {"halvings": pick(rng, (1, 2, 3)), "stages": pick(rng, (3, 4, 5)), "start": pick(rng, range(3, 9))}
        p["n"] = pick(rng, range(5, 33)) * 2 ** p["halvings"]
        if p["stages"] == 2 * p["halvings"]:
            continue
        sizes = (p["n"] >> p["halvings"], p["start"] << (p["stages"] - p["halvings"]), p["start"] << p["stages"])
        if len({p["n"], p["start"], p["stages"], p["halvings"], *sizes}) == 7:
            return p


def _ask_meeting(p: Params) -> str:
    return (
        "Images of {n} x {n} are halved {halvings} times. A generator starts at {start} x {start} and doubles {stages} "
        "times; {halvings} doublings before its end its map meets that of the images. Which height has the images' "
        "map there, which has the generator's? To which height have the images to be brought, so that both agree?"
    ).format(**p)


# S15: length of a perturbation


def _draw_length(rng: random.Random) -> Params:
    return different(rng, c=(2, 3, 4), h=range(16, 65), w=range(16, 65)) | {"eps": pick(rng, (0.02, 0.03, 0.05, 0.1))}


def _ask_length(p: Params) -> str:
    return (
        "How long can the change that `fgsm` with eps = {eps} makes to an image of shape ({c}, {h}, {w}) be at most, "
        "as its L2 norm, to 4 significant digits?"
    ).format(**p)


_PAIR, _CUBE, _MAP = (int,) * 2, (int,) * 3, (int,) * 4
_ASKED = {
    1: (_draw_halves, _ask_halves),
    2: (_draw_doublings, _ask_doublings),
    3: (_draw_strided, _ask_strided),
    4: (_draw_factor, _ask_factor),
    5: (_draw_divergence, _ask_divergence),
    6: (_draw_strip, _ask_strip),
    7: (_draw_branches, _ask_branches),
    8: (_draw_logits, _ask_logits),
    9: (_draw_pixel, _ask_pixel),
    10: (_draw_frechet, _ask_frechet),
    11: (_draw_covariance, _ask_covariance),
    12: (_draw_sample, _ask_sample),
    13: (_draw_joined, _ask_joined),
    14: (_draw_meeting, _ask_meeting),
    15: (_draw_length, _ask_length),
}
_ANSWERED: dict[int, tuple[str, Form, str, str]] = {  # title, form, example, entries
    1: ("encoder and decoder", (_PAIR, _PAIR, _MAP), "((1, 2), (3, 4), (5, 6, 7, 8))", "a tuple of three shapes"),
    2: (
        "doublings",
        (_CUBE, int, int),
        "((1, 20, 30), 9, 1000)",
        "a tuple `((channels, height, width), doublings, parameters)`",
    ),
    3: ("strided convolutions", (_MAP, int), "((40, 30, 20, 10), 1)", "a tuple `(four heights, logits)`"),
    4: ("factor of the KL term", (float, int), "(0.1234, 7)", "a tuple `(factor, times)`"),
    5: ("KL divergence", float, "1.234", "a number"),
    6: ("weights of an interpolation", (_CUBE, int), "((1, 2, 3), 4)", "a tuple `(shape, images)`"),
    7: ("two branches", _PAIR, "(1000, 2000)", "a tuple `(of the embedding, of the linear layer)`"),
    8: ("discriminator loss", (float, float), "(0.1234, 0.2345)", "a tuple `(loss, loss at zero logits)`"),
    9: ("a pixel under attack", (float, float), "(0.123, 0.234)", "a tuple `(untargeted, targeted)`"),
    10: ("Frechet distance", float, "1.234", "a number"),
    11: ("covariance", (_PAIR, int), "((1, 2), 3)", "a tuple `(shape, rank)`"),
    12: ("a sample", float, "1.234", "a number"),
    13: ("two branches joined", (_MAP, bool), "((1, 2, 3, 4), True)", "a tuple `(shape, True or False)`"),
    14: ("sizes that do not meet", _CUBE, "(1, 2, 3)", "a tuple of three heights"),
    15: ("length of a perturbation", float, "1.234", "a number"),
}
FAMILIES = {
    f"P4-Q-S{i}": Family(f"P4-Q-S{i}", title, *_ASKED[i], form, example, entries)
    for i, (title, form, example, entries) in _ANSWERED.items()
}

_ASKED_OF_ALL = {
    1: "How does a VAE differ from an autoencoder?",
    2: "Why is beta multiplied by latent_dim / image_size?",
    3: "How does the Frechet distance compare two sets of images, and what does its value depend on?",
    4: "How do discriminator and generator train each other, and why is the batch of generated images detached in the "
    "discriminator's step?",
    5: "FGSM: what must the attacker know, why is the sign taken, why is one step enough? What does *your* table of "
    "targeted attacks show?",
}
_ORAL = {
    1: "Explain the principle of the VAE in one minute.",
    2: "Why is the reparametrisation needed?",
    3: "Why are images of a VAE blurred?",
    4: "What are the two terms of the VAE's loss?",
    5: "What does a large beta do, what a small one?",
    6: "What is posterior collapse, and how do you see it?",
    7: "Your Frechet distance is 600, others report single digits. Is yours bad?",
    8: "Why is the Frechet distance biased if there are few samples?",
    9: "Where does the label go in a conditional VAE?",
    10: "Does a GAN model the density of images? Does it encode images?",
    11: "What is the discriminator for, and what does it put out?",
    12: "What goes into the top branch of the generator?",
    13: "What goes into the bottom branch of the generator?",
    14: "What does the embedding of a label do?",
    15: "Is a transposed convolution the opposite of a convolution?",
    16: "Which size comes out of a convolution of size f, with padding p and stride s, on n pixels?",
    17: "`torch.cat` says: Expected size 7 but got size 8. Where does that come from with MNIST?",
    18: "Which of `BCELoss` and `BCEWithLogitsLoss` contains the activation, and what happens if it is applied twice?",
    19: "How does a latent of shape (B, 100) become a map of shape (B, 512, 4, 4)?",
    20: "How is a generator inverted? Why is the generator itself not trained along?",
    21: "In which mode must a network with batch normalisation be when you sample from it?",
    22: "What is mode collapse? Does the condition help?",
    23: "Compare the principles of VAE and GAN, and say what encoder and decoder do.",
    24: "How does the interpolation between two images work?",
    25: "What do encoder and decoder put out for two images of 128 x 128 and 256 latents?",
    26: "Name a wrong line that lowers the reconstruction error of a VAE. What is wrong with it?",
    27: "Real and generated images can go through the discriminator together or one after the other. What is the "
    "difference?",
    28: "Mean squared error or Frechet distance: what does each of them measure?",
    29: "How would you show that a generator does not memorise its training images?",
    30: "Compare an untargeted with a targeted attack.",
    31: "What does training on attacked images bring?",
    32: "Why does a discriminator use LeakyReLU?",
    33: "Why does the encoder give logvar and not the variance itself?",
}
CONCEPTS = {
    name: Concept(name, text)
    for letter, texts in (("C", _ASKED_OF_ALL), ("O", _ORAL))
    for name, text in ((f"P4-Q-{letter}{i}", text) for i, text in texts.items())
}

BANK = Bank(
    notebook="P4",
    families=FAMILIES,
    concepts=CONCEPTS,
    always=tuple(f"P4-Q-C{i}" for i in _ASKED_OF_ALL),
    pools={},
    slots={f"P4-Q-S{i}": (f"P4-Q-S{i}",) for i in range(1, 11)},
)
