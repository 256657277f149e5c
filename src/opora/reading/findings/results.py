"""Results, evidence and numbers: what is missing, given twice, or counted with a gap."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from opora.reading.findings.catalogue import finding
from opora.reading.findings.naming import listed, place_of
from opora.reading.model import Finding, Item, Reading
from opora.reading.tables.numbers import number_norm

_EMPTY = re.compile(r"[-–—\s_.]*")


def missing(reading: Reading) -> Iterator[Finding]:
    """Report the measures that promise nothing anybody could look at."""
    items = [item for item in reading.roadmap.items if _promises_nothing(item)]
    if items:
        places = [place_of(item, "measure") for item in items]
        rows = [item.row for item in items]
        yield finding("result-missing", places=places, rows=rows, numbers=listed(items))


def _promises_nothing(item: Item) -> bool:
    fields = (item.indicators_text, item.expected_result, item.evidence_form)
    printed = [field for field in fields if field is not None]
    return (
        bool(printed) and not item.indicators and all(_EMPTY.fullmatch(one) for one in printed)
    )


def evidence_missing(reading: Reading) -> Iterator[Finding]:
    """Report measures without a word on execution, where others have one."""
    items = reading.roadmap.items
    empty = [item for item in items if item.execution_info == ""]
    if empty and any(item.execution_info for item in items):
        places = [place_of(item, "execution_info") for item in empty]
        rows = [item.row for item in empty]
        yield finding("evidence-missing", places=places, rows=rows, numbers=listed(empty))


def urls_repeated(reading: Reading) -> Iterator[Finding]:
    """Report one link that proves two different measures."""
    proved: dict[str, list[Item]] = defaultdict(list)
    for item in reading.roadmap.items:
        for url in dict.fromkeys(item.evidence_urls):
            if "execution_info" not in item.shared_with:
                proved[url].append(item)
    for url, items in proved.items():
        if len(items) > 1:
            places = [place_of(item, "execution_info") for item in items]
            rows = [item.row for item in items]
            yield finding(
                "url-repeated", places=places, rows=rows, numbers=listed(items), url=url
            )


def indicator_numbering(reading: Reading) -> Iterator[Finding]:
    """Report indicators whose printed numbers jump within one cell."""
    for item in reading.roadmap.items:
        if "indicators_text" in item.shared_with:
            continue
        numbers = [_figure(one.number) for one in item.indicators]
        for before, after in pairwise([number for number in numbers if number is not None]):
            if after != before + 1:
                place = place_of(item, "indicators_text")
                words = {"before": before, "after": after}
                yield finding("indicator-numbering", places=[place], rows=[item.row], **words)


def _figure(number: str | None) -> int | None:
    digits = (number or "").strip(" .)")
    return int(digits) if digits.isdigit() else None


def numbers_misread(reading: Reading) -> Iterator[Finding]:
    """Report numbers that are letters: «б.» for «6.»."""
    for item in reading.roadmap.items:
        meant = number_norm(item.number) if item.number else None
        if item.number and meant and re.search(r"[а-яa-z]", item.number) and meant.isdigit():
            place = item.places.get("number") or place_of(item, "measure")
            words = {"printed": item.number, "meant": meant}
            yield finding("number-misread", places=[place], rows=[item.row], **words)
