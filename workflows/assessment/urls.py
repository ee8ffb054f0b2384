"""Addresses of the assessment pages."""

from django.urls import URLPattern

app_name = "assessment"
urlpatterns: list[URLPattern] = []
