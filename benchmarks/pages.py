"""Time pages on a region of 1,500 schools and 50,000 obligations, beside a bare list page.

Each page is asked for alone and by 20 clients at once from a real server on SQLite; p50 and p95
in milliseconds, the ratio to the bare page, the number of queries and the bytes transferred.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from statistics import quantiles

import httpx
from rich.console import Console
from rich.table import Table

from benchmarks.figures import figure

ROOT = Path(__file__).resolve().parent.parent
ALONE, TOGETHER, CLIENTS = 30, 100, 20


@contextmanager
def server(var: str) -> Iterator[str]:
    """Serve the benchmark's settings on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "granian",
            "--interface",
            "wsgi",
            "--port",
            str(port),
            "--workers",
            "2",
            "--blocking-threads",
            "4",
            "--log-level",
            "error",
            "opora.config.wsgi:application",
        ],
        env=os.environ | {"OPORA_VAR": var},
        cwd=ROOT,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(100):
            try:
                httpx.get(f"{address}/bare/", timeout=20)
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait()


def visitor(address: str, cookies: dict[str, str]) -> httpx.Client:
    """Return a signed-in browser; making one takes longer than a page, so it is kept."""
    kept = httpx.Limits(max_connections=CLIENTS, max_keepalive_connections=CLIENTS)
    return httpx.Client(base_url=address, cookies=cookies, timeout=60, limits=kept)


def timed(client: httpx.Client, path: str) -> float:
    """Milliseconds of one answer, which must be a page."""
    start = time.perf_counter()
    answer = client.get(path)
    answer.raise_for_status()
    assert answer.status_code == httpx.codes.OK, f"{path}: {answer.status_code}"
    return (time.perf_counter() - start) * 1000


def p50_p95(figures: list[float]) -> tuple[float, float]:
    """Median and 95th percentile."""
    cuts = quantiles(figures, n=20)
    return cuts[9], cuts[18]


def measure(client: httpx.Client, path: str) -> tuple[float, float, float, float]:
    """Figures of one page: p50 and p95 alone, p50 and p95 with 20 clients at once."""
    timed(client, path)
    alone = [timed(client, path) for _ in range(ALONE)]
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(lambda _: timed(client, path), range(CLIENTS)))
        together = list(pool.map(lambda _: timed(client, path), range(TOGETHER)))
    return *p50_p95(alone), *p50_p95(together)


def queries(path: str, cookies: dict[str, str]) -> int:
    """Count the queries of a page in this process."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="localhost")
    client.cookies.load(cookies)
    with CaptureQueriesContext(connection) as caught:
        client.get(path)
    return len(caught)


def transferred(client: httpx.Client, path: str) -> int:
    """Bytes of the page itself, compressed as a browser takes it."""
    return client.get(path, headers={"Accept-Encoding": "gzip"}).num_bytes_downloaded


def main() -> None:
    """Build the region, time the pages, print the table."""
    with tempfile.TemporaryDirectory() as var:
        os.environ |= {"OPORA_VAR": var, "DJANGO_SETTINGS_MODULE": "benchmarks.bare_settings"}
        import django

        django.setup()
        from django.core.management import call_command

        from benchmarks.region import build

        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        user, edition = build(date.today())  # noqa: DTZ011
        cookies = session_of(user)
        with server(var) as address, visitor(address, cookies) as client:
            report(client, pages_of(edition), cookies)


def session_of(user: object) -> dict[str, str]:
    """Sign in without the form."""
    from django.test import Client

    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")  # type: ignore[arg-type]
    return {name: morsel.value for name, morsel in client.cookies.items()}


def pages_of(edition: object) -> dict[str, str]:
    """Return the pages that the issue names, and the bare one first."""
    roadmap = edition.roadmap_id  # type: ignore[attr-defined]
    region = edition.roadmap.owner.territory_id  # type: ignore[attr-defined]
    return {
        "bare Django list": "/bare/",
        "roadmap": f"/roadmaps/{roadmap}/",
        "my day": "/",
        "panel": f"/panel/{region}/",
        "obligations": "/obligations/",
        "schools": "/schools/",
    }


def report(client: httpx.Client, pages: dict[str, str], cookies: dict[str, str]) -> None:
    """Time every page and print the table."""
    table = Table(title="1,500 schools, 51,000 obligations, SQLite, 2 server processes")
    for title in (
        "page",
        "p50 ms",
        "p95 ms",
        "p95 / bare",
        "20 at once p50",
        "p95",
        "queries",
        "kB",
    ):
        table.add_column(title, justify="left" if title == "page" else "right")
    bare = 0.0
    for name, path in pages.items():
        p50, p95, many50, many95 = measure(client, path)
        bare = bare or p95
        figure(f"page_{name.lower().replace(' ', '_')}_p95_ms", p95)
        figure(f"page_{name.lower().replace(' ', '_')}_20_at_once_p95_ms", many95)
        table.add_row(
            name,
            f"{p50:.0f}",
            f"{p95:.0f}",
            f"{p95 / bare:.1f}",
            f"{many50:.0f}",
            f"{many95:.0f}",
            str(queries(path, cookies)),
            f"{transferred(client, path) / 1000:.1f}",
        )
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
