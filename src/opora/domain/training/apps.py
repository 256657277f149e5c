"""The app of training."""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """From what a person lacks to a certificate, and who is trained."""

    name = "opora.domain.training"
    verbose_name = "Обучение"
