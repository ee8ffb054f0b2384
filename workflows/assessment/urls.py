"""Addresses of the assessment pages."""

from django.urls import path

from workflows.assessment.views import credit, criteria, evidence, pages, sheets, units

app_name = "assessment"
urlpatterns = [
    path("", pages.Mine.as_view(), name="mine"),
    path("criteria/", criteria.Criteria.as_view(), name="criteria"),
    path("credit/", credit.Credit.as_view(), name="credit"),
    path("credit/<str:nip>/", credit.Credit.as_view(), name="credit_of"),
    path("<int:pk>/", pages.Detail.as_view(), name="detail"),
    path("units/<int:pk>/", units.UnitPage.as_view(), name="unit"),
    path("units/<int:pk>/predicate/", units.SetUnitPredicate.as_view(), name="unit_predicate"),
    path("<int:pk>/evidence/", evidence.Evidence.as_view(), name="evidence"),
    path("<int:pk>/sheet.pdf", sheets.EvaluationSheet.as_view(), name="sheet"),
    path("<int:pk>/realisation.pdf", sheets.RealisationSheet.as_view(), name="realisation_sheet"),
]
