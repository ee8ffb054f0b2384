"""`manage.py restore`: a backup back into an empty database, and whether the record is what it was."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from backoffice.backups.refusals import Damaged, Refused
from backoffice.backups.restoring import Restored, restore
from backoffice.management.commands.verify_audit import in_words
from backoffice.management.endings import FOUND_WRONG, bad_input, found_wrong
from workflows.audit import clock
from workflows.organization.actor import Actor, Channel


class Command(BaseCommand):
    """Restores a backup and verifies it."""

    help = (
        "Restores FILE, which `backup` wrote, into the empty database of DATABASE_URL and into MEDIA_ROOT, and "
        "verifies the record. It overwrites nothing. Exit 0 done and sound, 1 restored and the record is not what was "
        "written, 2 the file is damaged or of another kind, or the database is not empty."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Which, and how it is told."""
        parser.add_argument("file", metavar="FILE", help="what `backup` wrote")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore it, verify it, and tell."""
        by = Actor.system("restore", Channel.COMMAND)
        path = Path(options["file"])
        try:
            restored = restore(path, signatory=by.signatory(clock.today()), channel=by.channel)
        except Refused as refused:
            bad_input(str(refused))
        except Damaged as damaged:
            found_wrong(str(damaged))
        except OSError as refused:
            bad_input(f"{refused.filename or path}: {refused.strerror or refused}.")
        self.stdout.write(json.dumps(told(restored)) if options["json"] else "\n".join(lines(path, restored)))
        if not restored.sound:
            raise SystemExit(FOUND_WRONG)


def told(restored: Restored) -> dict[str, Any]:
    """For machines; what `verify_audit` says among it."""
    manifest = restored.manifest
    return {
        **restored.verdict.told(),
        "sound": restored.sound,
        "differs": restored.differs or None,
        "taken_at": manifest.taken_at,
        "decisions": manifest.contents.decisions,
        "files": len(manifest.files),
        "missing_files": list(manifest.missing_files),
        "guards_put_back": restored.guards,
        "migrations_run": restored.migrations,
    }


def lines(path: Path, restored: Restored) -> list[str]:
    """What came back, what was done besides, and the verdict."""
    manifest = restored.manifest
    said = [
        f"Restored from {path}, taken {manifest.taken_at}: {manifest.contents.decisions:,} decisions, "
        f"{len(manifest.files):,} uploaded files."
    ]
    if restored.migrations:
        said.append(f"It is of an older Jenjang: {len(restored.migrations)} migrations were run.")
    if restored.guards:
        said.append(f"It had lost guards, which were put back: {', '.join(restored.guards)}. Find out since when.")
    if manifest.missing_files:
        said.append(f"It lacks files that were missing when it was taken: {', '.join(manifest.missing_files[:5])}.")
    if restored.differs:
        said.append(f"Broken: {restored.differs}.")
    return [*said, in_words(restored.verdict)]
