"""Registration of the app with Django."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """The app ``organisations``."""

    name = "opora.domain.organisations"
    label = "organisations"
    verbose_name = "Организации"
    default_auto_field = "django.db.models.BigAutoField"
