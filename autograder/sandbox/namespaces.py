"""Namespaces of a job: users, processes, network, IPC, host name, and a file system made of bindings."""

import ctypes
import errno
import fcntl
import os
import socket
import struct
from pathlib import Path

from autograder.sandbox.policy import Policy
from autograder.sandbox.syscalls import LIBC, check, syscall
from autograder.sandbox.view import Binding, bindings

CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC = 0x00020000, 0x02000000, 0x04000000, 0x08000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT = 1, 2, 4, 8, 32
MS_BIND, MS_REC, MS_PRIVATE = 4096, 16384, 1 << 18
MNT_DETACH = 2
AT_FDCWD, AT_RECURSIVE = -100, 0x8000
MOUNT_ATTR_RDONLY, MOUNT_ATTR_NOSUID = 1, 2
SIOCSIFFLAGS, IFF_UP, IFF_RUNNING = 0x8914, 0x1, 0x40

STAGE = Path("/tmp")
"""Where the new root is put together; what the machine has there is hidden by then."""
NEW, OLD = Path("/new"), Path("/old")


def unshare() -> None:
    """Move this process to fresh namespaces; the process namespace begins with its next child.

    Raises
    ------
    OSError
        If the machine does not let this user make them.
    """
    flags = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET
    flags |= CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP
    check(LIBC.unshare(ctypes.c_int(flags)), "unshare")


def isolate_host() -> None:
    """Start the loopback interface, the only one there is, and forget the machine's name.

    Raises
    ------
    OSError
        If the kernel refuses.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", IFF_UP | IFF_RUNNING))
    socket.sethostname("sandbox")


def build_root(policy: Policy) -> None:
    """Put the job's file system together at `NEW`; the machine's stays at `OLD` until `enter_root`.

    Raises
    ------
    OSError
        If the kernel refuses, naming the path.
    """
    shown = bindings(policy)
    _mount(None, "/", flags=MS_REC | MS_PRIVATE)
    _tmpfs(STAGE, "size=16m,mode=755")
    for root in (NEW, OLD):
        (STAGE / root.name).mkdir()
    _mount(str(STAGE / NEW.name), str(STAGE / NEW.name), flags=MS_BIND)
    os.chdir(STAGE)
    _pivot(str(STAGE), str(STAGE / OLD.name))
    _tmpfs(_in(NEW, "/tmp"), f"size={policy.file_bytes},mode=1777")
    _tmpfs(_in(NEW, "/dev"), "size=64k,mode=755")
    _tmpfs(_in(NEW, "/dev/shm"), f"size={policy.memory_bytes},mode=1777")
    for binding in shown:
        _bind(binding)
    for name, target in (("fd", ""), ("stdin", "/0"), ("stdout", "/1"), ("stderr", "/2")):
        _in(NEW, f"/dev/{name}").symlink_to(f"/proc/self/fd{target}")
    _in(NEW, "/proc").mkdir()
    _in(NEW, "/etc").mkdir(exist_ok=True)
    uid, gid = os.getuid(), os.getgid()
    users = f"root:x:0:0:::\nstudent:x:{uid}:{gid}::/tmp/home:\nnobody:x:65534:65534:::\n"
    _in(NEW, "/etc/passwd").write_text(users)
    _in(NEW, "/etc/group").write_text(f"root:x:0:\nstudent:x:{gid}:\nnogroup:x:65534:\n")
    _in(NEW, "/etc/hosts").write_text("127.0.0.1 localhost sandbox\n::1 localhost\n")


def enter_root() -> None:
    """Make `NEW` the root. To be called by the first process of the process namespace, for its /proc.

    Raises
    ------
    OSError
        If the kernel refuses: a container that masks parts of /proc may not mount a new one.
    """
    _mount("proc", f"{NEW}/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC)
    _detach(str(OLD))
    os.chdir(NEW)
    _pivot(".", ".")  # the old root now lies over the new one: pivot_root(2)
    _detach(".")
    os.chdir("/")
    _mount(None, "/", flags=MS_BIND | MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NODEV)


def _in(root: Path, path: str | Path) -> Path:
    return root / str(path).lstrip("/")


def _mount(source: str | None, target: str, kind: str | None = None, flags: int = 0, data: str = "") -> None:
    encoded = [None if text is None else os.fsencode(text) for text in (source, target, kind)]
    result = LIBC.mount(*encoded, ctypes.c_ulong(flags), os.fsencode(data))
    check(result, f"mount {kind or source or ''} on {target}")


def _tmpfs(target: Path, data: str) -> None:
    target.mkdir(exist_ok=True)
    _mount("tmpfs", str(target), "tmpfs", MS_NOSUID | MS_NODEV, data)


def _detach(target: str) -> None:
    check(LIBC.umount2(os.fsencode(target), MNT_DETACH), f"umount {target}")


def _pivot(new: str, old: str) -> None:
    syscall("pivot_root", os.fsencode(new), os.fsencode(old))


def _bind(binding: Binding) -> None:
    """Show a tree in the new root, with the mounts in it: without them user namespaces may not (EINVAL)."""
    source, target = _in(OLD, binding.source), _in(NEW, binding.target)
    if source.is_dir():
        target.mkdir(parents=True, exist_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()
    _mount(str(source), str(target), flags=MS_BIND | MS_REC)
    if not binding.writable:
        _make_read_only(str(target))


def _make_read_only(target: str) -> None:
    attributes = struct.pack("=QQQQ", MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID, 0, 0, 0)
    path, size = os.fsencode(target), ctypes.c_size_t(len(attributes))
    try:
        syscall("mount_setattr", ctypes.c_int(AT_FDCWD), path, ctypes.c_uint(AT_RECURSIVE), attributes, size)
    except OSError as error:
        if error.errno != errno.ENOSYS:
            raise
        # Before Linux 5.12: the outermost mount alone, with the flags that a user namespace may not drop.
        kept = os.statvfs(target).f_flag & (os.ST_NODEV | os.ST_NOEXEC | os.ST_NOATIME | os.ST_NODIRATIME)
        flags = MS_BIND | MS_REMOUNT | MS_RDONLY | MS_NOSUID | kept
        if os.statvfs(target).f_flag & os.ST_RELATIME:
            flags |= 1 << 21
        _mount(None, target, flags=flags)
