"""
Tries: writes into site-packages, `~/.ipython`, `~/.bashrc`, /tmp, /dev/shm, the course's packages, cron, and beside its folder.
Happens: what is written is gone with the process; the rest is read-only.
Marks: none
"""

# %% first
import os, site, sys
import kit, torch
places = [*site.getsitepackages(), os.path.expanduser("~/.ipython/profile_default/startup"), os.path.expanduser("~"), "/root", "/tmp", "/var/tmp",
          "/dev/shm", os.path.dirname(kit.__file__), os.path.dirname(torch.__file__), "/etc", "/etc/cron.d", "..", "../..", sys.prefix]
for place in places:
    try:
        os.makedirs(place, exist_ok=True)
        open(os.path.join(place, "planted-by-hostile.py"), "w").write("raise SystemExit\n")
    except OSError:
        pass
