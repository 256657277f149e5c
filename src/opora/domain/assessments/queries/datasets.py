"""Which data count now, and which counted before."""

from __future__ import annotations

from opora.domain.assessments.models import Dataset
from opora.domain.organisations.models import Territory


def data_hash(root: Territory) -> str:
    """Return the hash of the data that count now in a region, as pages know it; «» for none."""
    last = Dataset.objects.filter(root=root).order_by("-created_at", "-pk")
    return last.values_list("data_hash", flat=True).first() or ""


def history(root: Territory, *, limit: int = 50) -> list[Dataset]:
    """Return the states of the data of a region, the latest first, each with its reason."""
    return list(Dataset.objects.filter(root=root).order_by("-created_at", "-pk")[:limit])
