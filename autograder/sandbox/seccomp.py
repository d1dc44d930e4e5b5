"""Which system calls a job is denied."""

import errno
import os
import socket
from typing import Final

from autograder.sandbox.bpf import Filter, bits_clear, bits_set, differs, equals
from autograder.sandbox.policy import Policy, Tier
from autograder.sandbox.syscall_numbers import FIRST_UNKNOWN
from autograder.sandbox.syscalls import PR_SET_PDEATHSIG

KERNEL_SURFACE: Final = """
    acct add_key adjtimex bpf chroot clock_adjtime clock_settime delete_module fanotify_init finit_module
    fsconfig fsmount fsopen fspick init_module io_uring_enter io_uring_register io_uring_setup ioperm iopl
    ioprio_set kcmp kexec_file_load kexec_load keyctl lookup_dcookie lsm_set_self_attr memfd_secret
    migrate_pages mknod mknodat modify_ldt mount mount_setattr move_mount move_pages name_to_handle_at
    open_by_handle_at open_tree open_tree_attr perf_event_open pidfd_getfd pivot_root process_madvise
    process_mrelease process_vm_readv process_vm_writev ptrace quotactl quotactl_fd reboot request_key
    setdomainname sethostname setns settimeofday swapoff swapon syslog umount2 unshare userfaultfd
""".split()  # noqa: SIM905
"""Powers over the kernel and over other processes that no exercise needs."""

SYSV_IPC: Final = ("msgget", "mq_open", "semget", "shmget")
METADATA: Final = """
    chmod chown fchmod fchmodat fchmodat2 fchown fchownat file_setattr fremovexattr fsetxattr futimesat
    lchown lremovexattr lsetxattr removexattr removexattrat setxattr setxattrat utime utimensat utimes
""".split()  # noqa: SIM905
NEW_NAMESPACES: Final = 0x7E020000  # CLONE_NEW{NS,CGROUP,UTS,IPC,USER,PID,NET}
CLONE_THREAD: Final = 0x00010000
MAP_SHARED, MAP_ANONYMOUS = 0x01, 0x20
O_TRUNC, O_ACCMODE = 0o1000, 0o3
TIOCSTI, TIOCLINUX = 0x5412, 0x541C
SOCK_DATAGRAM_BIT: Final = 2  # set in SOCK_DGRAM and SOCK_RAW, clear in SOCK_STREAM and SOCK_SEQPACKET
AF_NETLINK: Final = 16


def install(policy: Policy, tier: Tier, landlock_abi: int) -> None:
    """Apply the filter of a tier.

    Raises
    ------
    OSError
        If the kernel refuses.
    """
    rules = Filter()
    rules.deny_from(FIRST_UNKNOWN)
    for name in (*KERNEL_SURFACE, *SYSV_IPC):
        rules.deny(name)
    # The C library falls back to clone(), whose flags a filter can read.
    rules.deny("clone3", error=errno.ENOSYS)
    rules.deny("clone", bits_set(0, NEW_NAMESPACES))
    rules.deny("ioctl", equals(1, TIOCSTI))
    rules.deny("ioctl", equals(1, TIOCLINUX))
    if not policy.gpu:
        # Shared memory counts towards no limit of a process. What is left, /dev/shm, has a size.
        rules.deny("mmap", bits_set(3, MAP_ANONYMOUS), bits_set(3, MAP_SHARED), error=errno.ENOMEM)
        rules.deny("memfd_create", error=errno.ENOSYS)
    if tier is Tier.NAMESPACES:
        _sockets(rules, socket.AF_UNIX, socket.AF_INET, socket.AF_INET6, AF_NETLINK)
    else:
        _sockets(rules, socket.AF_UNIX)
        _shared_world(rules, landlock_abi)
    rules.install()


def _sockets(rules: Filter, *families: int) -> None:
    """Allow these address families; others (vsock, say) belong to no network namespace."""
    others = [differs(0, family) for family in families]
    rules.deny("socket", *others, error=errno.EAFNOSUPPORT)


def _shared_world(rules: Filter, landlock_abi: int) -> None:
    """Deny what reaches the machine where processes and sockets have no namespace of their own."""
    rules.deny("clone", bits_clear(0, CLONE_THREAD))
    for name in ("fork", "vfork", "execve", "execveat"):
        rules.deny(name)
    # Landlock does not know connect() to a socket in the file system, chmod() or utime().
    rules.deny("connect", error=errno.EACCES)
    rules.deny("sendto", differs(4, 0), error=errno.EACCES)
    rules.deny("sendto", differs(4, 0, high_half=True), error=errno.EACCES)
    # sendmsg() hides its address behind a pointer, so no datagram socket may exist.
    for name in ("socket", "socketpair"):
        rules.deny(name, bits_set(1, SOCK_DATAGRAM_BIT), error=errno.EACCES)
    for name in METADATA:  # pretended, so that shutil.copy() and the like still run
        rules.deny(name, error=0)
    rules.deny("kill", differs(0, os.getpid()), differs(0, 0))
    rules.deny("tgkill", differs(0, os.getpid()))
    for name in ("tkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "pidfd_open", "pidfd_send_signal"):
        rules.deny(name)
    rules.deny("prlimit64", differs(0, 0), differs(0, os.getpid()))
    for name in ("sched_setaffinity", "sched_setscheduler", "sched_setattr", "sched_setparam"):
        rules.deny(name, differs(0, 0), error=0)  # pretended: libzmq aborts on an error
    rules.deny("setpriority", differs(0, os.PRIO_PROCESS))  # by user or group it reaches the grader
    rules.deny("setpriority", differs(1, 0))
    rules.deny("prctl", equals(0, PR_SET_PDEATHSIG))  # a job must not outlive the grader
    if landlock_abi < 3:  # truncation is beyond Landlock before Linux 6.2
        rules.deny("truncate", error=errno.EACCES)
        rules.deny("openat2", error=errno.ENOSYS)  # its flags are behind a pointer
        for name, flags in (("open", 1), ("openat", 2)):
            rules.deny(name, bits_set(flags, O_TRUNC), bits_clear(flags, O_ACCMODE), error=errno.EACCES)
