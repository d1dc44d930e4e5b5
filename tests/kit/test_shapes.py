"""Generated shapes and ModelNet40's files: parts, seeds, surfaces, the official option."""

from __future__ import annotations

import math
import subprocess
import sys
import types
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from kit.data import modelnet
from kit.data.digits import DataError
from kit.data.shapes import CLASSES, TEN, build, draw_shape, load_shapes
from kit.data.solids import MAKERS
from kit.data.surfaces import Solid, box, ellipsoid, frustum, lathe, legs, parallelogram, sample, triangle

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KIT_DATA", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def parts() -> tuple[Tensor, Tensor, Tensor, Tensor]:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("KIT_DATA", raising=False)
        return *load_shapes("train"), *load_shapes("test")


DIGESTS = """
from hashlib import sha256
from kit.data.solids import draw_shape
clouds = (draw_shape(name, seed, 3, 50) for name, seed in (("plant", 0), ("plant", 1), ("xbox", 0)))
digests = [sha256(cloud.tobytes()).hexdigest() for cloud in clouds]
"""


def test_clouds_repeat_in_another_process() -> None:
    command = [sys.executable, "-c", DIGESTS + "print(*digests)"]
    other = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    here: dict[str, list[str]] = {}
    exec(DIGESTS, here)
    assert other.stdout.split() == here["digests"]
    assert len(set(here["digests"])) == 3


def test_names() -> None:
    assert len(CLASSES) == len(set(CLASSES)) == 40
    assert list(CLASSES) == sorted(CLASSES)
    assert set(MAKERS) == set(CLASSES)
    assert [MAKERS[name].__name__ for name in CLASSES] == list(CLASSES)
    assert len(TEN) == 10
    assert set(TEN) <= set(CLASSES)


def test_values_and_labels(parts: tuple[Tensor, ...]) -> None:
    for (points, labels), each in ((parts[:2], 24), (parts[2:], 8)):
        assert (points.dtype, points.shape) == (torch.float32, (40 * each, 256, 3))
        assert (labels.dtype, labels.bincount().tolist()) == (torch.int64, [each] * 40)
        farthest = points.norm(dim=2).amax(1)
        assert 0.95 < farthest.min() <= farthest.max() < 1.05
        middle = (points.amax(1) + points.amin(1)) / 2
        assert middle.abs().max() < 0.05, "the box around a cloud is in the middle"
        assert not Path("generated").exists()


def test_parts_share_no_cloud(parts: tuple[Tensor, ...]) -> None:
    clouds = torch.cat([parts[0], parts[2]])
    assert len({cloud.numpy().tobytes() for cloud in clouds}) == len(clouds)
    extents = (clouds.amax(1) - clouds.amin(1)).double()
    assert len({tuple(row) for row in extents.round(decimals=4).tolist()}) == len(clouds), "no two of the same size"


def test_a_cloud_is_the_same_whatever_else_is_asked_for(parts: tuple[Tensor, ...]) -> None:
    few, labels = load_shapes("train", per_class=2, classes=("sofa", "airplane"))
    assert labels.tolist() == [0, 0, 1, 1]
    sofa = CLASSES.index("sofa")
    assert torch.equal(few, torch.cat([parts[0][24 * sofa : 24 * sofa + 2], parts[0][:2]]))
    assert torch.equal(few[1], torch.from_numpy(draw_shape("sofa", 0, 1)))
    assert load_shapes("test", per_class=0)[0].shape == (0, 256, 3)
    assert load_shapes("test", points=40, per_class=1)[0].shape == (40, 40, 3)


@pytest.mark.parametrize("name", ["chair", "bottle"])
def test_other_points_lie_on_the_same_shape(name: str) -> None:
    many, more = (draw_shape(name, 5, 2, points) for points in (3000, 3001))
    assert np.abs(np.ptp(many, 0) - np.ptp(more, 0)).max() < 0.05
    others = [draw_shape(name, 5, number, 3000) for number in range(3, 8)]
    assert max(np.abs(np.ptp(many, 0) - np.ptp(other, 0)).max() for other in others) > 0.05


def test_points_are_in_random_order(parts: tuple[Tensor, ...]) -> None:
    halves = parts[0][:, :128].mean(1) - parts[0][:, 128:].mean(1)
    assert halves.abs().mean() < 0.06, "the first half of the points is a fair sample"


def test_the_nearest_training_cloud_mostly_has_the_same_class(parts: tuple[Tensor, ...]) -> None:
    def look(points: Tensor) -> Tensor:
        cells = ((points + 1.1) / 2.2 * 6).long().clamp(0, 5) @ torch.tensor([36, 6, 1])
        return torch.stack([cell.bincount(minlength=216) for cell in cells]).float().sqrt()

    nearest = torch.cdist(look(parts[2]), look(parts[0])).argmin(1)
    right = (parts[1][nearest] == parts[3]).float()
    assert right.mean() > 0.7
    assert sum(right[parts[3] == k].sum() > 0 for k in range(40)) >= 37


@pytest.mark.parametrize("name", ["chair", "sofa", "bed", "toilet"])
def test_fronts_look_at_the_camera(name: str) -> None:
    cloud = draw_shape(name, 3, 0, 2000)
    assert cloud[cloud[:, 2].argsort()[-20:], 1].mean() > 0.2, "the back, away from the camera, is high"


def test_vehicles_point_to_the_right() -> None:
    for name in ("car", "airplane"):
        cloud = draw_shape(name, 3, 0, 2000)
        assert np.ptp(cloud[:, 0]) > 1
    car = draw_shape("car", 3, 0, 2000)
    roof = car[car[:, 2] > 0.8 * car[:, 2].max(), 0]
    assert roof.mean() < 0, "the bonnet is longer than the boot"


def test_wrong_names_are_refused() -> None:
    with pytest.raises(ValueError, match="train or test"):
        load_shapes("val")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="ship"):
        load_shapes("test", classes=("car", "ship"))
    for name in ("math", "legs", ""):
        with pytest.raises(ValueError, match="unknown class"):
            build(name, np.random.default_rng(0))


# surfaces


def _points(solid: Solid, count: int = 8000) -> np.ndarray:
    return sample(solid, np.random.default_rng(4), count)


def _area(solid: Solid) -> float:
    return sum(surface.area for surface in solid)


def test_points_are_shared_out_by_area() -> None:
    solid = box((1, 2, 3), (1, 2, 4))
    assert _area(solid) == pytest.approx(2 * (2 + 4 + 8))
    points = _points(solid) - (1, 2, 3)
    sides = np.array([0.5, 1, 2])
    assert np.abs(points).max(0) == pytest.approx(sides)
    on = np.isclose(np.abs(points), sides)
    assert on.any(1).all()
    assert on.mean(0) == pytest.approx([8 / 14, 4 / 14, 2 / 14], abs=0.03)
    low, high = (_points(box((0, 0, 0), (1, 1, 1), face)) for face in "yZ")
    assert (low[:, 1] == -0.5).all()
    assert (high[:, 2] == 0.5).all()
    assert box((0, 0, 0), (1, 1, 0))[0].area > 0, "flat boxes have sides too"


def test_flat_pieces() -> None:
    piece, part = parallelogram((1, 0, 0), (3, 0, 0), (1, 3, 0)), triangle((1, 0, 0), (3, 0, 0), (1, 3, 0))
    assert (_area(piece), _area(part)) == pytest.approx((6, 3))
    assert _points(piece).mean(0) == pytest.approx([2, 1.5, 0], abs=0.05)
    inside = _points(part)
    assert ((inside[:, 0] - 1) / 2 + inside[:, 1] / 3).max() <= 1
    assert inside.mean(0) == pytest.approx([1 + 2 / 3, 1, 0], abs=0.05)


def test_round_pieces() -> None:
    cone = frustum((0, 0, 1), 2, 0, 2, ends="none")
    assert _area(cone) == pytest.approx(2 * math.pi * math.sqrt(8))
    points = _points(cone)
    assert np.hypot(points[:, 0], points[:, 1]) == pytest.approx(3 - points[:, 2])
    assert (points[:, 2] < 2).mean() == pytest.approx(0.75, abs=0.03), "three quarters are on the lower half"
    pipe = _points(frustum((5, 0, 0), 1, 1, 3, axis="x"))
    assert pipe[:, 0].min() == pytest.approx(5, abs=1e-9)
    assert pipe[:, 0].max() == pytest.approx(8, abs=1e-9)
    assert (np.isclose(pipe[:, 0], 5) | np.isclose(pipe[:, 0], 8)).mean() == pytest.approx(0.25, abs=0.03)
    disc = _points(frustum((0, 0, 0), 2, 2, 0, ends="first")[1:])
    assert (np.hypot(disc[:, 0], disc[:, 1]) < 1).mean() == pytest.approx(0.25, abs=0.03)
    counts = [len(frustum((0, 0, 0), 1, 0, 1, ends=ends)) for ends in ("both", "first", "last", "none")]
    assert counts == [2, 2, 1, 1], "no disc on a tip"
    bowl = _points(ellipsoid((0, 0, 2), (1, 2, 3), "lower"))
    assert (bowl[:, 2] <= 2).all()
    assert (((bowl - (0, 0, 2)) / (1, 2, 3)) ** 2).sum(1) == pytest.approx(1)
    assert _area(ellipsoid((0, 0, 0), (2, 2, 2))) == pytest.approx(16 * math.pi)
    assert _area(ellipsoid((0, 0, 0), (2, 2, 2), "upper")) == pytest.approx(8 * math.pi)
    turned = _points(lathe([0, 1, 1], [1, 1, 0]))
    assert turned[:, 2].max() < 1.001
    assert (turned[:, 2] > 0.999).mean() == pytest.approx(1 / 3, abs=0.03)
    feet = legs(2, 1, 0.5, 0.1)
    assert [len(foot) for foot in feet] == [6] * 4
    assert np.ptp(_points([surface for foot in feet for surface in foot]), axis=0) == pytest.approx(
        [2, 1, 0.5], abs=0.02
    )


# ModelNet40


def _write(folder: Path, **arrays: np.ndarray) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    np.savez(folder / "modelnet40_train.npz", **arrays)


def test_official_clouds_are_read_from_npz(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KIT_DATA", "official")
    points = np.random.default_rng(0).normal(size=(5, 12, 3))
    _write(tmp_path / "official", points=points, labels=np.array([[30], [0], [30], [7], [30]], np.uint8))
    clouds, labels = load_shapes("train", points=4, classes=("sofa", "airplane"), folder=tmp_path)
    assert capsys.readouterr().out == "ModelNet40, train: 5 clouds of 12 points, 0 to 3 a class\n"
    assert (clouds.dtype, labels.dtype, labels.tolist()) == (torch.float32, torch.int64, [0, 0, 0, 1])
    assert torch.equal(clouds, torch.from_numpy(points[[0, 2, 4, 1], :4].astype(np.float32)))
    assert load_shapes("train", points=12, per_class=1, folder=tmp_path)[1].tolist() == [0, 7, 30]
    with pytest.raises(ValueError, match="the clouds hold 12"):
        load_shapes("train", folder=tmp_path)
    with pytest.raises(DataError, match=r"modelnet40_test\.npz"):
        load_shapes("test", folder=tmp_path)


def test_official_files_are_checked(tmp_path: Path) -> None:
    _write(tmp_path, points=np.zeros((2, 4, 3)), labels=np.array([0, 40]))
    with pytest.raises(DataError, match=r"0\.\.39"):
        modelnet.load_modelnet("train", tmp_path)
    _write(tmp_path, points=np.zeros((2, 3, 4)), labels=np.array([0, 1]))
    with pytest.raises(DataError, match="wanted"):
        modelnet.load_modelnet("train", tmp_path)
    _write(tmp_path, clouds=np.zeros((2, 4, 3)))
    with pytest.raises(DataError, match="cannot be read"):
        modelnet.load_modelnet("train", tmp_path)
    (tmp_path / "modelnet40_train.npz").write_bytes(b"x")
    with pytest.raises(DataError, match="cannot be read"):
        modelnet.load_modelnet("train", tmp_path)


def test_official_hdf5_needs_h5py(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / modelnet.HDF5
    package.mkdir()
    monkeypatch.setitem(sys.modules, "h5py", None)
    with pytest.raises(DataError, match="need h5py"):
        modelnet.load_modelnet("test", tmp_path)

    class File(dict[str, np.ndarray]):
        def __init__(self, path: Path, mode: str) -> None:
            number = int(path.stem[-1])
            cloud = np.array([[[1, 2, 3]], [[4, 5, 6]]]) + 10 * number
            super().__init__(data=cloud, label=np.array([[number], [3]], np.uint8))

        def __enter__(self) -> File:
            return self

        def __exit__(self, *_: object) -> None:
            return None

    monkeypatch.setitem(sys.modules, "h5py", types.SimpleNamespace(File=File))
    with pytest.raises(DataError, match="unpack"):
        modelnet.load_modelnet("test", tmp_path)
    for name in ("ply_data_test1.h5", "ply_data_test0.h5", "ply_data_train0.h5"):
        (package / name).write_bytes(b"")
    points, labels = modelnet.load_modelnet("test", tmp_path)
    assert labels.tolist() == [0, 3, 1, 3]
    assert points[:, 0].tolist() == [[1, -3, 2], [4, -6, 5], [11, -13, 12], [14, -16, 15]], "y up becomes z up"
