"""Addresses of the staff lists."""

from django.urls import path

from opora.web.staff import cards, listing, lists

urlpatterns = [
    path("", listing.staff_list, name="staff"),
    path("new/", cards.new, name="staff_new"),
    path("list/", lists.upload, name="staff_list_upload"),
    path("list/check/", lists.check, name="staff_list_check"),
    path("list/sample.xlsx", lists.template, name="staff_list_template"),
    path("<int:person_id>/", cards.card, name="staff_person"),
    path("<int:person_id>/post/", cards.another_post, name="staff_another_post"),
    path("<int:person_id>/account/", cards.account, name="staff_account"),
    path("posts/<int:employment_id>/", cards.post, name="staff_post"),
    path("posts/<int:employment_id>/leave/", cards.leave, name="staff_leave"),
]
