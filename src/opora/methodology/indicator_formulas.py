"""Formulas of indicators as data: what is counted in the registers, and what it is divided by.

A formula never holds code. It comes from ``indicator_definitions.yaml`` or from the form in
which a person composes an indicator, and both are checked by the same rules.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from opora.methodology.registers import load_registers

What = Literal["entries", "organisations", "people", "amount", "hours", "topics"]
Role = Literal["served", "participant", "side", "leader"]
Post = Literal["head", "deputy", "teacher", "specialist", "methodist", "other"]
AnalysisCode = Literal[
    "improved_schools",
    "improved_subjects",
    "listed_with_index",
    "rechecked_alike",
    "works_without_signs",
]
"""What needs more than counting; the app of indicators has a function for each."""

CONCERNED: tuple[Role, ...] = ("served", "participant", "side")
"""Whom an entry concerns; those who led it stand apart."""


class EntryCount(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True,
    tag_field="of", tag="entries",
):  # fmt: skip
    """A count over the entries of one register.

    Attributes
    ----------
    what : str
        What is counted; each thing once. ``topics``: different factors or deficits.
    types, topics : tuple of str
        Codes of which one must fit; all if there are none.
    hours_min : float or None
        The least length of an entry. [h]
    when : {"within", "during", "in_effect"}
        The day of the entry lies in the period; its term holds a day of the period; its term
        reaches to the end of the period.
    state : {"done", "planned"}
        ``planned`` are all that were meant to be, those carried out too.
    posts : tuple of str
        People count who hold one of these posts in the organisation; anybody if there are none.
    with_partner : bool
        Only what a school did together with a school it had an agreement with on that day.
    """

    register: str
    what: What = "entries"
    types: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    hours_min: float | None = None
    when: Literal["within", "during", "in_effect"] = "within"
    state: Literal["done", "planned"] = "done"
    roles: tuple[Role, ...] = CONCERNED
    posts: tuple[Post, ...] = ()
    with_partner: bool = False

    def __post_init__(self) -> None:
        register = load_registers().find(self.register)
        for one in self.types:
            register.type_title(one)
        if self.what not in (*register.counts, "topics"):
            raise ValueError(f"в реестре «{register.title}» так не считают: {self.what}")
        if self.posts and self.what != "people":
            raise ValueError("должности выбирают, когда считают людей")
        if self.with_partner and self.what != "organisations":
            raise ValueError("вместе с партнёром по договору считают только школы")
        if not self.roles:
            raise ValueError("не сказано, в какой роли участвуют школы")


class Analysis(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="of", tag="analysis"
):
    """A figure that an analysis gives for each school, numerator and denominator together."""

    code: AnalysisCode


class Recorded(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="of", tag="recorded"
):
    """A figure that another part of the product records, numerator and denominator together."""

    by: str


class Schools(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="of", tag="schools"
):
    """The schools of the population, one each."""


class Headcount(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="of", tag="staff"
):
    """People in one of these posts on the last day of the period."""

    posts: tuple[Post, ...]


class PassportSum(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="of", tag="passports"
):
    """The sum of these items of the social passports of the school year."""

    items: tuple[str, ...]


Numerator = EntryCount | Analysis | Recorded
Denominator = EntryCount | Schools | Headcount | PassportSum


class Formula(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is divided by what.

    Several counts are joined: things of any of them, each once; or, for organisations only,
    those of all of them.

    Examples
    --------
    >>> held = EntryCount("activities", "organisations", types=("seminar",))
    >>> Formula((held,), Schools()).registers
    ('activities',)
    """

    numerator: tuple[Numerator, ...]
    denominator: Denominator | None = None
    joined: Literal["any", "all"] = "any"

    def __post_init__(self) -> None:
        counts = self.counts
        if not self.numerator or (len(counts) < len(self.numerator) > 1):
            raise ValueError("складывают только записи реестров")
        whats = {one.what for one in counts}
        if len(whats) > 1:
            raise ValueError("складывают только одинаковое: школы со школами, людей с людьми")
        if self.joined == "all" and whats != {"organisations"}:
            raise ValueError("пересечение бывает только у школ")
        if not counts and self.denominator is not None:
            raise ValueError("анализ даёт и числитель, и знаменатель")
        if isinstance(self.denominator, Schools) and whats != {"organisations"}:
            raise ValueError("на число школ делят только школы")
        if isinstance(self.denominator, Headcount) and whats != {"people"}:
            raise ValueError("на численность делят только людей")

    @property
    def counts(self) -> tuple[EntryCount, ...]:
        """The counts of the numerator; none where an analysis gives it."""
        return tuple(one for one in self.numerator if isinstance(one, EntryCount))

    @property
    def everywhere(self) -> tuple[EntryCount, ...]:
        """Counts of the numerator and of the denominator."""
        below = self.denominator
        return (*self.counts, below) if isinstance(below, EntryCount) else self.counts

    @property
    def registers(self) -> tuple[str, ...]:
        """Registers it is counted from, each once."""
        return tuple(dict.fromkeys(one.register for one in self.everywhere))

    @property
    def is_secret(self) -> bool:
        """Whether it counts pupils: small counts stay inside the school."""
        return any(
            one.what != "organisations" and _of_school(one.register) for one in self.everywhere
        )

    @property
    def reads_secrets(self) -> bool:
        """Whether the rows it counts stay inside the school."""
        return any(_of_school(one) for one in self.registers)

    @property
    def is_share(self) -> bool:
        """Whether something is divided."""
        return self.denominator is not None or not self.counts


def _of_school(register: str) -> bool:
    return load_registers().find(register).rows == "school"


def formula_from(content: object) -> Formula:
    """Return the formula that JSON holds.

    Raises
    ------
    ValueError
        If the shape is wrong or it asks for what the registers do not hold.

    Examples
    --------
    >>> told = {"numerator": [{"of": "entries", "register": "agreements"}]}
    >>> formula_from(told).counts[0].what
    'entries'
    """
    return msgspec.convert(content, Formula)
