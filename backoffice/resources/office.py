"""Files of the office's structure: units, positions, employees, tenures, acting officers, holidays."""

from typing import Any

from django.core.exceptions import ValidationError
from import_export.fields import Field

from backoffice.resources.base import (
    IMPORTED,
    NipWidget,
    OfficeResource,
    coded,
    day_field,
    nip_field,
    text_field,
)
from workflows.engine.absences import keep_holiday
from workflows.organization.actions import amend_acting, appoint_acting, keep_employee
from workflows.organization.models import ActingAppointment, Employee, Holiday, Position, Tenure, Unit


class UnitResource(OfficeResource):
    """A unit by its code; a superior unit stands above the units that name it, or is known already."""

    required_columns = ("code", "name")
    code = text_field("code")
    name = text_field("name")
    parent = coded("parent", Unit)

    class Meta(OfficeResource.Meta):
        model = Unit
        import_id_fields = ("code",)
        fields = ("code", "name", "parent", "kind")


class PositionResource(OfficeResource):
    """A position by its code, with the position that it reports to."""

    required_columns = ("code", "title", "unit", "kind", "job_class")
    code = text_field("code")
    title = text_field("title")
    unit = coded("unit", Unit)
    reports_to = coded("reports_to", Position)

    class Meta(OfficeResource.Meta):
        model = Position
        import_id_fields = ("code",)
        fields = ("code", "title", "unit", "kind", "eselon", "job_class", "reports_to")


class EmployeeResource(OfficeResource):
    """An employee by NIP; a new one gets a log-in without a password."""

    required_columns = ("nip", "name", "birth_date", "sex", "kind", "grade")
    nip = Field(column_name="nip", attribute="nip", widget=NipWidget())
    name = text_field("name")
    birth_date = day_field("birth_date")
    appointed_on = day_field("appointed_on")
    phone = text_field("phone")

    class Meta(OfficeResource.Meta):
        model = Employee
        import_id_fields = ("nip",)
        fields = (
            "nip", "name", "front_title", "back_title", "birth_place", "birth_date", "sex", "email", "phone", "kind",
            "legal_status", "on_probation", "appointed_on", "grade", "is_active",
        )  # fmt: skip

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        """All but the log-in, which is made when the row is stored."""
        try:
            super().validate_instance(instance, import_validation_errors, validate_unique)
        except ValidationError as refused:
            left = {name: errors for name, errors in refused.error_dict.items() if name != "user"}
            if left:
                raise ValidationError(left) from refused

    def store(self, instance: Any, is_create: bool) -> None:
        """Through the action, which keeps the log-in in step."""
        keep_employee(by=self.by, employee=instance, reason=IMPORTED)


class TenureResource(OfficeResource):
    """Who holds which position from which day; a row of the same three is corrected, another one is new."""

    required_columns = ("nip", "position", "start")
    employee = nip_field()
    position = coded("position", Position)
    start = day_field("start")
    end = day_field("end")

    class Meta(OfficeResource.Meta):
        model = Tenure
        import_id_fields = ("employee", "position", "start")
        fields = ("employee", "position", "start", "end", "decree")


class ActingResource(OfficeResource):
    """Who acts for which position from which day, by which decree. `end` is the first day after."""

    required_columns = ("position", "nip", "capacity", "start", "decree")
    position = coded("position", Position)
    officer = Field(column_name="nip", attribute="officer", widget=nip_field().widget)
    start = day_field("start")
    end = day_field("end")

    class Meta(OfficeResource.Meta):
        model = ActingAppointment
        import_id_fields = ("position", "officer", "start")
        fields = ("position", "officer", "capacity", "start", "end", "decree", "reason")

    def store(self, instance: Any, is_create: bool) -> None:
        """Through the actions, which record the appointment."""
        given = {name: getattr(instance, name) for name in ("capacity", "start", "end", "decree")}
        if is_create:
            made = appoint_acting(
                by=self.by, position=instance.position, officer=instance.officer, reason=instance.reason or IMPORTED,
                **given,
            )  # fmt: skip
            instance.pk = made.pk
        else:
            amend_acting(by=self.by, appointment=instance, reason=IMPORTED, **given)


class HolidayResource(OfficeResource):
    """A holiday by its day."""

    required_columns = ("day", "name", "kind")
    day = day_field("day")
    name = text_field("name")

    class Meta(OfficeResource.Meta):
        model = Holiday
        import_id_fields = ("day",)
        fields = ("day", "name", "kind", "source")

    def store(self, instance: Any, is_create: bool) -> None:
        """Through the action, which moves the open tasks whose time runs on the day."""
        keep_holiday(holiday=instance, by=self.by, reason=IMPORTED)
