"""Counts of schools as the store would give them, without a store."""

from __future__ import annotations

from opora.domain.assessments.models import Round, SchoolCount
from opora.domain.organisations.models import Organisation


def make_count(
    school: Organisation,
    code: str = "ВПР-МА-5",
    year: int = 2025,
    *,
    participants: int = 20,
    below: int = 4,
) -> SchoolCount:
    kind, subject, grade = code.rsplit("-", 2)
    found, _ = Round.objects.get_or_create(
        code=code, year=year,
        defaults={"kind": kind, "subject": subject, "grade": int(grade), "scale_known": True},
    )  # fmt: skip
    return SchoolCount.objects.create(
        school=school, round=found, participants=participants, below=below,
        mark_2=below, mark_3=participants - below, mark_4=0, mark_5=0,
    )  # fmt: skip
