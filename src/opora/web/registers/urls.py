"""The address of the page of all registers."""

from django.urls import path

from opora.web.registers import views

urlpatterns = [path("", views.registers, name="registers")]
