"""Rubrics of the concept questions of P4: weighted key points, accepted synonyms, statements that cost."""

from __future__ import annotations

from autograder.oral import Anti, KeyPoint, Rubric


def _rubric(*key_points: tuple[float, str] | tuple[float, str, str], anti: dict[str, int] | None = None) -> Rubric:
    """Synonyms are separated by semicolons; `anti` maps a wrong statement to the index of its key point."""
    return Rubric(
        tuple(
            KeyPoint(weight, text, tuple(s.strip() for word in more for s in word.split(";")))
            for weight, text, *more in key_points
        ),
        tuple(Anti(text, loses) for text, loses in (anti or {}).items()),
    )


_THIRD = 1 / 3
_OF_ALL = {
    1: _rubric(
        (
            _THIRD,
            "the encoder gives mean and variance of a distribution, a sample of it is decoded",
            "probabilistic encoder; posterior; reparametrised sample",
        ),
        (
            _THIRD,
            "KL to the standard normal makes latent space continuous, without holes",
            "regularisation; prior; codes of all images lie close together",
        ),
        (
            _THIRD,
            "so new images come from sampling the prior; the code of the other one is deterministic",
            "generative model; decode a standard normal z; a fixed code cannot be sampled",
        ),
        anti={"the VAE has more layers": 0, "the VAE has labels": 2},
    ),
    2: _rubric(
        (
            _THIRD,
            "both terms are means over different numbers of values, L against C H W",
            "few latents, many pixels; different divisors",
        ),
        (
            _THIRD,
            "the factor restores the ratio of the sums: one beta means the same for every size of image and latent",
            "comparable between settings; undoes the two means",
        ),
        (
            _THIRD,
            "identity: (sum of squared errors + beta times sum of KL) / number of values; or what forgetting it does",
            "the latents collapse; KL far too strong; the output is the mean image",
        ),
        anti={"to normalise the image": 0, "to make the loss smaller": 1},
    ),
    3: _rubric(
        (
            _THIRD,
            "normal distributions are fitted to features of real and of generated images",
            "mean and covariance of the outputs of a fixed network",
        ),
        (
            _THIRD,
            "squared distance of the means plus a term of the covariances; lower is better, 0 for equal ones",
            "Wasserstein distance of two normals; trace of S1 + S2 - 2 root of S1 S2",
        ),
        (
            _THIRD,
            "extractor, number of samples (bias for few), resolution; compare only inside one setup",
            "Inception or our features; same N; image size",
        ),
        anti={"fitted to the labels": 0, "pixel by pixel": 0, "numbers of different setups are compared": 2},
    ),
    4: _rubric(
        (
            _THIRD,
            "D is a binary classifier, real or not; G raises D's score on its images",
            "a game; two losses; D's gradient shows G where to go",
        ),
        (
            _THIRD,
            "no gradient to G in this step: saves work, leaves no stale gradients",
            "the graph is cut; only D is updated; else G would learn to be found out",
        ),
        (
            _THIRD,
            "the non-saturating loss gives a gradient while D is sure",
            "minus log D(G(z)) in place of log (1 - D(G(z))); no vanishing gradient early",
        ),
        anti={"G sees real images": 0, "D puts out the class": 0},
    ),
    5: _rubric(
        (
            _THIRD,
            "model and gradient; transfer to other models is possible",
            "white box; weights; attacks carry over to networks that were not known",
        ),
        (
            _THIRD,
            "it maximises the linearised loss under a bound on every pixel; a single step is cheap",
            "L-infinity; first order; the network is nearly linear over such small steps",
        ),
        (
            _THIRD,
            "own numbers: hardest and easiest pair, with eps",
            "which class is reached from which; accuracy under attack",
        ),
        anti={"eps is a learning rate of the model": 1, "the perturbation is random noise": 0},
    ),
}
_ORAL = {
    1: _rubric(
        (0.3, "the encoder gives a distribution, a sample of it is decoded", "mu and logvar; reparametrised"),
        (0.4, "two terms: reconstruction, KL from the prior", "squared error and regularisation; ELBO"),
        (0.3, "new images: decode samples of the standard normal", "prior; generative"),
        anti={"only: compress and decompress": 0},
    ),
    2: _rubric(
        (0.4, "drawing a random number blocks the gradient", "not differentiable in mu and sigma"),
        (0.4, "z = mu + sigma eps: the noise becomes an input", "deterministic in mu and sigma; pathwise"),
        (0.2, "so the gradient reaches the encoder", "both can be trained together"),
        anti={"to make it random": 0},
    ),
    3: _rubric(
        (0.6, "the optimum of the squared error is the conditional mean", "expected image given z; average"),
        (0.4, "an average over all plausible images has no sharp details", "several answers fit; edges smear"),
        anti={"too few epochs": 0},
    ),
    4: _rubric(
        (0.4, "mean squared error of the reconstruction", "MSE between image and decoded image"),
        (0.6, "KL of q(z|x) from N(0, I), in closed form", "regularisation; 1/2 (mu^2 + var - 1 - log var)"),
        anti={"KL between images": 1},
    ),
    5: _rubric(
        (0.4, "much: blur, regular latents", "samples fit the prior; little information in z"),
        (0.4, "little: sharp reconstruction, poor samples", "holes in latent space"),
        (0.2, "a trade-off, measured in the notebook", "own table; error and distance against it"),
        anti={"larger is better": 2},
    ),
    6: _rubric(
        (0.4, "the latents carry nothing: q equals the prior for every image", "decoder ignores z"),
        (0.4, "KL near 0, mu hardly differs between images, the output is the mean image", "logvar near 0"),
        (0.2, "the KL term is too strong", "factor forgotten; beta too large"),
        anti={"the loss is nan": 1},
    ),
    7: _rubric(
        (0.6, "other extractor, number of samples, resolution", "other features; data set"),
        (0.4, "compare inside one setup only", "against noise or against real images of the same kind"),
        anti={"yes, a hundred times worse": 1},
    ),
    8: _rubric(
        (0.4, "the covariance is badly estimated", "noise in S adds to the distance"),
        (0.3, "its rank is below the number of features", "at most N - 1; singular"),
        (0.3, "compare at equal N", "the same number for every model; curve against N"),
        anti={"because of noise in the discriminator": 0},
    ),
    9: _rubric(
        (0.6, "into both halves", "q(z|x, y) and p(x|z, y); encoder and decoder"),
        (0.4, "so that a chosen class can be sampled", "z need not hold the class; same z, ten labels"),
        anti={"into the encoder only": 0},
    ),
    10: _rubric(
        (0.5, "only implicitly: it can be sampled, p(x) cannot be evaluated", "no likelihood"),
        (0.5, "no encoder", "no latent for a given image; only by inversion"),
        anti={"it has p(x)": 0},
    ),
    11: _rubric(
        (0.5, "it is the training signal of the generator", "learned loss; guides G; thrown away afterwards"),
        (0.5, "one scalar, logit or probability, real or generated", "binary classifier"),
        anti={"the class of the image": 1},
    ),
    12: _rubric(
        (0.6, "100 random numbers, here standard normal", "noise z; uniform in other versions"),
        (0.4, "the source of variety", "different images of one class"),
        anti={"the image": 0},
    ),
    13: _rubric(
        (0.5, "the label, as index or one-hot code", "class y; one of num_classes"),
        (0.5, "it selects the class", "condition; what is drawn"),
        anti={"random numbers": 0},
    ),
    14: _rubric(
        (0.6, "a trainable dense vector per class", "a row of a table; learned representation"),
        (0.4, "the same as one-hot times a matrix", "lookup; linear layer without bias"),
        anti={"it sorts the classes": 0},
    ),
    15: _rubric(
        (0.4, "no: it restores the shape, not the values", "no inverse"),
        (0.4, "the transpose of the linear map", "the gradient of the convolution in its input"),
        (0.2, "doubles the size with k4 s2 p1", "zeros between the inputs"),
        anti={"inverse": 0},
    ),
    16: _rubric(
        (0.7, "(n - f + 2p)/s + 1", "number of places of the kernel"),
        (0.3, "rounded down", "floor; incomplete last step is dropped"),
        anti={"rounded up": 1},
    ),
    17: _rubric(
        (0.6, "28/4 = 7, 32/4 = 8: two branches meet that started at different sizes", "28 x 28 images, 32 x 32 net"),
        (0.4, "bring the digits to 32 x 32", "pad by 2 on each side; resize"),
        anti={"wrong batch size": 0},
    ),
    18: _rubric(
        (0.4, "only the one with logits has the sigmoid inside", "BCELoss wants probabilities"),
        (0.3, "never both", "one sigmoid in all"),
        (
            0.3,
            "twice: outputs between 0.5 and 0.73, the loss cannot reach 0",
            "floor; small gradients; it still trains",
        ),
        anti={"both contain it": 0},
    ),
    19: _rubric(
        (0.5, "Linear 100 -> 8192, then Unflatten", "view; 512 times 16; reshape"),
        (0.5, "or a transposed convolution with a kernel of 4 from 1 x 1", "k4 s1 p0 on (B, 100, 1, 1)"),
        anti={"Unflatten enlarges": 0},
    ),
    20: _rubric(
        (0.35, "gradient descent on z", "minimise the squared error between G(z) and the image; Adam on the latent"),
        (0.25, "several starts", "local minima; random z"),
        (
            0.4,
            "a trained G fits always; the question is whether the image lies in its range",
            "fixed weights; otherwise it just learns the picture",
        ),
        anti={"it is faster": 2},
    ),
    21: _rubric(
        (0.5, "eval: running statistics", "model.eval()"),
        (0.5, "else an image depends on the others of its batch", "and the buffers change"),
        anti={"it makes no difference": 1},
    ),
    22: _rubric(
        (0.5, "few modes: many z, nearly the same images", "no variety; G found one that fools D"),
        (0.5, "one mode a class is forced, not variety inside a class", "helps only between classes"),
        anti={"the condition prevents it": 1},
    ),
    23: _rubric(
        (0.35, "VAE: distribution of codes, sample, reconstruction and KL", "bound of the likelihood"),
        (0.35, "GAN: generator against discriminator", "a game; implicit density"),
        (0.3, "only the VAE has an encoder; its decoder plays the generator's part", "image to z; z to image"),
    ),
    24: _rubric(
        (0.4, "linear in latent space: (1 - w) z0 + w z1", "convex combination; weights from 0 to 1"),
        (0.2, "weights of shape [count, 1, 1] are broadcast", "new axis in front"),
        (0.2, "then every latent is decoded", "images in between are drawn, not blended"),
        (0.2, "on a sphere the length is kept", "slerp; angle; a straight line comes closer to 0"),
        anti={"pixels are mixed": 0},
    ),
    25: _rubric(
        (0.6, "mean and logvar, (2, 256) each", "two outputs; log of the variance"),
        (0.4, "(2, 3, 128, 128) from the decoder", "images in the range 0 to 1"),
        anti={"one code": 0},
    ),
    26: _rubric(
        (
            0.5,
            "exp(logvar) as standard deviation, no sampling, or no KL",
            "any right example; sampling left out in training",
        ),
        (0.5, "it is not the model's posterior, samples of the prior suffer", "holes; wrong noise; KL not matched"),
        anti={"none does": 0},
    ),
    27: _rubric(
        (0.6, "statistics of batch normalisation differ", "computed over both or over each"),
        (0.4, "both ways are used; say which", "apart here; without batch normalisation it makes none"),
    ),
    28: _rubric(
        (0.35, "error of each image", "compares pairs; pixel values"),
        (0.35, "difference of distributions", "of features; needs no pairs"),
        (0.3, "blur wins the first, not the second", "one may fall while the other rises"),
        anti={"the same thing": 0},
    ),
    29: _rubric(
        (0.4, "nearest training image of each sample", "in pixels or features; compare side by side"),
        (0.3, "interpolation gives sensible images", "smooth path; no jumps"),
        (0.3, "statistics of held-out images", "as near to test as to training data"),
        anti={"a low loss": 0},
    ),
    30: _rubric(
        (0.4, "the first raises the loss of the true class", "away from the label; plus sign"),
        (0.4, "the second lowers the loss of a chosen class", "towards the target"),
        (0.2, "so the step has the minus sign", "descent in place of ascent"),
        anti={"the same sign": 2},
    ),
    31: _rubric(
        (0.6, "robustness rises", "the accuracy under attack; perturbed data seen in training"),
        (0.4, "clean accuracy may fall; not all attacks are met", "trade-off; stronger attacks still work"),
        anti={"it removes all attacks": 1},
    ),
    32: _rubric(
        (0.6, "gradient for negative inputs", "slope above 0; no dead units"),
        (0.4, "it reaches the generator through the whole network", "the training signal is not cut off"),
        anti={"it is faster": 0},
    ),
    33: _rubric(
        (0.4, "unconstrained: any real number is allowed", "no activation needed; linear head"),
        (0.4, "positive after the exponential", "a standard deviation by exp(half of it)"),
        (0.2, "numerically stable", "tiny and huge ones; the KL needs the log anyway"),
        anti={"to get smaller numbers": 2},
    ),
}
RUBRICS = {
    f"P4-Q-{letter}{i}": rubric for letter, rubrics in (("C", _OF_ALL), ("O", _ORAL)) for i, rubric in rubrics.items()
}
