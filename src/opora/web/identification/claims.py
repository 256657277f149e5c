"""«Если подтвердится»: what a contested number would change, said before anything is sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from opora.domain.identification.clauses import Part, parts_of
from opora.domain.identification.models import Verdict
from opora.domain.identification.questions import rule_of
from opora.domain.identification.services.replies import Claim
from opora.domain.identification.services.scenarios import IfConfirmed, if_confirmed
from opora.domain.identification.words import procedure, share
from opora.methodology.rules import Rule


def consequence(verdict: Verdict, claim: Claim) -> str:
    """Say what follows if a contested number is right.

    Raises
    ------
    WrongParameters
        If the claim cannot be.
    """
    told, rule = if_confirmed(verdict, claim), rule_of(verdict.run)
    counts = f"{told.below} из {told.participants} ({share(told.below, told.participants)})"
    number = f"{procedure(claim.assessment)}, {claim.year}: станет {counts}."
    return " ".join([number, *_parts(verdict, claim, told, rule), _outcome(told)])


def _parts(verdict: Verdict, claim: Claim, told: IfConfirmed, rule: Rule) -> Iterator[str]:
    year = verdict.run.year
    listed = verdict.official == Verdict.Official.YES
    before = parts_of(rule, verdict.clauses, year, listed=listed)
    clauses = [_claimed(one, claim, told, rule) for one in verdict.clauses]
    after = parts_of(rule, clauses, year, listed=told.after == Verdict.Official.YES)
    for old, new in zip(before, after, strict=True):
        yield _changed(old, new)


def _claimed(
    clause: dict[str, Any], claim: Claim, told: IfConfirmed, rule: Rule
) -> dict[str, Any]:
    if (clause["assessment"], clause["year"]) != (claim.assessment, claim.year):
        return clause
    reason = clause["reason"]
    if reason in {"", "SMALL"}:
        reason = "SMALL" if claim.participants < rule.minimal_n.value else ""
    counts = {"below": claim.below, "participants": claim.participants}
    return clause | counts | {"low": told.low_after and not reason, "reason": reason}


def _changed(old: Part, new: Part) -> str:
    name = f"Пункт {new.letter}" if new.letter else "Правило"
    if old.holds == new.holds:
        word = "по-прежнему выполняется" if new.holds else "по-прежнему не выполняется"
    else:
        word = "станет выполняться" if new.holds else "перестанет выполняться"
    counted = f": {new.have} из {new.of}, нужно {new.need}" if new.have is not None else ""
    return f"{name} {word}{counted}."


def _outcome(told: IfConfirmed) -> str:
    if told.before == told.after:
        return "Итог не изменится."
    words = {
        Verdict.Official.YES: "школа будет в списке",
        Verdict.Official.NO: "школа выйдет из списка",
        Verdict.Official.INSUFFICIENT: "данных станет недостаточно, решит человек",
    }
    return f"Итог изменится: {words[Verdict.Official(told.after)]}."
