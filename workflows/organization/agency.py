"""The name of an agency as it stands on paper and at a page's foot."""

from workflows.organization.models import Unit

AGENCY, GOVERNMENT = "agency", "government"  # kinds of units, as the office's files name them


def agency_name(unit_id: int) -> str:
    """*Badan Kepegawaian … Kota Palembang*: the agency above the unit, with the name of its government."""
    unit: Unit | None = Unit.objects.select_related("parent__parent__parent__parent").filter(pk=unit_id).first()
    agency: Unit | None = None
    while unit is not None:
        if unit.kind == GOVERNMENT:
            place = unit.name.removeprefix("Pemerintah ")
            return f"{agency.name} {place}" if agency is not None and place not in agency.name else unit.name
        if unit.kind == AGENCY or unit.parent_id is None:
            agency = agency or unit
        unit = unit.parent
    return agency.name if agency is not None else ""
