"""Points of an order: numbers, texts, addressees, own deadlines; who controls."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from opora.reading.deadlines import read_schedule
from opora.reading.model import Actor, Clause, Context, Control, Point, Signature
from opora.reading.requisites.lines import Line, join_text, place_of
from opora.reading.responsible import names, read_addressee

_NUMBER = re.compile(
    r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,3})(?P<end>[.)]?)\s*(?=[А-ЯЁA-Z«\"(])"
    r"|(?P<low>\d{1,2}(?:\.\d{1,2}){1,3})(?:[.)]|(?=\s))\s*(?=[а-яё])"
)
_MISREAD = re.compile(r"([Зб])\.\s*(?=[А-ЯЁ])")
_INLINE = re.compile(r"(?<=[.:;])\s+(?=\d{1,2}(?:\.\d{1,2}){0,3}\.\s*[А-ЯЁ])")
_CONTROL = re.compile(
    r"^(?:общий\s+)?контроль\b"
    r"|\bконтроль\b.{0,200}(?:исполнени|выполнени|реализаци|приказ|распоряжени|собой)",
    re.IGNORECASE,
)
_CHARGE = re.compile(
    r"(?:возложить|возлагаю|возлагается|оставляю|оставить|закрепить|поручить|осуществл)",
    re.IGNORECASE,
)
_MYSELF = re.compile(r"за собой|за мной", re.IGNORECASE)
_DAY = (
    r"(?:[«\"]?\d{1,2}[»\"]?\s*(?:\.\s*\d{1,2}(?:\s*\.\s*\d{2,4})?|\s+[а-я]{3,9})"
    r"(?:\s*\d{4})?\s*(?:г(?:ода|\.)?)?)"
)
_DEADLINE = re.compile(
    rf"(?:в\s+срок\s*[-–—:]?\s*)?(?:до|не\s+поздне?е|не\s+позже|к)\s+{_DAY}(?:\s*\(?включительно\)?)?"
    r"(?:,?\s*(?:ежегодно|ежеквартально|ежемесячно))?"
    rf"|(?:с|в\s+период\s+с)\s+{_DAY}\s+по\s+{_DAY}"
    rf"|(?:ежегодно|ежеквартально|ежемесячно|еженедельно)(?:,?\s*(?:до|не\s+позднее|к)\s+(?:{_DAY}|\d{{1,2}}[\s-]*(?:го)?\s+числа))?"
    r"|(?:до|к)\s+(?:конца|концу|начала|началу|окончания)\s+(?:(?:учебного|календарного|текущего)\s+года"
    r"|[IVX\d]+\s+(?:квартала|полугодия|четверти)|(?:январ|феврал|март|апрел|ма[йя]|июн|июл|август"
    r"|сентябр|октябр|ноябр|декабр)[а-я]*|(?=\d{4}))(?:\s*\d{4})?(?:\s*г(?:ода|\.)?)?"
    r"|в\s+(?:течение|трёхдневный|трехдневный|недельный|десятидневный|месячный)\s+"
    r"(?:\d{1,2}\s+(?:рабочих\s+|календарных\s+)?дн[ейя]+|срок\w*|месяца|недели)(?:\s+со\s+дня\s+\w+)?",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"«[^»]*»|\"[^\"]*\"")
# A period in the name of the plan is no deadline of the point that approves it; «разработать
# план до 15 октября» is one.
_PERIOD = re.compile(r"\bна\s+период\s+$", re.IGNORECASE)
_OF_THE_PLAN = re.compile(
    r"(?:утверд|ввести|внести|принять)\w*\b.*(?:план|карт|мер|программ)\w*\s+$",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(slots=True)
class _Draft:
    """A point while its lines are gathered."""

    number: str
    lines: list[Line] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def add(self, line: Line, text: str) -> None:
        self.lines.append(line)
        self.texts.append(text)


def read_points(
    body: Sequence[Line], context: Context, signatory: Signature | None
) -> tuple[Point, ...]:
    """Read the points of an order: the lines from the operative word to the signature."""
    points: dict[str, Point] = {}
    read: list[Point] = []
    for draft in _gather(body):
        point = _point(draft, context, signatory)
        point = point if point.responsible else _inherit(point, points)
        points[point.number] = point
        read.append(point)
    return tuple(read)


def _gather(body: Sequence[Line]) -> list[_Draft]:
    drafts: list[_Draft] = []
    for line in body:
        for piece in _parted(line.text, drafts):
            number = _number(piece, drafts, starts=line.first)
            if number is not None or not drafts:
                drafts.append(_Draft(number or ""))
            drafts[-1].add(line, _unnumbered(piece) if number else piece)
    return drafts


def _unnumbered(text: str) -> str:
    match = _NUMBER.match(text) or _MISREAD.match(text)
    return text[match.end() :] if match else text


def _parted(text: str, drafts: list[_Draft]) -> list[str]:
    """Part a line that runs on into the next point, if its number goes on with the counting."""
    inside = _INLINE.search(text)
    opening = _NUMBER.match(text)
    match = _NUMBER.match(text, inside.end()) if inside else None
    if match is None:
        return [text]
    above = [*drafts, _Draft(opening["number"] or "")] if opening else drafts
    return _INLINE.split(text) if _follows(match["number"], above) else [text]


def _number(text: str, drafts: list[_Draft], *, starts: bool) -> str | None:
    match = _NUMBER.match(text)
    if match is None:
        return _misread_number(text, drafts)
    number = match["number"] or match["low"]
    marked = bool(match["end"]) or "." in number
    if not marked and not starts:
        return None
    sure = starts and bool(match["end"])
    return number if sure or _follows(number, drafts) else None


def _misread_number(text: str, drafts: list[_Draft]) -> str | None:
    """Read «З.» and «б.» as 3 and 6 where the counting has come to them."""
    match = _MISREAD.match(text)
    if match is None or not drafts:
        return None
    number = {"З": "3", "б": "6"}[match[1]]
    return number if drafts[-1].number.partition(".")[0] == str(int(number) - 1) else None


def _follows(number: str, drafts: list[_Draft]) -> bool:
    """Tell whether a number goes on with the counting: next on some level, or a first child."""
    parts = [int(part) for part in number.split(".")]
    if not drafts or not drafts[-1].number:
        return parts[0] == 1
    last = [int(part) for part in drafts[-1].number.split(".")]
    if len(parts) > len(last):
        return parts[: len(last)] == last and parts[len(last) :] == [1] * (
            len(parts) - len(last)
        )
    *head, tail = parts
    return head == last[: len(head)] and tail in (last[len(head)] + 1, last[len(head)] + 2)


def _point(draft: _Draft, context: Context, signatory: Signature | None) -> Point:
    text = join_text(draft.texts)
    if is_control(text) and _MYSELF.search(text):
        responsible = _myself(signatory)
    else:
        responsible = read_addressee(_without_deadlines(text))
    return Point(
        draft.number,
        text,
        responsible,
        read_own_deadlines(text, context),
        place_of(draft.lines),
    )


def _myself(signatory: Signature | None) -> tuple[Actor, ...]:
    if signatory is None:
        return ()
    post = signatory.post[:1].lower() + signatory.post[1:] if signatory.post else None
    return (Actor("за собой", "person", names.nominative(signatory.name), post=post),)


def _inherit(point: Point, points: dict[str, Point]) -> Point:
    """Give a sub-point the addressees of the nearest point above it that has any."""
    number = point.number
    while "." in number:
        number = number.rpartition(".")[0]
        above = points.get(number)
        if above is not None and above.responsible:
            actors = tuple(_handed_down(actor, number) for actor in above.responsible)
            return replace(point, responsible=actors)
    return point


def _handed_down(actor: Actor, number: str) -> Actor:
    return replace(actor, span=None, inherited_from=actor.inherited_from or number)


def read_own_deadlines(text: str, context: Context) -> tuple[Clause, ...]:
    """Read the deadlines a point sets itself, outside titles and references to other acts."""
    clauses: list[Clause] = []
    for start, end in _deadlines(text):
        found = read_schedule(text[start:end], context)
        clauses += [
            one for one in found if one.type not in ("unspecified", "event") or one.offset
        ]
    return tuple(clauses)


def _without_deadlines(text: str) -> str:
    """Blank the deadlines: «Директорам школ до 1 октября:» addresses the directors alone."""
    for start, end in _deadlines(text):
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _deadlines(text: str) -> Iterator[tuple[int, int]]:
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    for match in _DEADLINE.finditer(text):
        inside = any(start <= match.start() < end for start, end in quoted)
        before = text[: match.start()]
        if not (inside or _PERIOD.search(before) or _OF_THE_PLAN.search(before)):
            yield match.span()


def is_control(text: str) -> bool:
    """Tell whether a point says who controls the execution."""
    return bool(_CONTROL.search(text) and _CHARGE.search(text))


def read_control(points: Sequence[Point], signatory: Signature | None) -> Control | None:
    """Read who controls the execution, as the points say it."""
    for point in points:
        if is_control(point.text):
            itself = bool(_MYSELF.search(point.text))
            who = _signed(signatory) if itself else _named(point.responsible)
            return Control(point.text, who, itself, point.place)
    return None


def _signed(signatory: Signature | None) -> str | None:
    if signatory is None or not signatory.post:
        return signatory.name if signatory else None
    return f"{signatory.name}, {signatory.post[0].lower()}{signatory.post[1:]}"


def _named(actors: Sequence[Actor]) -> str | None:
    if not actors:
        return None
    actor = actors[0]
    return f"{actor.norm}, {actor.post}" if actor.post else actor.norm
