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
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from statistics import quantiles
from typing import NamedTuple

import httpx
from rich.console import Console
from rich.table import Table

from benchmarks.figures import figure

ROOT = Path(__file__).resolve().parent.parent
CLIENTS = 20
COLUMNS = (
    "page", "p50 ms", "p95 ms", "p95 / bare", "20 at once p50", "p95", "queries", "kB",
)  # fmt: skip


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


class Page(NamedTuple):
    """A page and by the key of a visitor who asks for it."""

    name: str
    path: str
    who: str = "region"


BARE = Page("bare Django list", "/bare/")


class Visitor(NamedTuple):
    """A browser that has signed in, or a program with its key; and what proves it."""

    client: httpx.Client
    cookies: dict[str, str]
    headers: dict[str, str]


def visitor(
    address: str, cookies: dict[str, str] | None = None, headers: dict[str, str] | None = None
) -> Visitor:
    """Return a visitor; making a client takes longer than a page, so it is kept."""
    kept = httpx.Limits(max_connections=CLIENTS, max_keepalive_connections=CLIENTS)
    client = httpx.Client(
        base_url=address, cookies=cookies, headers=headers, timeout=60, limits=kept
    )
    return Visitor(client, cookies or {}, headers or {})


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


class Repeats(NamedTuple):
    """How often a page is asked for alone, and by all clients together."""

    alone: int = 30
    together: int = 100


def measure(
    client: httpx.Client, path: str, repeats: Repeats
) -> tuple[float, float, float, float]:
    """Figures of one page: p50 and p95 alone, p50 and p95 with 20 clients at once."""
    timed(client, path)
    alone = [timed(client, path) for _ in range(repeats.alone)]
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(lambda _: timed(client, path), range(CLIENTS)))
        together = list(pool.map(lambda _: timed(client, path), range(repeats.together)))
    return *p50_p95(alone), *p50_p95(together)


def queries(path: str, who: Visitor) -> int:
    """Count the queries of a page in this process."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="localhost", headers=who.headers)
    client.cookies.load(who.cookies)
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

        from benchmarks.region import Size, build

        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        user, edition = build(date.today(), Size())  # noqa: DTZ011
        with server(var) as address:
            person = visitor(address, session_of(user))
            title = "1,500 schools, 51,000 obligations, SQLite, 2 server processes"
            report(title, pages_of(edition), {"region": person})


def session_of(user: object) -> dict[str, str]:
    """Sign in without the form."""
    from django.test import Client

    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")  # type: ignore[arg-type]
    return {name: morsel.value for name, morsel in client.cookies.items()}


def pages_of(edition: object) -> list[Page]:
    """Return the pages that the issue names, and the bare one first."""
    roadmap = edition.roadmap_id  # type: ignore[attr-defined]
    region = edition.roadmap.owner.territory_id  # type: ignore[attr-defined]
    return [
        BARE,
        Page("roadmap", f"/roadmaps/{roadmap}/"),
        Page("my day", "/"),
        Page("panel", f"/panel/{region}/"),
        Page("obligations", "/obligations/"),
        Page("schools", "/schools/"),
    ]


def report(
    title: str,
    pages: Sequence[Page],
    visitors: Mapping[str, Visitor],
    repeats: Repeats = Repeats(),  # noqa: B008  # a tuple of numbers
) -> None:
    """Time every page, the bare one first, and print the table."""
    table = Table(title=title)
    for column in COLUMNS:
        table.add_column(column, justify="left" if column == "page" else "right")
    bare = 0.0
    for page in pages:
        who = visitors[page.who]
        p50, p95, many50, many95 = measure(who.client, page.path, repeats)
        bare = bare or p95
        name = page.name.lower().replace(" ", "_")
        figure(f"page_{name}_p95_ms", p95)
        figure(f"page_{name}_20_at_once_p95_ms", many95)
        table.add_row(
            page.name,
            f"{p50:.0f}",
            f"{p95:.0f}",
            f"{p95 / bare:.1f}",
            f"{many50:.0f}",
            f"{many95:.0f}",
            str(queries(page.path, who)),
            f"{transferred(who.client, page.path) / 1000:.1f}",
        )
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
