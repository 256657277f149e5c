"""Addresses of activities."""

from django.urls import path

from opora.web.activities import (
    check_in,
    lessons,
    listing,
    months,
    page,
    papers,
    people,
    planning,
    quick,
)

_ONE = "<int:activity_id>/"

urlpatterns = [
    path("", listing.activity_list, name="activities"),
    path("new/", planning.new, name="activity_new"),
    path("quick/", quick.enter, name="activity_quick"),
    path("month/<int:year>/<int:month>/", months.month, name="activity_month"),
    path("month/subscribe/", months.subscribe, name="activity_subscribe"),
    path("check-in/<str:ticket>/", check_in.check_in, name="activity_check_in"),
    path(_ONE, page.activity, name="activity"),
    path(f"{_ONE}edit/", planning.edit, name="activity_edit"),
    path(f"{_ONE}hold/", planning.hold, name="activity_hold"),
    path(f"{_ONE}end/", planning.end, name="activity_end"),
    path(f"{_ONE}code/", check_in.code, name="activity_code"),
    path(f"{_ONE}people/", people.people, name="activity_people"),
    path(f"{_ONE}people/staff/", people.add_staff, name="activity_staff"),
    path(f"{_ONE}people/list/", people.take_list, name="activity_take_list"),
    path(
        f"{_ONE}people/<int:participation_id>/remove/", people.remove,
        name="activity_remove_person",
    ),
    path(f"{_ONE}files/", papers.attach, name="activity_attach"),
    path(f"{_ONE}files/<int:material_id>/", papers.content, name="activity_file"),
    path(f"{_ONE}files/<int:material_id>/remove/", papers.remove, name="activity_detach"),
    path(f"{_ONE}minutes/", papers.minutes, name="activity_minutes"),
    path(f"{_ONE}minutes.docx", papers.minutes_file, name="activity_minutes_file"),
    path(f"{_ONE}lessons/new/", lessons.new, name="lesson_visit_new"),
    path("lessons/<int:visit_id>/", lessons.visit, name="lesson_visit"),
    path("lessons/<int:visit_id>/withdraw/", lessons.withdraw, name="lesson_visit_withdraw"),
]  # fmt: skip
