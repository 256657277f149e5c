"""Addresses of practices and publications."""

from django.urls import path

from opora.web.advice import practice, practices, publication, publications

_ONE = "<int:practice_id>/"
_PUBLICATION = "publications/<int:publication_id>/"

urlpatterns = [
    path("", practices.practice_list, name="practices"),
    path("new/", practices.new, name="practice_new"),
    path(_ONE, practice.page, name="practice"),
    path(f"{_ONE}edit/", practices.edit, name="practice_edit"),
    path(f"{_ONE}step/<slug:name>/", practice.take_step, name="practice_step"),
    path(f"{_ONE}file/", practice.file, name="practice_file"),
    path("publications/", publications.publication_list, name="publications"),
    path("publications/new/", publications.new, name="publication_new"),
    path(_PUBLICATION, publication.page, name="publication"),
    path(f"{_PUBLICATION}edit/", publications.edit, name="publication_edit"),
    path(f"{_PUBLICATION}step/<slug:name>/", publication.take_step, name="publication_step"),
    path(f"{_PUBLICATION}copy/", publication.copy, name="publication_copy"),
    path(f"{_PUBLICATION}file/", publication.file, name="publication_file"),
]
