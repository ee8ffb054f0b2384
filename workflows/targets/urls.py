"""Addresses of the targets pages."""

from django.urls import path

from workflows.targets import views

app_name = "targets"
urlpatterns = [
    path("", views.MyTargets.as_view(), name="mine"),
    path("<int:pk>/", views.TargetDetail.as_view(), name="detail"),
    path("<int:pk>/change/", views.ChangeTargets.as_view(), name="change"),
    path("skp/<int:pk>/", views.EditTargets.as_view(), name="edit"),
]
