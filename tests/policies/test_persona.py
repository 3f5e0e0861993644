from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from coaching_rules.findings import Remedy, Span
from coaching_rules.organisation import Organisation
from policies.customer import Persona, PersonaTooLargeError, compile_persona
from policies.customer.persona import LIMIT_BYTES
from policies.customer.validation import parse

RING = Path(__file__).resolve().parents[2] / "data" / "personas" / "ring-before-the-wedding.yml"


def test_a_compiled_persona_survives_the_wire_and_fits_the_slot(persona):
    wire = json.dumps(persona.to_dict(), ensure_ascii=False)
    assert len(wire.encode()) <= LIMIT_BYTES
    assert Persona.from_dict(json.loads(wire)) == Persona.from_dict(persona.to_dict())
    assert Persona.from_dict(json.loads(wire)).to_dict() == persona.to_dict()


def test_its_version_changes_with_its_content_alone(organisation):
    document = parse(RING.read_text(encoding="utf-8"), "application/yaml")
    again = compile_persona(document, organisation)
    assert compile_persona(document, organisation).version == again.version
    other = {**document, "title": "Another"}
    assert compile_persona(other, organisation).version != again.version


def test_the_pack_inside_judges_offers_as_the_pack_outside(persona, organisation):
    inside = Organisation.from_dict(persona.organisation)
    for kind, amount in (("refund", 99.0), ("refund", 101.0), ("compensation", 10.0), ("loan", None)):
        remedy = Remedy(kind=kind, stance="offered", span=Span(0, 0, ""), score=1.0, amount=amount)
        assert inside.who_may_grant(remedy) == organisation.who_may_grant(remedy)


def test_the_brief_holds_the_policy_cards_it_names(ring):
    assert [card["id"] for card in ring.brief["policies"]] == ["repairs", "complaints"]


@pytest.mark.parametrize("path", sorted(RING.parent.glob("*.yml")), ids=lambda path: path.stem)
def test_a_brief_tells_what_is_on_file_and_promises_no_file(path):
    document = parse(path.read_text(encoding="utf-8"), "application/yaml")
    situation = document["brief"]["situation"]
    assert not re.search(r"\bopen(ed)?\b", situation)
    figures = {figure for item in document["evidence"] for figure in re.findall(r"\d+\.\d+|\d\d+", item["text"])}
    assert len(figures) >= 4
    assert figures <= set(re.findall(r"\d+\.\d+|\d\d+", situation))


def test_what_does_not_fit_the_slot_is_refused(organisation):
    document = parse(RING.read_text(encoding="utf-8"), "application/yaml")
    document["lines"] = {"vent": {"angry": [f"{number} " + "x" * 390 for number in range(60)]}}
    with pytest.raises(PersonaTooLargeError, match="shorten"):
        compile_persona(document, organisation)


def test_the_trainee_opens_where_the_author_says_so(customer, ring):
    opening = customer.open(replace(ring, trainee_opens=True), seed=1)
    assert opening.messages == ()
    assert opening.state.disclosed == ()


def test_the_opening_discloses_what_it_says(customer, ring):
    opening = customer.open(ring, seed=1)
    assert opening.messages[0].text in ring.opening
    assert opening.state.disclosed == ("what-is-wrong",)
