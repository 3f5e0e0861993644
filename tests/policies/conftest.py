"""What every test of the customer shares: the numbers and lines as they ship, the pack and the two personas."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
import yaml

from coaching_rules.organisation import Organisation
from policies.customer import Customer, Persona, compile_persona, load_customer
from policies.customer.validation import parse

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"

# The Rasa policy's own tests run in the assistant's environment (make test runs both).
collect_ignore = [] if importlib.util.find_spec("rasa") else ["test_customer_policy.py"]


@pytest.fixture(scope="session")
def customer() -> Customer:
    return load_customer(DATA)


@pytest.fixture(scope="session")
def organisation() -> Organisation:
    raw = yaml.safe_load((DATA / "organisation" / "harbour-and-vale.yml").read_text(encoding="utf-8"))
    return Organisation.from_dict(raw)


def _persona(name: str, organisation: Organisation) -> Persona:
    text = (DATA / "personas" / f"{name}.yml").read_text(encoding="utf-8")
    return compile_persona(parse(text, "application/yaml"), organisation)


@pytest.fixture(scope="session")
def ring(organisation: Organisation) -> Persona:
    return _persona("ring-before-the-wedding", organisation)


@pytest.fixture(scope="session")
def dress(organisation: Organisation) -> Persona:
    return _persona("late-order-address", organisation)


@pytest.fixture(params=["ring-before-the-wedding", "late-order-address"])
def persona(request: pytest.FixtureRequest, organisation: Organisation) -> Persona:
    return _persona(request.param, organisation)
