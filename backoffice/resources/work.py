"""Files of the office's work: attendance, which is imported, and what processes own, which only leaves."""

from import_export.fields import Field
from import_export.resources import ModelResource

from backoffice.resources.base import OfficeResource, day_field, nip_field, read
from workflows.allowance.models import AllowanceResult
from workflows.assessment.models import Assessment
from workflows.attendance.models import AttendanceDay
from workflows.audit.models import Decision
from workflows.audit.models.decision import PARTICULARS
from workflows.daily.models import DailyReport
from workflows.objection.models import Objection
from workflows.rules.siasn import Codes, siasn_codes
from workflows.rules.violation import RuleViolation
from workflows.skp.models import Skp, WorkResult
from workflows.targets.models import TargetPlan


class AttendanceResource(OfficeResource):
    """A person's day by NIP and day."""

    required_columns = ("nip", "day", "status")
    employee = nip_field()
    day = day_field("day")

    class Meta(OfficeResource.Meta):
        model = AttendanceDay
        import_id_fields = ("employee", "day")
        fields = ("employee", "day", "status", "first_in", "last_out", "source")


class SkpResource(ModelResource):
    """Plans, one a row."""

    nip = read("nip", "employee__nip")
    name = read("name", "employee__name")
    position = read("position", "position__title")
    year = read("year", "period__code")

    class Meta:
        model = Skp
        fields = ("nip", "name", "position", "year", "version", "status", "submitted_at", "set_at", "drafted_by")


class WorkResultResource(ModelResource):
    """Planned results, one a row, with what each carries on."""

    nip = read("nip", "skp__employee__nip")
    name = read("name", "skp__employee__name")
    year = read("year", "skp__period__code")
    carries_on = read("carries_on", "carries_on__text")

    class Meta:
        model = WorkResult
        fields = ("nip", "name", "year", "number", "kind", "text", "carries_on", "source")


class TargetPlanResource(ModelResource):
    """Splits of annual targets, one a row."""

    nip = read("nip", "skp__employee__nip")
    name = read("name", "skp__employee__name")
    year = read("year", "skp__period__code")

    class Meta:
        model = TargetPlan
        fields = ("nip", "name", "year", "version", "status", "submitted_at", "set_at")


class ReportResource(ModelResource):
    """Daily reports, one a row."""

    nip = read("nip", "employee__nip")
    name = read("name", "employee__name")
    position = read("position", "position__title")

    class Meta:
        model = DailyReport
        fields = (
            "nip", "name", "position", "day", "status", "submitted_at", "decided_at", "days_late", "minutes",
            "activity_count", "has_overlap", "is_copied",
        )  # fmt: skip


class AssessmentResource(ModelResource):
    """Assessments, one a row; of a result that is out also the codes by which SIASN takes it, else why there are none.

    The columns of the codes bear SIASN's own names.
    """

    nip = read("nip", "employee__nip")
    name = read("name", "employee__name")
    position = read("position", "position__title")
    period = read("period", "period__code")
    siasn_work = Field(column_name="hasilKinerjaNilai", readonly=True)
    siasn_behaviour = Field(column_name="perilakuKerjaNilai", readonly=True)
    siasn_quadrant = Field(column_name="kuadranKinerjaNilai", readonly=True)
    siasn_note = Field(column_name="siasn_note", readonly=True)

    class Meta:
        model = Assessment
        fields = (
            "nip", "name", "position", "period", "rule_set", "status", "suggested_rating", "work_rating",
            "behaviour_rating", "work_value", "behaviour_value", "total", "departure_reason", "predicate",
            "ratified_at", "final_at", "siasn_work", "siasn_behaviour", "siasn_quadrant", "siasn_note",
        )  # fmt: skip

    def dehydrate_siasn_work(self, assessment: Assessment) -> int | str:
        """Of the work result."""
        return getattr(_codes(assessment), "work", "")

    def dehydrate_siasn_behaviour(self, assessment: Assessment) -> int | str:
        """Of behaviour."""
        return getattr(_codes(assessment), "behaviour", "")

    def dehydrate_siasn_quadrant(self, assessment: Assessment) -> int | str:
        """Of the predicate."""
        return getattr(_codes(assessment), "quadrant", "")

    def dehydrate_siasn_note(self, assessment: Assessment) -> str:
        """Why a result that is out has no codes."""
        found = _codes(assessment)
        return found if isinstance(found, str) else ""


def _codes(assessment: Assessment) -> Codes | str:
    """The codes of a result that is out; a sentence where SIASN has none for it, "" before it is out."""
    if not assessment.has_result:
        return ""
    try:
        return siasn_codes(
            assessment.rule_set, assessment.work_rating, assessment.behaviour_rating, assessment.predicate
        )
    except RuleViolation as refused:
        return refused.message


class ObjectionResource(ModelResource):
    """Objections, one a row, with the result before and after."""

    nip = read("nip", "assessment__employee__nip")
    name = read("name", "assessment__employee__name")
    period = read("period", "assessment__period__code")
    assessor = read("assessor", "assessor__name")

    class Meta:
        model = Objection
        fields = (
            "nip", "name", "period", "assessor", "status", "objected_at", "before_work_rating",
            "before_behaviour_rating", "before_total", "before_predicate", "after_work_rating",
            "after_behaviour_rating", "after_total", "after_predicate", "decided_at",
        )  # fmt: skip


class AllowanceResource(ModelResource):
    """Everybody's allowance in a run, one a row."""

    nip = read("nip", "employee__nip")
    name = read("name", "employee__name")
    period = read("period", "run__period__code")
    run_number = read("run", "run__number")

    class Meta:
        model = AllowanceResult
        fields = ("nip", "name", "period", "run_number", "ceiling", "approved_minutes", "net")


class DecisionResource(ModelResource):
    """The record, one decision a row, with its place in the chain."""

    actor_nip, actor_name, actor_post, principal_name, principal_post, person_nip, person_name, reason, address = (
        read(name, f"particulars__{name}") for name in PARTICULARS if name != "details"
    )

    class Meta:
        model = Decision
        fields = export_order = (
            "id", "effective_at", "recorded_at", "verb", "process", "case_id", "subject", "round", "tier", "actor_nip",
            "actor_name", "actor_post", "principal_name", "principal_post", "capacity", "decree", "person_nip",
            "person_name", "reason", "channel", "address", "stream", "seq", "hash",
        )  # fmt: skip
