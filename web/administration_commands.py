"""The commands of whoever looks after a copy of Amends: backups, retention, one person's data, the audit log."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from storage.audit import last_hash, verify
from storage.store import Store
from web.app import open_store
from web.backups import back_up, restore
from web.personal_data import PersonalData
from web.problems import Problem
from web.services import utc_now
from web.settings import Settings
from web.start_up import StartUpError

_BROKEN: Final = 1


def add_parsers(commands: Any) -> None:
    """Add each command to the parser's sub-commands."""
    backup = commands.add_parser("backup", help="write everything into one file, also while Amends runs")
    backup.add_argument("file", type=Path)
    back = commands.add_parser("restore", help="put a backup in place of everything; stop Amends first")
    back.add_argument("file", type=Path)
    retention = commands.add_parser("retention", help="delete conversations that are past the retention period")
    retention.add_argument("--days", type=_days, metavar="N", help="default: AMENDS_RETENTION_DAYS")
    export = commands.add_parser("export", help="write all that is kept about one person into a JSON file")
    export.add_argument("name")
    export.add_argument("file", type=Path)
    erase = commands.add_parser("erase", help="take one person out of the records for good")
    erase.add_argument("name")
    erase.add_argument("--confirm", metavar="NAME", help="the name again; asked for where it is missing")
    commands.add_parser("audit", help="check the chain of the audit log; exit 1 where it is broken")


def run_backup(settings: Settings, chosen: argparse.Namespace) -> int:
    manifest = back_up(settings, chosen.file.absolute(), clock=utc_now)
    print(f"{chosen.file}: {manifest.size:,} bytes of {manifest.kind}, tables {manifest.revision}")
    return 0


def run_restore(settings: Settings, chosen: argparse.Namespace) -> int:
    done = restore(settings, chosen.file, clock=utc_now)
    print(f"Restored what was kept at {done.manifest.made_at}. Everybody is signed out; passwords are those of then.")
    if done.kept is not None:
        print(f"What was there before is in {done.kept}")
    if done.erased_again:
        print(f"Erased again, because it was done after that backup: {done.erased_again}")
    return 0


def run_retention(settings: Settings, chosen: argparse.Namespace) -> int:
    days = chosen.days or settings.retention_days
    if days is None:
        raise StartUpError("W0111", "No period is set. Give --days N, or set AMENDS_RETENTION_DAYS.")
    count = _personal_data(settings).apply_retention(days=days)
    print(f"Conversations deleted that nothing happened in for {days} days: {count}")
    return 0


def run_export(settings: Settings, chosen: argparse.Namespace) -> int:
    personal = _personal_data(settings)
    document = personal.export(None, _id_of(personal, chosen.name))
    try:
        handle = os.open(chosen.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(handle, "wb") as file:
            file.write(document)
    except OSError as error:
        raise StartUpError("W0112", f"{chosen.file}: {error.strerror}. Choose a new file where one may be.") from error
    print(f"{chosen.file}: {len(document):,} bytes")
    return 0


def run_erase(settings: Settings, chosen: argparse.Namespace) -> int:
    personal = _personal_data(settings)
    user_id = _id_of(personal, chosen.name)
    typed = chosen.confirm
    if typed is None and sys.stdin.isatty():
        typed = input("This can't be undone. Type the name again to erase everything of this person: ")
    try:
        count = personal.erase(None, user_id, typed_name=typed or "")
    except Problem as problem:
        raise StartUpError("W0113", problem.detail) from problem
    print(f"Erased. Conversations that went: {count}. Backups made before still hold them.")
    return 0


def run_audit(settings: Settings, _chosen: argparse.Namespace) -> int:
    store = open_store(settings)
    with store.reading() as db:
        broken, newest = verify(db), last_hash(db)
    store.close()
    if broken is not None:
        print(f"The chain is broken at entry {broken.number}: {broken.why}.")
        return _BROKEN
    print(f"The chain is whole. Last hash: {newest}")
    return 0


COMMANDS: Final[Mapping[str, Callable[[Settings, argparse.Namespace], int]]] = {
    "backup": run_backup,
    "restore": run_restore,
    "retention": run_retention,
    "export": run_export,
    "erase": run_erase,
    "audit": run_audit,
}


def _personal_data(settings: Settings) -> PersonalData:
    store: Store = open_store(settings)
    return PersonalData(store, retention_days=settings.retention_days, clock=utc_now)


def _id_of(personal: PersonalData, name: str) -> int:
    user_id = personal.id_of(name)
    if user_id is None:
        raise StartUpError("W0106", f"There is nobody named {name}. Names are told from each other by their capitals.")
    return user_id


def _days(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 36_500):
        raise argparse.ArgumentTypeError("a whole number of days from 1 to 36500")
    return int(text)
