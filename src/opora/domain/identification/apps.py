"""Registration of the app with Django."""

from django.apps import AppConfig


class IdentificationConfig(AppConfig):
    """The app ``identification``."""

    name = "opora.domain.identification"
    label = "identification"
    verbose_name = "Выявление"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register with the gate why things of this app are open."""
        from opora.domain.identification import reasons  # noqa: F401  # registers on import
