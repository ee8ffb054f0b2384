"""Addresses of the allowance pages."""

from django.urls import URLPattern

app_name = "allowance"
urlpatterns: list[URLPattern] = []
