"""Addresses of lists of obligations; the page of one stands with the roadmaps."""

from django.urls import path

from opora.web.obligations import views

urlpatterns = [
    path("", views.obligation_list, name="obligations"),
    path("remind/", views.remind, name="remind"),
    path("accept/", views.accept_many, name="accept_many"),
]
