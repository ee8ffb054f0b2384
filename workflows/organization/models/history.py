"""Field history that a person can follow: who, why, and no row where nothing changed."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone
from simple_history.manager import HistoryDescriptor, HistoryManager
from simple_history.models import HistoricalRecords

from workflows.audit.history_rows import note
from workflows.audit.inserting import insert_together


class RecordedHistory(HistoryManager):
    """A history whose new rows wait for the decision that stands for them."""

    def bulk_history_create(self, *args: Any, **kwargs: Any) -> Any:
        """Write the histories of many rows."""
        rows = super().bulk_history_create(*args, **kwargs)
        note(self.model, rows or ())
        return rows


class HistoryOf(HistoryDescriptor):
    """simple-history's way from a model to its history, which makes its manager's class once.

    The library's makes one each time a history is asked for, which is at each save: a twentieth of what saving costs.
    """

    def __init__(self, model: type[models.Model], manager: Any, queryset: Any) -> None:
        super().__init__(model, manager, queryset)
        self.made = manager.from_queryset(queryset)

    def __get__(self, instance: Any, owner: Any) -> Any:
        """The manager of the model's history, or of the instance's."""
        return self.made(self.model, instance)


class FieldHistory(HistoricalRecords):
    """simple-history without rows for saves that changed nothing; the record covers those that are written.

    `_history_unchanged` says that a save changes nothing; whoever saves without it gets its row, as the library does.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, history_manager=RecordedHistory, **kwargs)

    def finalize(self, sender: type[models.Model], **kwargs: Any) -> None:
        """Once the model is there."""
        super().finalize(sender, **kwargs)
        found = sender.__dict__.get(self.manager_name)
        if isinstance(found, HistoryDescriptor):
            setattr(sender, self.manager_name, HistoryOf(found.model, found.manager_class, found.queryset_class))

    def create_historical_record(self, instance: models.Model, history_type: str, using: str | None = None) -> None:
        """Write the row unless the save is known to have changed nothing."""
        if history_type == "~" and getattr(instance, "_history_unchanged", False):
            return
        # Outside a transaction it gets one of its own: the row, and the decision that stands for it.
        with transaction.atomic(savepoint=False):
            super().create_historical_record(instance, history_type, using)

    def create_historical_record_m2ms(self, history_instance: Any, instance: models.Model) -> None:
        """Called by the library once the row is written."""
        super().create_historical_record_m2ms(history_instance, instance)
        note(type(history_instance), [history_instance])


def save_changed(
    instance: models.Model, *, user: Any = None, reason: str, at: datetime | None = None, **values: Any
) -> bool:
    """Set these fields and save the ones that really change, with who and why in the history. True if any did.

    `at` is for the demonstration and imports only; everybody else's history bears the present moment.
    """
    changed = [name for name, value in values.items() if getattr(instance, name) != value]
    if not changed:
        return False
    for name in changed:
        setattr(instance, name, values[name])
    stamp(instance, user=user, reason=reason, at=at)
    instance.save(update_fields=changed)
    return True


def save_changed_together(
    instances: Collection[Any], *, user: Any = None, reason: str, at: datetime | None = None, **values: Any
) -> None:
    """`save_changed` for many rows of one model, which get the same values: one UPDATE, and their histories in one
    INSERT. The rows that both leave are the same.
    """
    alike: dict[tuple[str, ...], list[Any]] = {}
    for instance in instances:
        changed = tuple(name for name, value in values.items() if getattr(instance, name) != value)
        if changed:
            alike.setdefault(changed, []).append(instance)
    for names, rows in alike.items():
        for row in rows:
            for name in names:
                setattr(row, name, values[name])
            stamp(row, user=user, reason=reason, at=at)
        model: Any = type(rows[0])
        model._base_manager.filter(pk__in=[row.pk for row in rows]).update(**{name: values[name] for name in names})
        model.history.bulk_history_create(rows, update=True)


def create_with_history(rows: Sequence[Any], *, user: Any = None, reason: str, at: datetime | None = None) -> None:
    """Insert these new rows of one model; the database copies their first histories from them, in one statement.

    The rows that saving each leaves are the same; for thousands it takes half of simple-history's own way.
    """
    if not rows:
        return
    model: Any = type(rows[0])
    insert_together(model, rows)
    history = model.history.model
    quote = connection.ops.quote_name
    copied = ", ".join(quote(field.column) for field in history.tracked_fields)
    key = quote(model._meta.pk.column)
    places = ", ".join(["%s"] * len(rows))
    of = {row.pk: row for row in rows}
    moment = at or timezone.now()
    common = {"history_date": moment, "history_change_reason": reason, "history_type": "+",
              "history_user_id": user.pk if user is not None else None}  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(history._meta.db_table)} "  # noqa: S608  names of our own tables alone
            f"({copied}, history_date, history_change_reason, history_type, history_user_id) "
            f"SELECT {copied}, %s, %s, '+', %s FROM {quote(model._meta.db_table)} "
            f"WHERE {key} IN ({places}) ORDER BY {key} RETURNING history_id, {key}",
            [connection.ops.adapt_datetimefield_value(moment), reason, common["history_user_id"], *of],
        )
        written = [Copied(of[live], {**common, "history_id": given}) for given, live in cursor.fetchall()]
    note(history, written)


class Copied:
    """A row of history that the database copied from a live row."""

    def __init__(self, of: Any, beside: Mapping[str, Any]) -> None:
        self._of, self._beside = of, beside

    def __getattr__(self, name: str) -> Any:
        return self._beside[name] if name in self._beside else getattr(self._of, name)


def stamp(instance: models.Model, *, user: Any = None, reason: str, at: datetime | None = None) -> None:
    """Say who, why and when for the next history row of this instance."""
    instance._history_user = user  # type: ignore[attr-defined]
    instance._change_reason = reason  # type: ignore[attr-defined]
    if at is not None:
        instance._history_date = at  # type: ignore[attr-defined]


def half_open(start: date, end: date | None, on: date) -> bool:
    """Whether the day lies in [start, end)."""
    return start <= on and (end is None or on < end)


class PeriodQuerySet(models.QuerySet[Any]):
    """For rows that hold from `start` to before `end`."""

    def on(self, day: date) -> "PeriodQuerySet":
        """Those that hold on the day."""
        return self.filter(start__lte=day).filter(models.Q(end__isnull=True) | models.Q(end__gt=day))
