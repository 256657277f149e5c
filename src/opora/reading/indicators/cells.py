"""Cells of indicators and of expected results read as measurable promises."""

from __future__ import annotations

import re
from typing import Literal

from opora.methodology import load_indicator_words
from opora.reading.indicators.figures import Figure, find_figures, fits
from opora.reading.indicators.heads import Nature, is_yes_no, nature_of, unit_at_end
from opora.reading.indicators.pieces import Piece, split
from opora.reading.indicators.subjects import subject_of
from opora.reading.model import Indicator, IndicatorKind, Span
from opora.reading.responsible.lexicon import head_kind

Source = Literal["indicators", "expected_result"]

_EMPTY = re.compile(r"[\s\-–—−_.…]*")
_REFERENCE = re.compile(
    r"(?:соответству\w+|согласно|в соответствии с|по)\s+"
    r"(?P<what>дорожн\w+ карт\w+|план\w*(?: мероприятий)?|график\w*)"
)
_SURE, _IMPLIED, _BY_WORDS = 0.98, 0.9, 0.75


def read_indicators(text: str, *, source: Source) -> tuple[Indicator, ...]:
    """Read the measurable promises of a cell of a roadmap.

    Parameters
    ----------
    text : str
        The cell as printed.
    source : {"indicators", "expected_result"}
        Its column. Every line of the column of indicators is one; of the expected results only
        those with a figure are.

    Examples
    --------
    >>> one, = read_indicators("Не менее 8 открытых уроков", source="expected_result")
    >>> one.target, one.unit, one.comparator
    (8.0, 'шт.', '>=')
    """
    if _EMPTY.fullmatch(text):
        return ()
    found = [one for piece in split(text) for one in _read(piece, source)]
    if source == "expected_result":
        found = [one for one in found if one.target is not None]
    return tuple(found)


def read_indicator_cell(text: str) -> tuple[Indicator, ...]:
    """Read any cell of indicators or results: figures, documents, events, qualities.

    Examples
    --------
    >>> [one.kind for one in read_indicator_cell("Приказ; совещание; 80 % учителей")]
    ['document', 'event', 'share']
    """
    if _EMPTY.fullmatch(text):
        return ()
    pieces = [part for piece in split(text) for part in _listed(piece)]
    return tuple(one for piece in pieces for one in _read(piece, "indicators"))


def _listed(piece: Piece) -> list[Piece]:
    """Part «Приказ, план работы» where every part begins with a document or an event."""
    parts = list(re.finditer(r"[^,]+", piece.text))
    if len(parts) == 1 or not all(_names_evidence(part[0]) for part in parts):
        return [piece]
    return [_trimmed(part, piece) for part in parts]


def _trimmed(part: re.Match[str], piece: Piece) -> Piece:
    blank = len(part[0]) - len(part[0].lstrip())
    return Piece(part[0].strip(), piece.start + part.start() + blank, piece.number)


def _names_evidence(text: str) -> bool:
    words = load_indicator_words()
    first = re.match(r"\s*([А-ЯЁа-яё-]+)", text)
    return (
        first is not None
        and not re.search(r"\d", text)
        and (fits(first[1], words.documents) or fits(first[1], words.events))
    )


def _read(piece: Piece, source: Source) -> list[Indicator]:
    nature = nature_of(piece.text)
    if nature == "share" and _covers_a_number(piece.text):
        nature = "count"
    figures = find_figures(
        piece.text, share=nature == "share" or unit_at_end(piece.text) == "%"
    )
    if figures:
        return [_with_figure(piece, figure, nature, source) for figure in figures]
    return [_without_figure(piece, nature, source)]


def _covers_a_number(text: str) -> bool:
    """Tell «охват 45 учителей», a count, from «охват школ – 90»."""
    first = re.match(r"[А-ЯЁа-яё]+", text)
    if first is None or not fits(first[0], load_indicator_words().coverage):
        return False
    figures = find_figures(text)
    return any(one.noun for one in figures) and all(one.unit != "%" for one in figures)


def _with_figure(piece: Piece, figure: Figure, nature: Nature, source: Source) -> Indicator:
    unit, printed = figure.unit, figure.unit_printed
    if printed is None and unit == "шт.":
        unit, printed = _unit_of_text(piece.text, nature) or unit, unit_at_end(piece.text)
    kind: IndicatorKind = "share" if unit == "%" else "count"
    return Indicator(
        _flat(piece.text), kind, unit, figure.value, figure.comparator,
        subject=subject_of(piece.text, figure), number=piece.number,
        unit_source="printed" if printed else "implied",
        unit_printed=_other_spelling(printed, unit), per=figure.per, source=source,
        span=Span(piece.start, piece.start + len(piece.text)),
        confidence=_SURE if printed else _IMPLIED,
    )  # fmt: skip


def _without_figure(piece: Piece, nature: Nature, source: Source) -> Indicator:
    printed = unit_at_end(piece.text)
    unit = _unit_of_text(piece.text, nature)
    kind: IndicatorKind = "count" if nature == "score" else nature
    if unit is not None and printed is not None:
        kind = "share" if unit == "%" else "count"
    said = printed is not None or (kind == "boolean" and is_yes_no(piece.text))
    reference = _REFERENCE.search(piece.text) if kind in {"count", "share"} else None
    return Indicator(
        _flat(piece.text), kind, unit,
        subject=subject_of(piece.text, None), number=piece.number,
        unit_source=None if unit is None else "printed" if said else "implied",
        unit_printed=_other_spelling(printed, unit),
        target_ref=reference["what"] if reference else None, source=source,
        span=Span(piece.start, piece.start + len(piece.text)),
        confidence=_SURE if said else _BY_WORDS,
    )  # fmt: skip


def _unit_of_text(text: str, nature: Nature) -> str | None:
    """Return the unit: the one at the end, else the one that the first words imply."""
    words = load_indicator_words()
    printed = unit_at_end(text)
    if printed is not None:
        plain = printed.strip(" .").lower()
        return next((unit for name, unit in words.units.items() if fits(plain, name)), "%")
    if nature == "share":
        return "%"
    if nature == "score":
        return "балл"
    if nature == "boolean":
        return "да/нет"
    return _unit_of_counted(text) if nature == "count" else None


def _unit_of_counted(text: str) -> str:
    """Return «чел.» if the word after «количество» names people, else «шт.»."""
    words = load_indicator_words()
    if re.match(r"\W*численность", text.lower()) and not re.search(
        r"школ|организац", text.lower()[:40]
    ):
        return "чел."
    for match in re.finditer(r"[а-яё]+(?:-[а-яё]+)*", text.lower()):
        if fits(match[0], words.counts) or match[0] in {"во", "общее", "кол-во"}:
            continue
        kind = head_kind(match[0])
        if kind is not None or fits(match[0], words.people):
            return "шт." if kind == "organization" else "чел."
        if not re.search(r"(?:ых|их|ого|его|ой|ей)$", match[0]):
            return "шт."
    return "шт."


def _other_spelling(printed: str | None, unit: str | None) -> str | None:
    """Return the printed unit where it is not the one it is counted in («ед.»)."""
    return printed if printed and unit and printed.strip(" .") != unit.strip(" .") else None


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
