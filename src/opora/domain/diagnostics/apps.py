"""The app of diagnostics."""

from django.apps import AppConfig


class DiagnosticsConfig(AppConfig):
    """Surveys, risk profiles, deficits and staff analyses."""

    name = "opora.domain.diagnostics"
