"""A local copy of ModelNet40 as point clouds; nothing is downloaded.

Two kinds of files are read, from ``data/official``: ``modelnet40_train.npz`` and ``modelnet40_test.npz`` with arrays
``points`` (M, P, 3) and ``labels``, or, where h5py happens to be installed, the common package of HDF5 files of 2,048
points a cloud, in a folder of its own.
"""

from __future__ import annotations

import importlib
import io
import zipfile
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from kit.data.digits import DataError

HDF5 = "modelnet40_ply_hdf5_2048"  # folder with train_files.txt, ply_data_train0.h5, ...
N_CLASSES = 40


def load_modelnet(split: str, folder: Path | str) -> tuple[Tensor, Tensor]:
    """Return clouds, float32 (M, P, 3), z up, and labels, int64 (M,), in 0..39; print how many there are.

    Parameters
    ----------
    split
        "train" or "test", the official parts.
    folder
        Where the files lie.

    Raises
    ------
    DataError
        The files are missing, damaged, or cannot be read here.
    """
    folder = Path(folder)
    npz, package = folder / f"modelnet40_{split}.npz", folder / HDF5
    if npz.exists():
        points, labels = _read_npz(npz)
    elif package.exists():
        points, labels = _read_hdf5(package, split)
    else:
        raise DataError(
            folder,
            f"no copy of ModelNet40: put {npz.name} there, or the folder {HDF5} (needs h5py), or set "
            "KIT_DATA=offline for generated shapes",
        )
    _check(npz if npz.exists() else package, points, labels)
    per_class = np.bincount(labels, minlength=N_CLASSES)
    print(
        f"ModelNet40, {split}: {len(points):,} clouds of {points.shape[1]:,} points, "
        f"{per_class.min()} to {per_class.max()} a class"
    )
    return torch.from_numpy(points), torch.from_numpy(labels)


def _read_npz(path: Path) -> tuple[np.ndarray, np.ndarray]:
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as file:
            return file["points"].astype(np.float32), file["labels"].astype(np.int64).reshape(-1)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise DataError(path, f"cannot be read ({error}): arrays points (M, P, 3) and labels (M,) wanted") from error


def _read_hdf5(folder: Path, split: str) -> tuple[np.ndarray, np.ndarray]:
    """Read the package's files in their order; it has y up and labels of shape (M, 1)."""
    try:
        h5py = importlib.import_module("h5py")
    except ImportError as error:
        raise DataError(folder, "HDF5 files need h5py, which is not installed: convert them to npz") from error
    points, labels = [], []
    try:
        for path in sorted(folder.glob(f"ply_data_{split}*.h5")):
            with h5py.File(path, "r") as file:
                points.append(np.asarray(file["data"], np.float32))
                labels.append(np.asarray(file["label"], np.int64).reshape(-1))
    except (OSError, KeyError) as error:
        raise DataError(folder, f"cannot be read ({error}): unpack the archive again") from error
    if not points:
        raise DataError(folder, f"holds no ply_data_{split}*.h5: unpack the archive again")
    x, y, z = np.moveaxis(np.concatenate(points), 2, 0)
    return np.stack([x, -z, y], 2), np.concatenate(labels)


def _check(path: Path, points: np.ndarray, labels: np.ndarray) -> None:
    if points.ndim != 3 or points.shape[2] != 3 or labels.shape != points.shape[:1]:
        raise DataError(path, f"points {points.shape} and labels {labels.shape}: (M, P, 3) and (M,) wanted")
    if len(labels) == 0 or not 0 <= labels.min() <= labels.max() < N_CLASSES:
        raise DataError(path, "labels are not all in 0..39")
