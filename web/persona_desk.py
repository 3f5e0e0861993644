"""The trainer's desk: personas as drafts, checked while they are written, rehearsed and published as versions."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy.orm import Session

from coaching_rules.organisation import Organisation
from policies.customer import Customer, Persona, compile_persona
from policies.customer.rehearsal import rehearse
from policies.customer.validation import SCHEMA, Diagnostic, parse, validate
from storage.audit import Act, append
from storage.people import Person, Role
from storage.personas import (
    PersonaDraft,
    PersonaVersion,
    draft_for_change,
    drafts,
    published_persona,
    published_personas,
    version_of,
)
from storage.store import Store
from web.auth.roles import require_role
from web.preconditions import UNCONDITIONAL, Preconditions
from web.problems import Problem
from web.start_up import StartUpError
from web.views import PersonaCard, moment, persona_card

PERSONA_ID: Final = r"[a-z0-9][a-z0-9_-]{0,63}"
YAML: Final = "application/yaml"
RESERVED_IDS: Final = ("schema", "validate")
REHEARSAL_SEEDS: Final = range(1, 6)
"""Five conversations with each scripted trainee: enough to meet every line; many seeds are for `make rehearse`."""
REHEARSAL_SECONDS: Final = 18.0
"""Of the 20 that publishing may take; the rest is for validating before and storing after."""
_READERS: Final = (Role.TRAINEE, Role.SUPERVISOR, Role.TRAINER)


@dataclass(frozen=True)
class DraftView:
    """A working copy with what is wrong with it.

    ``version`` is the published one, which may be older; ``saved_by`` is None for one as it came with Amends.
    """

    persona_id: str
    source: str
    media_type: str
    etag: str
    diagnostics: tuple[Diagnostic, ...]
    saved_at: datetime
    saved_by: int | None
    version: str | None
    fresh: bool = False

    @property
    def ok(self) -> bool:
        return not any(diagnostic.severity == "error" for diagnostic in self.diagnostics)

    def to_dict(self) -> dict[str, Any]:
        return {
            "id": self.persona_id,
            "version": self.version,
            "draft": {
                "source": self.source,
                "media_type": self.media_type,
                "etag": self.etag,
                "saved_at": moment(self.saved_at),
                "ok": self.ok,
                "diagnostics": [diagnostic.to_dict() for diagnostic in self.diagnostics],
            },
        }


@dataclass(frozen=True)
class Published:
    """What came of publishing: the version that new sessions use, with the warnings that did not prevent it."""

    card: PersonaCard
    diagnostics: tuple[Diagnostic, ...]

    def to_dict(self) -> dict[str, Any]:
        return {**self.card.to_dict(), "diagnostics": [diagnostic.to_dict() for diagnostic in self.diagnostics]}


class PersonaDesk:
    """Personas, played under one organisation pack."""

    schema: Mapping[str, Any] = SCHEMA

    def __init__(
        self, store: Store, *, customer: Customer, organisation: Organisation, clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._customer = customer
        self._organisation = organisation
        self._clock = clock

    def published(self, who: Person) -> tuple[PersonaCard, ...]:
        """Every persona that can be practised with."""
        require_role(who, *_READERS)
        with self._store.reading() as db:
            return tuple(persona_card(version) for version in published_personas(db))

    def card(self, who: Person, persona_id: str) -> PersonaCard:
        require_role(who, *_READERS)
        with self._store.reading() as db:
            version = published_persona(db, persona_id) if is_persona_id(persona_id) else None
            if version is None:
                raise _unknown()
            return persona_card(version)

    def brief(self, who: Person, persona_id: str) -> Mapping[str, Any]:
        """What the trainee knows before the conversation: role, situation, goal and policy cards."""
        require_role(who, *_READERS)
        with self._store.reading() as db:
            version = published_persona(db, persona_id) if is_persona_id(persona_id) else None
            if version is None:
                raise _unknown()
            brief: Mapping[str, Any] = version.compiled["brief"]
            return brief

    def drafts(self, who: Person) -> tuple[DraftView, ...]:
        """Every working copy, published or not."""
        require_role(who, Role.TRAINER)
        with self._store.reading() as db:
            return tuple(self._view(draft) for draft in drafts(db))

    def draft(self, who: Person, persona_id: str) -> DraftView:
        require_role(who, Role.TRAINER)
        with self._store.reading() as db:
            draft = db.get(PersonaDraft, persona_id) if is_persona_id(persona_id) else None
            if draft is None:
                raise _unknown()
            return self._view(draft)

    def validate(self, source: bytes, *, media_type: str, persona_id: str | None = None) -> tuple[Diagnostic, ...]:
        """What is wrong with a persona, as an editor shows it; empty where nothing is.

        ``persona_id`` is the one under which it is kept, or to be saved.
        """
        try:
            text = source.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            before = source[: error.start]
            return (
                Diagnostic(
                    code="P0010",
                    severity="error",
                    path="",
                    line=before.count(b"\n") + 1,
                    column=len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1,
                    message="the file is not UTF-8 from here on; save it as UTF-8",
                ),
            )
        return tuple(validate(text, media_type=media_type, organisation=self._organisation, named=persona_id))

    def save_draft(
        self,
        who: Person,
        persona_id: str,
        source: bytes,
        *,
        media_type: str,
        preconditions: Preconditions = UNCONDITIONAL,
    ) -> DraftView:
        """Keep a working copy, also one with errors; raises the 412 Problem where the preconditions don't hold."""
        require_role(who, Role.TRAINER)
        self._same_id(persona_id, source, media_type)
        with self._store.writing() as db:
            draft = draft_for_change(db, persona_id)
            preconditions.check(draft.etag if draft else None)
            fresh = draft is None
            if draft is None:
                draft = PersonaDraft(persona_id=persona_id)
                db.add(draft)
            draft.source, draft.media_type = source, media_type
            draft.etag = _etag(source, media_type)
            draft.saved_by, draft.saved_at = who.id, self._clock()
            db.flush()
            return self._view(draft, fresh=fresh)

    def publish(self, who: Person, persona_id: str) -> Published:
        """Validate, rehearse, and let new sessions use the draft as it is; running sessions keep their version."""
        draft = self.draft(who, persona_id)
        persona = self._compiled(draft)
        failures = rehearse(persona, self._customer, seeds=REHEARSAL_SEEDS, seconds=REHEARSAL_SECONDS)
        if failures:
            raise Problem(
                "rehearsal-failed",
                "Scripted trainees could not play the persona through. The draft was kept.",
                more={"diagnostics": [failure.to_dict() for failure in failures]},
            )
        return Published(card=self._store_version(who, draft, persona), diagnostics=draft.diagnostics)

    def publish_shipped(self, path: Path) -> PersonaCard | None:
        """Publish a persona that comes with Amends, which its own tests rehearse; None where a trainer took it over.

        Raises StartUpError (W0105) where the file has errors.
        """
        source = path.read_bytes()
        errors = [item for item in self.validate(source, media_type=YAML) if item.severity == "error"]
        if errors:
            first = errors[0]
            raise StartUpError("W0105", f"{path}:{first.line}:{first.column}: {first.code} {first.message}")
        persona = compile_persona(parse(source.decode("utf-8-sig"), media_type=YAML), self._organisation)
        with self._store.writing() as db:
            draft = draft_for_change(db, persona.id)
            if draft is None:
                draft = PersonaDraft(persona_id=persona.id)
                db.add(draft)
            elif draft.saved_by is not None or draft.retired_id is not None:
                return None
            draft.source, draft.media_type, draft.etag = source, YAML, _etag(source, YAML)
            draft.saved_at = self._clock()
            return persona_card(self._show(db, draft, persona, by=None))

    def version_to_try(self, who: Person, persona_id: str) -> int:
        """The draft as a version that its trainer can talk to and nobody else; returns the row's number.

        Raises the persona-invalid Problem for a draft with errors, whose customer could not be played.
        """
        draft = self.draft(who, persona_id)
        persona = self._compiled(draft)
        with self._store.writing() as db:
            row = draft_for_change(db, persona_id)
            if row is None or row.etag != draft.etag:
                raise Problem("draft-changed", "Somebody saved the draft this very moment. Try again.")
            version = self._version(db, row, persona, by=who.id, trial=True)
            db.add(version)
            db.flush()
            return version.id

    def _store_version(self, who: Person, draft: DraftView, persona: Persona) -> PersonaCard:
        with self._store.writing() as db:
            row = draft_for_change(db, draft.persona_id)
            if row is None or row.etag != draft.etag:
                raise Problem("draft-changed", "Somebody saved the draft during the rehearsal. Publish it again.")
            return persona_card(self._show(db, row, persona, by=who.id))

    def _show(self, db: Session, draft: PersonaDraft, persona: Persona, *, by: int | None) -> PersonaVersion:
        """Let new sessions use the draft as it is; logged, unless they did so already."""
        before = draft.published_id
        version = self._version(db, draft, persona, by=by)
        if version.trial:
            # What was tried out may have had other comments and line breaks.
            version.trial, version.source, version.media_type = False, draft.source, draft.media_type
        if version.id != before:
            version.published_by, version.published_at = by, self._clock()
        draft.published, draft.retired = version, None
        db.flush()
        if draft.published_id != before:
            append(
                db,
                at=self._clock(),
                actor_id=by,
                act=Act.PERSONA_PUBLISHED,
                subject=f"persona:{persona.id}",
                detail={"version": version.version},
            )
        return version

    def _compiled(self, draft: DraftView) -> Persona:
        errors = [diagnostic.to_dict() for diagnostic in draft.diagnostics]
        if not draft.ok:
            detail = "It stays as it is. Correct what the checks call an error, and try again."
            raise Problem("persona-invalid", detail, more={"diagnostics": errors})
        return compile_persona(parse(draft.source, media_type=draft.media_type), self._organisation)

    def _version(
        self, db: Session, draft: PersonaDraft, persona: Persona, *, by: int | None, trial: bool = False
    ) -> PersonaVersion:
        """The version of exactly this content and text: the one made before, or a new one.

        What was published stays as it was written. The same content with other comments or line breaks is a version
        of its own, whose name is a hash of both.
        """
        made = version_of(db, persona.id, persona.version)
        if made is not None and not made.trial and made.source != draft.source:
            name = hashlib.sha256(persona.version.encode() + b"\n" + draft.source).hexdigest()
            persona = replace(persona, version=name[: len(persona.version)])
            made = version_of(db, persona.id, persona.version)
        return made or PersonaVersion(
            persona_id=persona.id,
            version=persona.version,
            organisation_version=self._organisation.version,
            title=persona.title,
            channel=persona.channel,
            difficulty=persona.difficulty,
            summary=persona.summary,
            source=draft.source,
            media_type=draft.media_type,
            compiled=persona.to_dict(),
            published_by=by,
            published_at=self._clock(),
            trial=trial,
        )

    def _same_id(self, persona_id: str, source: bytes, media_type: str) -> None:
        if not is_persona_id(persona_id):
            raise Problem(
                "persona-id-invalid",
                "An id is 1 to 64 of a–z, 0–9, - and _, begins with a letter or digit, "
                f"and is none of {', '.join(RESERVED_IDS)}.",
            )
        try:
            document = parse(source.decode("utf-8-sig"), media_type=media_type)
        except ValueError:  # Unreadable, or not UTF-8
            return  # a draft may be broken; its diagnostics say so
        named = document.get("id")
        if isinstance(named, str) and named != persona_id:
            raise Problem(
                "persona-id-differs",
                f"The text says {named[:64]}, and this customer is {persona_id} for good. Write {persona_id} there, "
                "or make a copy under the other id.",
            )

    def _view(self, draft: PersonaDraft, *, fresh: bool = False) -> DraftView:
        return DraftView(
            persona_id=draft.persona_id,
            source=draft.source.decode("utf-8-sig", "replace"),
            media_type=draft.media_type,
            etag=draft.etag,
            diagnostics=self.validate(draft.source, media_type=draft.media_type, persona_id=draft.persona_id),
            saved_at=draft.saved_at,
            saved_by=draft.saved_by,
            version=draft.published.version if draft.published else None,
            fresh=fresh,
        )


def is_persona_id(text: str) -> bool:
    return re.fullmatch(PERSONA_ID, text) is not None and text not in RESERVED_IDS


def _etag(source: bytes, media_type: str) -> str:
    digest = hashlib.sha256(media_type.encode() + b"\n" + source).hexdigest()[:32]
    return f'"{digest}"'


def _unknown() -> Problem:
    return Problem("persona-not-found", "There is no persona of that id, or it was never published.")
