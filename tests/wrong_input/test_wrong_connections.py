"""A form of 200 MB, and connections cut in the middle, at the server as it is installed."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.wrong_input import site as sites
from tests.wrong_input.site import Site, field

HUGE = 200 * 2**20
TEXT = "Отчёт о работе школы. ".encode() * 20_000
SECONDS = 3


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Site]]:
    """Start the site; give it as the coordinator and as the head of a school see it."""
    folder = tmp_path_factory.mktemp("site")
    settled = sites.run_step("settle", folder)
    assert settled.returncode == 0, settled.stderr
    boss, head = settled.stdout.split()
    running = Site(folder, sites.free_port(), boss)
    with (folder / "log").open("w") as log:
        command = [sys.executable, "-c", sites.SERVE.format(port=running.port)]
        process = subprocess.Popen(
            command, env=sites.environment(folder), cwd=folder, stdout=log, stderr=log
        )
        try:
            running.wait()
            yield running, replace(running, session=head)
        finally:
            process.terminate()
            process.wait(timeout=20)


def kept(folder: Path) -> dict[str, int]:
    """Count what an upload may leave behind."""
    tables = ("acts_draft", "acts_storedfile", "roadmaps_evidence")
    counts = {name: sites.rows(folder, f"select count(*) from {name}")[0][0] for name in tables}
    media = folder / "media"
    return counts | {"files": sum(path.is_file() for path in media.rglob("*"))}


@pytest.mark.parametrize(
    ("whose", "path"),
    [
        (0, "/documents/new/"),
        (0, "/settings/people/import/"),
        (1, "/obligations/1/files/"),
        (1, "/obligations/1/submit/"),
    ],
)
def test_a_form_of_200_megabytes_is_refused_before_it_is_read(
    whose: int, path: str, server: tuple[Site, Site]
) -> None:
    site = server[whose]
    started = time.monotonic()
    connection = site.send(path, b"x" * 1000, length=HUGE, token=site.get("/profile/")[1])
    answer = connection.recv(4000)
    connection.close()
    assert answer.startswith(b"HTTP/1.1 413")
    assert time.monotonic() - started < SECONDS
    assert site.is_up()


@pytest.mark.parametrize("share", [0.3, 0.9, 1.0])
@pytest.mark.parametrize(
    ("whose", "path", "name"),
    [
        (0, "/documents/new/", "uploads"),
        (1, "/obligations/1/files/", "files"),
        (1, "/obligations/1/submit/", "files"),
    ],
)
def test_a_connection_cut_in_mid_upload_leaves_nothing(
    whose: int, path: str, name: str, share: float, server: tuple[Site, Site]
) -> None:
    """Even a cut after the whole file and before the end of the form keeps nothing."""
    site = server[whose]
    token = site.get("/profile/")[1]
    before = field("csrfmiddlewaretoken", token.encode()) + field("organisation", b"1")
    body = before + field("report", b"done") + field(name, TEXT, "report.txt")
    cut = len(body) - len(TEXT) + int(len(TEXT) * share) - 1
    site.send(path, body[:cut], length=len(body) + 100, token=token).close()
    time.sleep(0.5)
    assert site.is_up()
    assert kept(site.folder) == {
        "acts_draft": 0, "acts_storedfile": 0, "roadmaps_evidence": 0, "files": 0
    }  # fmt: skip
    assert sites.rows(site.folder, "select state, report from roadmaps_obligation") == [
        ("planned", "")
    ]
