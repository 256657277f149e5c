"""Addresses of documents of development and of their expertise."""

from django.urls import path

from opora.web.development import document, expertise, ordering, reading, table, writing

_ONE = "<int:document_id>/"
_EXPERTISE = "expertises/<int:expertise_id>/"
_SAMPLED = f"{_EXPERTISE}sample/<int:sampled_id>/"
_SHEET = "sheets/<int:sheet_id>/"

urlpatterns = [
    path("", table.development, name="development"),
    path("new/", writing.new, name="development_new"),
    path(_ONE, document.page, name="development_document"),
    path(f"{_ONE}edit/", writing.edit, name="development_edit"),
    path(f"{_ONE}step/<slug:name>/", document.take_step, name="development_step"),
    path(f"{_ONE}document.docx", document.docx_file, name="development_docx"),
    path(f"{_ONE}file/", document.file, name="development_file"),
    path("expertises/", ordering.expertise_list, name="expertises"),
    path("expertises/new/", ordering.new, name="expertise_new"),
    path(_EXPERTISE, expertise.page, name="expertise"),
    path(f"{_EXPERTISE}readers/", expertise.assign, name="expertise_assign"),
    path(f"{_EXPERTISE}step/<slug:name>/", expertise.take_step, name="expertise_step"),
    path(f"{_EXPERTISE}conclusion.docx", expertise.conclusion, name="expertise_conclusion"),
    path(_SAMPLED, expertise.compare, name="expertise_compare"),
    path(f"{_SAMPLED}third/", expertise.ask_third, name="expertise_third"),
    path("sheets/", reading.sheets, name="expert_sheets"),
    path(_SHEET, reading.sheet, name="expert_sheet"),
    path(f"{_SHEET}file/", reading.file, name="expert_sheet_file"),
]
