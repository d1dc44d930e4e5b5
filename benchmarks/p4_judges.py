"""Train the judges that ship with P4: features of faces, a reader of digits, the classifier to attack.

python benchmarks/p4_judges.py [face_features digit_net colour_net] [--seeds 5] [--write]

One thread. Prints for each seed of the training what the judge knows about unseen pictures; `--write` writes the one
of the first seed to assignments/P4/models/ and prints its SHA-256, which stands in kit/judges.py. The faces are those
of `FEATURE_SEED` and the next seed, which no part of the notebook's data uses.
"""

from __future__ import annotations

import argparse
import hashlib
import time
from collections.abc import Callable
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import save
from torch import Tensor

from kit.data.digits32 import load_digits32
from kit.data.faces import FACTORS, FEATURE_SEED, Faces, drawn_faces
from kit.data.objects import load_objects
from kit.judges import SIDE, Judge, colour_net

ASSIGNMENT = Path(__file__).resolve().parents[1] / "assignments" / "P4"
FACES, UNSEEN = 3000, 1000
EPOCHS = {"face_features": 12, "digit_net": 12, "colour_net": 16}
BATCH, RATE = 50, 4e-3

Samples = tuple[Tensor, Tensor]
Change = Callable[[Tensor], Tensor]
Task = tuple[Callable[[], Judge], Samples, Samples, Change]  # builds a judge; to train on; unseen; change of a batch


def worn(images: Tensor) -> Tensor:
    """Half of the images blurred, paler and noisy, as what a young generator draws: a judge must read that too."""
    shape = (len(images), 1, 1, 1)
    blurred = images
    for _ in range(2):
        smooth = F.avg_pool2d(blurred, 3, 1, padding=1)
        blurred = torch.where(torch.rand(shape) < 0.6, smooth, blurred)
    pale = blurred * torch.empty(shape).uniform_(0.5, 1) + 0.1 * torch.rand(shape) * torch.randn_like(images)
    return torch.where(torch.rand(shape) < 0.5, pale.clamp(0, 1), images)


def moved(images: Tensor) -> Tensor:
    """Half of the images mirrored, all shifted by up to 3 pixels."""
    x = torch.where(torch.rand(len(images), 1, 1, 1) < 0.5, images.flip(3), images)
    down, right = torch.randint(0, 7, (2,)).tolist()
    return F.pad(x, (3, 3, 3, 3), mode="reflect")[..., down : down + SIDE, right : right + SIDE]


def faces() -> Task:
    """Faces and their factors, standardised."""
    known, unseen = (drawn_faces(FEATURE_SEED + k, n, keep=False) for k, n in enumerate((FACES, UNSEEN)))
    table = _table(known)
    mean, deviation = table.mean(0), table.std(0)
    first, second = ((each.images, (_table(each) - mean) / deviation) for each in (known, unseen))
    return lambda: Judge(3, len(FACTORS)), first, second, lambda images: images


def digits() -> Task:
    """The digits that ship: training part and test part."""
    known, unseen = (load_digits32(part, folder=ASSIGNMENT / "data") for part in ("train", "test"))
    return lambda: Judge(1, 10), known, unseen, worn


def objects() -> Task:
    """The colour images of the course: training part and test part."""
    known, unseen = (load_objects(part, source="offline") for part in ("train", "test"))
    return lambda: colour_net(trained=False), known, unseen, moved


TASKS: dict[str, Callable[[], Task]] = {"face_features": faces, "digit_net": digits, "colour_net": objects}


def train(seed: int, build: Callable[[], Judge], data: Samples, change: Change, epochs: int) -> Judge:
    """Train with Adam and a rate that rises and falls; `change` each batch of images."""
    torch.manual_seed(seed)
    judge, (x, y) = build(), data
    loss = F.mse_loss if y.is_floating_point() else F.cross_entropy
    optimizer = torch.optim.Adam(judge.parameters())
    steps = epochs * len(range(0, len(x), BATCH))
    rate = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, steps)
    for _ in range(epochs):
        for batch in torch.randperm(len(x)).split(BATCH):
            optimizer.zero_grad()
            loss(judge(change(x[batch])), y[batch]).backward()
            optimizer.step()
            rate.step()
    return judge.eval()


def report(judge: Judge, unseen: Samples) -> str:
    """Accuracy, or R2 of each factor."""
    x, y = unseen
    with torch.no_grad():
        found = torch.cat([judge(part) for part in x.split(250)])
    if not y.is_floating_point():
        return f"accuracy {(found.argmax(1) == y).float().mean():.3f}"
    scores = 1 - (found - y).square().mean(0) / y.var(0)
    return ", ".join(f"{name} {score:.2f}" for name, score in zip(FACTORS, scores.tolist(), strict=True))


def _table(known: Faces) -> Tensor:
    return torch.stack([known.factors[name] for name in FACTORS], 1)


def main() -> None:
    """Train, measure, write."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("names", nargs="*", default=list(TASKS), choices=list(TASKS))
    options.add_argument("--seeds", type=int, default=5)
    options.add_argument("--write", action="store_true")
    asked = options.parse_args()
    torch.set_num_threads(1)
    for name in asked.names:
        build, known, unseen, change = TASKS[name]()
        print(f"{name}: {len(known[0])} pictures to train on, {len(unseen[0])} unseen")
        for seed in range(asked.seeds):
            start = time.process_time()
            judge = train(seed, build, known, change, EPOCHS[name])
            print(f"seed {seed}, {time.process_time() - start:.0f} s of CPU: {report(judge, unseen)}", flush=True)
            if seed == 0 and asked.write:
                data = save({key: value.contiguous() for key, value in judge.state_dict().items()})
                file = ASSIGNMENT / "models" / f"{name}.safetensors"
                file.write_bytes(data)
                print(f"{file.name}: {len(data)} bytes, SHA-256 {hashlib.sha256(data).hexdigest()}")


if __name__ == "__main__":
    main()
