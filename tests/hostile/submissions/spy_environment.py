"""
Tries: looks for secrets in the environment (also where the kernel keeps it), on the command line and in inherited descriptors.
Happens: a handful of harmless variables; two sockets and /dev/null.
Marks: none
"""

# %% first
import os
print("FOUND", [name for name in os.environ if any(word in name for word in ("TOKEN", "KEY", "SECRET", "HOSTILE"))])
print("FOUND", b"HOSTILE" in open("/proc/self/environ", "rb").read())
print("FOUND", [link for name in os.listdir("/proc/self/fd") if os.path.exists(f"/proc/self/fd/{name}")
                and not (link := os.readlink(f"/proc/self/fd/{name}")).startswith(("socket:", "/dev/", "/proc/", "pipe:", "anon_inode:"))])
