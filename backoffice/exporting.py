"""Files out of and into lists: which formats, who may, and how a cell is kept from running as a formula."""

import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from import_export.admin import ExportMixin, ImportExportMixin
from import_export.formats.base_formats import CSV, XLSX
from unfold.contrib.import_export.forms import ExportForm, ImportForm

from backoffice.paging import bounded_count
from workflows.organization.login import has_role
from workflows.organization.models import Role

EXPORTERS = (Role.HR_ADMIN, Role.PERFORMANCE_TEAM, Role.AUDITOR)
MOST_ROWS = 20_000  # more takes too long for a page: narrow it by filters
RUNS_AS_FORMULA = re.compile(r"^[=+\-@\t\r]")
PLAIN_NUMBER = re.compile(r"[+\-]?[0-9]+(?:[.,][0-9]+)*")


def harmless(cell: Any) -> Any:
    """A cell that no spreadsheet runs: an apostrophe before a text that begins like a formula."""
    if isinstance(cell, str) and RUNS_AS_FORMULA.match(cell) and not PLAIN_NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


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
        return super().create_dataset(text, delimiter=delimiter, **kwargs)


class OfficeXlsx(HarmlessCells, XLSX):
    """Excel. Cells keep their kind, so that an NIP that became a number is seen and refused."""

    def create_dataset(self, in_stream: Any, **kwargs: Any) -> Any:
        """The table of the first sheet."""
        return super().create_dataset(in_stream if isinstance(in_stream, bytes) else BytesIO(in_stream).read())


class ExportableAdmin(ExportMixin):
    """A list that can be taken along as a file, as far as the person sees it and no further."""

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
        return super()._do_file_export(file_format, request, queryset, export_form)

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
