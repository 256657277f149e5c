"""The site as it is installed: its own process, server and database on the disk."""

from __future__ import annotations

import http.client
import os
import socket
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SERVE = (
    "from opora.config import server;"
    "server.serve(host='127.0.0.1', port={port}, workers=1, with_worker=False)"
)
BOUNDARY = "----seldom"


def environment(folder: Path) -> dict[str, str]:
    """Return the environment of an installation in a folder, apart from any other."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OPORA_")}
    return kept | {
        "OPORA_VAR": str(folder),
        "OPORA_DEBUG": "1",
        "DJANGO_SETTINGS_MODULE": "opora.config.settings",
        "PYTHONPATH": str(ROOT),
    }


def run_step(step: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run one step of ``installation`` in a process of its own."""
    command = [sys.executable, "-m", "tests.wrong_input.installation", step]
    return subprocess.run(
        command, env=environment(folder), cwd=ROOT, capture_output=True, text=True, check=False
    )


def rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    """Ask the database on the disk, past the program."""
    with sqlite3.connect(folder / "opora.sqlite3", timeout=20) as connection:
        found = connection.execute(query).fetchall()
    connection.close()
    return found


@dataclass(frozen=True, slots=True)
class Site:
    """A running server and a person who has signed in."""

    folder: Path
    port: int
    session: str

    def get(self, path: str) -> tuple[int, str]:
        """Return the status of a page and the token that its forms carry."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("GET", path, headers={"Cookie": f"sessionid={self.session}"})
        response = connection.getresponse()
        response.read()
        cookie = response.getheader("Set-Cookie") or ""
        connection.close()
        return response.status, cookie.partition("csrftoken=")[2].partition(";")[0]

    def send(self, path: str, body: bytes, *, length: int, token: str) -> socket.socket:
        """Begin a form that promises ``length`` bytes; give the open connection."""
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        head = (
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\n"
            f"Cookie: sessionid={self.session}; csrftoken={token}\r\n"
            f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n"
            f"Content-Length: {length}\r\n\r\n"
        )
        connection.sendall(head.encode() + body)
        return connection

    def is_up(self) -> bool:
        """Whether the server answers."""
        try:
            return self.get("/account/login/")[0] in {200, 302}
        except OSError:
            return False

    def wait(self) -> None:
        """Wait until the server answers."""
        for _ in range(200):
            if self.is_up():
                return
            time.sleep(0.1)
        raise TimeoutError(f"no answer at port {self.port}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def field(name: str, value: bytes, file: str = "") -> bytes:
    """Return a part of a form as browsers send it."""
    named = f'; filename="{file}"\r\nContent-Type: text/plain' if file else ""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'
    return head.encode() + value + b"\r\n"
