"""Addresses of the skp pages."""

from django.urls import URLPattern

app_name = "skp"
urlpatterns: list[URLPattern] = []
