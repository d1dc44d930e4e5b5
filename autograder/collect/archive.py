"""Members of a zip file, read under limits: nothing is unpacked to a path that the archive names."""

from __future__ import annotations

import stat
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import IO

from autograder.collect.record import Status, SubmissionError


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an archive may hold. ``ratio`` is unpacked to packed size and counts from 1 MiB on."""

    members: int = 10_000
    member_bytes: int = 256 * 2**20
    total_bytes: int = 4 * 2**30
    ratio: float = 200.0


@dataclass(frozen=True, slots=True)
class Member:
    """A plain file of an archive; ``time`` is its date there (seconds since the epoch)."""

    path: PurePosixPath
    info: zipfile.ZipInfo
    time: float


def members(archive: zipfile.ZipFile, limits: Limits) -> tuple[list[Member], list[tuple[str, str]]]:
    """Return the files of ``archive``, and (name, reason) of each member that is refused.

    Raises
    ------
    SubmissionError
        The archive as a whole is refused: too many members, too large, or packed too tightly.
    """
    infos = archive.infolist()
    if len(infos) > limits.members:
        raise _refused(f"{len(infos)} members, at most {limits.members} are taken")
    total = sum(info.file_size for info in infos)
    if total > limits.total_bytes:
        raise _refused(f"{total / 2**20:.0f} MiB unpacked, at most {limits.total_bytes / 2**20:.0f} are taken")
    packed = sum(info.compress_size for info in infos)
    if total > 2**20 and total > limits.ratio * max(packed, 1):
        raise _refused(f"packed {total / max(packed, 1):.0f} times, at most {limits.ratio:.0f} are taken")
    good, bad = [], []
    for info in infos:
        if info.is_dir():
            continue
        if reason := _reason(info, limits):
            bad.append((info.filename, reason))
        else:
            good.append(Member(PurePosixPath(info.filename), info, _time(info)))
    return good, bad


def read(archive: zipfile.ZipFile, member: Member, limits: Limits) -> bytes:
    """Return the bytes of a member; what it unpacks to is counted, not believed."""
    try:
        with archive.open(member.info) as file:
            data = _bounded(file, limits.member_bytes)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise SubmissionError(Status.UNREADABLE, f"the archive is damaged or locked: {error}") from None
    except Exception as error:  # zlib.error, lzma.LZMAError, ...: what a broken stream raises is not listed
        raise SubmissionError(Status.UNREADABLE, f"the archive is damaged: {error}") from None
    return data


def _bounded(file: IO[bytes], limit: int) -> bytes:
    data = file.read(limit + 1)
    if len(data) > limit:
        raise _refused(f"a member unpacks to more than {limit / 2**20:.0f} MiB")
    return data


def _reason(info: zipfile.ZipInfo, limits: Limits) -> str:
    """Return why a member is refused, or nothing."""
    path = PurePosixPath(info.filename)
    if path.is_absolute() or ".." in path.parts or any(sign in info.filename for sign in "\\:\0"):
        return "its path leads out of the archive"
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        return "it is a link or a device, not a file"
    if info.file_size > limits.member_bytes:
        return f"it is larger than {limits.member_bytes / 2**20:.0f} MiB"
    if info.flag_bits & 1:
        return "it is locked with a password"
    return ""


def _time(info: zipfile.ZipInfo) -> float:
    try:
        return datetime(*info.date_time).timestamp()  # archives keep local time
    except (ValueError, OverflowError, OSError):
        return 0.0


def _refused(message: str) -> SubmissionError:
    return SubmissionError(Status.REFUSED, message)
