"""Addresses of diagnostics."""

from django.urls import path

from opora.web.diagnostics import (
    answering,
    deficits,
    diagnosing,
    growth,
    links,
    places,
    profiles,
    questionnaires,
    staffing,
    surveys,
    verifying,
)

urlpatterns = [
    path("", surveys.surveys, name="diagnostics"),
    path("new/", surveys.new, name="survey_new"),
    path("<int:survey_id>/", surveys.survey, name="survey"),
    path("<int:survey_id>/edit/", surveys.edit, name="survey_edit"),
    path("<int:survey_id>/close/", surveys.close, name="survey_close"),
    path("<int:survey_id>/withdraw/", surveys.withdraw, name="survey_withdraw"),
    path("places/<int:surveyed_id>/", places.place, name="survey_place"),
    path("places/<int:surveyed_id>/groups/", places.add_group, name="survey_group"),
    path("groups/<int:respondents_id>/links/", links.issue, name="survey_links"),
    path("a/thanks/", answering.thanks, name="questionnaire_thanks"),
    path("a/<str:token>/", answering.answer, name="questionnaire_answer"),
    path("questionnaires/", questionnaires.questionnaires, name="questionnaires"),
    path(
        "questionnaires/<int:questionnaire_id>/",
        questionnaires.questionnaire,
        name="questionnaire",
    ),
    path(
        "questionnaires/<int:questionnaire_id>/copy/",
        questionnaires.copy,
        name="questionnaire_copy",
    ),
    path(
        "questionnaires/<int:questionnaire_id>/edit/",
        questionnaires.edit,
        name="questionnaire_edit",
    ),
    path("profiles/", profiles.profiles, name="risk_profiles"),
    path("profiles/new/", profiles.new, name="risk_profile_new"),
    path("profiles/<int:profile_id>/", profiles.profile, name="risk_profile"),
    path("profiles/<int:profile_id>/say/", verifying.say, name="risk_profile_say"),
    path("profiles/<int:profile_id>/own/", verifying.add_own, name="risk_profile_own"),
    path("profiles/<int:profile_id>/verify/", verifying.verify, name="risk_profile_verify"),
    path(
        "profiles/<int:profile_id>/withdraw/", verifying.withdraw, name="risk_profile_withdraw"
    ),
    path("deficits/", deficits.deficits, name="deficits"),
    path("deficits/new/", diagnosing.new, name="diagnosis_new"),
    path("deficits/self/", diagnosing.assess_self, name="self_assessment"),
    path("deficits/import/", diagnosing.take_file, name="diagnosis_import"),
    path("deficits/template/", diagnosing.template, name="diagnosis_template"),
    path("deficits/<int:diagnosis_id>/", deficits.diagnosis, name="diagnosis"),
    path("deficits/<int:diagnosis_id>/withdraw/", deficits.withdraw, name="diagnosis_withdraw"),
    path("deficits/<int:diagnosis_id>/route/", growth.new, name="growth_plan_new"),
    path("routes/<int:route_id>/", growth.plan, name="growth_plan"),
    path("routes/<int:route_id>/step/", growth.add_step, name="growth_step"),
    path(
        "routes/<int:route_id>/steps/<int:route_step_id>/",
        growth.do_step,
        name="growth_step_done",
    ),
    path("routes/<int:route_id>/finish/", growth.finish, name="growth_plan_finish"),
    path("staff/", staffing.staff_list, name="staff_analyses"),
    path("staff/<int:organisation_id>/", staffing.staff, name="staff_figures"),
    path("staff/<int:organisation_id>/approve/", staffing.approve, name="staff_approve"),
    path("staff/<int:organisation_id>/vacancy/", staffing.open_vacancy, name="vacancy_new"),
    path("vacancies/<int:vacancy_id>/close/", staffing.close_vacancy, name="vacancy_close"),
    path("analyses/<int:staff_analysis_id>/", staffing.analysis, name="staff_analysis"),
    path(
        "analyses/<int:staff_analysis_id>/withdraw/",
        staffing.withdraw,
        name="staff_analysis_withdraw",
    ),
]
