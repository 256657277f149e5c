"""Registration of the app with Django."""

from django.apps import AppConfig


class RoadmapsConfig(AppConfig):
    """The app ``roadmaps``."""

    name = "opora.domain.roadmaps"
    label = "roadmaps"
    verbose_name = "Дорожные карты"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register with the gate why things of this app are open; listen to the registers."""
        from opora.domain.registers.services.entries import entry_changed
        from opora.domain.roadmaps import reasons  # noqa: F401  # registers on import
        from opora.domain.roadmaps.services.fulfilment.following import on_entry_changed

        entry_changed.connect(on_entry_changed, dispatch_uid="roadmaps.fulfilment")
