"""The app of people at work."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    """People, and where they work in what post."""

    name = "opora.domain.staff"
    verbose_name = "Сотрудники"
