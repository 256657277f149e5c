"""The app of recommendations, practices and publications."""

from django.apps import AppConfig


class AdviceConfig(AppConfig):
    """Recommendations and answers, practices with their effect, pages with their copy."""

    name = "opora.domain.advice"
    verbose_name = "Рекомендации и практики"
