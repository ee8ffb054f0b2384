"""placeholder."""

from django.views import View


class SelfAssess(View):
    pass


class DecideAssessment(View):
    pass


class Acknowledge(View):
    pass
