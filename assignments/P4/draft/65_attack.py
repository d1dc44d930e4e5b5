# %% [markdown]
# ## How a genuine image becomes a fake one
#
# Training asks for the gradient with respect to the weights. The gradient **with respect to the input** answers
# another question: which small change of this image changes the decision most? Followed for one step, it makes of
# an image that a network reads right one that it reads wrong, while a person sees no difference: an *adversarial
# attack*.
#
# The attacker needs the network and its gradient (*white box*), but images made for one network often fool another
# one (*transfer*). How easily depends on the architecture: vision transformers and convolutional nets fail on
# different changes, among them patches stuck on one place of the image. Training on perturbed images raises the
# robustness against the attack it trained on; accuracy on clean images may pay for it.

# %% [markdown]
# ## E13 - Fast gradient sign method (4 points)
#
# **Goal:** the strongest change of at most eps a pixel, for the loss made linear.
#
# For a small step $\delta$ the loss changes by $\delta\cdot\nabla_x L$. With $|\delta_i|\le\varepsilon$ for every
# pixel this is largest for $\delta=\varepsilon\,\mathrm{sign}(\nabla_x L)$: one gradient, one step,
#
# $$x_\mathrm{adv}=\mathrm{clip}\bigl(x\pm\varepsilon\,\mathrm{sign}(\nabla_x L(x,y)),\,0,\,1\bigr).$$
#
# *Untargeted*: y is the true class and its loss shall rise, plus. *Targeted*: y is the class that shall come out, and
# its loss shall fall, minus. L is the cross-entropy of the logits.

# %% [markdown]
# | | type, shape | meaning |
# |---|---|---|
# | `model` | module | images to logits (N, K); may come in training mode |
# | `x`, `y` | floating (N, C, H, W) in [0, 1], int64 (N,) | y: the true class, or the target |
# | `eps` | float, 0 or more | in units of x |
# | `fgsm(model, x, y, eps, targeted=False)` | like x | attacked images, a new tensor without graph |
# | `targeted_success(model, x, y, eps, num_classes)` | floating (K, K), on the CPU | row: label i; column: target j |
#
# Entry [i, j]: number of images with label i that the model reads as i **before** the attack and as j **after** the
# attack on target j, divided by the number of images with label i. The diagonal is nan, and so is the row of a label
# without images.
#
# Both functions use the model in eval mode and leave it as it was: mode, parameters, buffers, gradients (also one that
# was there). x and y stay unchanged; a pixel on which the loss does not depend stays too. Not allowed: attack packages.
#
# <details><summary>Hint 1</summary>A copy of x that is a leaf with <code>requires_grad</code>, a loss,
# <code>torch.autograd.grad</code>. The sign makes mean and sum over the batch the same.</details>
# <details><summary>Hint 2</summary>One loop over the targets j: attack <b>all</b> images on target j, then look at each
# label i in turn.</details>
# <details><summary>Hint 3</summary>A truth value for each image, "right before and j after"; its mean over the images
# with label i is the entry. The mean of no values is nan.</details>
#
# Example: x = .95, eps = .1, gradient -2: .85 without target, 1 with one. Labels 0 0 0 0 1, all but the first read
# right; after the attack on 1 the model reads 1 1 0 0 1: entry [0, 1] is 1/4.


# %% role="answer" exercise="P4-E13"
# TODO P4-E13 (2 of 4 points), first part: one step along the sign of the gradient
def fgsm(model: nn.Module, x: Tensor, y: Tensor, eps: float, targeted: bool = False) -> Tensor:
    """Attack images with the fast gradient sign method (Goodfellow et al. 2015).

    Parameters
    ----------
    model
        Images to logits (N, K). Used in eval mode, afterwards as before.
    x, y
        (N, C, H, W) in [0, 1], and (N,) int64: the true classes, or with `targeted` the classes to reach.
    eps
        Largest change of a pixel, in units of x.

    Returns
    -------
    (N, C, H, W) in [0, 1], a new tensor without graph.
    """
    ### BEGIN SOLUTION
    was_training = model.training
    model.eval()
    leaf = x.detach().clone().requires_grad_()
    (gradient,) = torch.autograd.grad(F.cross_entropy(model(leaf), y), leaf)
    model.train(was_training)
    step = eps * gradient.sign()
    return (x - step if targeted else x + step).detach().clamp(0, 1)
    ### END SOLUTION


# %% role="answer" exercise="P4-E13"
# TODO P4-E13 (2 of 4 points), second part: how often each class can be turned into each other
def targeted_success(model: nn.Module, x: Tensor, y: Tensor, eps: float, num_classes: int) -> Tensor:
    """Share of images of each label that a targeted attack turns into each class.

    Parameters
    ----------
    model, x, y, eps
        As in `fgsm`; y are the labels.
    num_classes
        K.

    Returns
    -------
    (K, K) floating, on the CPU: row label i, column target j; nan on the diagonal and in rows without images.
    """
    ### BEGIN SOLUTION
    was_training = model.training
    model.eval()
    table = torch.full((num_classes, num_classes), math.nan)
    with torch.no_grad():
        right = model(x).argmax(1) == y
    for j in range(num_classes):
        attacked = fgsm(model, x, torch.full_like(y, j), eps, targeted=True)
        with torch.no_grad():
            hit = right & (model(attacked).argmax(1) == j)
        for i in range(num_classes):
            if i != j:
                table[i, j] = hit[y == i].float().mean()
    model.train(was_training)
    return table
    ### END SOLUTION


# %% role="check" exercise="P4-E13"
check("P4-E13")

# %% role="grade" exercise="P4-E13"

# %% [markdown]
# **Two classifiers to attack**, with weights that ship: one of digits, one of colour images (with the official photographs
# it is trained first). **Figure and table:** accuracy on test images after the untargeted attack. The third line is the
# digit classifier after two more epochs on images that were attacked while it learned.

# %% role="given"
import copy

from kit.data.objects import CLASSES, load_objects
from kit.judges import colour_net
from kit.plots.adversarial import plot_attack, plot_attack_accuracy, plot_success
from kit.settings import official_data
from kit.train import train_classifier

digit_images, digit_labels = load_digits32("test", count=sized(grade=20, demo=1000, full=None))
colour_images, colour_labels = load_objects("test", count=sized(grade=20, demo=500, full=None))
victims = {"digits": judge, "colour": colour_net(trained=not official_data())}
if official_data():
    with timed("colour classifier"):
        train_classifier(
            victims["colour"].to(device),
            tuple(value.to(device) for value in load_objects("train")),
            (colour_images.to(device), colour_labels.to(device)),
            epochs=sized(grade=1, demo=2, full=20),
        )
    victims["colour"].eval().cpu()

# %% role="use" needs="P4-E13"
torch.manual_seed(student_number)
hardened = copy.deepcopy(victims["digits"]).requires_grad_(True).train()
lessons, lesson_labels = load_digits32("train", count=sized(grade=40, demo=3000, full=None))
optimizer_of_hardened = torch.optim.Adam(hardened.parameters(), lr=1e-3)
with timed("training on attacked digits"):
    for _ in range(sized(grade=1, demo=2, full=10)):
        for chosen in torch.randperm(len(lessons)).split(64):
            attacked = fgsm(hardened, lessons[chosen], lesson_labels[chosen], eps=0.1)
            optimizer_of_hardened.zero_grad()
            F.cross_entropy(hardened(attacked), lesson_labels[chosen]).backward()
            optimizer_of_hardened.step()
hardened.eval()

# %% role="use" needs="P4-E13"
# alt: accuracy falls with eps for all classifiers, slowest for the one that trained on attacked digits
strengths = [0.0, 0.01, 0.03, 0.05, 0.1, 0.2]
tested = {
    "digits": (victims["digits"], digit_images, digit_labels),
    "colour images": (victims["colour"], colour_images, colour_labels),
    "digits, trained on attacks": (hardened, digit_images, digit_labels),
}
under_attack = {
    name: [class_agreement(net, fgsm(net, x, y, eps), y) for eps in strengths] for name, (net, x, y) in tested.items()
}
display(pd.DataFrame(under_attack, index=pd.Index(strengths, name="eps")).round(3))
plot_attack_accuracy(strengths, under_attack)
plt.show()

# %% [markdown]
# **Figure.** Clean images, the perturbation enlarged ten times (grey is no change), and the attacked images, with what the
# classifier says. A person names both rows alike.

# %% role="use" needs="P4-E13"
# alt: six colour images before and after the attack look the same; the enlarged perturbation looks like noise
with torch.no_grad():
    read_right = victims["colour"](colour_images).argmax(1) == colour_labels
shown = read_right.nonzero()[:6, 0]
fooled = fgsm(victims["colour"], colour_images[shown], colour_labels[shown], eps=0.02)
with torch.no_grad():
    said = [[CLASSES[k] for k in victims["colour"](x).argmax(1)] for x in (colour_images[shown], fooled)]
plot_attack(colour_images[shown], fooled, *said)
plt.show()

# %% [markdown]
# **Table: which class can be turned into which?** Per cent of the images of each row that the targeted attack turns into
# the class of the column. For your report: the hardest and the easiest pair, with eps. In earlier years, with other
# networks, bird to frog was found hard, while a truck could be turned into a bird; yours may say something else.

# %% role="use" needs="P4-E13"
# alt: a table of ten by ten classes, light and dark fields, the diagonal hatched
with timed("targeted attacks"):
    success = targeted_success(victims["colour"], colour_images, colour_labels, eps=0.03, num_classes=len(CLASSES))
plot_success(success, CLASSES)
plt.show()
for word, place in (("hardest", success.nan_to_num(2.0).argmin()), ("easiest", success.nan_to_num(-1.0).argmax())):
    row, column = divmod(int(place), len(CLASSES))
    print(f"{word}: {CLASSES[row]} to {CLASSES[column]}, {success[row, column]:.0%}")
