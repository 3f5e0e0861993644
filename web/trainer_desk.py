"""What a trainer does with whole customers: copies, files, versions side by side, retirement.

Writing and publishing one is ``web.persona_desk``; every change of a draft goes through it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy.orm import Session

from policies.customer.validation import parse
from storage.accounts import names_of
from storage.audit import Act, append
from storage.people import Person, Role
from storage.personas import PersonaDraft, PersonaVersion, draft_for_change, drafts, version_of, versions_of
from storage.store import Store
from web.auth.roles import require_role
from web.persona_desk import YAML, DraftView, PersonaDesk, is_persona_id
from web.preconditions import Preconditions
from web.problems import Problem

JSON: Final = "application/json"
LARGEST_FILE: Final = 256 * 1024
DRAFT: Final = "draft"
"""What the working copy is called where a version is asked for; no version is: those are hexadecimal."""
_ID_LINE: Final = re.compile(r"^id:[^\n]*$", re.MULTILINE)
_NEW: Final = Preconditions(if_none_match="*")


class State(StrEnum):
    """Where a customer stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CHANGED = "changed"
    RETIRED = "retired"


@dataclass(frozen=True)
class CustomerRow:
    """A customer in the list; ``version`` is the published one, or the one that was when it was retired."""

    draft: DraftView
    title: str
    state: State
    channel: str | None
    difficulty: str | None
    version: str | None
    errors: int


@dataclass(frozen=True)
class VersionRow:
    """One published version, with its last publication; ``by`` is None for those that come with Amends."""

    version: str
    title: str
    published_at: datetime
    by: str | None
    current: bool


@dataclass(frozen=True)
class CustomerFile:
    """A customer as a file to download."""

    name: str
    media_type: str
    content: bytes


class TrainerDesk:
    """For trainers alone; refusals are ``Problem``."""

    def __init__(self, store: Store, *, desk: PersonaDesk, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._desk = desk
        self._clock = clock

    def customers(self, who: Person) -> tuple[CustomerRow, ...]:
        """Every customer by id, whatever its state."""
        views = {view.persona_id: view for view in self._desk.drafts(who)}
        with self._store.reading() as db:
            return tuple(_row(draft, views[draft.persona_id]) for draft in drafts(db) if draft.persona_id in views)

    def customer(self, who: Person, persona_id: str) -> CustomerRow:
        view = self._desk.draft(who, persona_id)
        with self._store.reading() as db:
            return _row(_found(db.get(PersonaDraft, persona_id)), view)

    def copy(self, who: Person, persona_id: str, *, new_id: str) -> DraftView:
        """A new draft that begins as a copy of another; raises the 412 Problem where the new id is taken."""
        draft = self._desk.draft(who, persona_id)
        source = _with_id(draft.source, new_id, media_type=draft.media_type)
        return self._save_new(who, new_id, source.encode(), media_type=draft.media_type)

    def import_new(self, who: Person, content: bytes, *, filename: str) -> DraftView:
        """A new draft from a file, which names its own id; raises the 412 Problem where that is taken."""
        require_role(who, Role.TRAINER)
        media_type = _kind(content, filename)
        try:
            named = parse(content.decode("utf-8-sig"), media_type=media_type).get("id")
        except ValueError as error:
            raise Problem(
                "persona-unreadable", f"The file can't be read: {error}. Correct it, or paste it into an editor here."
            ) from error
        if not isinstance(named, str) or not is_persona_id(named):
            raise Problem("persona-id-invalid", "The file needs an id: 1 to 64 of a–z, 0–9, - and _.")
        draft = self._save_new(who, named, content, media_type=media_type)
        self._log_import(who, draft)
        return draft

    def import_over(self, who: Person, persona_id: str, content: bytes, *, filename: str, etag: str) -> DraftView:
        """A file in place of a draft, if that is still the one that was seen."""
        require_role(who, Role.TRAINER)
        media_type = _kind(content, filename)
        seen = Preconditions(if_match=etag)
        draft = self._desk.save_draft(who, persona_id, content, media_type=media_type, preconditions=seen)
        self._log_import(who, draft)
        return draft

    def export(self, who: Person, persona_id: str, *, version: str = DRAFT) -> CustomerFile:
        """A draft or a version as it was written."""
        require_role(who, Role.TRAINER)
        with self._store.writing() as db:
            source, media_type = _source(db, persona_id, version)
            detail = {"version": version}
            append(
                db,
                at=self._clock(),
                actor_id=who.id,
                act=Act.PERSONA_EXPORTED,
                subject=f"persona:{persona_id}",
                detail=detail,
            )
        ending = "json" if media_type == JSON else "yaml"
        return CustomerFile(name=f"{persona_id}.{ending}", media_type=media_type, content=source)

    def versions(self, who: Person, persona_id: str) -> tuple[VersionRow, ...]:
        """Every published version, the one published last first."""
        require_role(who, Role.TRAINER)
        with self._store.reading() as db:
            draft = _found(db.get(PersonaDraft, persona_id))
            names = names_of(db)
            return tuple(
                VersionRow(
                    version=row.version,
                    title=row.title,
                    published_at=row.published_at,
                    by=names.get(row.published_by) if row.published_by is not None else None,
                    current=row.id == draft.published_id,
                )
                for row in versions_of(db, persona_id)
            )

    def text(self, who: Person, persona_id: str, version: str) -> str:
        """The text of the draft (``DRAFT``) or of a version."""
        require_role(who, Role.TRAINER)
        with self._store.reading() as db:
            source, _ = _source(db, persona_id, version)
            return source.decode("utf-8-sig", "replace")

    def roll_back(self, who: Person, persona_id: str, *, version: str, etag: str) -> DraftView:
        """An old version in place of the draft, if that is still the one that was seen. Nothing is published by it."""
        require_role(who, Role.TRAINER)
        with self._store.reading() as db:
            source, media_type = _source(db, persona_id, version)
        seen = Preconditions(if_match=etag)
        return self._desk.save_draft(who, persona_id, source, media_type=media_type, preconditions=seen)

    def retire(self, who: Person, persona_id: str) -> None:
        """Take a customer from the trainees; running conversations go on, and it can be brought back."""
        require_role(who, Role.TRAINER)
        with self._store.writing() as db:
            draft = _found(draft_for_change(db, persona_id))
            if draft.published_id is None:
                raise Problem("not-published", "Only a published customer can be retired.")
            draft.retired_id, draft.published_id = draft.published_id, None
            self._log(db, who, Act.PERSONA_RETIRED, persona_id)

    def bring_back(self, who: Person, persona_id: str) -> None:
        """Publish a retired customer again, in the version it had."""
        require_role(who, Role.TRAINER)
        with self._store.writing() as db:
            draft = _found(draft_for_change(db, persona_id))
            if draft.retired_id is None:
                raise Problem("not-published", "The customer is not retired.")
            draft.published_id, draft.retired_id = draft.retired_id, None
            self._log(db, who, Act.PERSONA_BROUGHT_BACK, persona_id)

    def delete(self, who: Person, persona_id: str, *, etag: str) -> None:
        """Delete a draft that was never published, if it is still the one that was seen. Its trials stay.

        The log has it as taken from the list: nothing else tells that it was ever there.
        """
        require_role(who, Role.TRAINER)
        with self._store.writing() as db:
            draft = _found(draft_for_change(db, persona_id))
            if draft.published_id is not None or versions_of(db, persona_id):
                raise Problem("not-published", "It was published, so it can't be deleted. Retire it instead.")
            Preconditions(if_match=etag).check(draft.etag)
            db.delete(draft)
            self._log(db, who, Act.PERSONA_RETIRED, persona_id, detail={"draft": "deleted"})

    def _save_new(self, who: Person, persona_id: str, source: bytes, *, media_type: str) -> DraftView:
        try:
            return self._desk.save_draft(who, persona_id, source, media_type=media_type, preconditions=_NEW)
        except Problem as problem:
            if problem.code != "etag-mismatch":
                raise
            raise Problem(
                "etag-mismatch", f"There is a draft of that id already: {persona_id}. Take another."
            ) from problem

    def _log_import(self, who: Person, draft: DraftView) -> None:
        with self._store.writing() as db:
            self._log(db, who, Act.PERSONA_IMPORTED, draft.persona_id)

    def _log(
        self, db: Session, who: Person, act: Act, persona_id: str, *, detail: Mapping[str, str] | None = None
    ) -> None:
        append(db, at=self._clock(), actor_id=who.id, act=act, subject=f"persona:{persona_id}", detail=detail)


def _row(draft: PersonaDraft, view: DraftView) -> CustomerRow:
    shown = draft.published or draft.retired
    return CustomerRow(
        draft=view,
        title=shown.title if shown else _title_in(view) or draft.persona_id,
        state=_state(draft),
        channel=shown.channel if shown else None,
        difficulty=shown.difficulty if shown else None,
        version=shown.version if shown else None,
        errors=sum(diagnostic.severity == "error" for diagnostic in view.diagnostics),
    )


def _state(draft: PersonaDraft) -> State:
    if draft.retired is not None:
        return State.RETIRED
    if draft.published is None:
        return State.DRAFT
    return State.PUBLISHED if draft.published.source == draft.source else State.CHANGED


def _title_in(view: DraftView) -> str | None:
    """What a draft calls itself, if it can be read."""
    try:
        title = parse(view.source, media_type=view.media_type).get("title")
    except ValueError:
        return None
    return title.strip() or None if isinstance(title, str) else None


def _source(db: Session, persona_id: str, version: str) -> tuple[bytes, str]:
    row: PersonaDraft | PersonaVersion = _found(db.get(PersonaDraft, persona_id) if is_persona_id(persona_id) else None)
    if version != DRAFT:
        published = version_of(db, persona_id, version) if version.isalnum() else None
        if published is None or published.trial:
            raise Problem("persona-not-found", "There is no such version of this customer.")
        row = published
    return row.source, row.media_type


def _with_id(source: str, new_id: str, *, media_type: str) -> str:
    """The text with another id, everything else as it was, comments included."""
    if media_type == JSON:
        try:
            document = json.loads(source)
        except (ValueError, RecursionError):
            return source
        if not isinstance(document, dict):
            return source
        return json.dumps({**document, "id": new_id}, ensure_ascii=False, indent=2)
    changed, found = _ID_LINE.subn(f"id: {new_id}", source, count=1)
    return changed if found else f"id: {new_id}\n{source}"


def _kind(content: bytes, filename: str) -> str:
    """The media type of an uploaded file by its name; raises the Problems too-large and unsupported-media-type."""
    if len(content) > LARGEST_FILE:
        raise Problem("too-large", f"The file is over {LARGEST_FILE // 1024} KiB; a customer has a tenth of that.")
    ending = filename.rpartition(".")[2].lower()
    if ending in ("yaml", "yml"):
        return YAML
    if ending == "json":
        return JSON
    raise Problem("unsupported-media-type", "Choose a file that ends in .yaml, .yml or .json.")


def _found(draft: PersonaDraft | None) -> PersonaDraft:
    if draft is None:
        raise Problem("persona-not-found", "There is no customer of that id.")
    return draft
