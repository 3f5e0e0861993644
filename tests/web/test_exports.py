"""Tables for spreadsheets: whole, readable by the usual programs, harmless, in pieces."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from coaching_rules.techniques import LABELS
from storage.people import Person, user_named
from tests.web.conftest import rid
from tests.web.pages import Visitor
from tests.web.supervising import conversation
from web import exports
from web.csv_text import csv_text
from web.services import Services

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def sue(person: Callable[[str], Person]) -> Person:
    return person("sue")


def rows(pieces: Iterator[str]) -> list[dict[str, str]]:
    text = "".join(pieces)
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_conversations_with_their_outcome_and_sign_off(services: Services, sue: Person, ann: Person) -> None:
    first = conversation(services, ann, ("I'm sorry.", "I hear you.", "When? [end resolved]"), end=False)
    services.review.sign_off(sue, first, note="", seen=0)
    conversation(services, ann, end=False)
    told = {row["session"]: row for row in rows(services.exports.sessions(sue))}
    overall = services.practice.report(ann, first)["overall"]
    assert len(told) == 2
    assert (told[first]["ending"], told[first]["replies"], told[first]["overall"]) == ("resolved", "3", str(overall))
    assert (told[first]["signed_off_by"], told[first]["ended_at"]) == ("sue", "2026-03-02T12:00:00+00:00")
    running = next(row for id, row in told.items() if id != first)
    assert (running["ending"], running["overall"], running["signed_off_by"]) == ("", "", "")


def test_labels_say_what_was_found_and_what_was_decided(services: Services, sue: Person, ann: Person) -> None:
    session_id = conversation(services, ann, doubtful=[(1, "blame")])
    services.review.correct_label(sue, session_id, turn=2, label="hostile", holds=False, quote="", reason="No.", seen=0)
    conversation(services, ann, end=False)
    told = rows(services.exports.labels(sue))
    assert [(row["reply"], row["label"]) for row in told] == list(itertools.product("12", LABELS))
    by_place = {(row["reply"], row["label"]): row for row in told}
    keys = ("kind", "probability", "found", "decided_by_supervisor", "holds")
    assert [by_place["2", "hostile"][key] for key in keys] == ["fault", "0.9", "yes", "yes", "no"]
    assert [by_place["1", "blame"][key] for key in keys] == ["fault", "0.48", "too_close", "no", "too_close"]
    assert [by_place["1", "apologise"][key] for key in keys] == ["technique", "0.9", "yes", "no", "yes"]


def test_verdicts_are_the_corrected_ones(services: Services, sue: Person, ann: Person) -> None:
    session_id = conversation(services, ann)
    services.review.correct_verdict(sue, session_id, clause="U311.1.4d", verdict="partly", reason="Half.", seen=0)
    told = {row["clause"]: row for row in rows(services.exports.verdicts(sue))}
    report = services.practice.report(ann, session_id)
    assert {clause: row["verdict"] for clause, row in told.items()} == {
        line["clause"]: line["verdict"] for line in report["requirements"]
    }
    assert (told["U311.1.4d"]["standard"], told["U311.1.4d"]["decided_by_supervisor"]) == ("U311", "yes")
    assert sum(row["decided_by_supervisor"] == "yes" for row in told.values()) == 1


def test_second_tries_say_where_they_branched_off_and_share_no_label(
    services: Services, sue: Person, ann: Person
) -> None:
    first = conversation(services, ann)
    second = services.practice.branch(ann, first, from_turn=2).session_id
    services.practice.reply(ann, second, reply_id=rid(9), text="Thank you.")
    services.practice.finish(ann, second)
    for table in (services.exports.sessions, services.exports.labels, services.exports.verdicts):
        told = {(row["session"], row["parent"], row["branched_from"]) for row in rows(table(sue))}
        assert told == {(first, "", ""), (second, first, "2")}
    told = rows(services.exports.labels(sue))
    assert {(row["session"], row["reply"]) for row in told} == {(first, "1"), (first, "2"), (second, "2")}


def test_a_download_has_its_type_its_name_and_its_mark(client: TestClient) -> None:
    answer = Visitor(client, "sue").get("/team/exports/labels.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="amends-labels-2026-03-02.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbfsession,")
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\r=x", "  =1+1", "\n-1", "＝1"])
def test_text_that_a_spreadsheet_would_calculate_is_defused(text: str) -> None:
    read = next(csv.reader(io.StringIO("".join(csv_text(["\ufeff"], [[text]])).partition("\r\n")[2], newline="")))
    assert read == [f"'{text}"]


def test_a_trainee_named_like_a_formula_is_harmless(services: Services, sue: Person, ann: Person) -> None:
    conversation(services, ann)
    with services.store.writing() as db:
        user = user_named(db, "ann")
        assert user is not None
        user.name = '=HYPERLINK("http://evil.test")'
    assert {row["trainee"] for row in rows(services.exports.sessions(sue))} == {'\'=HYPERLINK("http://evil.test")'}


def test_figures_commas_quotes_and_line_breaks_come_back_as_they_were() -> None:
    row = [-1, 0.5, True, None, 'a "b", c', "two\r\nlines", "naïve 😡"]
    told = list(csv.reader(io.StringIO("".join(csv_text(["x"], [row])), newline="")))
    assert told[1] == ["-1", "0.5", "yes", "", 'a "b", c', "two\r\nlines", "naïve 😡"]


def test_a_long_table_comes_in_pieces_as_it_is_read() -> None:
    read = 0

    def many() -> Iterator[tuple[int]]:
        nonlocal read
        for read in range(10_000):
            yield (read,)

    pieces = csv_text(["number"], many())
    next(pieces)
    assert read < 1_000
    assert sum(piece.count("\r\n") for piece in pieces) + 501 == 10_001


@pytest.mark.parametrize("table", ["sessions", "labels", "verdicts"])
def test_every_column_is_explained(table: str) -> None:
    document = (ROOT / "docs" / "reference" / "exports.md").read_text()
    section = document.partition(f"## {table}.csv")[2].partition("\n## ")[0]
    firsts = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    columns: tuple[str, ...] = getattr(exports, table.upper())
    assert re.findall(r"`(\w+)`", "".join(firsts)) == list(columns)


def test_a_supervisor_without_a_team_gets_the_columns_alone(services: Services, sue: Person, ann: Person) -> None:
    conversation(services, ann)
    alone = Person(id=sue.id, name=sue.name, role=sue.role, team_id=None)
    for table in (services.exports.sessions, services.exports.labels, services.exports.verdicts):
        assert rows(table(alone)) == []
