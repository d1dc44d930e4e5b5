"""What notebooks use works inside, warmed up outside as the grader does."""

from collections.abc import Callable
from typing import Any

import pytest

from autograder.sandbox import Tier

WARM = """
import os
os.environ["OMP_NUM_THREADS"] = "1"
os.environ["MPLBACKEND"] = "agg"
import IPython.core.interactiveshell, matplotlib.pyplot, torch, torch.utils.data
torch.ones(2) @ torch.ones(2)
"""
EXERCISES = """
import os
import IPython.core.interactiveshell
import matplotlib.pyplot as plt
import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

def convolve():
    weight = torch.randn(5, 3, 3, 3, requires_grad=True)
    F.conv2d(torch.randn(2, 3, 8, 8), weight).square().sum().backward()
    assert weight.grad.shape == weight.shape

def train():
    net = torch.nn.Linear(3, 1)
    optimiser = torch.optim.Adam(net.parameters())
    net(torch.randn(7, 3)).sum().backward()
    optimiser.step()
    torch.save(net.state_dict(), "net.pt")
    net.load_state_dict(torch.load("net.pt"))

def load():
    data = TensorDataset(torch.arange(20.0))
    batches = [batch for (batch,) in DataLoader(data, batch_size=3, num_workers=2)]
    assert torch.equal(torch.cat(batches), torch.arange(20.0))
    next(iter(DataLoader(data, 4, True, None, None, 2, persistent_workers=True)))

def save_tensors():
    from safetensors.torch import load_file, save_file
    save_file({"x": torch.ones(3)}, "x.safetensors")
    assert load_file("x.safetensors")["x"].sum() == 3

def plot():
    plt.plot([1, 2])
    plt.savefig("figure.png")
    assert os.path.getsize("figure.png") > 1000

def interact():
    shell = IPython.core.interactiveshell.InteractiveShell.instance()
    assert shell.run_cell("6 * 7").result == 42
    shell.run_cell("%timeit -n1 -r1 pass")

def progress():
    from tqdm.auto import tqdm
    assert sum(tqdm(range(4))) == 6

def threads():
    torch.set_num_threads(2)
    torch.randn(400, 400) @ torch.randn(400, 400)

for exercise in (convolve, train, load, save_tensors, plot, interact, progress, threads):
    exercise()
    print(exercise.__name__, flush=True)
"""


@pytest.mark.parametrize("tier", [Tier.NAMESPACES, Tier.LANDLOCK])
def test_exercises_work(tier: Tier, make_job: Callable[[Tier], Any]) -> None:
    done = make_job(tier).run(EXERCISES, before=WARM)
    assert done.returncode == 0, done.stderr
    names = "convolve train load save_tensors plot interact progress threads".split()  # noqa: SIM905
    assert [line for line in done.stdout.splitlines() if line in names] == names
