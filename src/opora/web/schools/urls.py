"""Addresses of schools; each tab is an address."""

from django.urls import path

from opora.web.schools import profile, tabs, views

urlpatterns = [
    path("", views.school_list, name="schools"),
    path("<int:school_id>/", views.overview, name="school"),
    path("<int:school_id>/results/", tabs.results, name="school_results"),
    path("<int:school_id>/context/", tabs.context, name="school_context"),
    path("<int:school_id>/why/", tabs.why, name="school_why"),
    path("<int:school_id>/obligations/", views.owed, name="school_obligations"),
    path("<int:school_id>/roadmap/", views.roadmaps, name="school_roadmaps"),
    path("<int:school_id>/staff/", views.staff, name="school_staff"),
    path("<int:school_id>/history/", views.past, name="school_history"),
    path("<int:school_id>/profile.pdf", profile.pdf, name="school_profile"),
    path("<int:school_id>/subscribe/", views.subscribe, name="school_subscribe"),
]
