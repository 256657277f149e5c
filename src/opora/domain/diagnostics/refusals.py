"""What diagnostics refuses, each with a Russian sentence for the page."""

from __future__ import annotations


class DiagnosticsRefused(Exception):
    """It cannot be done so; the sentence says why and what to do."""
