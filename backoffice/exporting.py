"""Files out of and into lists: which formats, who may, and how a cell is kept from running as a formula.

Every file that leaves is marked (`marking.py`) and recorded (`taking_along.py`): who took what, by which filter.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import tablib
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from import_export.admin import ExportMixin, ImportExportMixin
from import_export.formats.base_formats import CSV, XLSX
from openpyxl import load_workbook
from unfold.contrib.import_export.forms import ExportForm, ImportForm

from backoffice.cells import harmless
from backoffice.marking import Mark, data_sheet, marked_csv, marked_xlsx, without_mark
from backoffice.paging import bounded_count
from backoffice.taking_along import Taken, filters_of, handed_out
from workflows.audit import clock
from workflows.organization.login import has_role
from workflows.organization.models import Role

EXPORTERS = (Role.HR_ADMIN, Role.PERFORMANCE_TEAM, Role.AUDITOR)
MOST_ROWS = 20_000  # more takes too long for a page: narrow it by filters


class HarmlessCells:
    """In the place of the library's own escape, which takes away one equals sign of two."""

    def _escape_formulae(self, dataset: Any) -> None:
        for _row in range(len(dataset)):
            dataset.append([harmless(cell) for cell in dataset.lpop()])


class OfficeCsv(HarmlessCells, CSV):
    """CSV with commas or, as Indonesian spreadsheets write it, with semicolons."""

    def create_dataset(self, in_stream: Any, **kwargs: Any) -> Any:
        """The table, whichever delimiter its first line uses; a byte-order mark does no harm."""
        text = in_stream.decode(self.encoding or "utf-8-sig") if isinstance(in_stream, bytes) else in_stream
        text = text.removeprefix("\ufeff")
        head = text.split("\n", 1)[0]
        delimiter = max(",;\t", key=head.count)
        return without_mark(super().create_dataset(text, delimiter=delimiter, **kwargs))

    def marked(self, table: tablib.Dataset, mark: Mark) -> bytes:
        """The file with its mark; no cell of it runs as a formula."""
        self._escape_formulae(table)
        return marked_csv(table, mark)


class OfficeXlsx(HarmlessCells, XLSX):
    """Excel. Cells keep their kind, so that an NIP that became a number is seen and refused."""

    def create_dataset(self, in_stream: Any, **kwargs: Any) -> Any:
        """The table of the first sheet that is no notes of an export of ours."""
        stream = BytesIO(in_stream if isinstance(in_stream, bytes) else in_stream.read())
        rows = data_sheet(load_workbook(stream, read_only=True, data_only=True)).iter_rows(values_only=True)
        return without_mark(tablib.Dataset(*rows, headers=next(rows)))

    def marked(self, table: tablib.Dataset, mark: Mark) -> bytes:
        """The file with its mark; no cell of it runs as a formula."""
        self._escape_formulae(table)
        return marked_xlsx(table, mark)


class ExportableAdmin(ExportMixin):
    """A list that can be taken along as a file, as far as the person sees it and no further.

    `holds_personal_data` is said in the file, and said wrongly by nobody who forgets it: it has to be denied.
    """

    holds_personal_data = True
    export_form_class = ExportForm
    export_formats: Sequence[type] = [OfficeXlsx, OfficeCsv]

    def has_export_permission(self, request: HttpRequest) -> bool:
        """HR, the performance management team and auditors, of what they may look at."""
        may = request.user.is_superuser or has_role(request.user, *EXPORTERS)
        return bool(may and self.has_view_permission(request))

    def _do_file_export(
        self, file_format: Any, request: HttpRequest, queryset: Any, export_form: Any = None
    ) -> HttpResponse:
        if bounded_count(queryset, MOST_ROWS) > MOST_ROWS:
            messages.error(
                request,
                _("More than %(most)s rows: narrow the list by search or filters, then export it.")
                % {"most": MOST_ROWS},
            )
            return HttpResponseRedirect(self._list_url())
        if not self.has_export_permission(request):
            raise PermissionDenied
        table = self.get_data_for_export(request, queryset, export_form=export_form)
        return handed_out(request, file_format, table, self._taken(request, export_form, len(table)))

    def get_valid_export_item_pks(self, request: HttpRequest) -> Any:
        """Of rows that were ticked, those of the list as it is narrowed."""
        return self.get_export_queryset(request).values_list("pk", flat=True)

    def _taken(self, request: HttpRequest, export_form: Any, rows: int) -> Taken:
        """What leaves, as the file and the record name it."""
        filters = filters_of(request)
        ticked = len(export_form.cleaned_data.get("export_items") or ()) if export_form is not None else 0
        if ticked:
            filters["ticked"] = str(ticked)
        what = str(self.opts.verbose_name_plural)
        prefix = "data-pribadi-" if self.holds_personal_data else ""
        return Taken(
            label=self.opts.label, what=what, name=f"{prefix}{slugify(what)}-{clock.today():%Y-%m-%d}",
            rows=rows, filters=filters, is_personal=self.holds_personal_data,
        )  # fmt: skip

    def _list_url(self) -> str:
        return reverse("admin:{}_{}_changelist".format(*self.get_model_info()))


class ImportableAdmin(ExportableAdmin, ImportExportMixin):
    """A list that can also be filled from a file: first tried without storing, then confirmed."""

    import_form_class = ImportForm
    import_formats: Sequence[type] = [OfficeXlsx, OfficeCsv]
    skip_admin_log = True  # field history says it better

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Whoever may both add and change."""
        return bool(self.has_add_permission(request) and self.has_change_permission(request))

    def add_data_read_fail_error_to_form(self, form: Form, e: Exception) -> None:
        """What is wrong with the file, in words."""
        if isinstance(e, UnicodeDecodeError):
            form.add_error("import_file", _("The file is not UTF-8. Save it as “CSV UTF-8” and choose it again."))
        else:
            form.add_error("import_file", _("The file cannot be read. Is it of the format that you chose?"))
