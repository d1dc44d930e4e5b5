"""What a submission may try. An attack returns when it got through and raises when it was stopped."""

import contextlib
import ctypes
import fcntl
import json
import os
import resource
import shutil
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

LIBC = ctypes.CDLL(None, use_errno=True)
X86 = os.uname().machine == "x86_64"
ATTACKS: dict[str, Callable[["World"], object]] = {}


@dataclass(frozen=True)
class World:
    """What lies around the job, made by the fixture of the same name."""

    course: str
    victim: int
    tcp_port: int
    udp_port: int
    marker: str
    descriptor: int

    @property
    def secret(self) -> Path:
        return Path(self.course, "assignments/A1/hidden.py")


class StoppedError(Exception):
    """The attack had no effect."""


def attack(function: Callable[[World], object]) -> Callable[[World], object]:
    ATTACKS[function.__name__] = function
    return function


def run_all(world: World) -> None:
    """Try every attack and print a JSON object: for each name what it got, or null if it was stopped."""
    results: dict[str, str | None] = {}
    for name, function in ATTACKS.items():
        try:
            results[name] = repr(function(world))
        except Exception as error:
            results[name] = None
            print(f"{name}: {error!r}", file=sys.stderr)
    print(json.dumps(results))


def call(name: str, x86: int, arm: int, *arguments: object) -> int:
    result = LIBC.syscall(ctypes.c_long(x86 if X86 else arm), *arguments)
    if result < 0:
        raise OSError(ctypes.get_errno(), name)
    return int(result)


# --- files


@attack
def read_secret(world: World) -> object:
    return world.secret.read_text()


@attack
def list_course(world: World) -> object:
    return next(name for name in os.listdir(world.course) if name != ".grading")


@attack
def stat_secret(world: World) -> object:
    return world.secret.stat().st_size


@attack
def read_through_symbolic_link(world: World) -> object:
    with contextlib.suppress(FileExistsError):
        os.symlink(world.secret, "link")
    return Path("link").read_text()


@attack
def read_through_hard_link(world: World) -> object:
    os.link(world.secret, "hard")
    return Path("hard").read_text()


@attack
def read_through_victim(world: World) -> object:
    return Path(f"/proc/{world.victim}/root{world.secret}").read_text()


@attack
def read_inherited_descriptor(world: World) -> object:
    return os.pread(world.descriptor, 10, 0)


@attack
def write_outside(world: World) -> object:
    return Path(world.course, "submitted/bob/A1/planted").write_text("x")


@attack
def overwrite_gradebook(world: World) -> object:
    with open(Path(world.course, "gradebook.db"), "r+") as file:
        return file.write("x")


@attack
def truncate_gradebook(world: World) -> object:
    os.truncate(Path(world.course, "gradebook.db"), 0)
    return True


@attack
def truncate_by_opening(world: World) -> object:
    path = Path(world.course, "submitted/bob/A1/A1.ipynb")
    os.close(os.open(path, os.O_RDONLY | os.O_TRUNC))
    return path


@attack
def move_outside(world: World) -> object:
    Path("mine").write_text("x")
    os.rename("mine", Path(world.course, "moved"))
    return True


@attack
def remove_submission(world: World) -> object:
    os.unlink(Path(world.course, "submitted/bob/A1/removable"))
    return True


@attack
def change_mode_outside(world: World) -> object:
    path = Path(world.course, "submitted/bob/A1/A1.ipynb")
    os.chmod(path, 0o751)
    if path.stat().st_mode & 0o777 != 0o751:
        raise StoppedError
    return oct(path.stat().st_mode)


@attack
def change_time_outside(world: World) -> object:
    path = Path(world.course, "submitted/bob/A1/A1.ipynb")
    os.utime(path, (1, 1))
    if path.stat().st_mtime != 1:
        raise StoppedError
    return path


@attack
def write_to_readable(world: World) -> object:
    path = Path(attack.__code__.co_filename).parents[2] / f"autograder/planted-{world.marker}"
    path.write_text("x")
    path.unlink()
    return path


@attack
def write_sysctl(world: World) -> object:
    return open("/proc/sys/kernel/core_pattern", "a").fileno()


@attack
def write_sysrq(world: World) -> object:
    return open("/proc/sysrq-trigger", "w").fileno()


@attack
def open_terminal(world: World) -> object:
    return open("/dev/tty").fileno()


# --- other processes and what they know


@attack
def read_own_environment(world: World) -> object:
    texts = [str(dict(os.environ)), Path("/proc/self/environ").read_text(errors="replace")]
    if not any(world.marker in text for text in texts):
        raise StoppedError
    return texts


@attack
def read_init_environment(world: World) -> object:
    return Path("/proc/1/environ").read_bytes()


@attack
def read_victim_environment(world: World) -> object:
    return Path(f"/proc/{world.victim}/environ").read_bytes()


@attack
def see_processes(world: World) -> object:
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit() and int(name) != os.getpid():
            with contextlib.suppress(OSError):
                found += [name] * (world.marker.encode() in Path(f"/proc/{name}/cmdline").read_bytes())
    if str(world.victim) not in found:
        raise StoppedError
    return found


@attack
def signal_victim(world: World) -> object:
    os.kill(world.victim, 0)
    return True


@attack
def signal_victim_by_descriptor(world: World) -> object:
    descriptor = os.pidfd_open(world.victim)
    signal.pidfd_send_signal(descriptor, signal.Signals.SIGCONT)
    return True


@attack
def limit_victim(world: World) -> object:
    return resource.prlimit(world.victim, resource.RLIMIT_NOFILE)


@attack
def slow_victim_down(world: World) -> object:
    os.setpriority(os.PRIO_PROCESS, world.victim, 5)
    return True


@attack
def pin_victim(world: World) -> object:
    allowed = {min(os.sched_getaffinity(0))}
    os.sched_setaffinity(world.victim, allowed)
    if os.sched_getaffinity(world.victim) != allowed:
        raise StoppedError
    return allowed


@attack
def trace_victim(world: World) -> object:
    seize = 0x4206
    return call("ptrace", 101, 117, seize, world.victim, None, None)


@attack
def read_victim_memory(world: World) -> object:
    return open(f"/proc/{world.victim}/mem", "rb").fileno()


# --- network


@attack
def connect_tcp(world: World) -> object:
    return socket.create_connection(("127.0.0.1", world.tcp_port), timeout=2)


@attack
def send_udp(world: World) -> object:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ours:
        ours.settimeout(1)
        ours.sendto(b"x", ("127.0.0.1", world.udp_port))
        return ours.recv(10)  # the fixture answers


@attack
def connect_unix(world: World) -> object:
    with socket.socket(socket.AF_UNIX) as ours:
        ours.connect(f"{world.course}/stream")
        return True


@attack
def connect_abstract_unix(world: World) -> object:
    with socket.socket(socket.AF_UNIX) as ours:
        ours.connect("\0" + world.marker)
        return True


@attack
def send_unix_datagram(world: World) -> object:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ours:
        return ours.sendto(b"x", f"{world.course}/datagram")


@attack
def send_unix_datagram_by_pair(world: World) -> object:
    ours, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    with ours, other:
        return ours.sendmsg([b"x"], [], 0, f"{world.course}/datagram")


@attack
def open_virtual_machine_socket(world: World) -> object:
    return socket.socket(40, socket.SOCK_STREAM)


# --- the kernel


@attack
def share_system_v_memory(world: World) -> object:
    result = LIBC.shmget(0, 4096, 0o1600)
    if result < 0:
        raise OSError(ctypes.get_errno(), "shmget")
    return LIBC.shmctl(result, 0, None)


@attack
def make_user_namespace(world: World) -> object:
    if LIBC.unshare(0x10000000) < 0:
        raise OSError(ctypes.get_errno(), "unshare")
    return "a new user namespace"


@attack
def mount_file_system(world: World) -> object:
    if LIBC.mount(b"none", b"/tmp", b"tmpfs", ctypes.c_ulong(0), None) < 0:
        raise OSError(ctypes.get_errno(), "mount")
    return "mounted"


@attack
def use_io_uring(world: World) -> object:
    return call("io_uring_setup", 425, 425, ctypes.c_uint(4), ctypes.create_string_buffer(256))


@attack
def use_keyring(world: World) -> object:
    return call("keyctl", 250, 219, 0, -3, 1)


@attack
def use_user_fault_descriptor(world: World) -> object:
    return call("userfaultfd", 323, 282, 1)


@attack
def share_anonymous_memory(world: World) -> object:
    import mmap

    return len(mmap.mmap(-1, 4096))


@attack
def push_terminal_input(world: World) -> object:
    leader, follower = os.openpty()
    fcntl.ioctl(follower, 0x5412, b"x")
    return leader


@attack
def hold_capabilities(world: World) -> object:
    status = Path("/proc/self/status").read_text().splitlines()
    held = [line for line in status if line.startswith(("CapPrm", "CapEff", "CapBnd", "CapAmb"))]
    if not any(int(line.split()[1], 16) for line in held[:2]):
        raise StoppedError
    return held


@attack
def gain_privileges(world: World) -> object:
    if "NoNewPrivs:\t1" in Path("/proc/self/status").read_text():
        raise StoppedError
    return "set-uid programs keep their power"


@attack
def call_by_x32_number(world: World) -> object:
    return call("getpid of x32", 0x40000000 + 39, -1)


@attack
def call_unknown_number(world: World) -> object:
    """Give away what a later kernel may add: stopped if the answer is "no such call"."""
    return call("a later call", 470, 470, None, None, 0, 0)


# --- what must still work: the same form, the other way round


def work(world: World) -> None:
    """Do what exercises need, and print "works"."""
    Path("notes.txt").write_text("x")
    shutil.copy("notes.txt", "copy.txt")
    os.rename("copy.txt", "moved.txt")
    Path(os.environ["HOME"], "settings").write_text("x")
    Path(os.environ["TMPDIR"], "scratch").write_text("x")
    ours, other = socket.socketpair()
    ours.sendall(b"ab")
    assert other.recv(2) == b"ab"
    assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] > 0
    assert struct.calcsize("=i") == 4
    os.kill(os.getpid(), 0)
    with contextlib.suppress(PermissionError):
        assert subprocess.run(["true"], check=True).returncode == 0
    print("works")
