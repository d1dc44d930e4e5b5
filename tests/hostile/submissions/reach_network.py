"""
Tries: connects to the network, to the machine's own services, to abstract and named Unix sockets; listens.
Happens: there is no network but its own empty one.
Marks: none
"""

# %% first
import socket
found = []
for host, port in (("127.0.0.1", 22), ("192.0.2.1", 80), ("169.254.169.254", 80), ("::1", 8888)):
    try:
        socket.create_connection((host, port), timeout=0.2)
        found.append(host)
    except OSError:
        pass
for path in ("/run/systemd/private", "/var/run/docker.sock", "\0/tmp/.X11-unix/X0", "/run/user/0/bus"):
    try:
        socket.socket(socket.AF_UNIX).connect(path)
        found.append(path)
    except OSError:
        pass
print("FOUND", found)
