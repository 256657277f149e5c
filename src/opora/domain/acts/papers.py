"""Papers that people write beside what is computed: drafted, approved, withdrawn."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from opora.domain.acts.models import StoredFile
from opora.domain.acts.services import files
from opora.domain.acts.services.files import Upload
from opora.domain.people.models import User
from opora.domain.refusals import Refused

MOST_WORDS = 300
"""A longer reason is cut. [characters]"""


class PaperRefused(Refused):
    """The paper cannot be kept, approved or withdrawn so; the sentence says why."""


class Paper(models.Model):
    """A text with a file beside it; it counts while it is approved."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Черновик"
        APPROVED = "approved", "Утверждён"
        WITHDRAWN = "withdrawn", "Отозван"

    title = models.CharField("название", max_length=300)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=255, blank=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.DRAFT)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(max_length=MOST_WORDS, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title


def keep_file(paper: Paper, upload: Upload | None, *, at: datetime) -> None:
    """Keep the file that came with a paper, if one did; the paper is saved by who writes it."""
    if upload is not None:
        paper.file_name = files.clean_name(upload.name)
        paper.file = files.keep(upload.content, name=paper.file_name, at=at)


def approve(paper: Paper, *, by: User, at: datetime) -> None:
    """Mark a locked draft as approved; the paper is saved by its own service.

    Raises
    ------
    PaperRefused
        If it was approved or withdrawn before.
    """
    if paper.status != Paper.Status.DRAFT:
        raise PaperRefused("Документ уже утверждён или отозван.")
    paper.status, paper.approved_by, paper.approved_at = Paper.Status.APPROVED, by, at


def withdraw(paper: Paper, *, reason: str) -> None:
    """Mark a locked paper as withdrawn; the paper is saved by its own service.

    Raises
    ------
    PaperRefused
        If it was withdrawn before, or no reason is given.
    """
    if paper.status == Paper.Status.WITHDRAWN:
        raise PaperRefused("Документ уже отозван.")
    if not reason.strip():
        raise PaperRefused("Напишите, почему документ отзывается.")
    paper.status, paper.withdrawn_reason = Paper.Status.WITHDRAWN, reason.strip()[:MOST_WORDS]
