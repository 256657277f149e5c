"""What diagnostics refuses, each with a Russian sentence for the page."""

from __future__ import annotations

from opora.domain.refusals import Refused


class DiagnosticsRefused(Refused):
    """It cannot be done so; the sentence says why and what to do."""
