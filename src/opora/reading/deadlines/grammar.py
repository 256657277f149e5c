"""Tokens → one phrase, by the grammar of ``deadlines.lark``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from lark import Lark, Token, UnexpectedToken
from lark.lexer import Lexer

from opora.reading.deadlines.meaning import Meaning
from opora.reading.deadlines.phrases import Phrase

_FOREIGN = frozenset({"WORD", "EVENT", "NEEDED", "SEMICOLON", "OPEN", "CLOSE"})
_NEVER_LAST = frozenset(
    {
        *("INT", "ORD", "CARD", "DASH", "AND", "SLASH", "COMMA", "COLON", "IN"),
        *("SINCE", "TO", "NOT_LATER", "DURING", "EVERY", "AT_LEAST", "AGO"),
    }
)
LONGEST_PHRASE = 24
"""Tokens after which no phrase goes on; keeps a cell of thousands of numbers quick."""


class _Ready(Lexer):
    """Tokens come ready."""

    def __init__(self, _: Any) -> None:
        pass

    def lex(self, lexer_state: Any, _: Any = None) -> Iterator[Token]:
        """Hand the tokens on."""
        yield from lexer_state


def longest(tokens: Sequence[Token]) -> tuple[Phrase, int] | None:
    """Return the longest phrase that the tokens begin with, and how many of them it takes."""
    length = 0
    while length < min(len(tokens), LONGEST_PHRASE) and tokens[length].type not in _FOREIGN:
        length += 1
    while length := _trimmed(tokens, length):
        try:
            return _parser().parse(tokens[:length]), length  # type: ignore[return-value]
        except UnexpectedToken as stop:
            length = _stopped(tokens, stop.token, length)
    return None


def _trimmed(tokens: Sequence[Token], length: int) -> int:
    """Return the length without tokens that no phrase ends with."""
    while length and tokens[length - 1].type in _NEVER_LAST:
        length -= 1
    return length


def _stopped(tokens: Sequence[Token], stop: Token, length: int) -> int:
    """Return how many tokens to try next: those before the unexpected one."""
    for i in range(length):
        if tokens[i] is stop:
            return i
    return length - 1


@cache
def _parser() -> Lark:
    grammar = (files("opora.reading.deadlines") / "deadlines.lark").read_text("utf-8")
    return Lark(grammar, parser="lalr", lexer=_Ready, transformer=Meaning())
