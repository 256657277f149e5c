"""Registration of the app with Django."""

from django.apps import AppConfig


class RoadmapsConfig(AppConfig):
    """The app ``roadmaps``."""

    name = "opora.domain.roadmaps"
    label = "roadmaps"
    verbose_name = "Дорожные карты"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register with the gate why things of this app are open."""
        from opora.domain.roadmaps import reasons  # noqa: F401  # registers on import
