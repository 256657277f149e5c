"""Registration of the app with Django."""

from django.apps import AppConfig


class ActsConfig(AppConfig):
    """The app ``acts``."""

    name = "opora.domain.acts"
    label = "acts"
    verbose_name = "Документы"
    default_auto_field = "django.db.models.BigAutoField"
