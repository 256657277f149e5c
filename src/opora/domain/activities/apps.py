"""The app of activities."""

from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    """Activities with their schools, participants, materials and lesson sheets."""

    name = "opora.domain.activities"
    verbose_name = "Мероприятия"
