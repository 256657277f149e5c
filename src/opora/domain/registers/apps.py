"""The app of traces of work."""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    """Entries of registers in the one shape that plans and indicators read."""

    name = "opora.domain.registers"
    verbose_name = "Реестры"
