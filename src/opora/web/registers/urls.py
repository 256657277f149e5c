"""The address of the page of all registers, and of single entries whatever the register."""

from django.urls import path

from opora.web.registers import views

urlpatterns = [
    path("", views.registers, name="registers"),
    path("entries/<int:entry_id>/", views.entry, name="entry"),
]
