"""The app of teams."""

from django.apps import AppConfig


class TeamsConfig(AppConfig):
    """Teams with their members and meetings."""

    name = "opora.domain.teams"
    verbose_name = "Команды и сообщества"
