"""The app of pupils."""

from django.apps import AppConfig


class PupilsConfig(AppConfig):
    """The risk group, individual plans, extra lessons, tutors, the prevention checklist."""

    name = "opora.domain.pupils"
    verbose_name = "Обучающиеся"

    def ready(self) -> None:
        """Say to the gate why a pupil is open to a person."""
        from opora.domain.pupils import reasons  # noqa: F401  # registers itself
