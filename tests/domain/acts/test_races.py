"""Two people at one moment: run where the database really lets them (PostgreSQL)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from opora.domain.acts.models import Draft, DraftEdit, StoredFile
from opora.domain.acts.services import acts, corrections, drafts
from tests.factories import NOON

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="SQLite in memory has one writer and one thread"
    ),
]


def at_once(*works):
    """Run the works in threads that start together; return results and refusals."""
    start = Barrier(len(works))

    def run(work):
        try:
            start.wait()
            return work()
        except (acts.ActAlreadyRegistered, corrections.EditConflict) as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_one_file_brought_twice_at_once_makes_one_draft(school, coordinator, methodist):
    def bring(by):
        return lambda: drafts.bring(
            "Приказ № 5".encode(), name="a.txt", organisation=school, by=by, at=NOON
        )

    found = at_once(bring(coordinator), bring(methodist), bring(coordinator))
    assert len({brought.draft.pk for brought in found}) == 1
    assert sum(brought.known is None for brought in found) == 1
    assert (Draft.objects.count(), StoredFile.objects.count()) == (1, 1)


def test_one_cell_edited_twice_at_once_keeps_both_edits(draft, coordinator, methodist):
    def edit(by, text):
        return lambda: corrections.edit(
            draft, path="roadmap.items.3.measure", before="Подвести итоги", after=text,
            by=by, at=NOON,
        )  # fmt: skip

    found = at_once(edit(coordinator, "Итоги года"), edit(methodist, "Итоги четверти"))
    assert sum(isinstance(one, corrections.EditConflict) for one in found) == 1
    kept = DraftEdit.objects.filter(path="roadmap.items.3.measure")
    assert {edit.after for edit in kept} == {"Итоги года", "Итоги четверти"}
    assert kept.filter(applied=True).count() == 1


def test_one_act_registered_twice_at_once_is_refused_once(authority, coordinator, methodist):
    def register(by):
        return lambda: acts.register(
            kind="order",
            number="7",
            date=NOON.date(),
            issuer=authority,
            title="О",
            by=by,
            at=NOON,
        )

    found = at_once(register(coordinator), register(methodist))
    assert sum(isinstance(one, acts.ActAlreadyRegistered) for one in found) == 1
