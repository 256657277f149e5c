"""From a stored run to the question it asks, and from a person's numbers to a rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.metadata import version
from typing import Any

import msgspec

from opora.domain.identification.models import Correction, Exclusion, Run
from opora.domain.identification.refusals import WrongParameters
from opora.domain.identification.results import Corrected, Excluded, Question
from opora.domain.identification.surroundings import conditions_of
from opora.methodology.packs import MethodologyError
from opora.methodology.rules import Named, Rule, load_rules
from opora.methodology.subjects import load_subjects

LIMITS = {"threshold": (1, 100), "window": (1, 5), "minimal_n": (1, 100)}
"""From what to what a person may set each number of a rule."""

_NAMES = {
    "threshold": "Порог, %",
    "window": "Окно, лет",
    "minimal_n": "Минимум участников",
}


def rule_for(code: str | None, year: int, parameters: Mapping[str, Any]) -> Rule:
    """Return the rule of a code (of the year by default) with the numbers of a person.

    Parameters
    ----------
    code : str or None
        Code of the methodology.
    year : int
        Year of the question.
    parameters : mapping
        ``threshold``, ``window``, ``minimal_n``: whole numbers; ``assessments``: codes;
        ``named``: primary keys of schools, for the rule by an order of the region.

    Raises
    ------
    WrongParameters
        If there is no such rule, or it cannot be asked with these numbers.
    """
    _refuse_unknown(parameters)
    book = load_rules()
    try:
        rule = book.rule(code) if code else book.default_for(year)
    except MethodologyError as error:
        raise WrongParameters(f"Не удалось выбрать правило: {error}.") from None
    if isinstance(rule.predicate, Named) and not parameters.get("named"):
        raise WrongParameters("Укажите школы, названные в приказе региона.")
    changed = {name: _number(name, parameters[name]) for name in LIMITS if name in parameters}
    rule = rule.having(**changed)
    codes = parameters.get("assessments")
    return rule if codes is None else _with_assessments(rule, codes)


def _refuse_unknown(parameters: Mapping[str, Any]) -> None:
    unknown = parameters.keys() - {*LIMITS, "assessments", "named"}
    if unknown:
        raise WrongParameters(f"Параметра «{min(unknown)}» у правила нет.")


def _number(name: str, value: object) -> int:
    least, most = LIMITS[name]
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise WrongParameters(f"{_NAMES[name]}: нужно целое число от {least} до {most}.")
    return value


def _with_assessments(rule: Rule, codes: Iterable[str]) -> Rule:
    chosen = tuple(dict.fromkeys(codes))
    if not chosen:
        raise WrongParameters("Выберите хотя бы одну процедуру.")
    try:
        for code in chosen:
            load_subjects().assessment(code)
    except ValueError:
        raise WrongParameters(f"Процедуры «{code}» в методике нет.") from None
    known = msgspec.structs.replace(
        rule.assessments, codes=chosen, source="вариант пользователя", confidence="low"
    )
    return msgspec.structs.replace(rule, assessments=known)


def plain_rule(rule: Rule) -> dict[str, Any]:
    """Return a rule as JSON, complete: wording, numbers and the source of each."""
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(rule))
    return plain


def rule_of(run: Run) -> Rule:
    """Return the rule as it was frozen, whatever the methodology says today."""
    return msgspec.convert(run.rule, Rule)


def question_of(run: Run) -> Question:
    """Return the question of a stored run, with its exclusions and corrections."""
    index = run.frozen.get("index")
    return Question(
        rule=rule_of(run),
        year=run.year,
        schools=tuple(run.frozen["schools"]),
        excluded=excluded_in(run),
        corrected=corrected_in(run),
        named=frozenset(str(one) for one in run.parameters.get("named", ())),
        conditions=None if index is None else conditions_of(index),
    )


def excluded_in(run: Run) -> tuple[Excluded, ...]:
    """Return the results that do not count in a run."""
    return tuple(_excluded(one) for one in run.exclusions.order_by("pk"))


def corrected_in(run: Run) -> tuple[Corrected, ...]:
    """Return the results that a run takes otherwise than the data have them."""
    return tuple(_corrected(one) for one in run.corrections.order_by("pk"))


def _excluded(one: Exclusion) -> Excluded:
    return Excluded(str(one.school_id), one.reason, one.assessment, one.year)


def _corrected(one: Correction) -> Corrected:
    return Corrected(str(one.school_id), one.assessment, one.year, one.below, one.participants)


def code_version() -> str:
    """Return the versions on which the bytes of a result depend."""
    return " ".join(f"{name} {version(name)}" for name in ("opora", "numpy", "scipy"))


def window_of(rule: Rule, year: int) -> range:
    """Return the years that a rule looks at."""
    return range(year - rule.window.value + 1, year + 1)
