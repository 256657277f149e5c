"""The acts on which an order rests: kind, issuer, number, date and title, in any order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from opora.reading.model import Basis, Place, Span
from opora.reading.requisites.marks import Mark, find_dates, find_numbers
from opora.reading.words import lemma, nominative_phrase

_KIND = re.compile(
    r"(?<!\w)(?:федеральн\w+\s+закон\w*|закон\w*|указ\w*|приказ\w*|письм\w*|распоряжени\w*|постановлени\w*"
    r"|решени\w*|поручени\w*|протокол\w*|соглашени\w*)(?!\w)",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"(?<!\w)(?:Положени(?:ем|я|ю)|Концепци(?:ей|и)|Устав(?:ом|а)|Методик(?:ой|и)|Программ(?:ой|ы)"
    r"|Стратеги(?:ей|и)|Порядк(?:ом|а)|План(?:ом|а))\s[^,;«»(]{5,}"
)
_CONTINUES = re.compile(r"^[\s,;]*(?:и\s+|а также\s+)?(?:от\s*)?$")
_LAST_QUOTE = re.compile(r"[»”](?=\s*(?:[,;.:)]|$|и\s|от\s))")
_MIN_TITLE = 3

TokenKind = Literal["kind", "named", "date", "number", "title"]


@dataclass(frozen=True, slots=True)
class _Token:
    kind: TokenKind
    text: str
    span: Span
    date: date | None = None


@dataclass(slots=True)
class _Draft:
    """An act that is being put together."""

    tokens: dict[TokenKind, _Token] = field(default_factory=dict)
    issuer: str | None = None
    closed: bool = False


def read_basis(text: str, place: Place | None) -> tuple[Basis, ...]:
    """Read the acts that a preamble names.

    Parameters
    ----------
    text : str
        The preamble.
    place : Place or None
        Where the preamble stands.
    """
    acts: list[_Draft] = []
    for token in _tokens(text):
        if acts and _explains(acts[-1], token, text[: token.span.start].rstrip()):
            continue  # «решения совета от 10.09.2024 (протокол № 4)» is one act
        if not acts or _begins_act(acts[-1], token):
            acts.append(_next(acts, token))
        act = acts[-1]
        act.tokens[token.kind] = token
        act.closed = token.kind == "title" and bool({"date", "number"} & act.tokens.keys())
        if act.issuer is None and "kind" in act.tokens and token.kind != "kind":
            act.issuer = text[act.tokens["kind"].span.end : token.span.start]
    found = (_act(draft, place) for draft in acts)
    return tuple(act for act in found if act is not None)


def _explains(act: _Draft, token: _Token, before: str) -> bool:
    """Tell the «протокол № 4» that records a decision, in brackets or after a comma."""
    if token.kind != "kind" or act.tokens.keys() == {"kind"}:
        return False
    if before.endswith("("):
        return True
    decided = "kind" in act.tokens and act.tokens["kind"].text.lower().startswith("решени")
    recorded = token.text.lower().startswith("протокол")
    return decided and recorded and before.endswith(",") and "number" not in act.tokens


def _begins_act(act: _Draft, token: _Token) -> bool:
    return token.kind in ("kind", "named") or token.kind in act.tokens or act.closed


def _next(acts: list[_Draft], token: _Token) -> _Draft:
    """Start an act; a list «приказами … от … № …, от … № …» hands down kind and issuer."""
    draft = _Draft()
    if acts and token.kind in ("date", "number") and "kind" in acts[-1].tokens:
        draft.tokens["kind"] = acts[-1].tokens["kind"]
        draft.issuer = acts[-1].issuer or ""
    return draft


def _tokens(text: str) -> list[_Token]:
    titles = list(_titles(text))
    plain = text
    for title in titles:
        size = title.span.end - title.span.start
        plain = plain[: title.span.start] + " " * size + plain[title.span.end :]
    marks: list[_Token] = [
        _Token("kind", match[0], Span(match.start(), match.end()))
        for match in _KIND.finditer(plain)
    ]
    marks += [_marked("date", mark) for mark in find_dates(plain)]
    marks += [_marked("number", mark) for mark in find_numbers(plain)]
    marks += _named(plain)
    return sorted([*titles, *marks], key=lambda token: token.span.start)


def _marked(kind: Literal["date", "number"], mark: Mark) -> _Token:
    return _Token(kind, mark.printed, mark.span, mark.date)


def _named(text: str) -> list[_Token]:
    """Acts called by their title without quotes: «Положением об управлении образования»."""
    return [
        _Token("named", match[0].strip(" .:"), Span(match.start(), match.end()))
        for match in _NAMED.finditer(text)
        if not any(True for _ in (*find_dates(match[0]), *find_numbers(match[0])))
    ]


def _titles(text: str) -> Iterator[_Token]:
    """Yield quoted titles with the quotes nested in them; the outer quotes are left out."""
    position = 0
    while (opening := re.compile(r'[«“„"]').search(text, position)) is not None:
        end = _closing(text, opening.start())
        title = text[opening.end() : end - 1].strip()
        if len(title) > _MIN_TITLE:
            yield _Token("title", title, Span(opening.start(), end))
        position = end


def _closing(text: str, start: int) -> int:
    """Return where a quotation ends; an unclosed one ends at its last closing mark."""
    if text[start] == '"':
        found = text.find('"', start + 1)
        return found + 1 if found > 0 else len(text)
    depth = 0
    for index in range(start, len(text)):
        depth += {"«": 1, "“": 1, "„": 1, "»": -1, "”": -1}.get(text[index], 0)
        if depth == 0:
            return index + 1
    # Two closing quotes that meet are usually printed as one.
    single = _LAST_QUOTE.search(text, start)
    return single.start() + 1 if single else len(text)


def _act(draft: _Draft, place: Place | None) -> Basis | None:
    tokens = draft.tokens
    if "named" in tokens:
        return _named_act(tokens["named"], place)
    if not {"date", "number"} & tokens.keys() and not {"kind", "title"} <= tokens.keys():
        return None
    first = min(tokens.values(), key=lambda token: token.span.start)
    return Basis(
        text=tokens["title"].text if "title" in tokens else None,
        number=tokens["number"].text if "number" in tokens else None,
        date=tokens["date"].date if "date" in tokens else None,
        kind=_kind(tokens["kind"].text) if "kind" in tokens else None,
        issuer=_issuer(draft.issuer),
        place=_shift(place, Span(first.span.start, max(t.span.end for t in tokens.values()))),
    )


def _named_act(token: _Token, place: Place | None) -> Basis:
    text = nominative_phrase(token.text, cases=("gent", "ablt", "datv"))
    return Basis(
        text, None, None, kind=lemma(token.text.split()[0]), place=_shift(place, token.span)
    )


def _kind(printed: str) -> str:
    return " ".join(
        "федеральный" if word.lower().startswith("федеральн") else lemma(word)
        for word in printed.split()
    )


def _issuer(between: str | None) -> str | None:
    text = re.sub(r"(?:\bот\b|[\s,(])*$", "", between or "").strip()
    if not text or _CONTINUES.match(text):
        return None
    return nominative_phrase(text, cases=("gent", "ablt"))


def _shift(place: Place | None, span: Span) -> Place | None:
    """Move a span of the joined preamble to the paragraph; exact where nothing was joined."""
    if place is None or place.span is None:
        return place
    start = place.span.start
    return replace(place, span=Span(start + span.start, min(start + span.end, place.span.end)))
