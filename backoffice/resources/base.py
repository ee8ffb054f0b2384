"""What all imported rows have in common: natural keys, checked like a form, with who and why in the history."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.widgets import CharWidget, DateWidget, ForeignKeyWidget

from backoffice.refusals import UNNAMED, sentence_of
from workflows.audit import clock
from workflows.audit.history_rows import noting
from workflows.audit.record import Entry, record
from workflows.audit.verbs import Verb
from workflows.organization.actor import Actor, Channel
from workflows.organization.models import Employee
from workflows.organization.models.history import stamp
from workflows.rules.nip import parse_nip
from workflows.rules.violation import RuleViolation

IMPORTED = "back-office: import"
DATE_FORMATS = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y")


class TextWidget(CharWidget):
    """Text without blanks around it, and without the apostrophe that an export put before a formula."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        """The text; a number cell becomes its digits."""
        text = "" if value is None else str(value).strip()
        return text[1:] if text[:2] in {"'=", "'+", "'-", "'@"} else text


class NipWidget(TextWidget):
    """An NIP as text; a number cell is refused, since a spreadsheet has already lost its last digits."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        """The 18 digits.

        :raises ValueError: anything else; with the rule's sentence.
        """
        try:
            return parse_nip(value).text
        except RuleViolation as refused:
            raise ValueError(refused.message) from refused


class CodeWidget(ForeignKeyWidget):
    """Another row by its code; an unknown code is refused with the code in the sentence."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """The row, None for an empty cell.

        :raises ValueError: nobody has this code.
        """
        code = "" if value is None else str(value).strip()
        if not code:
            return None
        found = self.model.objects.filter(**{self.field: code}).first()
        if found is None:
            raise ValueError(
                _("%(name)s “%(code)s” is not known. Enter it first, or correct the code.")
                % {"name": str(self.model._meta.verbose_name).capitalize(), "code": code}
            )
        return found


class EmployeeWidget(CodeWidget):
    """An employee by NIP; a number cell is refused before anybody is looked up."""

    def __init__(self) -> None:
        super().__init__(Employee, "nip")

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """The employee.

        :raises ValueError: no NIP, or nobody's.
        """
        return super().clean(NipWidget().clean(value, row, **kwargs), row, **kwargs)


class DayWidget(DateWidget):
    """A date as 2026-11-24, 24-11-2026, 24/11/2026 or a date cell."""

    def __init__(self) -> None:
        super().__init__(format=DATE_FORMATS[0])
        self.formats = DATE_FORMATS

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """The date.

        :raises ValueError: no date that the calendar has.
        """
        if isinstance(value, str) and not value.strip():
            return None
        try:
            return super().clean(value.strip() if isinstance(value, str) else value, row, **kwargs)
        except ValueError:
            raise ValueError(_("“%(value)s” is no date. Write it as 24-11-2026.") % {"value": value}) from None


def nip_field() -> Field:
    """The column `nip` of rows that belong to an employee."""
    return Field(column_name="nip", attribute="employee", widget=EmployeeWidget())


def text_field(name: str) -> Field:
    """A column of text under the model's own name."""
    return Field(column_name=name, attribute=name, widget=TextWidget())


def day_field(name: str) -> Field:
    """A column of dates under the model's own name."""
    return Field(column_name=name, attribute=name, widget=DayWidget())


class OfficeResource(ModelResource):
    """Rows that are imported: all or nothing, row by row checked, unchanged rows left alone."""

    required_columns: tuple[str, ...] = ()

    class Meta:
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True
        use_transactions = True

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """What was imported is recorded, in its transaction; a trial leaves nothing."""
        created, changed = result.totals["new"], result.totals["update"]
        refused = result.has_errors() or result.has_validation_errors()
        recorded_by_rows = len(noting().unrecorded) <= self.unrecorded_before  # each row's own action did it
        if not kwargs.get("dry_run") and (created or changed) and not refused and not recorded_by_rows:
            self.record_import(created, changed)

    def record_import(self, created: int, changed: int) -> None:
        """One decision for the file; the numbers of rows that were new and that were changed."""
        record(
            Entry(
                verb=Verb.IMPORT, process="import", subject=f"import {self._meta.model._meta.label}"[:64],
                signatory=self.by.signatory(clock.today()), details={"counts": {"new": created, "update": changed}},
                channel=self.by.channel.value, request_id=self.by.request_id,
            )
        )  # fmt: skip

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Who imports; and whether the columns are ours.

        :raises ValidationError: an unknown column, or a needed one missing.
        """
        self.by = Actor(user=kwargs.get("user"), channel=Channel.IMPORT)
        self.unrecorded_before = len(noting().unrecorded)
        headers = [str(header or "").strip() for header in dataset.headers or []]
        known = [field.column_name for field in self.get_import_fields()]
        unknown = [header for header in headers if header not in known]
        missing = [name for name in self.required_columns if name not in headers]
        if unknown:
            raise ValidationError(
                _("Unknown column: %(columns)s. These are known: %(known)s.")
                % {"columns": ", ".join(unknown), "known": ", ".join(known)}
            )
        if missing:
            raise ValidationError(_("Missing column: %(columns)s.") % {"columns": ", ".join(missing)})
        dataset.headers = headers

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        """The row's key is read first, so that a bad one is told with all the other bad rows and not alone.

        :raises ValidationError: an NIP, code or date of the key that is none.
        """
        for name in self.get_import_id_fields():
            field = self.fields[name]
            try:
                field.clean(row)
            except ValueError as refused:
                raise ValidationError({field.attribute: [str(refused)]}) from refused

    def do_instance_save(self, instance: models.Model, is_create: bool) -> None:
        """Store the row in a savepoint of its own.

        :raises ValidationError: the database or an action refuses it; with the sentence.
        """
        try:
            with transaction.atomic():
                self.store(instance, is_create)
        except RuleViolation as refused:
            raise ValidationError(refused.message) from refused
        except IntegrityError as error:
            raise ValidationError(sentence_of(str(error)) or str(UNNAMED)) from error

    def store(self, instance: Any, is_create: bool) -> None:
        """Store the row with who and why; resources whose rows have actions call these instead."""
        stamp(instance, user=self.by.history_user, reason=IMPORTED)
        instance.save(force_insert=is_create)

    def validate_instance(
        self, instance: models.Model, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        """As the library does, with our sentence in the place of *constraint … is violated*."""
        try:
            super().validate_instance(instance, import_validation_errors, validate_unique)
        except ValidationError as refused:
            raise ValidationError(
                {name: [_in_words(error) for error in errors] for name, errors in refused.error_dict.items()}
            ) from refused


def _in_words(error: ValidationError) -> ValidationError:
    return ValidationError(sentence_of(str(error.message)) or str(error.message), code=error.code, params=error.params)


def coded(name: str, model: type[models.Model], field: str = "code") -> Field:
    """A column that names another row by its code."""
    return Field(column_name=name, attribute=name, widget=CodeWidget(model, field))


def read(column: str, path: str) -> Field:
    """An exported column that follows relations: `read("nip", "employee__nip")`."""
    return Field(column_name=column, attribute=path, readonly=True)
