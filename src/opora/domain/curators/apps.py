"""The app of models and curators."""

from django.apps import AppConfig


class CuratorsConfig(AppConfig):
    """Models, enrolments, curatorships, the case log."""

    name = "opora.domain.curators"
    verbose_name = "Модели и кураторы"
