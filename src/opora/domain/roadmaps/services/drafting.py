"""The lock every change of a draft edition takes first."""

from __future__ import annotations

from opora.domain.refusals import Refused
from opora.domain.roadmaps.models import Edition, Measure


class EditionNotDraft(Refused):
    """The edition is approved, superseded or closed: it is amended, never edited."""

    def __init__(self, edition: Edition) -> None:
        super().__init__(
            f"Редакция {edition.number} уже не черновик "
            f"({edition.get_status_display().lower()}): её нельзя править. Внесите изменения "
            "новой редакцией."
        )


def lock(edition: Edition) -> Edition:
    """Take the row of an edition for the rest of the transaction."""
    return (
        Edition.objects.select_for_update(of=("self",))
        .select_related("roadmap__owner__territory")
        .get(pk=edition.pk)
    )


def lock_draft(edition: Edition) -> Edition:
    """Take an edition that must still be open to changes."""
    edition = lock(edition)
    if edition.status != Edition.Status.DRAFT:
        raise EditionNotDraft(edition)
    return edition


def lock_draft_of(measure: Measure) -> Edition:
    """Take the draft edition to which a measure belongs."""
    return lock_draft(measure.edition)
