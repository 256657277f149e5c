"""Registration of the app with Django."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    """The app ``assessments``."""

    name = "opora.domain.assessments"
    label = "assessments"
    verbose_name = "Результаты"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register with the gate why things of this app are open."""
        from opora.domain.assessments import reasons  # noqa: F401  # registers on import
