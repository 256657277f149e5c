"""Registration of the pages with Django."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Templates, components and static files."""

    name = "opora.web"
    label = "web"
