"""A million work items in a few statements: copies of one that an action made, open and closed."""

from collections.abc import Sequence

from django.db import connection

from workflows.engine.models import WorkItem

AT_ONCE = 250_000


def fill(
    example: WorkItem, count: int, *, posts: Sequence[int], parked_every: int = 0, role: str = "",
    members: Sequence[int] = (),
) -> None:  # fmt: skip
    """So many copies of the item, every second one closed, the open ones spread over these posts.

    With `parked_every` each so many-th of the open ones lies in the queue of the team instead; with `members` the one
    after it is asked of one of these log-ins personally, whose keys follow one another.
    """
    cases = " ".join(f"WHEN {place} THEN {post}" for place, post in enumerate(posts))
    principal = f"CASE (i / 2) % {len(posts)} {cases} END"
    parked = f"(i / 2) % {parked_every} = 0" if parked_every else "1 = 0"
    personal = f"(i / 2) % {parked_every} = 1" if members else "1 = 0"
    owner = f"{min(members)} + i % {len(members)}" if members else "w.owner_id"
    principal = f"CASE WHEN {personal} THEN NULL ELSE {principal} END"
    owner = f"CASE WHEN {personal} THEN {owner} ELSE w.owner_id END"
    for begin in range(0, count, AT_ONCE):
        end = min(begin + AT_ONCE, count)
        _insert(example, begin, end, principal, owner, parked, role)


def _insert(example: WorkItem, begin: int, end: int, principal: str, owner: str, parked: str, role: str) -> None:
    columns = [field.column for field in WorkItem._meta.concrete_fields if not field.primary_key]
    given = {
        "owner_id": f"CASE WHEN {parked} THEN NULL ELSE {owner} END",
        "principal_id": f"CASE WHEN {parked} THEN NULL ELSE {principal} END",
        "team": f"CASE WHEN {parked} THEN '{role}' ELSE '' END",
        "title": "'Laporan ' || i",
        "due_at": _later(),
        "closed_at": "CASE WHEN i % 2 = 1 THEN w.created_at END",
        "closing": "CASE WHEN i % 2 = 1 THEN 'DONE' ELSE '' END",
    }
    values = ", ".join(given.get(column, f"w.{column}") for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE n(i) AS (SELECT {begin} UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {end}) "  # noqa: S608
            f"INSERT INTO engine_workitem ({', '.join(columns)}) "
            f"SELECT {values} FROM n CROSS JOIN engine_workitem w WHERE w.id = {int(example.pk)}"
        )


def _later() -> str:
    """The example's due date, and up to five thousand minutes."""
    if connection.vendor == "postgresql":
        return "w.due_at + (i % 5000) * interval '1 minute'"
    return "strftime('%Y-%m-%d %H:%M:%S', w.due_at, '+' || (i % 5000) || ' minutes')"


def settle() -> None:
    """Let the database know what it holds, as a running one does."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")
