"""Figures of a promise: the number, its unit, how it is compared, and what is counted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from opora.methodology import load_indicator_words
from opora.reading.kinds.cues import Pattern, compile_variants
from opora.reading.responsible.lexicon import head_kind

Comparator = Literal[">=", "<=", "delta", "to", "range"]

_VALUE = r"\d{1,3}(?:[ \xa0]\d{3})+(?!\d)|\d+(?:[.,]\d+)?"
_NUMERAL = re.compile(
    rf"(?<![\w.,/№])(?P<first>{_VALUE})(?:-?(?:х|ти|и|ми|го))?(?![\w+])"
    rf"(?:\s*%?\s*[-–—]\s*(?P<second>{_VALUE})(?![\w+.]))?"
)
_WORD = re.compile(r"[а-яё]+(?:-[а-яё]+)*", re.IGNORECASE)
_UNIT = re.compile(
    r"\s*(?:%|процент\w*|п\.\s?п\.)|\s*(?:чел(?:овек\w*|\.)?|балл\w*|шт(?:ук\w*|\.)?|ед(?:иниц\w*|\.)|экз\w*\.?)"
    r"(?![а-яё])",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\d{1,2}[./]\d{1,2}(?:[./](?:19|20)?\d{2})?(?![\d%])|\d{1,2}:\d{2}|\d{1,2}\.\d{1,2}\.гггг"
)
_NOISE = re.compile(
    r"[ОоOoЗзlI\d]*\d[ОоOoЗзlI\d]*(?=\s?%)|[ОоOoЗзlI\d]*\d[ОоOoЗзlI]+(?![А-ЯЁа-яёA-Za-z])"
)
_NOISE_DIGITS = str.maketrans("ОоOoЗзlI", "00003311")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d{2}(?!\d)")
_DESIGNATION = re.compile(r"(?:№|ФЗ-|п\.|ст\.)\s*\d[\w/.-]*(?:\s*,\s*\d+)*|№\s*[\w/.-]+")
_PER = re.compile(
    r"\s(?:в|за|ежегодно\s+в)\s+(?P<per>(?:учебный\s+)?год|месяц|квартал|полугодие|четверть|неделю)(?![а-яё])"
)
_OTHERS_WHOLE = re.compile(r"(?:^|\s)(?:из|для|на базе|в|от)\s+$")
_BETWEEN = re.compile(r"[,;\n+]|\sи\s|\sили\s|\sа\s+также\s")
_MAX_ADJECTIVES = 4


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a cell; ``start`` and ``end`` bound the number with its unit."""

    value: float | tuple[float, float]
    unit: str
    unit_printed: str | None
    comparator: Comparator | None
    start: int
    end: int
    noun: str | None = None
    per: str | None = None


@lru_cache(maxsize=64)
def pattern(words: str) -> Pattern:
    """Compile a list of variants once."""
    return compile_variants(words)


def fits(word: str, variants: str) -> bool:
    """Tell whether a printed word is one of the variants of a list."""
    plain = word.lower().replace("ё", "е")
    listed = pattern(variants)
    return plain in listed.whole or plain.startswith(listed.beginnings)


def repaired(text: str) -> str:
    """Return the text with letters that OCR reads for digits put right («9О%» → «90%»)."""
    return _NOISE.sub(lambda match: match[0].translate(_NOISE_DIGITS), text)


def find_figures(text: str, *, share: bool = False) -> tuple[Figure, ...]:
    """Find the figures that promise something; numbers of classes, dates and names are passed.

    Parameters
    ----------
    text : str
        One indicator.
    share : bool
        Whether the text itself speaks of a share, so that a bare number is in per cent.
    """
    plain = _ADDRESS.sub(lambda match: "_" * len(match[0]), repaired(text))
    plain = _YEAR.sub("гггг", plain)
    plain = _in_digits(_DESIGNATION.sub(lambda match: "№".ljust(len(match[0])), plain))
    found = [_figure(plain, match, share=share) for match in _numbers(plain)]
    figures = [one for one in found if one is not None]
    if share:
        figures = [one for one in figures if one.unit == "%"]
    return _joined(plain, figures)


def _numbers(text: str) -> list[re.Match[str]]:
    dates = [match.span() for match in _DATE.finditer(text) if not _is_percentage(text, match)]
    return [
        match for match in _NUMERAL.finditer(text)
        if not any(start <= match.start() < end for start, end in dates)
    ]  # fmt: skip


def _is_percentage(text: str, match: re.Match[str]) -> bool:
    return bool(re.match(r"\s*(?:%|балл|процент)", text[match.end() :]))


def _in_digits(text: str) -> str:
    """Write «не менее двух» as «не менее 2   », keeping the length."""
    words = load_indicator_words().numerals

    def digits(match: re.Match[str]) -> str:
        value = words.get(match[0].lower())
        return match[0] if value is None else str(value).ljust(len(match[0]))

    return _WORD.sub(digits, text)


def _figure(text: str, match: re.Match[str], *, share: bool) -> Figure | None:
    before, after = text[: match.start()], text[match.end() :]
    if _is_name(before) or _is_period(after) or re.match(r"\s*-\s*\d", after):
        return None
    unit = _UNIT.match(after)
    noun = None if unit and "%" in unit[0] else _noun(after[unit.end() :] if unit else after)
    end = match.end() + (unit.end() if unit else 0)
    if share and unit is None and not _stands_alone(before, after):
        return None
    value, comparator = _compared(text, match)
    measured = _unit_of(unit[0] if unit else None, noun, share=share)
    if measured is None:
        return None
    per = _PER.match(text[_noun_end(text, end) :]) if unit is None else None
    return Figure(
        value, measured, unit[0].strip() if unit else None, comparator, match.start(), end,
        noun, per["per"] if per else None,
    )  # fmt: skip


def _noun_end(text: str, start: int) -> int:
    per = _PER.search(text, start)
    return per.start() if per else len(text)


def _is_name(before: str) -> bool:
    last = re.search(r"(№|[A-Za-zА-ЯЁа-яё]+)\.?[\s«-]*$", before)
    return last is not None and fits(last[1], load_indicator_words().named_by)


def _is_period(after: str) -> bool:
    """Tell «9-х классов», «2 полугодие», «5, 6 классов» from quantities."""
    words = load_indicator_words()
    ahead = re.match(
        r"(?:\s*(?:[-–,и]|-х|-й|-го)\s*\d*\s*)*\s*([А-ЯЁа-яё]+)(?:\s+([А-ЯЁа-яё]+))?", after
    )
    if ahead is None:
        return False
    held = ahead[1].startswith("д") and ahead[2] and fits(ahead[2], words.held_days)
    return not held and fits(ahead[1], words.not_counted)


def _stands_alone(before: str, after: str) -> bool:
    """Tell a target («Доля школ – 90») from a number inside the name («школ 3 кластера»)."""
    return bool(
        re.search(r"[-–—:=≥>]\s*$|менее\s*$|ниже\s*$|более\s*$|\sдо\s*$", before)
    ) or not after.strip(" .;,)")


def _noun(after: str) -> str | None:
    """Return the word that is counted: the first noun after at most four adjectives."""
    for index, match in enumerate(_WORD.finditer(re.split(r"[,;.(\n]", after)[0])):
        if index > _MAX_ADJECTIVES:
            break
        if head_kind(match[0]) is not None or not _is_adjective(match[0]):
            return match[0]
    return None


def _is_adjective(word: str) -> bool:
    from opora.reading.words import parses

    return parses(word.lower())[0].tag.POS in {"ADJF", "PRTF", "ADVB", "CONJ"}


def _unit_of(printed: str | None, noun: str | None, *, share: bool) -> str | None:
    words = load_indicator_words()
    if printed is not None:
        plain = printed.strip(" .").lower()
        return next((unit for name, unit in words.units.items() if fits(plain, name)), "%")
    if share:
        return "%"
    if noun is None:
        return "шт."
    if fits(noun, words.scores) and not noun.lower().startswith("оценк"):
        return "балл"
    people = fits(noun, words.people) or head_kind(noun) in {"post", "people"}
    return "чел." if people else "шт."


def _compared(
    text: str, match: re.Match[str]
) -> tuple[float | tuple[float, float], Comparator | None]:
    words = load_indicator_words()
    before = text[: match.start()].lower().rstrip()
    value = _number(match["first"])
    if match["second"]:
        return (value, _number(match["second"])), "range"
    start = re.search(rf"(от|с)\s+({_VALUE})\s*%?\s*(?:\w+\s+)?до$", before)
    if start and start[1] == "от":
        return (_number(start[2]), value), "range"
    change = re.search(r"(?:^|\s)на(?:\s+не\s+менее(?:\s+чем)?)?$", before)
    if change:
        sign = _direction(before)
        if sign:
            return sign * value, "delta"
    if _ends_with(before, words.at_most):
        return value, "<="
    if _ends_with(before, words.at_least):
        return value, ">="
    if re.search(r"(?<!\w)до$", before):
        return value, "to"
    sign_before = re.search(r"(≥|>=|>|≤|<=|<)$", before)
    if sign_before:
        return value, ">=" if sign_before[1] in {"≥", ">=", ">"} else "<="
    return value, None


def _ends_with(before: str, variants: str) -> bool:
    """Tell whether one of the phrases stands before a figure; «не более» is no «более»."""
    said = "|".join(sorted(variants.split("/"), key=len, reverse=True))
    phrase = rf"(?<!\w)(?<!не )(?:{said})(?:\s+(?:чем|у|в|на))?$"
    return re.search(phrase, before) is not None


def _direction(before: str) -> int:
    """Return +1 or -1 by the nearest word of growth or fall, 0 if there is none."""
    words = load_indicator_words()
    for match in reversed(list(_WORD.finditer(before))):
        if fits(match[0], words.rises):
            return 1
        if fits(match[0], words.falls):
            return -1
    return 0


def _number(printed: str) -> float:
    return float(re.sub(r"[ \xa0]", "", printed).replace(",", "."))


def _joined(text: str, figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """Leave one figure of those that speak of one thing."""
    kept: list[Figure] = []
    for figure in figures:
        if kept and _speaks_of_same(text, kept[-1], figure):
            if _is_target_of(text, kept[-1], figure):
                kept[-1] = replace(figure, start=kept[-1].start)
            continue
        kept.append(figure)
    return tuple(kept)


def _is_target_of(text: str, before: Figure, figure: Figure) -> bool:
    """Tell whether the second figure is the end of a change or of a later year."""
    between = text[before.end : figure.start]
    by_year = "гггг" in between and before.unit == figure.unit
    return by_year or (
        figure.comparator in {"to", "range"} and between.strip(" %").endswith("до")
    )


def _speaks_of_same(text: str, before: Figure, figure: Figure) -> bool:
    between = text[before.end : figure.start]
    if "гггг" in between and before.unit == figure.unit == "%":
        return True
    if figure.comparator in {"to", "range"} and not _BETWEEN.search(between):
        return True
    in_brackets = text[: figure.start].count("(") > text[: figure.start].count(")")
    return in_brackets or bool(_OTHERS_WHOLE.search(between)) or not _BETWEEN.search(between)
