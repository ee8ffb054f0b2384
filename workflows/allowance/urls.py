"""Addresses of the allowance pages."""

from django.urls import path

from workflows.allowance import views

app_name = "allowance"
urlpatterns = [
    path("<slug:month>/", views.Month.as_view(), name="month"),
    path("<slug:month>/<slug:nip>/", views.Month.as_view(), name="of_person"),
]
