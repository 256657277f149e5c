"""«Почему мы в списке»: all that stands behind the verdict of one school."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from scipy.special import betaincc

from opora.analytics.disclosure import LEAST_FOR_SHARE
from opora.analytics.shares import wilson
from opora.domain.identification import disclosure, evidence, words
from opora.domain.identification.clauses import Part, parts_of, reason_words
from opora.domain.identification.disclosure import ShownClause
from opora.domain.identification.evidence import FilePlace, Places
from opora.domain.identification.models import Reply, Run, Verdict
from opora.domain.identification.questions import rule_of
from opora.domain.people.models import User
from opora.methodology.packs import NOT_NORMATIVE
from opora.methodology.rules import Rule, load_rules

_RULE_PARTS = {
    "wording": "формулировка",
    "threshold": "порог",
    "window": "окно",
    "minimal_n": "минимум участников",
    "assessments": "перечень процедур",
}
_JEFFREYS = 0.5


@dataclass(frozen=True, slots=True)
class Line:
    """One result with its interval, in words, and where its numbers stand.

    Attributes
    ----------
    counts : str
        «6 из 17», or that it is hidden.
    outcome : str
        What the rule makes of it: «не ниже 30 %», «ниже 30 %», why it does not count.
    lower, upper : float or None
        Wilson's 95 % limits of the share; None where counts are hidden. [1]
    firm : str
        How firmly this one result is above the threshold.
    """

    clause: ShownClause
    procedure: str
    counts: str
    share: str
    outcome: str
    lower: float | None
    upper: float | None
    firm: str
    places: tuple[FilePlace, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """The card of one school, ready for page and print.

    Attributes
    ----------
    hides_counts : bool
        Counts of one to four pupils are hidden from this person.
    full : bool
        Small counts are open to this person, whether there are any or not.
    distance : str
        What separates the school from the other side of the list.
    certainty : tuple of str
        How sure the verdict is, and what the number of participants means for it.
    not_normative : str
        Parts of the rule that stand in no act known to us, with their label.
    """

    verdict: Verdict
    rule: Rule
    outcome: str
    conclusion: str
    parts: tuple[Part, ...]
    lines: tuple[Line, ...]
    distance: str
    certainty: tuple[str, ...]
    signals: tuple[str, ...]
    depends_on: tuple[str, ...]
    replies: tuple[Reply, ...]
    not_normative: str
    hides_counts: bool
    full: bool

    @property
    def run(self) -> Run:
        """The run of the verdict."""
        return self.verdict.run


def card(verdict: Verdict, *, user: User, on: date, with_places: bool = True) -> Card:
    """Return the card of a school as the person may see it.

    Parameters
    ----------
    verdict : Verdict
        One that is visible to the person.
    with_places : bool, default True
        Look up the file and the rows behind each number.
    """
    run, rule = verdict.run, rule_of(verdict.run)
    full = disclosure.sees_small_counts(user, verdict.school, on=on)
    shown = disclosure.shown_clauses(verdict, full=full)
    hidden = disclosure.hides_anything(shown)
    listed = verdict.official == Verdict.Official.YES
    asked = [(one.assessment, one.year) for one in shown if with_places and full]
    places = evidence.places_behind(run, verdict.school, asked) if asked else {}
    return Card(
        verdict, rule, outcome_words(verdict), conclusion_words(verdict),
        parts_of(rule, verdict.clauses, run.year, listed=listed),
        tuple(_line(one, rule, places) for one in shown),
        "" if hidden else distance_words(verdict),
        certainty_words(verdict, rule, full=not hidden),
        tuple(one["sentence"] for one in verdict.signals),
        tuple(words.procedure(code) for code in verdict.depends_on),
        tuple(_replies(verdict)), not_normative_words(rule), hidden, full,
    )  # fmt: skip


def outcome_words(verdict: Verdict) -> str:
    """Say whether the school is on the list, and who said so."""
    if verdict.final_listed is not None:
        listed = "В списке" if verdict.final_listed else "Не в списке"
        return f"{listed}: решение человека. {verdict.final_reason}"
    return verdict.get_official_display()


def conclusion_words(verdict: Verdict) -> str:
    """Return what the data bear out, in the words of the methodology."""
    return str(getattr(load_rules().pack.verdicts.names, verdict.verdict))


def distance_words(verdict: Verdict) -> str:
    """Say how far the school is from the other side of the list, by what the rule counts."""
    if verdict.residual is not None:
        side = "ниже" if verdict.residual < 0 else "выше"
        far = words.decimal(abs(verdict.residual), 1)
        return f"Результат {side} ожидаемого по условиям школы на {far} стандартной ошибки."
    if verdict.to_leave is not None:
        number = verdict.to_leave
        noun = words.plural(number, "участника", "участника", "участников")
        return f"До выхода из списка: ниже границы на {number} {noun} меньше."
    if verdict.to_enter is not None:
        number = verdict.to_enter
        noun = words.plural(number, "участника", "участников", "участников")
        return f"До списка не хватает низких результатов у {number} {noun}."
    return ""


def certainty_words(verdict: Verdict, rule: Rule, *, full: bool) -> tuple[str, ...]:
    """Say how sure the verdict is, for somebody who does not count.

    What the number of participants means for it is said only where that number is shown.
    """
    truth = f"Что доля низких результатов школы и правда не ниже {rule.threshold.value} %"
    told = [f"{truth}: {words.chance(verdict.probability)}."]
    if verdict.repeats is not None and verdict.official != Verdict.Official.INSUFFICIENT:
        same = verdict.repeats if verdict.official == "yes" else 1 - verdict.repeats
        told.append(
            f"С другими учениками той же школы вывод повторился бы: {words.chance(same)}."
        )
    small = _small_n(verdict, rule) if full else None
    return (*told, small) if small else tuple(told)


def not_normative_words(rule: Rule) -> str:
    """Name the parts of the rule that stand in no act known to us."""
    parts = ", ".join(_RULE_PARTS[one] for one in rule.not_normative)
    return f"{NOT_NORMATIVE.capitalize()}: {parts}." if parts else ""


def _small_n(verdict: Verdict, rule: Rule) -> str | None:
    """Say what the usual number of participants of this school means under the rule."""
    run = verdict.run
    current = [one for one in verdict.clauses if one["year"] == run.year and not one["reason"]]
    counted = current or [one for one in verdict.clauses if one["year"] == run.year]
    if not counted:
        return None
    return words.small_n(
        rule,
        participants=int(median(one["participants"] for one in counted)),
        assessments=len(counted),
        ordinary=run.summary["prior_mean"],
    )


def _line(clause: ShownClause, rule: Rule, places: Places) -> Line:
    threshold = rule.threshold.value
    if clause.reason:
        outcome = f"не учтено: {reason_words(clause.reason)}"
    else:
        outcome = f"не ниже {threshold} %" if clause.low else f"ниже {threshold} %"
    name = words.procedure(clause.assessment)
    if clause.below is None or clause.participants is None:
        return Line(clause, name, disclosure.HIDDEN, "—", outcome, None, None, "—")
    limits = wilson([clause.below], [clause.participants])
    return Line(
        clause,
        name,
        f"{clause.below} из {clause.participants}",
        _share(clause.below, clause.participants),
        outcome,
        round(float(limits.lower[0]), 4),
        round(float(limits.upper[0]), 4),
        words.firmness(_above(clause.below, clause.participants, threshold)),
        places.get((clause.assessment, clause.year), ()),
    )


def _share(below: int, participants: int) -> str:
    """Write a share; of few participants it would promise more than it can keep."""
    return words.share(below, participants) if participants >= LEAST_FOR_SHARE else "—"


def _above(below: int, participants: int, threshold: int) -> float:
    """Return how probable a true share at or above the threshold is, by this result alone."""
    after = (below + _JEFFREYS, participants - below + _JEFFREYS)
    return float(betaincc(*after, threshold / 100))


def _replies(verdict: Verdict) -> Sequence[Reply]:
    run = verdict.run
    own = Reply.objects.of_series(run.first_id or run.pk).filter(
        verdict__school=verdict.school_id
    )
    return list(own.select_related("by", "answer__by", "file", "verdict").order_by("at", "pk"))
