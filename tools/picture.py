"""Make the pictures of the README and the docs: the demo, photographed in Chromium."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
PASSWORD = "opora-demo-2025"  # noqa: S105  # of the demo, shown on its sign-in page
METHODIST = "lukina@demo.opora"
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WAIT = 180
"""Seconds that the demo may take to build and answer."""


@contextmanager
def demo() -> Iterator[str]:
    """Build the demo in a temporary folder and serve it on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        opora = Path(sys.executable).with_name("opora")
        process = subprocess.Popen(
            [str(opora), "demo", "--port", str(port)], env=os.environ | {"OPORA_VAR": folder}
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _await(address)
            yield address
        finally:
            process.terminate()
            process.wait()


def _await(address: str) -> None:
    for _ in range(WAIT):
        try:
            urllib.request.urlopen(address).close()  # noqa: S310  # our own server
        except (urllib.error.URLError, ConnectionError):
            time.sleep(1)
        else:
            return
    raise SystemExit("Пример не ответил за три минуты.")


def _sign_in(page: Page) -> None:
    page.goto("/account/login/")
    page.fill("input[name=login]", METHODIST)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/")


def _photograph(page: Page) -> None:
    page.goto("/")
    page.screenshot(path=PICTURES / "my-day.png")
    page.goto("/roadmaps/")
    page.get_by_role("link", name="План мероприятий («дорожная карта») поддержки").first.click()
    page.screenshot(path=PICTURES / "roadmap.png")
    page.goto("/documents/")
    page.get_by_role("link", name="Профилактика неуспешности").first.click()
    page.screenshot(path=PICTURES / "review.png")
    page.goto("/panel/")
    page.screenshot(path=PICTURES / "panel.png")
    page.set_viewport_size({"width": 1280, "height": 1150})
    page.goto("/identification/")
    page.locator("tr", has_text="Ответы школ").get_by_role("link").click()
    page.screenshot(path=PICTURES / "list.png")
    page.get_by_role("link", name="Каменнобродская СОШ", exact=True).click()
    page.screenshot(path=PICTURES / "why.png")


def main() -> None:
    """Photograph six pages."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with demo() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        page = browser.new_page(base_url=address, viewport={"width": 1280, "height": 800})
        _sign_in(page)
        _photograph(page)
        browser.close()


if __name__ == "__main__":
    main()
