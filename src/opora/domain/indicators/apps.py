"""The app of indicators."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """Definitions, values, targets."""

    name = "opora.domain.indicators"
    label = "indicators"
    verbose_name = "Показатели"

    def ready(self) -> None:
        """Listen to entries, and tell the gate why things of this app are open."""
        from opora.domain.indicators import reasons  # noqa: F401  # registers on import
        from opora.domain.indicators.jobs import follow
        from opora.domain.registers.services.entries import entry_changed

        entry_changed.connect(follow, dispatch_uid="indicators")
