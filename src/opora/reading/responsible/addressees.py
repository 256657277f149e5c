"""To whom a point of an order speaks: «начальнику отдела Ивановой И.И.», «возложить на …»."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from opora.reading.model import Actor, Span
from opora.reading.responsible.cells import read_actors
from opora.reading.responsible.folding import Reader
from opora.reading.responsible.lexicon import find_head, is_acronym_like
from opora.reading.responsible.names import find_names
from opora.reading.responsible.pieces import nested
from opora.reading.words import find_phrase, parses

_TO = ("datv",)
_WHOM = ("accs", "gent")
_BY = ("ablt",)
_NUMBER = re.compile(r"\s*(?:п\.\s*)?\d+(?:\.\d+)*[.)]?\s+|\s+")
_SELF = re.compile(
    r"(?:оставля\w+|оставить|возлага\w+|возложить)\s+(?P<who>(?:за|на)\s+соб\w+|на\s+себя)"
)
_LAID_ON = re.compile(
    r"(?:возложить|возлага\w+|возложен\w*)\s+на\s+(?P<who>.+?)\s*\.?\s*$"
    r"|закрепить\s+за\s+(?P<by>.+?)\s*\.?\s*$",
    re.DOTALL,
)
_APPOINTED = re.compile(
    r"(?:назначить|назначаю|определить|утвердить)\s+(?P<before>.*?)\s*"
    r"(?P<as>(?:муниципальн\w+\s+|школьн\w+\s+|региональн\w+\s+)?"
    r"(?:ответственн(?:ым|ой|ыми)|координатор(?:ом|ами)|куратор(?:ом|ами)|оператор(?:ом|ами)"
    r"|руководител(?:ем|ями)|исполнител(?:ем|ями))(?![а-яё]))(?P<after>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_ENTRUSTED = re.compile(
    r"(?:муниципальн\w+\s+|школьн\w+\s+|региональн\w+\s+)?"
    r"(?:ответственн(?:ым|ой|ыми)|координатор(?:ом|ами)|куратор(?:ом|ами))(?![а-яё]).*?"
    r"(?:назначить|назначаю|определить|считать)\s+(?P<who>.+?)\s*\.?\s*$",
    re.IGNORECASE | re.DOTALL,
)
_ASKED = re.compile(
    r"(?P<to>рекомендовать|рекомендую|поручить|поручаю|предложить|предлагаю|предписать)\s+"
    r"|(?P<whom>обязать|обязываю|просить|прошу)\s+",
    re.IGNORECASE,
)
_NAMED_AT_END = re.compile(
    r"[(.;\n]?\s*(?P<actors>отв(?:етственн\w+|\.)[^.]*?[:–—-].+?|отв\.\s.+?)\)?\.?\s*$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[А-ЯЁа-яё]+(?:-[а-яё]+)*")


@dataclass(frozen=True, slots=True)
class _Region:
    """The part of a point that names whom, and the cases it stands in."""

    start: int
    end: int
    cases: tuple[str, ...]


def read_addressee(text: str) -> tuple[Actor, ...]:
    """Read to whom a point of an order speaks, or on whom control is laid.

    Parameters
    ----------
    text : str
        The point as printed, its number may stand before it.

    Returns
    -------
    tuple of Actor
        In the nominative; empty where the point orders nobody by name («Утвердить …»).
        «оставляю за собой» gives one person whose ``norm`` is the printed words: the signatory
        is known to the document only.

    Examples
    --------
    >>> one, = read_addressee("3. Лапиной Т.И., начальнику отдела общего образования:")
    >>> one.norm, one.post
    ('Лапина Т.И.', 'начальник отдела общего образования')
    >>> read_addressee("Утвердить план мероприятий.")
    ()
    """
    own = _SELF.search(text)
    if own:
        span = Span(own.start("who"), own.end("who"))
        return (Actor(own["who"], "person", own["who"], span=span, confidence=0.6),)
    region = _region(text)
    if region is not None:
        return _read_region(text, region)
    named = _NAMED_AT_END.search(text)
    return (
        tuple(_moved(one, named.start("actors")) for one in read_actors(named["actors"]))
        if named
        else ()
    )


def _region(text: str) -> _Region | None:
    laid = _LAID_ON.search(text)
    if laid:
        group = "who" if laid["who"] else "by"
        return _Region(laid.start(group), laid.end(group), _WHOM if laid["who"] else _BY)
    number = _NUMBER.match(text)
    start = number.end() if number else 0
    appointed = _APPOINTED.match(text, start)
    if appointed:
        return _appointed(appointed)
    entrusted = _ENTRUSTED.match(text, start)
    if entrusted and next(find_names(entrusted["who"]), None):
        return _Region(entrusted.start("who"), entrusted.end("who"), _WHOM)
    asked = _ASKED.match(text, start)
    if asked:
        return _Region(asked.end(), _boundary(text, asked.end()), _TO if asked["to"] else _WHOM)
    end = _boundary(text, start)
    return (
        _Region(start, end, _TO) if end < len(text) and _is_addressed(text[start:end]) else None
    )


def _appointed(match: re.Match[str]) -> _Region | None:
    """Read «назначить Иванову И.И. координатором», the post may also stand first."""
    if match["before"].strip():
        return _Region(match.start("before"), match.end("before"), _WHOM)
    name = next(find_names(match["after"]), None)
    bodies = (word for word in _WORD.finditer(match["after"]) if is_acronym_like(word[0]))
    body = next(bodies, None)
    starts = [name.span.start] if name else [body.start()] if body else []
    return (
        _Region(match.start("after") + starts[0], match.end("after"), _WHOM) if starts else None
    )


def _boundary(text: str, start: int) -> int:
    """Return where the addressee ends: before the infinitive, or at the colon."""
    inside = nested(text)
    for match in _words_and_colons(text, start):
        if inside[match.start()]:
            continue
        if match[0] == ":" and not _lists_bodies(text[match.end() :]):
            return match.start()
        if match[0] != ":" and match[0].islower() and parses(match[0])[0].tag.POS == "INFN":
            return match.start()
    return len(text)


def _words_and_colons(text: str, start: int) -> Iterator[re.Match[str]]:
    return re.finditer(r":|[А-ЯЁа-яё]+", text[:start].replace(":", " ") + text[start:])


def _lists_bodies(rest: str) -> bool:
    """Tell «руководителям организаций: МАОУ «Школа № 2»:» from «руководителям ОУ:»."""
    word = _WORD.search(rest)
    return (
        word is not None
        and rest[: word.start()].strip(' «"') == ""
        and is_acronym_like(word[0])
    )


def _is_addressed(text: str) -> bool:
    """Tell whether a point begins with a dative that names an actor."""
    name = next(find_names(text), None)
    if name is not None and name.span.start == 0:
        return True
    head, phrase = find_head(text), find_phrase(text)
    if head is None:
        return False
    if is_acronym_like(head.word):
        return not text[: head.start].strip()
    return phrase is not None and "datv" in phrase.cases() and "nomn" not in phrase.cases()


def _read_region(text: str, region: _Region) -> tuple[Actor, ...]:
    printed = text[region.start : region.end].rstrip(" ,:–—\n")
    if not re.search(r"(?<![А-ЯЁа-яё])[А-ЯЁ]\.$", printed):
        printed = printed.rstrip(".")
    head, colon, bodies = printed.partition(":")
    actors = tuple(_moved(one, region.start) for one in Reader(head, region.cases).read())
    if colon and len(actors) == 1 and _lists_bodies(bodies):
        span = Span(region.start, region.start + len(printed))
        flat = " ".join(printed.split())
        return (replace(actors[0], text=flat, scope=" ".join(bodies.split()), span=span),)
    return actors


def _moved(actor: Actor, offset: int) -> Actor:
    if actor.span is None:
        return actor
    return replace(actor, span=Span(actor.span.start + offset, actor.span.end + offset))
