"""Addresses of lists of people and organisations."""

from django.urls import path

from opora.web.organisations import people

urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/grant/", people.grant_role, name="grant_role"),
    path("people/<int:membership_id>/end/", people.end_role, name="end_role"),
    path("people/import/", people.people, name="people_import"),
    path("organisations/import/", people.people, name="organisations_import"),
]
