"""A cell of the column «Ответственные» read as actors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from opora.reading.model import Actor, Span
from opora.reading.responsible.folding import Reader
from opora.reading.responsible.lexicon import find_head, is_acronym_like, prefix_pattern

_NONE: Mapping[str, str] = MappingProxyType({})


def read_actors(text: str, abbreviations: Mapping[str, str] = _NONE) -> tuple[Actor, ...]:
    """Read who is responsible.

    Parameters
    ----------
    text : str
        The cell as printed; line feeds part paragraphs.
    abbreviations : mapping, optional
        Short form → long form, where the document itself says «(далее – …)».

    Returns
    -------
    tuple of Actor
        In printed order, each with its place in ``text``; empty for an empty cell or a dash.

    Examples
    --------
    >>> [(one.type, one.norm) for one in read_actors("руководители ШМО, РМО, Иванова И.И.")]
    [('role', 'руководители ШМО'), ('role', 'руководители РМО'), ('person', 'Иванова И.И.')]
    """
    prefix = prefix_pattern().match(text)
    offset = prefix.end() if prefix else 0
    return tuple(
        _moved(_by_document(actor, abbreviations), offset)
        for actor in Reader(text[offset:]).read()
    )


def _moved(actor: Actor, offset: int) -> Actor:
    if actor.span is None or not offset:
        return actor
    return replace(actor, span=Span(actor.span.start + offset, actor.span.end + offset))


def _by_document(actor: Actor, abbreviations: Mapping[str, str]) -> Actor:
    """Let the document say of its own abbreviation whether it means people or a body."""
    short = actor.text.split()[0]
    long = abbreviations.get(short)
    head = find_head(long) if long and is_acronym_like(short) else None
    if head is None or actor.type == "person":
        return actor
    return replace(actor, type="organization" if head.kind == "organization" else "role")
