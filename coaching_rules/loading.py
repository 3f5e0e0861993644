"""Reads the rules, the standards and the organisation packs from ``data/``: the only module here that reads YAML.

Strict: an unknown key, label, clause or remedy is a ``RulesError`` with file, line and column. Loading is done once, at
start; nothing is read again while people practise.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml

from coaching_rules.observation import Combined
from coaching_rules.organisation import Misstatement, Organisation
from coaching_rules.reading_advice import read_advice
from coaching_rules.reading_rules import (
    read_authority_words,
    read_gates,
    read_moments,
    read_record,
    read_scoring,
    read_words,
)
from coaching_rules.reading_standards import Vocabulary, read_standard
from coaching_rules.rubric import Rules
from coaching_rules.shape import Entry, MisfitError, Pointer
from coaching_rules.standards import Clause, Standard

Read = TypeVar("Read")


class RulesError(ValueError):
    """A file of rules that doesn't fit: ``str`` is ``CODE file:line:column what is wrong; what to do``."""

    def __init__(self, code: str, path: Path, message: str, *, line: int = 1, column: int = 1) -> None:
        super().__init__(f"{code} {path}:{line}:{column} {message}")
        self.code = code
        self.path = path
        self.line = line
        self.column = column


@dataclass(frozen=True)
class Document:
    """A YAML file as plain values, with its nodes for finding lines."""

    path: Path
    value: Any
    node: yaml.Node

    def read(self, reader: Callable[[Entry], Read]) -> Read:
        """What the reader makes of the document; a MisfitError becomes a RulesError with its line."""
        try:
            return reader(Entry(self.value))
        except MisfitError as misfit:
            raise self.error(misfit) from misfit

    def error(self, misfit: MisfitError) -> RulesError:
        mark = _find(self.node, misfit.pointer).start_mark
        return RulesError(misfit.code, self.path, misfit.message, line=mark.line + 1, column=mark.column + 1)


def load_rules(data: Path) -> Rules:
    """All rules and standards below ``data``; ``Rules.version`` changes with any byte of them. Raises RulesError."""
    topics, remedies = _content_vocabulary(data)
    rules = data / "rules"
    moments = _open(rules / "moments.yml").read(lambda entry: read_moments(entry, topics, remedies))
    scoring_file = _open(rules / "scoring.yml")
    scoring = scoring_file.read(read_scoring)
    words_file = _open(rules / "labels.yml")
    words = words_file.read(lambda entry: read_words(entry, topics, remedies))
    vocabulary = Vocabulary(
        topics=topics,
        remedies=remedies,
        moments=moments,
        ending_tables=scoring.endings,
        words=words,
        costs=scoring.costs,
    )
    standard_files = [_open(path) for path in sorted((data / "standards").glob("*.yml"))]
    standards = [file.read(lambda entry: read_standard(entry, vocabulary)) for file in standard_files]
    clauses = _clauses_by_id(standard_files, standards)
    record_file = _open(rules / "record.yml")
    record = record_file.read(read_record)

    for label, label_words in words.labels.items():
        for index, clause_id in enumerate(label_words.clauses):
            _require(words_file, clauses, clause_id, ("labels", label, "clauses", index))
    for place, strand in enumerate(scoring.strands):
        for index, clause_id in enumerate(strand.clauses):
            _require(scoring_file, clauses, clause_id, ("strands", place, "clauses", index))
    for place, field in enumerate(record):
        for index, clause_id in enumerate(field.clauses):
            _require(record_file, clauses, clause_id, ("fields", place, "clauses", index))

    return Rules(
        version=_version(data),
        standards=tuple(sorted(standards, key=lambda standard: standard.place)),
        words=words,
        moments=moments,
        scoring=scoring,
        gates=_open(rules / "gates.yml").read(lambda entry: read_gates(entry, topics, remedies)),
        advice=_open(rules / "feedback.yml").read(read_advice),
        record=record,
        authority_words=_open(rules / "content_checks.yml").read(read_authority_words),
    )


def load_organisation(data: Path, pack_id: str) -> Organisation:
    """The pack ``data/organisation/<pack_id>.yml``, its remedies checked against ``data/nlu/content.yml``."""
    _, remedies = _content_vocabulary(data)
    document = _open(data / "organisation" / f"{pack_id}.yml")

    def reader(entry: Entry) -> Organisation:
        organisation = Organisation.from_dict(entry.value)
        for level, limits in organisation.authority.items():
            for kind in limits:
                Entry(kind, ("authority", level, kind)).one_of(remedies, "remedy")
        for pointer, rules in _misstatements_of(organisation):
            for place, rule in enumerate(rules):
                for index, kind in enumerate(rule.kinds):
                    Entry(kind, (*pointer, place, "kinds", index)).one_of(remedies, "remedy")
        return organisation

    return document.read(reader)


def _misstatements_of(organisation: Organisation) -> Iterator[tuple[Pointer, tuple[Misstatement, ...]]]:
    """The lists of rules about words in a pack, each with the way to it."""
    yield ("outside_policy",), organisation.outside_policy
    yield ("jurisdiction", "misstatements"), organisation.jurisdiction.misstatements
    for place, product in enumerate(organisation.products):
        yield ("products", place, "wrong"), product.wrong


def _content_vocabulary(data: Path) -> tuple[frozenset[str], frozenset[str]]:
    content = _open(data / "nlu" / "content.yml").value
    return frozenset(content["topics"]), frozenset(content["remedies"])


def _clauses_by_id(files: list[Document], standards: list[Standard]) -> dict[str, Clause]:
    """Every clause once; also checks aliases and combined clauses, which may point into another standard."""
    clauses: dict[str, Clause] = {}
    for file, standard in zip(files, standards, strict=True):
        for place, clause in enumerate(standard.clauses):
            if clause.id in clauses:
                raise file.error(MisfitError("R0110", ("clauses", place), f"{clause.id} stands twice; drop one"))
            clauses[clause.id] = clause
    for file, standard in zip(files, standards, strict=True):
        for place, clause in enumerate(standard.clauses):
            if clause.alias_of is not None:
                _require(file, clauses, clause.alias_of, ("clauses", place, "alias_of"))
            if isinstance(clause.observe, Combined):
                for index, part in enumerate(clause.observe.of):
                    pointer = ("clauses", place, "observe", "of", index)
                    _require(file, clauses, part, pointer)
                    if clauses[part].observe is None or isinstance(clauses[part].observe, Combined):
                        raise file.error(
                            MisfitError("R0111", pointer, f"{part} can't be combined; name judged clauses")
                        )
    return clauses


def _require(file: Document, clauses: dict[str, Clause], clause_id: str, pointer: Pointer) -> None:
    if clause_id not in clauses:
        raise file.error(MisfitError("R0112", pointer, f'"{clause_id}" is no clause of any standard; correct the id'))


def _version(data: Path) -> str:
    digest = hashlib.sha256()
    for folder in ("rules", "standards"):
        for path in sorted((data / folder).glob("*.yml")):
            digest.update(f"{folder}/{path.name}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _open(path: Path) -> Document:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise RulesError("R0001", path, f"can't be read ({error.strerror}); restore the file") from error
    try:
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
        if node is None:
            raise RulesError("R0002", path, "is empty; restore the file")
        _forbid_twins(node, path)
        return Document(path=path, value=loader.construct_document(node), node=node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = {"line": mark.line + 1, "column": mark.column + 1} if mark else {}
        raise RulesError("R0002", path, f"is not YAML ({error.problem}); correct it", **place) from error


def _forbid_twins(node: yaml.Node, path: Path) -> None:
    """YAML lets a later key replace an earlier one in silence; here that is an error."""
    if isinstance(node, yaml.MappingNode):
        seen: set[Hashable] = set()
        for key, value in node.value:
            if key.value in seen:
                mark = key.start_mark
                message = f'the key "{key.value}" stands twice; drop one'
                raise RulesError("R0003", path, message, line=mark.line + 1, column=mark.column + 1)
            seen.add(key.value)
            _forbid_twins(value, path)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _forbid_twins(item, path)


def _find(node: yaml.Node, pointer: Pointer) -> yaml.Node:
    """The node at the pointer, or the nearest one above it."""
    for step in pointer:
        if isinstance(node, yaml.MappingNode):
            below = [value for key, value in node.value if key.value == step]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            below = node.value[step : step + 1]
        else:
            below = []
        if not below:
            return node
        node = below[0]
    return node
