"""Addresses of training."""

from django.urls import path

from opora.web.training import (
    certificates,
    courses,
    groups,
    importing,
    listing,
    needs,
    plans,
    shares,
)

_COURSE = "courses/<int:course_id>/"
_GROUP = "groups/<int:training_group_id>/"
_PLAN = "plans/<int:training_plan_id>/"
_ONE = "certificates/<int:completion_id>/"

urlpatterns = [
    path("", listing.completions, name="training"),
    path("needs/", needs.needs, name="training_needs"),
    path("shares/", shares.shares, name="training_shares"),
    path("shares/<int:school_id>/", shares.school_shares, name="training_school_shares"),
    path("courses/", courses.course_list, name="courses"),
    path("courses/new/", courses.new, name="course_new"),
    path(_COURSE, courses.course, name="course"),
    path(f"{_COURSE}edit/", courses.edit, name="course_edit"),
    path(f"{_COURSE}withdraw/", courses.withdraw, name="course_withdraw"),
    path("groups/", groups.group_list, name="training_groups"),
    path("groups/new/", groups.new, name="training_group_new"),
    path(_GROUP, groups.group, name="training_group"),
    path(f"{_GROUP}people/", groups.send, name="training_group_send"),
    path(
        f"{_GROUP}people/<int:learner_id>/", groups.take_back, name="training_group_take_back"
    ),
    path(f"{_GROUP}finish/", groups.finish, name="training_group_finish"),
    path(f"{_GROUP}cancel/", groups.cancel, name="training_group_cancel"),
    path(f"{_GROUP}scans/", groups.scans, name="training_group_scans"),
    path("plans/", plans.plan_list, name="training_plans"),
    path("plans/new/", plans.new, name="training_plan_new"),
    path(_PLAN, plans.plan, name="training_plan"),
    path(f"{_PLAN}lines/", plans.add_line, name="training_plan_add"),
    path(
        f"{_PLAN}lines/<int:plan_line_id>/", plans.cancel_line, name="training_plan_cancel_line"
    ),
    path(f"{_PLAN}approve/", plans.approve, name="training_plan_approve"),
    path(f"{_PLAN}withdraw/", plans.withdraw, name="training_plan_withdraw"),
    path("certificates/new/", certificates.new, name="completion_new"),
    path("certificates/import/", importing.table, name="completion_import"),
    path("certificates/template/", importing.template, name="completion_template"),
    path(_ONE, certificates.completion, name="completion"),
    path(f"{_ONE}edit/", certificates.edit, name="completion_edit"),
    path(f"{_ONE}scan/", certificates.attach, name="completion_attach"),
    path(f"{_ONE}file/", certificates.scan, name="completion_file"),
    path(f"{_ONE}withdraw/", certificates.withdraw, name="completion_withdraw"),
]  # fmt: skip
