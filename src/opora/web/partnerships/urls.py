"""Addresses of agreements."""

from django.urls import path

from opora.web.partnerships import drawing_up, listing, page

_ONE = "<int:agreement_id>/"

urlpatterns = [
    path("", listing.agreement_list, name="agreements"),
    path("new/", drawing_up.new, name="agreement_new"),
    path("suggestions/<int:territory_id>/", listing.suggestions, name="agreement_suggestions"),
    path(_ONE, page.agreement, name="agreement"),
    path(f"{_ONE}edit/", drawing_up.edit, name="agreement_edit"),
    path(f"{_ONE}step/<slug:step>/", page.take_step, name="agreement_step"),
    path(f"{_ONE}events/", page.plan_event, name="agreement_plan_event"),
    path(
        f"{_ONE}events/<int:event_id>/", page.hold_event, name="agreement_hold_event"
    ),
    path(
        f"{_ONE}events/<int:event_id>/change/", page.change_event, name="agreement_change_event"
    ),
    path(f"{_ONE}agreement.docx", page.draft_file, name="agreement_draft"),
    path(f"{_ONE}paper/", page.paper, name="agreement_paper"),
]  # fmt: skip
