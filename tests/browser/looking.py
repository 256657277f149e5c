"""Looking at pages in every shape: windows, colours, what is too wide, what axe finds."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page

from tests.browser.people import overflow, violations

PICTURES = os.environ.get("OPORA_PICTURES")
"""A folder for screenshots, to be looked at by a person."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A window and the colours asked of it; whether axe looks too, and at what alone."""

    width: int
    height: int
    scheme: Literal["light", "dark"]
    axe: bool = True
    rules: tuple[str, ...] = ()


SHAPES = (
    Shape(1280, 900, "light"),
    Shape(1280, 900, "dark", rules=("color-contrast",)),
    Shape(640, 450, "light", axe=False),  # 1280 px enlarged to 200 %
    Shape(360, 740, "light"),
    Shape(360, 740, "dark", axe=False),
)
DESK_AND_PHONE = (SHAPES[0], SHAPES[3])
"""Enough for pages made of the same pieces as those looked at in every shape."""


def look(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


def visit(
    page: Page, found: dict[str, str], *, mark: str, shapes: Sequence[Shape] = SHAPES
) -> list[str]:
    """Open every page once and look at it in each shape; return what is wrong."""
    wrong = []
    for name, path in found.items():
        answer = page.goto(path)
        assert answer is not None
        if answer.status != 200:
            wrong.append(f"{name}: {answer.status}")
        for shape in shapes:
            page.set_viewport_size({"width": shape.width, "height": shape.height})
            page.emulate_media(color_scheme=shape.scheme, reduced_motion="reduce")
            at = f"{name} at {shape.width}, {shape.scheme}"
            wrong += [f"{at} is too wide: {one}" for one in overflow(page)]
            wrong += [
                f"{at}: {one}"
                for one in (violations(page, rules=shape.rules) if shape.axe else ())
            ]
            look(page, f"{mark}_{name}_{shape.width}_{shape.scheme}")
    return wrong
