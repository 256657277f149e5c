"""A real Chromium against a real server: the cast signs in through the form like anybody."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright's loop runs in the test's thread
CHROMIUM = "/usr/bin/chromium"
MEANT = re.compile(r"Failed to load resource: .* status of (403|404|409|413|422|429) ")
"""Chromium calls a page that refuses something an error too."""
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.skip("нет /usr/bin/chromium: make test ставит его сам")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def new_page(chromium: Browser, live_server) -> Iterator[Callable[..., Page]]:
    """Open a page of a width, with script or without; errors of script fail the test."""
    contexts, errors = [], []

    def note(line: ConsoleMessage) -> None:
        if line.type == "error" and not MEANT.match(line.text):
            errors.append(line.text)

    def open_page(width: int = 1280, height: int = 900, *, script: bool = True) -> Page:
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            java_script_enabled=script,
            locale="ru-RU",
        )
        context.set_default_timeout(30_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", note)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == [], f"script errors: {errors}"
