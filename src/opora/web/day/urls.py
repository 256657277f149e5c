"""Addresses of «Мой день»."""

from django.urls import path

from opora.web.day import views

urlpatterns = [path("", views.my_day, name="my_day")]
