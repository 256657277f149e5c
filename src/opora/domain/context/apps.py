"""The app of social passports and of the index of social well-being."""

from django.apps import AppConfig


class ContextConfig(AppConfig):
    """Social passports, the index and its groups."""

    name = "opora.domain.context"
    verbose_name = "Социальный контекст"
