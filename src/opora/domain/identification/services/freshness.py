"""Whether the numbers of a run still are those of the data."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from opora.analytics.counts import Counts
from opora.analytics.disclosure import is_telling
from opora.domain.assessments.disclosure import HIDDEN
from opora.domain.assessments.models import Import
from opora.domain.identification import evidence
from opora.domain.identification.models import Run
from opora.domain.identification.questions import rule_of
from opora.domain.identification.results import only_schools, with_schools
from opora.domain.organisations.models import Organisation

_NAMED_AT_MOST = 5


def changes(run: Run, *, full: bool = True) -> list[str]:
    """Say what has changed in the data of the schools of a run since it was computed.

    Parameters
    ----------
    run : Run
        Of any status.
    full : bool, default True
        Counts of one to four pupils may be told; else they are hidden.

    Returns
    -------
    list of str
        A sentence for each file that counts no more and for each number that differs, the
        first five of those; empty when nothing did. Changes in other schools do not matter.
    """
    return [*_files(run), *_numbers(run, full=full)]


def _files(run: Run) -> Iterator[str]:
    for file, status in evidence.gone_files(run):
        became = "отозван" if status == Import.Status.WITHDRAWN else "больше не учитывается"
        yield f"Файл «{file}» {became}."


def _numbers(run: Run, *, full: bool) -> Iterator[str]:
    now = evidence.take(run.territory)
    codes = run.frozen["codes"]
    if now.data_hash == run.data_hash and now.codes == codes:
        return
    root = evidence.root_of(run.territory)
    before = _window(run, evidence.counts_at(root, run.data_hash, codes))
    differing = list(_differences(before, _window(run, now.counts), full=full))
    names = dict(
        Organisation.objects.filter(pk__in=[int(key) for key, *_ in differing]).values_list(
            "pk", "short_name"
        )
    )
    for key, assessment, year, old, new in differing[:_NAMED_AT_MOST]:
        yield f"{names[int(key)]}, {assessment}, {year}: было {old}, стало {new}."
    if len(differing) > _NAMED_AT_MOST:
        yield f"Всего изменилось чисел: {len(differing)}."


def _window(run: Run, counts: Counts) -> Counts:
    rule, schools = rule_of(run), run.frozen["schools"]
    own = only_schools(with_schools(counts, schools), schools)
    return own.window(run.year, length=rule.window.value, assessments=rule.assessments.codes)


def _differences(
    before: Counts, after: Counts, *, full: bool
) -> Iterator[tuple[str, str, int, str, str]]:
    for code in dict.fromkeys([*before.assessments, *after.assessments]):
        old, new = _of(before, code), _of(after, code)
        for school, year in np.argwhere((old != new).any(axis=2)).tolist():
            yield (
                str(before.schools[school]),
                code,
                before.years[year],
                _shown(old[school, year], full=full),
                _shown(new[school, year], full=full),
            )


def _of(counts: Counts, code: str) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """Return low results and participants of one assessment, zeros where it is not there."""
    if code not in counts.assessments:
        return np.zeros((len(counts.schools), len(counts.years), 2), np.int64)
    at = counts.assessments.index(code)
    return np.stack([counts.low[:, at], counts.tested[:, at]], axis=-1)


def _shown(pair: np.ndarray[tuple[int, ...], np.dtype[np.int64]], *, full: bool) -> str:
    low, tested = (int(one) for one in pair)
    if tested and not full and is_telling(low, tested):
        return HIDDEN
    return f"{low} из {tested}" if tested else "нет данных"
