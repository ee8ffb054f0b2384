"""Addresses of the objection pages."""

from django.urls import path

from workflows.objection.views import pages, tasks

app_name = "objection"
urlpatterns = [
    path("<int:pk>/", pages.Detail.as_view(), name="detail"),
    path("<int:pk>/behind/", pages.Behind.as_view(), name="behind"),
    path("task/<int:task_id>/", tasks.ObjectTo.as_view(), name="object_to"),
    path("evidence/<int:pk>/", pages.Evidence.as_view(), name="evidence"),
]
