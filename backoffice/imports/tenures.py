"""Who holds which post since when, as the employees' file says: the former post ends on the day the new one begins."""

from backoffice.imports.employees import EmployeeRow
from backoffice.imports.known import Known, Stay
from backoffice.imports.problems import Problem, Problems
from backoffice.imports.writing import Author, Tally, change, create
from workflows.organization.models import Employee, Position, Tenure
from workflows.rules.wording import day_in_words


def plan_tenures(rows: list[EmployeeRow], known: Known, problems: Problems) -> None:
    """Bring `known.stays` to what the rows say; a post that somebody else holds on a day goes to `problems`."""
    by_person: dict[str, list[Stay]] = {}
    for stay in known.stays:
        by_person.setdefault(stay.nip, []).append(stay)
    planned = [(row, _plan(row, by_person.get(row.nip, []), known)) for row in rows]
    by_post: dict[str, list[Stay]] = {}
    for stay in known.stays:
        by_post.setdefault(stay.position, []).append(stay)
    for row, own in planned:
        same_person = [each for each in by_person.get(row.nip, []) if each is not own]
        if any(each.meets(own) or (each.end is not None and each.end <= each.start) for each in same_person):
            message = (
                "Pada tanggal ini pegawai tercatat memegang jabatan lain yang mulai kemudian. Periksa TMT JABATAN."
            )
            problems.add(_problem(row, "TMT JABATAN", day_in_words(row.since), message))
            continue
        other = next((each for each in by_post[row.position] if each.nip != row.nip and each.meets(own)), None)
        if other is not None:
            name = known.people.get(other.nip, other.nip)
            message = (
                f"Jabatan ini masih dipegang {name} (NIP {other.nip}). "
                "Akhiri dahulu masa jabatannya, atau perbaiki KODE JABATAN."
            )
            problems.add(_problem(row, "KODE JABATAN", row.position, message))


def _plan(row: EmployeeRow, own: list[Stay], known: Known) -> Stay:
    """The row's stay: the open one in that post with its day corrected, else a new one that ends the open one."""
    current = next((stay for stay in own if stay.end is None), None)
    if current is not None and current.position == row.position:
        current.start = row.since
        return current
    if current is not None:
        current.end = row.since
    new = Stay(row.nip, row.position, row.since, None)
    known.stays.append(new)
    return new


def _problem(row: EmployeeRow, column: str, value: str, message: str) -> Problem:
    return Problem(file=row.file, line=row.line, column=column, value=value, message=message)


def store_tenures(known: Known, author: Author) -> Tally:
    """Keep the stays: first those that end, so that no post has two people at any moment, then the new ones."""
    stored = Tenure.objects.in_bulk([stay.key for stay in known.stays if stay.key is not None])
    changed = []
    for stay in known.stays:
        if stay.key is None:
            continue
        row = stored[stay.key]
        if (row.start, row.end) != (stay.start, stay.end):
            row.start, row.end = stay.start, stay.end
            changed.append(row)
    change([row for row in changed if row.end is not None], {"start", "end"}, author)
    change([row for row in changed if row.end is None], {"start"}, author)
    posts = dict(Position.objects.values_list("code", "pk"))
    people = dict(Employee.objects.values_list("nip", "pk"))
    new = [
        Tenure(employee_id=people[stay.nip], position_id=posts[stay.position], start=stay.start, end=stay.end)
        for stay in known.stays
        if stay.key is None
    ]
    create(new, author)
    return Tally(created=len(new), changed=len(changed), unchanged=len(known.stays) - len(new) - len(changed))
