"""Addresses about pupils; none of them holds a name."""

from django.urls import path

from opora.web.pupils import cards, lessons, lists, loading, parents, plans, school

urlpatterns = [
    path("", lists.pupils, name="pupils"),
    path("new/", cards.new, name="pupil_new"),
    path("load/", loading.load, name="pupils_load"),
    path("load/works/", loading.take_results, name="pupils_take_results"),
    path("template.xlsx", loading.template, name="pupils_template"),
    path("silent/", lists.silent, name="pupils_silent"),
    path("risk/", lists.risks, name="pupils_risk"),
    path("risk/<int:pupil_risk_id>/decide/", lists.decide, name="pupil_risk_decide"),
    path("classes/", school.classes, name="pupil_classes"),
    path("classes/<int:teacher_class_id>/take/", school.take_class, name="pupil_class_take"),
    path("journal/", school.journal, name="pupil_journal"),
    path("prevention/", school.checklist, name="pupils_prevention"),
    path("tutors/<int:tutor_id>/end/", cards.end_tutor, name="pupil_tutor_end"),
    path("plans/", plans.plan_list, name="pupil_plans"),
    path("plans/new/", plans.new, name="pupil_plan_new"),
    path("plans/<int:pupil_plan_id>/", plans.plan, name="pupil_plan"),
    path("plans/<int:pupil_plan_id>/close/", plans.close, name="pupil_plan_close"),
    path("plans/<int:pupil_plan_id>/withdraw/", plans.withdraw, name="pupil_plan_withdraw"),
    path("plans/steps/<int:pupil_step_id>/", plans.mark_step, name="pupil_plan_step"),
    path("plans/checks/<int:pupil_check_id>/", plans.hold_check, name="pupil_plan_check"),
    path("plans/members/<int:plan_member_id>/", parents.sheet, name="pupil_plan_sheet"),
    path("plans/members/<int:plan_member_id>/link/", parents.give_link, name="pupil_link_give"),
    path(
        "plans/members/<int:plan_member_id>/parents/", parents.acquaint, name="pupil_acquaint"
    ),
    path(
        "plans/links/<int:parent_link_id>/revoke/",
        parents.revoke_link,
        name="pupil_link_revoke",
    ),
    path("parents/<str:token>/", parents.page, name="pupil_parents"),
    path("lessons/", lessons.lessons_list, name="extra_lessons"),
    path("lessons/new/", lessons.new, name="extra_lessons_new"),
    path("lessons/<int:extra_lessons_id>/", lessons.lesson, name="extra_lesson"),
    path("lessons/<int:extra_lessons_id>/mark/", lessons.mark, name="extra_lessons_mark"),
    path("lessons/<int:extra_lessons_id>/close/", lessons.close, name="extra_lessons_close"),
    path(
        "lessons/<int:extra_lessons_id>/withdraw/",
        lessons.withdraw,
        name="extra_lessons_withdraw",
    ),
    path("<int:pupil_id>/", cards.card, name="pupil"),
    path("<int:pupil_id>/edit/", cards.edit, name="pupil_edit"),
    path("<int:pupil_id>/tutor/", cards.appoint_tutor, name="pupil_tutor"),
    path("<int:pupil_id>/draft/", plans.draft, name="pupil_plan_draft"),
]
