"""Printed indicators told by their words: one of ours, or a formula of the phrase. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from opora.methodology.indicator_definitions import Population, load_indicator_definitions
from opora.methodology.indicator_formulas import (
    EntryCount,
    Formula,
    Headcount,
    Numerator,
    Post,
    Schools,
    What,
)
from opora.methodology.indicator_matching import (
    Deed,
    Form,
    IndicatorRule,
    load_indicator_matching,
    meets,
    words_of,
)
from opora.methodology.registers import load_registers
from opora.reading.indicators import read_indicators
from opora.reading.model import Indicator

Words = tuple[str, ...]
_FORMS: dict[str, Form] = {"share": "share", "count": "count", "boolean": "boolean"}


@dataclass(frozen=True, slots=True)
class Match:
    """What a printed text means; ``code`` of ours, or a formula of its own.

    ``read`` is what reading found in it: target, comparator, unit.
    """

    text: str
    read: Indicator | None
    code: str = ""
    formula: Formula | None = None
    population: Population = "everybody"

    @property
    def is_computable(self) -> bool:
        """Whether a value can be computed from the registers."""
        return bool(self.code) or self.formula is not None

    @property
    def unit(self) -> str:
        """The unit in which the value is told."""
        if self.formula is None or self.formula.is_share:
            return "%"
        return "чел." if self.formula.counts[0].what in {"people", "amount"} else "ед."


def match(text: str, *, measure: str = "") -> Match:
    """Tell what a printed indicator counts.

    Parameters
    ----------
    text : str
        One indicator as printed.
    measure : str
        The words of its measure: they say what is meant where the indicator says only a number
        («4 мероприятия»).
    """
    read = next(iter(read_indicators(text, source="indicators")), None)
    form = _FORMS.get(read.kind, "any") if read else "any"
    words = words_of(text)
    rule = _rule(words, form)
    if rule is not None:
        return Match(text, read, code=rule.code)
    found = _compose(words, form, read, words_of(measure))
    if found is None:
        return Match(text, read)
    formula, population = found
    code = _known(formula, population)
    return Match(text, read, code, None if code else formula, population)


def _known(formula: Formula, population: Population) -> str:
    """Return the code of the indicator of the methodology that counts the same."""
    for one in load_indicator_definitions().indicators:
        if (one.formula, one.population) == (formula, population):
            return one.code
    return ""


def _rule(words: Words, form: Form) -> IndicatorRule | None:
    fitting = [
        rule
        for rule in load_indicator_matching().indicators
        if form in rule.forms
        and all(meets(words, group) for group in rule.all)
        and not meets(words, rule.none)
    ]
    return max(fitting, key=lambda rule: len(rule.all), default=None)


def _compose(
    words: Words, form: Form, read: Indicator | None, context: Words
) -> tuple[Formula, Population] | None:
    found = [deed for deed in (_deed(words), _deed(context)) if deed is not None]
    if not found:
        return None
    deed = next((one for one in found if not one.vague), found[0])
    posts = _posts(words)
    if form == "share":
        formula = _share(deed, words, posts)
        return (formula, _population(words, shared=True)) if formula else None
    formula = Formula((_count(deed, _what(deed, words, read), posts),))
    return formula, _population(words, shared=False)


def _share(deed: Deed, words: Words, posts: tuple[Post, ...]) -> Formula | None:
    counts = load_registers().find(deed.register).counts
    everybody = meets(words, load_indicator_matching().staff)
    if posts or everybody:
        held = posts or ("head", "deputy", "teacher", "specialist")
        if "people" not in counts:
            return None
        return Formula((_count(deed, "people", held),), Headcount(held))
    if "organisations" not in counts or not meets(words, load_indicator_matching().schools):
        return None
    return Formula((_count(deed, "organisations", ()),), Schools())


def _count(deed: Deed, what: What, posts: tuple[Post, ...]) -> Numerator:
    return EntryCount(
        deed.register, what, types=deed.types, when="during" if deed.lasts else "within",
        posts=posts if what == "people" else (),
    )  # fmt: skip


def _what(deed: Deed, words: Words, read: Indicator | None) -> What:
    """Tell by the noun that is counted: people, schools, or what is done."""
    known = load_indicator_matching()
    counts = load_registers().find(deed.register).counts
    head = words_of(read.subject or "")[:1] if read else words[:1]
    people = meets(head, known.people) or meets(head, known.staff) or bool(_posts(head))
    if people or (read is not None and read.unit == "чел."):
        return "people" if "people" in counts else "amount" if "amount" in counts else "entries"
    if meets(head, known.schools) and "organisations" in counts:
        return "organisations"
    return "entries"


def _deed(words: Words) -> Deed | None:
    for deed in load_indicator_matching().deeds:
        if meets(words, deed.words) and (not deed.also or meets(words, deed.also)):
            return deed
    return None


def _posts(words: Words) -> tuple[Post, ...]:
    found = (one.posts for one in load_indicator_matching().posts if meets(words, one.words))
    return tuple(dict.fromkeys(post for posts in found for post in posts))


def _population(words: Words, *, shared: bool) -> Population:
    known = load_indicator_matching()
    low, hard = meets(words, known.low_results), meets(words, known.disadvantaged)
    if (low and hard) or (not (low or hard) and meets(words, known.listed)):
        return "either"
    if low or hard:
        return "low_results" if low else "disadvantaged"
    return "all" if shared else "everybody"
