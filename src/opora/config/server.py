"""Start the site: database in step, static files in place, server and worker together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager


def prepare() -> None:
    """Bring the database in step and collect static files if they changed since."""
    from django.core.management import call_command

    from opora.config import schedules

    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    schedules.register()


@contextmanager
def worker() -> Iterator[None]:
    """Run the worker of jobs beside the server and stop it with it."""
    process = subprocess.Popen([sys.executable, "-m", "django", "qcluster"])
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()


def serve(*, host: str, port: int, workers: int, with_worker: bool = True) -> None:
    """Serve until interrupted. ``port`` must be free: the server says so if it is not."""
    from granian import Granian
    from granian.constants import Interfaces

    os.environ.setdefault("OPORA_ADDRESS", f"http://localhost:{port}")
    server = Granian(
        "opora.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=8,
        websockets=False,
    )
    if not with_worker:
        server.serve()
        return
    with worker():
        server.serve()
