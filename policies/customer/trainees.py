"""Scripted trainees for rehearsal: what was found in their replies, with no reply written and no NLU asked.

Each is a function from the turn (from 1) to the findings of that reply; all know the persona, as a colleague would
who has read its file.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from coaching_rules.findings import Content, Evidence, Findings, Remedy, Scores, Span, Topic
from coaching_rules.organisation import Organisation
from coaching_rules.techniques import LABELS
from policies.customer.persona import Acceptable, Persona

Trainee = Callable[[int, Persona], Findings]


def found(
    *labels: str,
    asked: Sequence[str] = (),
    told: Sequence[str] = (),
    remedies: Sequence[Remedy] = (),
    when: str | None = None,
    words: str = "",
    sense: str = "ok",
    language: str = "en",
    repeats: int | None = None,
) -> Findings:
    """Findings as the NLU would leave them; ``words`` are the evidence of every label."""
    span = Span(0, len(words), words)
    decided = tuple(label for label in LABELS if label in labels)
    return Findings(
        scores=Scores(
            labels={label: 0.99 if label in labels else 0.01 for label in LABELS},
            decided=decided,
            abstained=(),
            evidence=tuple(Evidence(label=label, span=span, score=0.99) for label in decided),
        ),
        content=Content(
            topics=(
                *(Topic(topic=topic, mode="asked", span=span, score=0.99) for topic in asked),
                *(Topic(topic=topic, mode="told", span=span, score=0.99) for topic in told),
            ),
            remedies=tuple(remedies),
            when=(Span(0, len(when), when),) if when else (),
            language=language,
            sense=sense,
            repeats_turn=repeats,
        ),
    )


def offer(remedy: Acceptable, persona: Persona, *, when: str | None, stance: str = "offered") -> Remedy:
    """The remedy as a trainee would put it: with the least sum that has its full worth."""
    return Remedy(
        kind=remedy.kind,
        stance=stance,
        span=Span(0, 0, ""),
        score=0.99,
        amount=remedy.least,
        currency=persona.currency if remedy.least is not None else None,
        percent=remedy.least_percent if remedy.least is None else None,
        when=when,
    )


def excellent(turn: int, persona: Persona) -> Findings:
    """Hears first, finds out, explains without blame, offers what serves the interest, sums up."""
    wrong = tuple(dict.fromkeys(fact.topic for fact in persona.facts if fact.truth == "false"))
    when = persona.deadline_date or persona.today
    answers = tuple(question.topic for question in persona.questions)
    within = _within_authority(persona)
    refusal = [] if persona.verdict == "justified" or within else [_refused(persona)]
    script: tuple[Callable[[], Findings], ...] = (
        lambda: found("greet", "listen", "empathise", "apologise"),
        lambda: found("paraphrase", "question", "own", asked=("deadline",)),
        lambda: found("investigate", "explain", "thank", told=("why_happened", *wrong)),
        lambda: found(
            *("solve", "options", "explain", "follow_up"),
            *(("escalate",) if persona.path == "report" or not within else ()),
            told=answers,
            when=when,
            remedies=[*(offer(item, persona, when=when) for item in within[:2]), *refusal],
        ),
        lambda: found("confirm", "follow_up", "own", "compromise", told=answers, when=when),
        lambda: found(
            *("empathise", "explain", "assert", "options", "solve"),
            told=wrong,
            when=when,
            remedies=[*(offer(item, persona, when=when) for item in within), *refusal],
        ),
        lambda: found("confirm", "escalate", "follow_up", "own", "thank", when=when),
    )
    return script[turn - 1]() if turn <= len(script) else found("confirm", "follow_up", "thank", "close", when=when)


def average(turn: int, persona: Persona) -> Findings:
    """Polite and correct, offers early and late, forgets to ask and to sum up."""
    remedies = sorted(persona.remedies, key=lambda item: item.worth)
    middling = remedies[len(remedies) // 2]
    script = (
        found("greet", "apologise"),
        found("question", asked=("order_number", "problem")),
        found("solve", remedies=[offer(middling, persona, when=None)]),
        found("explain"),
        found("apologise", "solve", remedies=[offer(remedies[-1], persona, when=None)]),
        found("question", asked=("contact_details",)),
        found("follow_up", "own", when="tomorrow"),
        found("thank", "close"),
    )
    return script[(turn - 1) % len(script)]


def poor(turn: int, persona: Persona) -> Findings:
    """Argues, blames, passes on, refuses."""
    script = (
        found("re_ask", asked=("problem",), words="And what is wrong with it?"),
        found("argue", words="That can't be right."),
        found("blame", words="You should have checked."),
        found("stonewall", words="That is our policy."),
        found("dismiss", words="Calm down."),
        found("deflect", words="You'll have to ask them."),
        found("abrupt", words="Anything else?"),
    )
    return script[(turn - 1) % len(script)]


def silent(turn: int, persona: Persona) -> Findings:
    """Says next to nothing, politely."""
    return found()


def nonsense(turn: int, persona: Persona) -> Findings:
    """Replies without sense, off the subject, in another language, in emoji."""
    forms = (
        found(sense="nonsense"),
        found(sense="off_topic"),
        found(language="other"),
        found(language="none"),
    )
    return forms[(turn - 1) % len(forms)]


def hostile(turn: int, persona: Persona) -> Findings:
    """Insults."""
    return found("hostile", words="What a fuss you make.")


def over_generous(turn: int, persona: Persona) -> Findings:
    """Grants everything and more, at once, on nobody's authority."""
    gift = Remedy(
        kind="compensation",
        stance="offered",
        span=Span(0, 0, ""),
        score=0.99,
        amount=GENEROUS_SUM,
        currency=persona.currency,
        when="today",
    )
    words = "I promise you everything."
    return found("apologise", "solve", "overpromise", "admit_liability", remedies=[gift], when="today", words=words)


def policy_parrot(turn: int, persona: Persona) -> Findings:
    """The same sentence about the policy, over and over."""
    return found("stonewall", words="It is our policy.", repeats=1 if turn > 1 else None)


GENEROUS_SUM: Final = 5000.0

TRAINEES: Final[dict[str, Trainee]] = {
    "excellent": excellent,
    "average": average,
    "poor": poor,
    "silent": silent,
    "nonsense": nonsense,
    "hostile": hostile,
    "over-generous": over_generous,
    "policy-parrot": policy_parrot,
}


def _within_authority(persona: Persona) -> list[Acceptable]:
    """What a trainee may grant of what the customer would consider, best first."""
    organisation = Organisation.from_dict(persona.organisation)
    ranked = sorted(persona.remedies, key=lambda item: item.worth, reverse=True)
    return [item for item in ranked if organisation.may_grant("trainee", offer(item, persona, when=None))]


def _refused(persona: Persona) -> Remedy:
    return Remedy(kind=persona.ask_kind, stance="refused", span=Span(0, 0, ""), score=0.99)
