"""Addresses of lists of people and organisations."""

from django.urls import path

from opora.web.organisations import imports, people, registry

PEOPLE = {"kind": "people"}
ORGANISATIONS = {"kind": "organisations"}

urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/grant/", people.grant_role, name="grant_role"),
    path("people/<int:membership_id>/end/", people.end_role, name="end_role"),
    path("people/import/", imports.upload, PEOPLE, name="people_import"),
    path("people/import/check/", imports.check, PEOPLE, name="people_check"),
    path("people/import/sample.xlsx", imports.template, PEOPLE, name="people_template"),
    path("organisations/", registry.organisation_list, name="organisations"),
    path("organisations/add/", registry.add_organisation, name="add_organisation"),
    path(
        "organisations/<int:organisation_id>/",
        registry.edit_organisation,
        name="edit_organisation",
    ),
    path(
        "organisations/<int:organisation_id>/close/",
        registry.close_organisation,
        name="close_organisation",
    ),
    path("organisations/import/", imports.upload, ORGANISATIONS, name="organisations_import"),
    path(
        "organisations/import/check/", imports.check, ORGANISATIONS, name="organisations_check"
    ),
    path(
        "organisations/import/sample.xlsx",
        imports.template,
        ORGANISATIONS,
        name="organisations_template",
    ),
]
