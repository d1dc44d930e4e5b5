"""A PostgreSQL server of Debian's package for some tests: in a temporary folder, on a free port of the loopback."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import URL, create_engine, make_url, text

PASSWORD = "not for anybody's eyes"


def programs() -> Path | None:
    """The folder with the newest server's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    return found[-1].parent if found else None


@contextlib.contextmanager
def server(bin_: Path) -> Iterator[URL]:
    """Start a server; yields the address of its first database. It is stopped and removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    data, key = folder / "data", folder / "password"
    key.write_text(PASSWORD)
    before: list[str] = []
    if os.geteuid() == 0:  # the server refuses to run as root
        before = ["runuser", "-u", "postgres", "--"]
        for path in (folder, key):
            shutil.chown(path, "postgres")
    sure = ["--auth=scram-sha-256", f"--pwfile={key}", "--username=grader", "--encoding=UTF8", "--no-sync"]
    try:
        _run([*before, str(bin_ / "initdb"), f"--pgdata={data}", *sure])
        port = _free_port()
        options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder} -c fsync=off"
        control = [*before, str(bin_ / "pg_ctl"), f"--pgdata={data}", "--wait"]
        _run([*control, f"--log={folder / 'log'}", f"--options={options}", "start"])
        try:
            yield URL.create("postgresql+psycopg", "grader", PASSWORD, "127.0.0.1", port, "postgres")
        finally:
            _run([*control, "--mode=immediate", "stop"])
    finally:
        shutil.rmtree(folder)


def new_database(address: URL) -> str:
    """Make an empty database on a server; returns its address."""
    name = f"course_{uuid.uuid4().hex[:8]}"
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"create database {name}"))
    engine.dispose()
    return address.set(database=name).render_as_string(hide_password=False)


def drop_database(db_url: str, address: URL) -> None:
    """Remove a database and make an empty one of the same name."""
    name = make_url(db_url).database
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"drop database {name} with (force)"))
        connection.execute(text(f"create database {name}"))
    engine.dispose()


def _run(command: list[str]) -> None:
    done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False, timeout=120)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
