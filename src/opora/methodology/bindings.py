"""How measures are bound to registers: which words speak for which type of entry."""

from __future__ import annotations

from functools import cache
from typing import Literal

import msgspec

from opora.methodology.competences import load_competences
from opora.methodology.kinds import Cue, Field
from opora.methodology.packs import MethodologyError, Pack, own_pack
from opora.methodology.registers import load_registers
from opora.methodology.risk_factors import load_risk_factors

Post = Literal["head", "deputy", "teacher", "specialist", "methodist"]


class Place(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A register where measures of a kind may be carried out.

    ``prior`` is how much the kind alone speaks for it, in the weights of cues; ``types`` are
    proposed where no word names one, none meaning any; ``fixed`` ones whatever the words.
    """

    register: str
    prior: float
    types: tuple[str, ...] = ()
    fixed: bool = False


class KindPlaces(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of measures with its registers, the usual one first."""

    kind: str
    places: tuple[Place, ...]


class TypeCues(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that name one type of a register, or with no type the register as a whole."""

    register: str
    type: str
    cues: tuple[Cue, ...]


class Posts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Posts that a word for people means."""

    words: str
    posts: tuple[Post, ...]


class TopicWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that name a risk or a deficit: every group of ``all``, and none of ``none``.

    ``registers`` are those whose entries tell such a topic.
    """

    code: str
    registers: tuple[str, ...]
    all: tuple[str, ...]
    none: str = ""


class Bindings(Pack, frozen=True):
    """All rules of bindings.

    ``documents`` are words that name a document, sought in the titles of acts; ``schools`` are
    words of those responsible that mean each school for itself; ``share_of_schools`` those
    after a share that count schools.
    """

    field_weights: dict[Field, float]
    kinds: tuple[KindPlaces, ...]
    types: tuple[TypeCues, ...]
    documents: str
    document_stops: str
    schools: str
    posts: tuple[Posts, ...]
    share_of_schools: str
    pupils: str
    topics: tuple[TopicWords, ...] = ()

    def __post_init__(self) -> None:
        named = [(one.register, one.type) for one in self.types if one.type]
        named += [
            (place.register, code)
            for one in self.kinds
            for place in one.places
            for code in place.types
        ]
        try:
            for register, code in named:
                load_registers().find(register).type_title(code)
            for topic in self.topics:
                for register in topic.registers:
                    load_registers().find(register)
        except MethodologyError as error:
            raise ValueError(str(error)) from error
        unknown = {one.code for one in self.topics} - topic_titles().keys()
        if unknown:
            raise ValueError(f"topics of no catalogue: {', '.join(sorted(unknown))}")

    def places_of(self, kind: str) -> tuple[Place, ...]:
        """Return the registers of a kind; those of all kinds for one that is not known."""
        for one in self.kinds:
            if one.kind == kind:
                return one.places
        return tuple(
            Place(place.register, 0.0, place.types)
            for one in self.kinds
            for place in one.places[:1]
        )


def topic_titles() -> dict[str, str]:
    """Return what the topic of an entry may be by code: risks first, then deficits.

    Examples
    --------
    >>> topic_titles()["R06"]
    'Низкая учебная мотивация обучающихся'
    """
    risks = {one.code: one.title for one in load_risk_factors().factors}
    return risks | load_competences().titles()


@cache
def load_bindings() -> Bindings:
    """Load the rules of bindings.

    Examples
    --------
    >>> load_bindings().places_of("agreement")[0].register
    'agreements'
    """
    return own_pack("bindings.yaml", Bindings)
