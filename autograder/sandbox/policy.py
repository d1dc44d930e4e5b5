"""What a job may see and use."""

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

SYSTEM_PATHS = tuple(
    Path(path)
    for path in (
        "/usr",
        "/lib",
        "/lib32",
        "/lib64",
        "/bin",
        "/sbin",
        "/nix/store",
        "/etc/alternatives",
        "/etc/fonts",
        "/etc/ld.so.cache",
        "/etc/localtime",
        "/etc/nsswitch.conf",
        "/etc/ssl/openssl.cnf",
    )
)
"""Programs, libraries and settings of the machine that every job may read."""


class Tier(Enum):
    """How strongly a job is confined, strongest first.

    NAMESPACES: own processes, network, file system; limits; Landlock; seccomp. Subprocesses are allowed.
    LANDLOCK: the file system by Landlock, the rest by seccomp, limits. No subprocess and no socket
    (Unix socket pairs excepted), so a ``DataLoader`` loads in the main process.
    NONE: limits only.
    """

    NAMESPACES = "namespaces"
    LANDLOCK = "landlock"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class Policy:
    """Confinement of one job.

    Attributes
    ----------
    job
        The one writable directory, which becomes the working directory. Under root and ``Tier.NAMESPACES``
        it is given, with all it holds, to the user `nobody`.
    read_only
        Further trees to read: the interpreter (`interpreter_paths`) and data sets. None may hold the job.
    gpu
        Whether NVIDIA devices are visible.
    memory_bytes
        Private memory that each process may add to what it inherited from the process that forked it.
    cpu_seconds
        CPU time of each process.
    file_bytes
        Largest file, and the size of the private ``/tmp``.
    processes
        Processes and threads of the job together.
    open_files
        Descriptors of each process.
    keep_fds
        Descriptors that stay open. All others are closed; of 0, 1 and 2 the closed ones become /dev/null.
    keep_environment
        Variables to keep beside the few harmless ones in `environment.KEEP`.
    """

    job: Path
    read_only: tuple[Path, ...] = ()
    gpu: bool = False
    memory_bytes: int = 4 << 30
    cpu_seconds: int = 600
    file_bytes: int = 256 << 20
    processes: int = 128
    open_files: int = 1024
    keep_fds: tuple[int, ...] = ()
    keep_environment: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a policy that would let the job read its own surroundings."""
        for path in (self.job, *self.read_only):
            if not path.is_absolute():
                raise ValueError(f"{path} is not absolute")
        job = self.job.resolve()
        for path in self.readable():
            if job.is_relative_to(path.resolve()):
                raise ValueError(f"the job directory {self.job} lies in {path}, which jobs may read")

    def readable(self) -> tuple[Path, ...]:
        """Paths that the job may read but not write."""
        return (*SYSTEM_PATHS, *self.read_only)
