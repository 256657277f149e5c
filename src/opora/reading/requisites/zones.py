"""The zones of a document: letterhead, title, preamble, points, signatures, attachments."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from opora.reading.model import Span
from opora.reading.requisites.lines import Line

_OPERATIVE = (
    "приказываю", "приказывает", "постановляю", "постановляет", "распоряжаюсь", "обязываю",
    "решил", "решила", "решили", "решает", "предлагаю",
)  # fmt: skip
_OPERATIVE_LINE = re.compile(
    r"(?<!\w)(" + "|".join(r"\s?".join(word) for word in _OPERATIVE) + r")(?!\w)\s*:?",
    re.IGNORECASE,
)
KIND_LINE = re.compile(
    r"(?P<kind>приказ|распоряжение|постановление|решение|протокол|положение|письмо)"
    r"(?!\w)(?P<rest>.*)",
    re.IGNORECASE,
)
_KIND_REST = re.compile(
    r"\s*(?:$|№|N\b|от\b|\d|[«_]|по\s|главы\b|начальника\b|председателя\b|[А-ЯЁ])"
)
TITLE_LINE = re.compile(r"[«\"\[]?\s*(?:О|Об|Обо|ОБ)\s+[«\"(]?[А-Яа-яЁёA-Z]")
PLAN_LINE = re.compile(
    r"[«\"(]?\s*(?:[А-Яа-яё]+(?:ый|ая|ой|ное|ые)\s+){0,2}[«\"(]?"
    r"(?:план\b|план-график|дорожная кара?та|комплекс(?:ный)? (?:мер|план)|программа\b"
    r"|перечень мероприятий|мероприятия\b|сетевой график|циклограмма)",
    re.IGNORECASE,
)
STAMP_LINE = re.compile(
    r"«?(?P<word>утвержд[ею]н[аоы]?|утверждаю|утверждён[аоы]?)\b", re.IGNORECASE
)
OTHER_STAMP = re.compile(
    r"(?:согласован[аоы]?|рассмотрен[аоы]?|принят[аоы]?|одобрен[аоы]?|рекомендован[аоы]?)\b",
    re.IGNORECASE,
)
ATTACHMENT_LINE = re.compile(
    r"[«(]?приложение(?:\s*(?:№|N)?\s*(?P<number>\d+(?:\.\d+)?))?", re.IGNORECASE
)
_ATTACHMENT_TAIL = re.compile(
    r"\s*[»).]*\s*(?:$|к\b|приказ|распоряжени|постановлени|утвержд|от\b|№)", re.IGNORECASE
)
_PREAMBLE = re.compile(
    r"(?:В соответствии|В целях|С целью|На основании|Во исполнение|Руководствуясь|Согласно"
    r"|В связи|В рамках|По итогам|По результатам|Рассмотрев|Заслушав|Учитывая|Для|Исходя"
    r"|По поручению|В исполнение|Исполняя|Реализуя|Следуя|В ходе|В порядке|Принимая"
    r"|С уч[её]том|Вследствие|Ввиду)\b",
    re.IGNORECASE,
)
_FIRST_POINT = re.compile(r"1\s*[.)]?\s+[А-ЯЁ«\"]|1[.)]\s*[А-ЯЁ«\"]")


@dataclass(frozen=True, slots=True)
class Zones:
    """The lines of a document by what they do; ``operative`` is the word as printed.

    A bare plan has no points: its heading is ``heading`` and what stands before it is ``head``.
    """

    head: tuple[Line, ...] = ()
    title: tuple[Line, ...] = ()
    preamble: tuple[Line, ...] = ()
    operative: Line | None = None
    body: tuple[Line, ...] = ()
    annex: tuple[Line, ...] = ()
    is_order: bool = False


def split(lines: tuple[Line, ...], plan_block: int | None) -> Zones:
    """Part the lines of a document into zones.

    Parameters
    ----------
    lines : tuple of Line
        The prose of the document.
    plan_block : int or None
        The first table of the plan, if there is one: what stands below is never letterhead.
    """
    before = sum(1 for line in lines if plan_block is None or line.place.block < plan_block)
    opening = _opening(lines, before)
    if opening is None:
        return _without_points(lines, before) or _bare_plan(lines, before)
    return _order(lines, opening)


@dataclass(frozen=True, slots=True)
class _Opening:
    """Where the preamble ends: a line and characters of it, or the first point."""

    index: int
    span: Span
    operative: bool


def _opening(lines: tuple[Line, ...], before: int) -> _Opening | None:
    for index, line in enumerate(lines[:before]):
        if match := _OPERATIVE_LINE.search(line.text):
            return _Opening(index, Span(match.start(), match.end()), operative=True)
    kind = kind_index(lines[:before])
    if kind is None:
        return None
    for index in range(kind, before):
        if lines[index].first and _FIRST_POINT.match(lines[index].text):
            return _Opening(index, Span(0, 0), operative=False)
    return None


def kind_index(lines: tuple[Line, ...]) -> int | None:
    """Find the line that names the kind of the document, outside any stamp."""
    stamped = -_STAMP_LINES
    for index, line in enumerate(lines):
        if STAMP_LINE.match(line.text) or OTHER_STAMP.match(line.text):
            stamped = index
        if TITLE_LINE.match(line.text) or PLAN_LINE.match(line.text):
            return None
        found = KIND_LINE.match(line.text)
        if found is None:
            continue
        alone = found["kind"].isupper() and not found["rest"].strip()
        if alone or (_KIND_REST.match(found["rest"]) and index - stamped >= _STAMP_LINES):
            return index
    return None


_STAMP_LINES = 6


def greeting_index(lines: tuple[Line, ...]) -> int | None:
    """Find the line that greets the addressees of a letter."""
    greets = (
        i for i, line in enumerate(lines) if re.match("Уважаем", line.text, re.IGNORECASE)
    )
    return next(greets, None)


def _order(lines: tuple[Line, ...], opening: _Opening) -> Zones:
    title = _title(lines, opening.index)
    line = lines[opening.index]
    start, end = title
    preamble = [*lines[end : opening.index], _cut(line, 0, opening.span.start)]
    body = [_cut(line, opening.span.end, len(line.text)), *lines[opening.index + 1 :]]
    stop = annex_index(body)
    return Zones(
        head=lines[:start],
        title=lines[start:end],
        preamble=tuple(one for one in preamble if one.text),
        operative=_operative(line, opening),
        body=tuple(one for one in body[:stop] if one.text),
        annex=tuple(body[stop:]),
        is_order=True,
    )


def _without_points(lines: tuple[Line, ...], before: int) -> Zones | None:
    """Part an order whose table follows right after its title."""
    kind = kind_index(lines[:before])
    if kind is None or plan_heading(lines[:before]) != (before, before):
        return None
    titles = (i for i in range(kind + 1, before) if TITLE_LINE.match(lines[i].text))
    start = next(titles, None)
    if start is None:
        return None
    end = _title_end(lines, start, before)
    body = list(lines[before:])
    stop = annex_index(body)
    return Zones(
        head=lines[:start],
        title=lines[start:end],
        preamble=lines[end:before],
        body=tuple(body[:stop]),
        annex=tuple(body[stop:]),
        is_order=True,
    )


def _operative(line: Line, opening: _Opening) -> Line | None:
    return _cut(line, opening.span.start, opening.span.end) if opening.operative else None


def _cut(line: Line, start: int, end: int) -> Line:
    """Return a part of a line; its place is exact unless letters were closed up."""
    text = line.text[start:end]
    left = start + len(text) - len(text.lstrip())
    base = line.place.span.start if line.place.span else 0
    span = Span(base + left, base + start + len(text.rstrip()))
    return replace(line, text=text.strip(), place=replace(line.place, span=span))


def _title(lines: tuple[Line, ...], stop: int) -> tuple[int, int]:
    """Find the title of an order before the line where its preamble ends."""
    kind = kind_index(lines[: stop + 1]) or 0
    for start in range(kind, stop + 1):
        if start < stop and TITLE_LINE.match(lines[start].text):
            return start, _title_end(lines, start, stop)
    return _preamble_start(lines, kind, stop), _preamble_start(lines, kind, stop)


def _title_end(lines: tuple[Line, ...], start: int, stop: int) -> int:
    for index in range(start + 1, stop):
        if lines[index].first and not continues(lines[index - 1], lines[index]):
            return index
        if _PREAMBLE.match(lines[index].text) and lines[index].text[0].isupper():
            return index
    return stop


def _preamble_start(lines: tuple[Line, ...], kind: int, stop: int) -> int:
    found = (i for i in range(kind, stop + 1) if _PREAMBLE.match(lines[i].text))
    return next(found, stop)


def continues(above: Line, line: Line) -> bool:
    """Tell whether a new paragraph goes on with the heading above it."""
    text = line.text
    if _PREAMBLE.match(text) and text[0].isupper():
        return False
    if (
        text[0].islower()
        or _PERIOD.match(text)
        or text[0] in '(«"–-'
        or re.search(r"(?:[-,(«]|\s[а-яё]{1,3})$", above.text)
    ):
        return True
    return (
        len(text) < _HEADING_LENGTH
        and not text.endswith((".", ":", ";"))
        and (
            not above.text.endswith((".", ":"))
            and (line.bold, line.align) == (above.bold, above.align)
            and not text[0].isdigit()
        )
    )


_HEADING_LENGTH = 90
# «2024–2027 гг.» alone on the last line of a heading.
_PERIOD = re.compile(r"(?:19|20)\d{2}\s?[-–—/]\s?(?:20)?\d{2}\s?(?:г|уч)")


def annex_index(lines: list[Line]) -> int:
    """Find where the attachments of an order begin."""
    for index, line in enumerate(lines):
        if line.first and (is_attachment_label(line.text) or STAMP_LINE.match(line.text)):
            return index
    return len(lines)


def is_attachment_label(text: str) -> bool:
    """Tell «Приложение № 1 к приказу …» from a sentence that begins with the word."""
    match = ATTACHMENT_LINE.match(text)
    return bool(match and _ATTACHMENT_TAIL.match(text[match.end() :]))


def _bare_plan(lines: tuple[Line, ...], before: int) -> Zones:
    start, end = plan_heading(lines[:before])
    if start == end:
        start, end = (before + index for index in plan_heading(lines[before:]))
        return Zones(head=lines[:before], title=lines[start:end], annex=lines[before:start])
    return Zones(head=lines[:start], title=lines[start:end], annex=lines[end:])


def plan_heading(lines: tuple[Line, ...]) -> tuple[int, int]:
    """Find the last heading «План … / Дорожная карта …» of the lines: first line and end.

    The heading right above the table is wanted, so the search goes upwards; a heading joins the
    lines above it that belong to the same title.
    """
    for index in range(len(lines) - 1, -1, -1):
        if PLAN_LINE.match(lines[index].text) and _stands_alone(lines, index):
            start = _heading_start(lines, index)
            return start, heading_end(lines, start)
    return len(lines), len(lines)


def _heading_start(lines: tuple[Line, ...], index: int) -> int:
    """Go up over «ДОРОЖНАЯ КАРТА» above «(план мероприятий)»: one heading, two names."""
    while index > 0 and PLAN_LINE.match(lines[index - 1].text):
        if not continues(lines[index - 1], lines[index]):
            break
        index -= 1
    return index


def _stands_alone(lines: tuple[Line, ...], index: int) -> bool:
    """Tell a heading from a line inside running prose or inside a longer title."""
    if index == 0 or lines[index].first:
        return index == 0 or not TITLE_LINE.match(lines[index - 1].text)
    return lines[index - 1].paragraph == lines[index].paragraph and not _running(lines, index)


def _running(lines: tuple[Line, ...], index: int) -> bool:
    return lines[index].text[0].islower() or bool(re.search(r"[,(«-]$", lines[index - 1].text))


def heading_end(lines: tuple[Line, ...], start: int) -> int:
    """Find the end of the heading that begins at a line."""
    for index in range(start + 1, len(lines)):
        line, above = lines[index], lines[index - 1]
        if line.paragraph - above.paragraph > 1 or is_attachment_label(line.text):
            return index
        if line.place.row is not None and above.place.row is None:
            return index
        if line.first and not continues(above, line):
            return index
        if re.match(r"(?:цель|цели|задач[аи]|раздел|таблица)\b", line.text, re.IGNORECASE):
            return index
    return len(lines)
