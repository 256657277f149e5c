"""What other weights of the index would do: who works in a hard context, in which field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from opora.domain.context.queries import quadrant
from opora.domain.context.services.index import IndexRefused
from opora.domain.context.services.weights import Reweighed, reweigh
from opora.domain.identification.models import Run
from opora.domain.identification.refusals import WrongParameters
from opora.domain.identification.surroundings import index_for


@dataclass(frozen=True, slots=True)
class Weighed:
    """The schools of a run under other weights of the index, against the index as computed.

    Attributes
    ----------
    index_year : int
        Year in which the school year of the passports ends.
    schools : int
        How many schools of the run have an index.
    hard_before, hard : int
        How many of them work in a hard context (ШНСУ by the index).
    entering, leaving : tuple of int
        Schools that come into the hard context, and out of it.
    fields : dict of str to tuple of int
        How many schools are in each field of results and context: before, then.
    moved : tuple of (int, str, str)
        Schools that change their field: which, from where, where to.
    """

    index_year: int
    schools: int
    hard_before: int
    hard: int
    entering: tuple[int, ...]
    leaving: tuple[int, ...]
    fields: dict[str, tuple[int, int]]
    moved: tuple[tuple[int, str, str], ...]


def weigh(run: Run, times: Mapping[str, int]) -> Weighed | None:
    """Say what other weights of the index would change; None where there is no index yet.

    Parameters
    ----------
    run : Run
        Its schools, and how likely their results are low.
    times : mapping of str to int
        How many times heavier an item of the index is, by code; see ``weights.reweigh``.

    Raises
    ------
    WrongParameters
        If the index cannot be made with these weights.
    """
    index = index_for(run.territory, run.year)
    if index is None:
        return None
    try:
        told = reweigh(index, times)
    except IndexRefused as refusal:
        raise WrongParameters(str(refusal)) from refusal
    chances = dict(run.verdicts.values_list("school_id", "probability"))
    own = chances.keys() & told.points.keys()
    before, then = told.hard_before & own, told.hard & own
    fields = _fields(told, {school: chances[school] for school in own})
    return Weighed(
        index.year, len(own), len(before), len(then),
        tuple(sorted(then - before)), tuple(sorted(before - then)),
        _counted(fields),
        tuple((school, *pair) for school, pair in fields.items() if pair[0] != pair[1]),
    )  # fmt: skip


def _fields(told: Reweighed, chances: dict[int, float | None]) -> dict[int, tuple[str, str]]:
    """Return the fields of schools of which both results and context are known."""
    found = {}
    for school, chance in sorted(chances.items()):
        before = quadrant(told.points_before[school], chance, cut=told.cut_before)
        then = quadrant(told.points[school], chance, cut=told.cut)
        if before and then:
            found[school] = (before, then)
    return found


def _counted(fields: dict[int, tuple[str, str]]) -> dict[str, tuple[int, int]]:
    before = Counter(pair[0] for pair in fields.values())
    then = Counter(pair[1] for pair in fields.values())
    return {field: (before[field], then[field]) for field in sorted(before | then)}
