"""The app of agreements between schools."""

from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    """Agreements with leader schools: from a suggestion to the report at the end."""

    name = "opora.domain.partnerships"
    verbose_name = "Договоры"
