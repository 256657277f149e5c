"""A cell of deadlines → clauses, and the words that were not understood."""

from __future__ import annotations

from dataclasses import dataclass, replace

from opora.reading.deadlines.compose import compose
from opora.reading.deadlines.group import Draft
from opora.reading.deadlines.normal import Normal, normalise
from opora.reading.deadlines.phrases import Item, When, Word, Words
from opora.reading.deadlines.plan import Plan
from opora.reading.deadlines.scan import scan
from opora.reading.deadlines.wordings import is_word
from opora.reading.model import Clause, Context, Span

_DASHES = frozenset("-.,_ \n")
_DITTO_MARKS = frozenset("-\"/\\_,. \n'`")
_LONGEST_CELL = 2000
_LEAST_LETTERS = 4
_DOUBT = 0.7
"""Confidence of clauses beside which words were left unread."""


@dataclass(frozen=True, slots=True)
class Unread:
    """Words of a cell that were not understood, and why, in plain Russian."""

    text: str
    reason: str
    span: Span


@dataclass(frozen=True, slots=True)
class DeadlineReading:
    """What a cell says, and what of it was not understood."""

    clauses: tuple[Clause, ...]
    unread: tuple[Unread, ...] = ()


def read_schedule(
    text: str, context: Context, previous: tuple[Clause, ...] = ()
) -> tuple[Clause, ...]:
    """Read a cell of deadlines as schedule clauses. Never raises, never invents a date.

    Parameters
    ----------
    text : str
        The cell as printed; line feeds part its lines.
    context : Context
        The period of the plan and the date of the document, for years that are not printed.
    previous : tuple of Clause
        The clauses of the cell above, for a ditto mark.

    Returns
    -------
    tuple of Clause
        At least one clause; ``unspecified`` for an empty cell, with ``confidence`` 0 for a cell
        that says something which was not understood.

    Examples
    --------
    >>> from datetime import date
    >>> plan = Context(date(2022, 9, 1), date(2023, 8, 31))
    >>> read_schedule("до 15 ноября", plan)[0].date
    datetime.date(2022, 11, 15)
    """
    found = read_deadline(text, context).clauses
    if previous and found[0].type == "same_as_above":
        return (replace(found[0], alternatives=previous), *found[1:])
    return found


def read_deadline(text: str, context: Context) -> DeadlineReading:
    """Read a cell of deadlines and say what of it was not understood.

    Examples
    --------
    >>> read_deadline("до 31.02.2022", Context()).unread[0].reason
    'такого дня нет в календаре'
    """
    normal = normalise(text[:_LONGEST_CELL], is_word)
    letters = set(normal.text)
    if letters <= _DASHES:
        return DeadlineReading((Clause("unspecified"),))
    if letters <= _DITTO_MARKS:
        return DeadlineReading((Clause("same_as_above", span=_whole(normal)),))
    items = scan(normal)
    drafts = compose(items, Plan.of(context))
    unread = _unread(items, drafts, normal)
    return DeadlineReading(_clauses(items, drafts, unread, normal), unread)


def _whole(normal: Normal) -> Span:
    return normal.span(0, len(normal.text))


def _clauses(
    items: list[Item], drafts: list[Draft], unread: tuple[Unread, ...], normal: Normal
) -> tuple[Clause, ...]:
    good = [draft for draft in drafts if draft.clause.type != "unspecified"]
    if good:
        doubt = _DOUBT if unread else 1.0
        return tuple(_placed(draft, normal, doubt) for draft in good)
    span = _whole(normal)
    if any(item.said == Word("nothing") for item in items):
        return (Clause("unspecified", span=span),)
    if not drafts and _reads_like_event(normal.text):
        name = normal.slice(0, len(normal.text)).strip(" .,;:")
        return (Clause("event", event=name, relation="at", span=span, confidence=0.3),)
    return (Clause("unspecified", span=span, confidence=0.0),)


def _reads_like_event(text: str) -> bool:
    """Whether a text that says no time has words and no figures, as «педагогический совет»."""
    return sum(map(str.isalpha, text)) >= _LEAST_LETTERS and not any(map(str.isdigit, text))


def _placed(draft: Draft, normal: Normal, doubt: float) -> Clause:
    clause = draft.clause
    start = min(item.start for item in draft.items)
    end = max(item.end for item in draft.items)
    confidence = doubt
    if clause.year_inferred or clause.inferred:
        confidence *= 0.95
    if clause.approximate:
        confidence *= 0.9
    if any(item.misspelt for item in draft.items):
        confidence *= 0.8
    if clause.type in ("deadline", "window") and clause.date is None and clause.start is None:
        confidence = min(confidence, 0.3)
    return replace(clause, span=normal.span(start, end), confidence=round(confidence, 3))


def _unread(items: list[Item], drafts: list[Draft], normal: Normal) -> tuple[Unread, ...]:
    scopes = " ".join(draft.clause.scope or "" for draft in drafts)
    found = [
        _say(item, reason, normal)
        for item in items
        if (reason := _why(item, scopes)) is not None
    ]
    return tuple(found)


def _why(item: Item, scopes: str) -> str | None:
    said = item.said
    if isinstance(said, When) and any(one.invalid for one in said.stretches):
        return "такого дня нет в календаре"
    if isinstance(said, Word) and said.kind == "impossible":
        return "такого числа не бывает"
    if isinstance(said, Words) and said.text not in scopes and any(map(str.isalnum, said.text)):
        return "слова не похожи на срок"
    return None


def _say(item: Item, reason: str, normal: Normal) -> Unread:
    return Unread(normal.slice(item.start, item.end), reason, normal.span(item.start, item.end))
