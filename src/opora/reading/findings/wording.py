"""Slips of the pen and of recognition: abbreviations, titles, brackets, lists of schools."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from rapidfuzz.distance import OSA

from opora.methodology import load_abbreviations
from opora.reading.findings.catalogue import finding, load_catalogue
from opora.reading.model import Finding, Item, Place, Reading
from opora.reading.words import analyzer, parses

_SHORT = re.compile(r"(?<![\w-])[А-ЯЁ]{2,6}(?![\w-])")
_NAMES = re.compile(r"[«\"][^»\"]*[»\"]")
_URL = re.compile(r"(?:https?://|www\.)\S+")
_PAIRS = (("(", ")"), ("«", "»"))
_ENUMERATOR = re.compile(r"(?:^|[\s;,.])(?:\d{1,2}|[а-яa-z])\)$")
_SHOUTED = 0.6
_CONTEXT = 25
_SHORTEST, _FEW = 3, 8
_FIELDS = ("measure", "task", "criteria", "indicators_text", "expected_result", "evidence_form",
           "responsible_text", "execution_info")  # fmt: skip


def abbreviations(reading: Reading) -> Iterator[Finding]:
    """Report short forms that nothing explains, and those that recognition spoiled."""
    for short, uses in _uses(reading).items():
        rows = sorted({row for row, _ in uses if row})
        places = [place for _, place in uses]
        meant = _meant(short, reading)
        if meant:
            yield finding(
                "abbreviation-misread", places=places, rows=rows, short=short, meant=meant
            )
        elif short not in reading.document.abbreviations and not _is_word(short):
            yield finding("abbreviation-unexplained", places=places[:1], rows=rows, short=short)


def _uses(reading: Reading) -> dict[str, list[tuple[int | None, Place | None]]]:
    """Collect unknown short forms of measures, sections and points, with their places."""
    found: dict[str, list[tuple[int | None, Place | None]]] = defaultdict(list)
    for row, place, text in _texts(reading):
        for short in _short_forms(text):
            if short not in _known():
                found[short].append((row, place))
    return found


def _texts(reading: Reading) -> Iterator[tuple[int | None, Place | None, str]]:
    for point in reading.document.orders:
        yield None, point.place, point.text
    for section in reading.roadmap.sections:
        yield None, section.place, section.title
    for item in reading.roadmap.items:
        for field in _FIELDS:
            if text := _own_text(item, field):
                yield item.row, item.places.get(field), text


def _own_text(item: Item, field: str) -> str | None:
    """Return what a measure prints itself; a shared cell is reported once."""
    return None if field in item.shared_with else getattr(item, field)


def _short_forms(text: str) -> list[str]:
    """Find words in capitals, outside names in quotes; a text all in capitals has none."""
    plain = _URL.sub(" ", _NAMES.sub(" ", text))
    letters = [letter for letter in plain if letter.isalpha()]
    capitals = sum(letter.isupper() for letter in letters)
    shouted = len(letters) > _FEW and capitals > _SHOUTED * len(letters)
    return [] if shouted else _SHORT.findall(plain)


@cache
def _known() -> frozenset[str]:
    named = (one.short for one in load_abbreviations().abbreviations)
    return frozenset(load_catalogue().known_abbreviations.split()) | frozenset(named)


def _meant(short: str, reading: Reading) -> str | None:
    """Return the known short form that recognition turned into this one."""
    known = _known() | reading.document.abbreviations.keys()
    for printed, meant in load_catalogue().misreadings:
        for match in re.finditer(printed, short):
            candidate = short[: match.start()] + meant + short[match.end() :]
            if candidate in known and len(candidate) >= _SHORTEST and candidate != short:
                return candidate
    return None


def _is_word(short: str) -> bool:
    """Tell an emphasised word («ПЛАН») and a Roman number from a short form."""
    if re.fullmatch("[IVXХ]+", short):
        return True
    return (
        len(short) > _SHORTEST
        and analyzer().word_is_known(short.lower())
        and ("Abbr" not in parses(short.lower())[0].tag)
    )


def title_typos(reading: Reading) -> Iterator[Finding]:
    """Report words of a title that are nearly the words such titles are made of."""
    words = load_catalogue().title_words
    for title in dict.fromkeys((reading.document.title, reading.roadmap.title)):
        for word in re.findall(r"[А-Яа-яЁё]+", title or ""):
            low = word.lower()
            near = [
                one for one in words if OSA.distance(low, one) == 1 and len(one) > _SHORTEST
            ]
            if near and low not in words and not _inflected(low, near[0]):
                place = reading.document.places.get("title")
                yield finding("title-typo", places=[place], printed=word, meant=near[0])


def _inflected(word: str, near: str) -> bool:
    """Tell «карту» from «карата»: another form of the same word is no slip."""
    normal = parses(near)[0].normal_form
    return any(parse.normal_form == normal and parse.is_known for parse in parses(word))


def pairs(reading: Reading) -> Iterator[Finding]:
    """Report brackets and quotes without a pair, or printed twice."""
    seen: set[str] = set()
    for row, place, text in _texts(reading):
        rows = [row] if row else []
        if text in seen:
            continue
        seen.add(text)
        doubled = text.find("((")
        at = doubled if doubled >= 0 else _unmatched(text)
        if at is not None:
            code = "pair-doubled" if doubled >= 0 else "pair-unmatched"
            shown = text[max(0, at - _CONTEXT) : at + _CONTEXT].strip()
            yield finding(code, places=[place], rows=rows, text=shown)


def _unmatched(text: str) -> int | None:
    """Return where a bracket or quote without a pair stands; «а)» of a list is no bracket."""
    for opening, closing in _PAIRS:
        opened: list[int] = []
        for index, letter in enumerate(text):
            if letter == opening:
                opened.append(index)
            elif letter == closing and opened:
                opened.pop()
            elif letter == closing and not _ENUMERATOR.search(
                text[max(0, index - 3) : index + 1]
            ):
                return index
        # Two closing quotes that meet are usually printed as one.
        if opened and not (opening == "«" and "»" in text):
            return opened[-1]
    return None


def school_lists(reading: Reading) -> Iterator[Finding]:
    """Report lists of schools with a comma between the form and the name."""
    for section in reading.roadmap.sections:
        match = re.search(r"\b[А-ЯЁ]{3,6}\s*,\s*[«\"][^»\"]*[»\"]", section.title)
        if match and section.schools:
            number = (section.number or str(section.index)).rstrip(".")
            yield finding("school-list", places=[section.place], number=number, text=match[0])
