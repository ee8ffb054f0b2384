"""The file of past results: history from paper and earlier systems, marked as such, computed from never."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export.fields import Field

from backoffice.resources.base import IMPORTED, OfficeResource, TextWidget, nip_field, read, text_field
from workflows.assessment.models import PastResult
from workflows.assessment.past_results import keep_past_result, record_imported

MARK = "riwayat, tidak dihitung"  # in each row of the file, whatever language it is taken in
NUMBER = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{1,2})?")
YEAR = re.compile(r"[0-9]{4}")
# As people write it, without blanks and in small letters; the code itself besides.
SYSTEMS: Mapping[str, str] = {
    **{code.casefold(): code for code in PastResult.System.values},
    "pp10/1979": PastResult.System.DP3,
    "pp46": PastResult.System.PP46_2011,
    "pp46/2011": PastResult.System.PP46_2011,
    "pp30": PastResult.System.PP30_2019,
    "pp30/2019": PastResult.System.PP30_2019,
    "lainnya": PastResult.System.OTHER,
}


class YearWidget(TextWidget):
    """A year of four digits, as text or as a number cell."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """The year.

        :raises ValueError: anything else.
        """
        text = super().clean(value, row, **kwargs).removesuffix(".0")
        if YEAR.fullmatch(text) is None:
            raise ValueError(_("“%(value)s” is no year. Write four digits, for example 2013.") % {"value": text})
        return int(text)


class SystemWidget(TextWidget):
    """The system's code, or its usual name."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """The code.

        :raises ValueError: a system that is not known.
        """
        text = super().clean(value, row, **kwargs)
        code = SYSTEMS.get("".join(text.split()).casefold())
        if code is None:
            raise ValueError(
                _("The system “%(value)s” is not known. Write one of: %(known)s.")
                % {"value": text, "known": ", ".join(PastResult.System.values)}
            )
        return str(code)


class ValueWidget(TextWidget):
    """A value with at most two decimals after a comma or a point; empty where the paper has none."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """The value, None for an empty cell.

        :raises ValueError: anything else.
        """
        text = super().clean(value, row, **kwargs)
        if not text:
            return None
        if NUMBER.fullmatch(text) is None:
            raise ValueError(
                _("“%(value)s” is no value. Write up to three digits and two decimals, for example 85,4.")
                % {"value": text}
            )
        return Decimal(text.replace(",", "."))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """The value in machine form."""
        return "" if value is None else str(value)


class PastResultResource(OfficeResource):
    """A result of an earlier year by NIP, year and system."""

    required_columns = ("nip", "year", "system", "source")
    employee = nip_field()
    name = read("name", "employee__name")
    year = Field(column_name="year", attribute="year", widget=YearWidget())
    system = Field(column_name="system", attribute="system", widget=SystemWidget())
    value = Field(column_name="value", attribute="value", widget=ValueWidget())
    predicate = text_field("predicate")
    assessor = text_field("assessor")
    source = text_field("source")
    file_reference = text_field("file_reference")
    mark = Field(column_name="mark", readonly=True)

    class Meta(OfficeResource.Meta):
        model = PastResult
        import_id_fields = ("employee", "year", "system")
        fields = (
            "employee", "name", "year", "system", "value", "predicate", "assessor", "source", "file_reference", "mark",
        )  # fmt: skip

    def dehydrate_mark(self, past: PastResult) -> str:
        """What keeps a row of the file apart from a result that Jenjang computed."""
        return MARK

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Which file, and no row of it seen yet.

        :raises ValidationError: an unknown column, or a needed one missing.
        """
        super().before_import(dataset, **kwargs)
        self.file = str(kwargs.get("file_name") or "")
        self.seen: set[tuple[Any, ...]] = set()

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        """The key is read first, and each key stands in a file once.

        :raises ValidationError: a bad key, or one that an earlier row has.
        """
        super().before_import_row(row, **kwargs)
        key = tuple(self.fields[name].clean(row) for name in self.get_import_id_fields())
        if key in self.seen:
            raise ValidationError(
                _("An earlier row has the same NIP, year and system. Keep one of them and delete the other.")
            )
        self.seen.add(key)

    def store(self, instance: Any, is_create: bool) -> None:
        """Through the action."""
        keep_past_result(by=self.by, past=instance, reason=IMPORTED)

    def record_import(self, created: int, changed: int) -> None:
        """One decision for the file, with its name."""
        record_imported(by=self.by, file=self.file, created=created, changed=changed)
