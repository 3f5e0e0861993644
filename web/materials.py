"""What is written in data/ and read once at start-up: rules, the customer's numbers and lines, pack, figures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from coaching_rules.loading import load_organisation, load_rules
from coaching_rules.organisation import Organisation
from coaching_rules.rubric import Rules
from policies.customer import Customer, load_customer
from web.start_up import StartUpError
from web.trust import Trust, trust_in


@dataclass(frozen=True)
class Materials:
    """``personas`` are the files of the personas that come with Amends, by name."""

    rules: Rules
    customer: Customer
    organisation: Organisation
    personas: tuple[Path, ...]
    trust: Trust


@lru_cache(maxsize=4)
def materials_in(content_dir: Path) -> Materials:
    """Read a content folder; raises StartUpError (W0103), or what the loaders say of a wrong file."""
    packs = sorted((content_dir / "organisation").glob("*.yml"))
    if len(packs) != 1:
        raise StartUpError(
            "W0103",
            f"{content_dir / 'organisation'}: there are {len(packs)} organisation packs, exactly one is played under. "
            "Keep the one you want there, or point AMENDS_CONTENT_DIR at the right folder.",
        )
    return Materials(
        rules=load_rules(content_dir),
        customer=load_customer(content_dir),
        organisation=load_organisation(content_dir, packs[0].stem),
        personas=tuple(sorted((content_dir / "personas").glob("*.yml"))),
        trust=trust_in(content_dir / "metrics" / "scorer.json"),
    )
