"""The labelled training material of ``data/nlu``, read and checked line by line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from coaching_rules.techniques import LABELS
from nlu import fingerprint
from nlu.errors import UnderstandingError
from nlu.request import CHANNELS, Context, Said, read_request

MODES = ("asked", "told")
STANCES = ("offered", "conditional", "refused", "asked")


@dataclass(frozen=True)
class LabelledSpan:
    """A sentence of a reply and the labels it carries."""

    start: int
    end: int
    labels: tuple[str, ...]


@dataclass(frozen=True)
class LabelledReply:
    """A reply with its labels; replies of one ``scenario`` answer the same history and stay in one fold."""

    id: str
    scenario: str
    text: str
    context: Context
    sentences: tuple[LabelledSpan, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True)
class LabelledContent:
    """A sentence or short reply with what it is about: ``marks`` are (topic, mode) or (remedy kind, stance).

    ``scenario`` is that of the reply the sentence was taken from, and the id for a line that was written apart.
    """

    id: str
    scenario: str
    text: str
    context: Context
    marks: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Vocabulary:
    """The ids of ``data/nlu/content.yml``, in its order."""

    topics: tuple[str, ...]
    remedies: tuple[str, ...]


@dataclass(frozen=True)
class Corpora:
    """Everything the heads learn from."""

    replies: tuple[LabelledReply, ...]
    topics: tuple[LabelledContent, ...]
    remedies: tuple[LabelledContent, ...]
    vocabulary: Vocabulary


def read_corpora(root: Path) -> Corpora:
    """Reads ``replies/*.jsonl``, ``topics.jsonl``, ``remedies.jsonl`` and ``content.yml`` below ``root``.

    Raises:
        UnderstandingError: N01xx with file and line, at the first thing that is wrong.
    """
    vocabulary = read_vocabulary(root / "content.yml")
    files = sorted((root / "replies").glob("*.jsonl"))
    if not files:
        raise UnderstandingError("N0101", f"{root / 'replies'}: no *.jsonl; put the labelled replies there")
    replies = tuple(_reply(raw, place) for file in files for raw, place in lines_of(file))
    topics = tuple(_topic(raw, place, vocabulary) for raw, place in lines_of(root / "topics.jsonl"))
    remedies = tuple(_remedy(raw, place, vocabulary) for raw, place in lines_of(root / "remedies.jsonl"))
    _refuse_repeated_ids([reply.id for reply in replies], root / "replies")
    _refuse_repeated_ids([item.id for item in topics], root / "topics.jsonl")
    _refuse_repeated_ids([item.id for item in remedies], root / "remedies.jsonl")
    return Corpora(replies=replies, topics=topics, remedies=remedies, vocabulary=vocabulary)


def read_vocabulary(path: Path) -> Vocabulary:
    """Reads the ids of topics and remedies."""
    if not path.is_file():
        raise UnderstandingError("N0101", f"{path}: not found")
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Vocabulary(topics=tuple(raw["topics"]), remedies=tuple(raw["remedies"]))


def lines_of(path: Path) -> Iterator[tuple[dict[str, Any], str]]:
    """The objects of a file with their places; raises UnderstandingError N0101 or N0102."""
    if not path.is_file():
        raise UnderstandingError("N0101", f"{path}: not found")
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            place = f"{path}:{number}"
            try:
                raw = json.loads(line)
            except json.JSONDecodeError as error:
                raise UnderstandingError("N0102", f"{place}: no JSON ({error.msg}); one object a line") from error
            if not isinstance(raw, dict):
                raise UnderstandingError("N0102", f"{place}: no JSON object; one object a line")
            yield raw, place


def _reply(raw: Mapping[str, Any], place: str) -> LabelledReply:
    try:
        request = read_request(raw, text_key="reply")
    except UnderstandingError as error:
        raise UnderstandingError("N0103", f"{place}: {error.detail}") from error
    spans = tuple(_span(item, request.text, place) for item in _value(raw, "sentences", list, place))
    labels = _labels(_value(raw, "labels", list, place), place)
    carried = {label for span in spans for label in span.labels}
    if carried != set(labels):
        raise UnderstandingError("N0106", f"{place}: labels {list(labels)} are not those of the sentences")
    return LabelledReply(
        id=_value(raw, "id", str, place),
        scenario=_value(raw, "scenario", str, place),
        text=request.text,
        context=request.context,
        sentences=spans,
        labels=labels,
    )


def _span(raw: Mapping[str, Any], text: str, place: str) -> LabelledSpan:
    start, end = _value(raw, "start", int, place), _value(raw, "end", int, place)
    if not 0 <= start < end <= len(text):
        raise UnderstandingError("N0105", f"{place}: sentence {start}–{end} lies outside the reply (0–{len(text)})")
    return LabelledSpan(start=start, end=end, labels=_labels(_value(raw, "labels", list, place), place))


def _labels(names: list[str], place: str) -> tuple[str, ...]:
    unknown = sorted(set(names) - set(LABELS))
    if unknown:
        raise UnderstandingError("N0104", f"{place}: unknown label {unknown[0]!r}; see coaching_rules/techniques.py")
    return tuple(label for label in LABELS if label in names)


def _topic(raw: Mapping[str, Any], place: str, vocabulary: Vocabulary) -> LabelledContent:
    last = raw.get("history_last")
    history = (Said(who="customer", text=last),) if last else ()
    marks = _marks(_value(raw, "topics", list, place), place, keys=("topic", "mode"), known=(vocabulary.topics, MODES))
    return _content(raw, place, history=history, marks=marks)


def _remedy(raw: Mapping[str, Any], place: str, vocabulary: Vocabulary) -> LabelledContent:
    known = (vocabulary.remedies, STANCES)
    marks = _marks(_value(raw, "remedies", list, place), place, keys=("kind", "stance"), known=known)
    return _content(raw, place, history=(), marks=marks)


def _content(
    raw: Mapping[str, Any], place: str, *, history: tuple[Said, ...], marks: tuple[tuple[str, str], ...]
) -> LabelledContent:
    line = _value(raw, "id", str, place)
    return LabelledContent(
        id=line,
        scenario=_value(raw, "scenario" if "scenario" in raw else "id", str, place),
        text=_value(raw, "text", str, place),
        context=Context(channel=_any_channel(line), history=history),
        marks=marks,
    )


def _any_channel(line: str) -> str:
    """A channel by a line's id: what is told or offered is the same in all of them.

    Were all lines said in one channel, the encoder would come to read that channel as one of lines, and its replies
    worse than those of the others.
    """
    return CHANNELS[int(fingerprint.of_text(line), 16) % len(CHANNELS)]


def _marks(
    items: list[Mapping[str, Any]], place: str, *, keys: tuple[str, str], known: tuple[tuple[str, ...], tuple[str, ...]]
) -> tuple[tuple[str, str], ...]:
    marks = []
    for item in items:
        pair = (_value(item, keys[0], str, place), _value(item, keys[1], str, place))
        for key, value, allowed in zip(keys, pair, known):
            if value not in allowed:
                raise UnderstandingError("N0104", f"{place}: unknown {key} {value!r}; one of {', '.join(allowed)}")
        marks.append(pair)
    return tuple(marks)


def _value(raw: Mapping[str, Any], key: str, kind: type, place: str) -> Any:
    if not isinstance(raw, Mapping) or key not in raw:
        raise UnderstandingError("N0103", f"{place}: {key} is missing")
    if not isinstance(raw[key], kind) or isinstance(raw[key], bool):
        raise UnderstandingError("N0103", f"{place}: {key} is no {kind.__name__}")
    return raw[key]


def _refuse_repeated_ids(ids: list[str], place: Path) -> None:
    seen: set[str] = set()
    for name in ids:
        if name in seen:
            raise UnderstandingError("N0107", f"{place}: id {name!r} occurs twice; ids are unique")
        seen.add(name)
