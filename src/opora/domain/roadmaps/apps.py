"""Registration of the app with Django."""

from django.apps import AppConfig


class RoadmapsConfig(AppConfig):
    """The app ``roadmaps``."""

    name = "opora.domain.roadmaps"
    label = "roadmaps"
    verbose_name = "Дорожные карты"
    default_auto_field = "django.db.models.BigAutoField"
