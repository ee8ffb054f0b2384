"""Addresses of the daily pages."""

from django.urls import URLPattern

app_name = "daily"
urlpatterns: list[URLPattern] = []
