"""Of documents of development, expertise, recommendations, practices and publications."""

from __future__ import annotations

from django.utils.timezone import localdate, now

from opora.domain.acts.models import StoredFile
from opora.domain.advice.models import Addressee, Practice, Publication, Recommendation
from opora.domain.development.models import Document, Expertise, Sampled, Sheet
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User


def make_advising(
    school: Organisation, owner: Organisation, file: StoredFile, *, boss: User, secret: str
) -> dict[str, int]:
    """Put one of each there: of the school, or of the office about the school."""
    recommendation = Recommendation.objects.create(
        owner=owner, title=secret, text=secret, basis="Анализ", file=file,
        file_name="Отчёт.pdf", sent_on=localdate(), sent_by=boss, sent_at=now(),
    )  # fmt: skip
    addressee = Addressee.objects.create(recommendation=recommendation, organisation=school)
    practice = Practice.objects.create(
        owner=school, title=secret, problem=secret, target_group="5 класс", essence=secret,
        file=file, file_name="Отчёт.pdf", entered_by=boss, entered_at=now(),
    )  # fmt: skip
    publication = Publication.objects.create(
        kind="page", owner=school, title=secret, day=localdate(), file=file, copy=file,
        file_name="Отчёт.pdf", entered_by=boss, entered_at=now(),
    )  # fmt: skip
    return {
        "recommendation_id": recommendation.pk,
        "addressee_id": addressee.pk,
        "practice_id": practice.pk,
        "publication_id": publication.pk,
        **_make_development(school, owner, file, boss=boss, secret=secret),
    }


def _make_development(
    school: Organisation, owner: Organisation, file: StoredFile, *, boss: User, secret: str
) -> dict[str, int]:
    """Put a document there that is being read, by the coordinator."""
    document = Document.objects.create(
        school=school, type="concept", year=2025, status="agreed", file=file,
        file_name="Отчёт.pdf", sections={"C01": secret}, entered_by=boss, entered_at=now(),
    )  # fmt: skip
    expertise = Expertise.objects.create(
        owner=owner, year=2025, title=secret, rubric="2026", seed=1, size=1,
        frame=[[document.pk, ""]], entered_by=boss, entered_at=now(),
    )  # fmt: skip
    sampled = Sampled.objects.create(expertise=expertise, document=document)
    sheet = Sheet.objects.create(sampled=sampled, reader=boss, place=1)
    return {
        "document_id": document.pk,
        "expertise_id": expertise.pk,
        "sampled_id": sampled.pk,
        "sheet_id": sheet.pk,
    }
