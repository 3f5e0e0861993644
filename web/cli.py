"""The ``amends`` command."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Final

from policies.customer import compile_persona
from policies.customer.rehearsal import rehearse
from policies.customer.trainees import TRAINEES
from policies.customer.validation import parse, validate
from storage.audit import Act, append, user_subject
from storage.backup import BackupError
from storage.faults import StorageUnavailable
from storage.people import ApiToken, Role, anybody, users_with_role
from storage.schema import SchemaMismatch, upgrade
from storage.store import Store
from web.administration_commands import COMMANDS, add_parsers
from web.app import open_store
from web.auth.tokens import new_token, proof_hash
from web.demo import DemoAccounts, prepare_demo, reset_demo
from web.materials import materials_in
from web.persona_desk import PersonaDesk
from web.serve import serve
from web.services import utc_now
from web.settings import Settings, settings_from_environment
from web.start_up import StartUpError

_FAILED: Final = 2
YAML: Final = "application/yaml"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit status: 0, or 2 with the reason on standard error."""
    chosen = _parser().parse_args(arguments)
    try:
        settings = settings_from_environment()
        if chosen.command in COMMANDS:
            return COMMANDS[chosen.command](settings, chosen)
        if chosen.command == "token":
            _token(settings, Role(chosen.role), name=chosen.user, note=chosen.note)
        elif chosen.command == "run":
            return _run(settings)
        elif chosen.command == "rehearse":
            return _rehearse(settings, seeds=chosen.seeds)
        elif chosen.command == "db":
            _upgrade(settings)
        else:
            _reset(settings)
    except (StartUpError, SchemaMismatch, StorageUnavailable, BackupError) as error:
        print(f"amends: {error}", file=sys.stderr)
        return _FAILED
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="amends", description="Look after a copy of Amends.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="serve everything until Ctrl-C")
    rehearsal = commands.add_parser("rehearse", help="let scripted trainees talk to every persona of data/personas")
    rehearsal.add_argument("--seeds", type=_seeds, default=20, metavar="N", help="conversations a trainee; default 20")
    token = commands.add_parser("token", help="print a new token for the HTTP API")
    token.add_argument("--role", required=True, choices=[str(role) for role in Role])
    token.add_argument("--user", metavar="NAME", help="whose token; default: the first account with that role")
    token.add_argument("--note", default="Made by amends token", help="what it is for, as administrators see it")
    database = commands.add_parser("db", help="look after the database")
    database.add_subparsers(dest="action", required=True).add_parser("upgrade", help="bring the tables up to date")
    demo = commands.add_parser("demo", help="look after the demonstration data")
    demo.add_subparsers(dest="action", required=True).add_parser("reset", help="make new demo sign-ins and print them")
    add_parsers(commands)
    return parser


def _seeds(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) >= 1):
        raise argparse.ArgumentTypeError("a whole number, 1 or more: without a conversation nothing is tried")
    return int(text)


def _run(settings: Settings) -> int:
    store = open_store(settings)
    accounts = _prepare(settings, store)
    store.close()
    if accounts is not None:
        print(accounts.text, end="")
        print(f"Also in {accounts.path}")
    else:
        print(f"Demo sign-ins: {settings.data_dir / 'demo-accounts.txt'} (amends demo reset makes new ones)")
    return serve(settings)


def _rehearse(settings: Settings, *, seeds: int) -> int:
    """Plays every shipped persona through; returns 1 where one has an error or fails its rehearsal."""
    materials = materials_in(settings.content_dir)
    failed = False
    for path in materials.personas:
        text = path.read_text(encoding="utf-8")
        remarks = validate(text, media_type=YAML, organisation=materials.organisation)
        if not any(remark.severity == "error" for remark in remarks):
            persona = compile_persona(parse(text, media_type=YAML), materials.organisation)
            remarks = [*remarks, *rehearse(persona, materials.customer, seeds=range(seeds))]
        for remark in remarks:
            print(remark.written(str(path)))
        bad = any(remark.severity == "error" for remark in remarks)
        failed = failed or bad
        print(f"{path.stem}: {'failed' if bad else 'passed'}, {len(TRAINEES)} trainees on {seeds} seeds", flush=True)
    return 1 if failed else 0


def _token(settings: Settings, role: Role, *, name: str | None, note: str) -> None:
    store = open_store(settings)
    with store.reading() as db:
        used = anybody(db)
    accounts = None if used else _prepare(settings, store)
    if accounts is not None:
        print(f"The demo sign-ins are in {accounts.path}", file=sys.stderr)
    token = new_token()
    with store.writing() as db:
        held = users_with_role(db, role)
        held = [account for account in held if account.deactivated_at is None]
        user = next((account for account in held if name in (None, account.name)), None)
        if user is None:
            names = ", ".join(account.name for account in held) or "none"
            wanted = f"{role} named {name}" if name else role
            raise StartUpError("W0106", f"There is no {wanted}. Accounts with that role: {names}.")
        db.add(ApiToken(token_hash=proof_hash(token), user_id=user.id, created_at=utc_now(), note=note))
        db.flush()
        append(db, at=utc_now(), actor_id=None, act=Act.TOKEN_MADE, subject=user_subject(user.id))
    print(token)


def _upgrade(settings: Settings) -> None:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    before, after = upgrade(Store(settings.database))
    print(f"{settings.shown_database}: revision {after}" + ("" if before == after else f", was {before or 'empty'}"))


def _reset(settings: Settings) -> None:
    store = open_store(settings)
    accounts = reset_demo(store, data_dir=settings.data_dir, clock=utc_now)
    print(accounts.text, end="")
    print(f"Also in {accounts.path}")


def _prepare(settings: Settings, store: Store) -> DemoAccounts | None:
    """Publishes the personas that come with Amends; a database that was never used gets its demo accounts as well."""
    materials = materials_in(settings.content_dir)
    desk = PersonaDesk(store, customer=materials.customer, organisation=materials.organisation, clock=utc_now)
    return prepare_demo(store, desk, personas=materials.personas, data_dir=settings.data_dir, clock=utc_now)


if __name__ == "__main__":
    sys.exit(main())
