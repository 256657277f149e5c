"""Registration of the app with Django."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """The app ``exchange``."""

    name = "opora.domain.exchange"
    label = "exchange"
    verbose_name = "Обмен"
    default_auto_field = "django.db.models.BigAutoField"
