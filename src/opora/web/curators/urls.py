"""Addresses of models, enrolments and curators."""

from django.urls import path

from opora.web.curators import catalogue, curators, enrolments, listing, log, plans, steps

_ONE = "<int:enrolment_id>/"
_MODEL = "catalogue/<int:model_id>/"
_CURATOR = "curators/<int:curatorship_id>/"
_STEP = "case/steps/<int:step_id>/"

urlpatterns = [
    path("", listing.enrolment_list, name="models"),
    path("new/", enrolments.new, name="enrolment_new"),
    path(_ONE, enrolments.enrolment, name="enrolment"),
    path(f"{_ONE}approve/", enrolments.approve, name="enrolment_approve"),
    path(f"{_ONE}change/", enrolments.change, name="enrolment_change"),
    path(f"{_ONE}end/", enrolments.end, name="enrolment_end"),
    path(f"{_ONE}withdraw/", enrolments.withdraw, name="enrolment_withdraw"),
    path(f"{_ONE}people/", enrolments.people, name="enrolment_people"),
    path(f"{_ONE}plan/", plans.draft, name="enrolment_plan"),
    path("catalogue/", catalogue.models, name="support_models"),
    path("catalogue/new/", catalogue.new, name="support_model_new"),
    path("catalogue/take/", catalogue.take, name="support_model_take"),
    path(_MODEL, catalogue.model, name="support_model"),
    path(f"{_MODEL}edit/", catalogue.edit, name="support_model_edit"),
    path(f"{_MODEL}offer/", catalogue.offer, name="support_model_offer"),
    path("curators/", curators.curators, name="curators"),
    path("curators/new/", curators.new, name="curator_new"),
    path(_CURATOR, curators.curatorship, name="curatorship"),
    path(f"{_CURATOR}release/", curators.release, name="curatorship_release"),
    path(f"{_CURATOR}withdraw/", curators.withdraw, name="curatorship_withdraw"),
    path("steps/", steps.case_steps, name="case_steps"),
    path("case/<int:school_id>/", log.case_log, name="case_log"),
    path(f"{_STEP}finish/", log.finish, name="case_finish"),
    path(f"{_STEP}remove/", log.remove, name="case_remove"),
]
