"""The app of documents of development."""

from django.apps import AppConfig


class DevelopmentConfig(AppConfig):
    """Concepts, programmes, anti-risk programmes; expert review of a sample of them."""

    name = "opora.domain.development"
    verbose_name = "Документы развития"
