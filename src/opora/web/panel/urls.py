"""Addresses of the panels."""

from django.urls import path

from opora.web.panel import views

urlpatterns = [
    path("", views.own_panel, name="panel"),
    path("<int:territory_id>/", views.panel, name="territory_panel"),
]
