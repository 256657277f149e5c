"""Addresses of roadmaps; each view of one is an address."""

from django.urls import path

from opora.web.roadmaps import views

urlpatterns = [
    path("", views.roadmap_list, name="roadmaps"),
    path("<int:roadmap_id>/", views.table, name="roadmap"),
]
