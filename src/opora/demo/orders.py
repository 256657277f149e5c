"""The demo's orders: texts of our own in YAML, dated around the current school year."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

import msgspec


class SectionRow(msgspec.Struct, frozen=True):
    """A row merged over the table."""

    section: str


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """One document of the demo, as its author would type it."""

    file: str
    format: str
    owner: str
    plan_title: str
    columns: list[str]
    rows: list[SectionRow | list[str]]
    head: list[str] = []
    word: str = ""
    requisites: list[str] = []
    title: str = ""
    preamble: str = ""
    points: list[list[str]] = []
    signature: list[str] = []
    stamp: list[str] = []


def orders(school_year: int) -> Iterator[Order]:
    """Yield the orders, dated around the school year that began in ``school_year``."""
    years = {"{y0}": school_year - 1, "{y1}": school_year, "{y2}": school_year + 1}
    for source in sorted((files("opora.demo") / "orders").iterdir(), key=lambda p: p.name):
        text = source.read_text(encoding="utf-8")
        for mark, year in years.items():
            text = text.replace(mark, str(year))
        yield msgspec.yaml.decode(text, type=Order)
