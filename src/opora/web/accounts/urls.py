"""Addresses of the person's own pages."""

from django.urls import path

from opora.web.accounts import keys, views

urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("profile/feeds/", views.issue_feed, name="issue_feed"),
    path("profile/feeds/<int:feed_id>/revoke/", views.revoke_feed, name="revoke_feed"),
    path("profile/keys/", keys.issue_key, name="issue_key"),
    path("profile/keys/<int:key_id>/revoke/", keys.revoke_key, name="revoke_key"),
    path("notices/", views.notice_list, name="notices"),
    path("notices/read/", views.read_notices, name="read_notices"),
    path("notices/<int:notice_id>/", views.open_notice, name="open_notice"),
    path("school-year/", views.choose_year, name="school_year"),
]
