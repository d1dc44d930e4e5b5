"""Trained weights in a file next to the notebook, as safetensors: plain numbers, never pickle.

The file also keeps the history of the training, so that curves can be drawn without training again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

from kit.language import tr
from kit.settings import budget

FOLDER = Path("weights")

History = dict[str, list[float]]


def path_of(name: str) -> Path:
    """Where the weights called `name` are kept, relative to the notebook."""
    return FOLDER / f"{name}.safetensors"


def save(name: str, state: Mapping[str, Tensor], history: History | None = None) -> Path:
    """Write a `state_dict` (any devices) and the history of its training; return the file's path."""
    path = path_of(name)
    path.parent.mkdir(exist_ok=True)
    # clones: layers that share a weight share memory, which the format does not store
    tensors = {key: value.detach().cpu().contiguous().clone() for key, value in state.items()}
    save_file(tensors, path, metadata={"history": json.dumps(history or {})})
    return path


def load(name: str) -> tuple[dict[str, Tensor], History]:
    """Read what `save` wrote: the `state_dict` on the CPU and the history.

    Raises
    ------
    FileNotFoundError
        Nothing was saved under this name, or the file is damaged.
    """
    path = path_of(name)
    if not path.exists():
        raise FileNotFoundError(f"{path} does not exist: run the training cell, which saves it")
    try:
        with safe_open(path, framework="pt") as file:
            tensors = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118 - not a dict
            history: History = json.loads((file.metadata() or {}).get("history", "{}"))
    except (SafetensorError, json.JSONDecodeError) as error:
        raise FileNotFoundError(f"{path} cannot be read ({error}): run the training cell again") from error
    return tensors, history


def fits(state: Mapping[str, Tensor], model: nn.Module) -> bool:
    """Whether `state` has exactly the names and shapes of the model's own `state_dict`."""
    shapes = [{key: value.shape for key, value in one.items()} for one in (state, model.state_dict())]
    return shapes[0] == shapes[1]


def train_or_load(name: str, model: nn.Module, train: Callable[[], History]) -> History:
    """Train and save, or, when a grader runs the notebook, load what was saved before if it fits the model.

    Parameters
    ----------
    train
        Trains `model` in place and returns its history.
    """
    if budget() == "grade":
        try:
            state, history = load(name)
        except FileNotFoundError:
            pass
        else:
            if fits(state, model):
                model.load_state_dict(state)
                print(tr(f"loaded {path_of(name)}: trained before"))
                return history
    history = train()
    save(name, model.state_dict(), history)
    return history
