"""Addresses of the daily pages."""

from django.urls import path

from workflows.daily import views

app_name = "daily"
urlpatterns = [
    path("", views.Calendar.as_view(), name="calendar"),
    path("write/", views.WriteReport.as_view(), name="write"),
    path("<int:pk>/", views.Detail.as_view(), name="detail"),
    path("<int:pk>/change/", views.ChangeReport.as_view(), name="change"),
    path("evidence/<int:pk>/", views.Evidence.as_view(), name="evidence"),
]
