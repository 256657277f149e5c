"""A cell as a row of items: phrases about time, events, separators, other words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TypeGuard

from opora.reading.deadlines.grammar import LONGEST_PHRASE, longest
from opora.reading.deadlines.nominative import nominative
from opora.reading.deadlines.normal import Normal
from opora.reading.deadlines.phrases import (
    Event,
    Item,
    Needed,
    Phrase,
    Relation,
    Said,
    Sign,
    Term,
    When,
    Words,
)
from opora.reading.deadlines.tokens import Spot, tokens

_SIGNS = frozenset(
    {"COMMA", "SEMICOLON", "SLASH", "DASH", "COLON", "AND", "BUT", "OPEN", "CLOSE"}
)
_LINKS = frozenset({"COMMA", "DASH", "SLASH", "AND", "BUT"})
_SKIPPED = frozenset({"IN", "APPROXIMATE"})
_BY_PREPOSITION: dict[str, Relation] = {
    "UNTIL": "before", "NOT_LATER": "before", "SINCE": "after", "AGO": "after",
    "TO": "according_to", "DEADLINE_WORD": "according_to", "IN": "at", "DURING": "at",
    "EVERY": "each",
}  # fmt: skip
_ENDS_EVENT = frozenset(
    {"SEMICOLON", "COLON", "OPEN", "CLOSE", "THEN", "FREQUENCY", "WHOLE", "NEEDED", "AT_LEAST"}
)
_ITS_OWN_PHRASE = frozenset({"UNTIL", "NOT_LATER", "SINCE", "DURING", "DATE", "MONTH_YEAR"})
_NEEDS_NO_NAME = ("необходим", "надобн", "потребн", "рабоч", "факт")


def scan(normal: Normal) -> list[Item]:
    """Cut a cell into items."""
    return _Scanner(normal, tokens(normal)).items()


@dataclass(slots=True)
class _Scanner:
    normal: Normal
    spots: Sequence[Spot]
    phrases: dict[int, tuple[Phrase, int] | None] = field(default_factory=dict)
    depth: int = 0

    def items(self) -> list[Item]:
        found: list[Item] = []
        i = 0
        while i < len(self.spots):
            said, end, vague = self._next(i, found[-1].said if found else None)
            found.append(self._item(said, i, end, vague=vague))
            if isinstance(said, Sign):
                self.depth += {"OPEN": 1, "CLOSE": -1}.get(said.kind, 0)
            i = end
        return found

    def _item(self, said: Said, i: int, end: int, *, vague: bool) -> Item:
        taken = self.spots[i:end]
        return Item(
            said,
            taken[0].start_pos or 0,
            taken[-1].end_pos or 0,
            depth=max(self.depth, 0),
            misspelt=any(spot.misspelt for spot in taken),
            approximate=vague,
        )

    def _next(self, i: int, before: Said | None) -> tuple[Said, int, bool]:
        phrase = self._phrase_after_preposition(i)
        if phrase is not None:
            said, end, vague = phrase
            if isinstance(said, Term) and said.side == "before":
                return self._event(end, end, "before", said.duration)
            return said, end, vague
        spot = self.spots[i]
        if spot.type in ("EVENT", "NEEDED"):
            return self._named(i)
        if spot.type in _SIGNS:
            return Sign(spot.type), i + 1, False
        relation = _BY_PREPOSITION.get(spot.type)
        if relation and i + 1 < len(self.spots) and self.spots[i + 1].type not in _SIGNS:
            return self._event(i + 1, i + 1, _after_term(before, relation))
        return Words(self.normal.slice(spot.start_pos or 0, spot.end_pos or 0)), i + 1, False

    def _phrase(self, i: int) -> tuple[Phrase, int] | None:
        if i not in self.phrases:
            found = longest(self.spots[i : i + LONGEST_PHRASE])
            self.phrases[i] = (found[0], i + found[1]) if found else None
        return self.phrases[i]

    def _phrase_after_preposition(self, i: int) -> tuple[Phrase, int, bool] | None:
        """Return the phrase here, or after «в», «на», «ориентировочно» if that is longer."""
        best, vague = self._phrase(i), False
        j = i
        while j < len(self.spots) and self.spots[j].type in _SKIPPED:
            vague = vague or self.spots[j].type == "APPROXIMATE"
            j += 1
            after = self._phrase(j) if j < len(self.spots) else None
            if after and (best is None or after[1] > best[1]):
                best = after
        return (*best, vague) if best else None

    def _named(self, i: int) -> tuple[Said, int, bool]:
        """Read an event, or a need, whose first words are in the table of wordings."""
        spot = self.spots[i]
        since = (
            self._phrase(i + 1) if spot.value == "after" and i + 1 < len(self.spots) else None
        )
        if since is not None and _is_day(since[0]):
            return replace(since[0], side="since"), since[1], False
        if spot.type == "EVENT":
            return self._event(i, i + 1, spot.value, begin=spot.named)
        named = spot.named < (spot.end_pos or 0)
        end = self._end_of_name(i + 1, "at", named=named)
        name = self._name(spot.named, end)
        return Needed(None if name.startswith(_NEEDS_NO_NAME) else name or None), end, False

    def _event(
        self,
        i: int,
        j: int,
        relation: Relation,
        offset: str | None = None,
        begin: int | None = None,
    ) -> tuple[Said, int, bool]:
        named = begin is not None and begin < (self.spots[i].end_pos or 0)
        opened = self.spots[max(i - 1, 0) if begin is None else i].start_pos or 0
        end = self._end_of_name(j, relation, named=named)
        if begin is None:
            begin = (
                self.spots[i].start_pos or 0 if i < len(self.spots) else len(self.normal.text)
            )
        printed = self.normal.slice(opened, self.spots[end - 1].end_pos or 0)
        event = Event(self._name(begin, end), relation, offset, printed=printed)
        return event, max(end, j), False

    def _name(self, begin: int, end: int) -> str:
        return nominative(self.normal.slice(begin, self.spots[end - 1].end_pos or 0))

    def _end_of_name(self, j: int, relation: Relation, *, named: bool) -> int:
        """Return where a name ends; ``named`` if its first word stands before ``j``."""
        start = j
        while j < len(self.spots) and not self._ends_name(
            j, relation, first=j == start and not named
        ):
            j += 1
        while j > start and self.spots[j - 1].type in _LINKS:
            j -= 1
        return j

    def _ends_name(self, j: int, relation: Relation, *, first: bool) -> bool:
        spot = self.spots[j]
        if spot.type in _ENDS_EVENT:
            return True
        if spot.type in _LINKS:
            return j + 1 < len(self.spots) and self._speaks_of_time(j + 1, spot.type)
        if spot.type == "MONTH" or (spot.type == "IN" and relation == "according_to"):
            dates = self._phrase_after_preposition(j)
            return relation == "according_to" and not first and _is_fine(dates)
        return not first and self._opens_phrase(j)

    def _opens_phrase(self, j: int) -> bool:
        spot = self.spots[j]
        return spot.type in _ITS_OWN_PHRASE and self._phrase(j) is not None

    def _speaks_of_time(self, j: int, sign: str) -> bool:
        while j < len(self.spots) - 1 and self.spots[j].type in _LINKS:
            j += 1
        if self.spots[j].type in ("EVENT", "NEEDED"):
            return sign == "COMMA"
        phrase = self._phrase_after_preposition(j)
        return phrase is not None and not (sign == "AND" and not isinstance(phrase[0], When))


def _is_day(phrase: Phrase) -> TypeGuard[When]:
    """Whether «после …» names a day of the calendar rather than an event."""
    return isinstance(phrase, When) and all(one.unit == "day" for one in phrase.stretches)


def _is_fine(phrase: tuple[Phrase, int, bool] | None) -> bool:
    """Whether a phrase names months or days, not only the year of a plan."""
    said = phrase[0] if phrase else None
    return isinstance(said, When) and said.stretches[0].unit not in ("year", "school_year")


def _after_term(before: Said | None, relation: Relation) -> Relation:
    return "after" if isinstance(before, Term) and relation != "before" else relation
