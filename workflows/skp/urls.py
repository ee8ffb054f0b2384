"""Addresses of the SKP pages."""

from django.urls import path

from workflows.skp import views

app_name = "skp"
urlpatterns = [
    path("", views.Mine.as_view(), name="mine"),
    path("start/", views.StartPlan.as_view(), name="start"),
    path("gaps/", views.Gaps.as_view(), name="gaps"),
    path("<int:pk>/", views.Detail.as_view(), name="detail"),
    path("<int:pk>/edit/", views.EditPlan.as_view(), name="edit"),
    path("<int:pk>/change/", views.ChangeSkp.as_view(), name="change"),
    path("<int:pk>/versions/", views.Versions.as_view(), name="versions"),
    path("<int:pk>/sheet.pdf", views.Sheet.as_view(), name="sheet"),
]
