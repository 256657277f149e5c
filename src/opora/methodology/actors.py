"""Who acts in roadmaps: words for positions, bodies, collectives, and abbreviations."""

from __future__ import annotations

from functools import cache
from typing import Literal

import msgspec

from opora.methodology.packs import Pack, own_pack

AbbreviationClass = Literal["school", "collective", "body", "form", "duty", "post"]


class ActorWords(Pack, frozen=True):
    """Words by which an actor is known, in dictionary form."""

    posts: tuple[str, ...]
    people: tuple[str, ...]
    organizations: tuple[str, ...]
    schools: tuple[str, ...]
    prefixes: tuple[str, ...]
    conditions: tuple[str, ...]
    joined_by: tuple[str, ...]
    inseparable: tuple[str, ...]
    contractions: dict[str, str]
    hyphenated: dict[str, str]


class Abbreviation(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"kind": "class"}
):
    """One abbreviation: what it means, and whether it means each school."""

    short: str
    full: str
    kind: AbbreviationClass
    every_school: bool = False
    family: str | None = None


class Abbreviations(Pack, frozen=True):
    """Abbreviations, and actors written in full that mean every school."""

    abbreviations: tuple[Abbreviation, ...]
    every_school: tuple[str, ...]

    def find(self, short: str, *, kind: AbbreviationClass | None = None) -> Abbreviation | None:
        """Return the first abbreviation of this spelling, of the given class if named."""
        return next(
            (
                one
                for one in self.abbreviations
                if one.short == short and kind in {None, one.kind}
            ),
            None,
        )


@cache
def load_actor_words() -> ActorWords:
    """Load the words that name those who act."""
    return own_pack("actors.yaml", ActorWords)


@cache
def load_abbreviations() -> Abbreviations:
    """Load the abbreviations of those who act.

    Examples
    --------
    >>> load_abbreviations().find("ШМО").full
    'школьное методическое объединение'
    """
    return own_pack("abbreviations.yaml", Abbreviations)
