"""Documents of development with their steps; expertises with their samples and sheets."""

from opora.domain.development.models.documents import Document, DocumentQuerySet, Step
from opora.domain.development.models.expertises import (
    Expertise,
    ExpertiseQuerySet,
    Sampled,
    Sheet,
    SheetQuerySet,
)

REGISTER = "development"

__all__ = [
    "REGISTER", "Document", "DocumentQuerySet", "Expertise", "ExpertiseQuerySet", "Sampled",
    "Sheet", "SheetQuerySet", "Step",
]  # fmt: skip
