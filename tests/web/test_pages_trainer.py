"""The trainer's pages: write from a copy, check, save over what was read, try out, publish, go back, retire."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select
from starlette.testclient import TestClient

from storage.audit import AuditEntry
from storage.people import Team, User
from storage.personas import PersonaDraft, PersonaVersion
from storage.practice import PracticeSession
from tests.web.conftest import RING, Api, Clock
from tests.web.pages import HTMX, Visitor, hidden, text_of
from web.services import Services
from web.trainer_desk import LARGEST_FILE

SOURCE = (Path(__file__).resolve().parents[2] / "data" / "personas" / f"{RING}.yml").read_text()
OTHER = SOURCE.replace("title: The ring before the wedding", "title: Another title", 1)


@pytest.fixture
def tom(client: TestClient) -> Visitor:
    return Visitor(client, "tom")


@pytest.fixture
def later(client: TestClient) -> Callable[[str], Visitor]:
    """Somebody else signs in at the same browser."""
    return lambda name: Visitor(client, name)


def area(page: str) -> str:
    """What stands in the editor, as a browser takes it."""
    found = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)
    assert found
    return html.unescape(found[1])


def save(tom: Visitor, persona_id: str, source: str) -> int:
    etag = hidden(tom.get(f"/personas/{persona_id}/edit").text, "etag")
    return tom.post(f"/personas/{persona_id}/edit", source=source, etag=etag).status_code


def states(tom: Visitor, query: str = "") -> dict[str, str]:
    page = tom.get(f"/personas{query}").text
    rows = re.findall(r'<li class="row">(.*?)</li>', page, re.DOTALL)
    tag = re.compile(r'<span class="tag[^"]*">([^<]*)</span>\s*<p class="row-links">')
    found = {}
    for row in rows:
        state = tag.search(row)
        assert state
        found[re.findall(r"/personas/([^/\"]+)", row)[0]] = state[1]
    return found


def acts(services: Services) -> list[str]:
    with services.store.reading() as db:
        subjects = AuditEntry.subject.startswith("persona:")
        return list(db.scalars(select(AuditEntry.act).where(subjects).order_by(AuditEntry.number)))


def test_a_first_customer_from_a_copy_to_the_trainees(
    tom: Visitor, later: Callable[[str], Visitor], services: Services
) -> None:
    made = tom.post(f"/personas/{RING}/copy", new_id="my-first")
    assert made.headers["location"] == "/personas/my-first/edit?done=copied"
    page = tom.get("/personas/my-first/edit").text
    text = area(page)
    assert text == SOURCE.replace(f"id: {RING}", "id: my-first", 1)
    assert states(tom)["my-first"] == "Draft"
    assert save(tom, "my-first", text.replace("title: The ring before the wedding", "title: My first", 1)) == 303
    assert tom.post("/personas/my-first/publish").headers["location"] == "/personas/my-first?done=published"
    assert states(tom)["my-first"] == "Published"
    assert "My first" in text_of(later("ann").get("/practise").text)
    assert acts(services)[-1] == "persona-published"


@pytest.mark.parametrize(
    ("new_id", "says"), [(RING, "a draft of that id already"), ("No Spaces!", "1 to 64"), ("", "1 to 64")]
)
def test_a_copy_with_an_id_that_will_not_do_keeps_what_was_typed(tom: Visitor, new_id: str, says: str) -> None:
    answer = tom.post(f"/personas/{RING}/copy", new_id=new_id)
    assert answer.status_code in (412, 422)
    assert says in text_of(answer.text) and f'value="{new_id}"' in answer.text
    assert "not the one you read" not in answer.text and "Read it first" not in answer.text


def test_checking_tells_what_is_wrong_at_which_line_and_saves_nothing(tom: Visitor) -> None:
    before = hidden(tom.get(f"/personas/{RING}/edit").text, "etag")
    broken = SOURCE.replace("channel: counter", "channel: pigeon", 1)
    line = broken[: broken.index("channel: pigeon")].count("\n") + 1
    part = tom.post(f"/personas/{RING}/check", HTMX, source=broken, etag=before).text
    assert "<html" not in part and f'href="#line-{line}"' in part
    whole = tom.post(f"/personas/{RING}/check", source=broken, etag=before)
    assert (whole.status_code, area(whole.text)) == (200, broken)
    assert re.search(rf'<span id="line-{line}" class="gutter-error">{line}</span>', whole.text)
    assert hidden(whole.text, "etag") == before == hidden(tom.get(f"/personas/{RING}/edit").text, "etag")


@pytest.mark.parametrize(
    "source", ["", "\n\nid: x\n", "id: [", "a\u2028b <script>alert(1)</script></textarea>", "tab\there\n" * 500]
)
def test_whatever_is_typed_comes_back_as_it_was(tom: Visitor, source: str) -> None:
    answer = tom.post(f"/personas/{RING}/check", source=source.replace("\n", "\r\n"))
    assert area(answer.text) == source
    assert "<script>alert" not in answer.text


def test_a_draft_with_errors_is_saved_and_counted(tom: Visitor) -> None:
    assert save(tom, RING, SOURCE.replace("channel: counter", "channel: pigeon", 1)) == 303
    assert states(tom)[RING] == "Published, draft is newer"
    assert "1 error in the draft" in text_of(tom.get("/personas").text)
    refused = tom.post(f"/personas/{RING}/publish")
    assert (refused.status_code, "has errors" in text_of(refused.text)) == (422, True)
    tried = tom.post(f"/personas/{RING}/play")
    assert tried.status_code == 422 and f'href="/personas/{RING}/edit#line-' in tried.text


def test_another_id_in_the_text_is_refused_with_the_text_kept(tom: Visitor) -> None:
    etag = hidden(tom.get(f"/personas/{RING}/edit").text, "etag")
    changed = SOURCE.replace(f"id: {RING}", "id: other", 1)
    answer = tom.post(f"/personas/{RING}/edit", source=changed, etag=etag)
    assert (answer.status_code, area(answer.text)) == (422, changed)
    told = text_of(answer.text)
    assert f"The id in the text is another one. The text says other, and this customer is {RING} for good." in told
    assert "P0210" in told
    checked = tom.post(f"/personas/{RING}/check", HTMX, source=changed, etag=etag).text
    assert "P0210" in checked, "what saving would refuse is told by checking"


def test_a_draft_with_errors_is_refused_in_one_sentence_that_says_so_once(tom: Visitor) -> None:
    save(tom, RING, SOURCE.replace("channel: counter", "channel: pigeon", 1))
    told = text_of(tom.post(f"/personas/{RING}/publish").text)
    assert told.count("has errors") == 1 and "The draft has errors. It stays as it is." in told


def test_the_page_says_what_waits_until_the_errors_are_gone(tom: Visitor) -> None:
    waits = "What refers to a part with such errors is checked when they are corrected."
    form = tom.post(f"/personas/{RING}/check", HTMX, source=SOURCE.replace("channel: counter", "channel: pigeon", 1))
    assert waits in text_of(form.text)
    unreadable = text_of(tom.post(f"/personas/{RING}/check", HTMX, source="id: [").text)
    assert "The rest is checked when this is corrected." in unreadable and waits not in unreadable
    meaning = SOURCE.replace("facts: [promised-friday]", "facts: [nobody]", 1)
    checked = text_of(tom.post(f"/personas/{RING}/check", HTMX, source=meaning).text)
    assert "P0202" in checked and waits not in checked


def test_the_scripts_are_told_whose_text_it_is_and_how_grave_a_remark(tom: Visitor, services: Services) -> None:
    with services.store.reading() as db:
        who = db.scalars(select(User.id).where(User.name == "tom")).one()
    opened = tom.get(f"/personas/{RING}/edit").text
    assert f'data-persona="{RING}" data-who="{who}"' in opened and "data-saved" not in opened
    assert "data-saved" in tom.get(f"/personas/{RING}/edit?done=saved").text
    doubtful = SOURCE.replace("title: The ring", "title: <b>The ring", 1).replace("channel: counter", "channel: x", 1)
    found = tom.post(f"/personas/{RING}/check", HTMX, source=doubtful).text
    assert re.findall(r'data-severity="(\w+)"', found) == ["warning", "error"]


@pytest.mark.parametrize("act", ["edit", "check"])
def test_a_form_sent_after_the_sign_in_ran_out_leads_back_to_the_editor(tom: Visitor, act: str) -> None:
    tom.client.cookies.clear()
    answer = tom.post(f"/personas/{RING}/{act}", source=SOURCE)
    assert answer.headers["location"] == f"/sign-in?next=/personas/{RING}/edit"
    part = tom.post(f"/personas/{RING}/check", {**HTMX, "HX-Current-URL": f"http://amends.test/personas/{RING}/edit"})
    assert (part.status_code, part.headers["hx-redirect"]) == (401, f"/sign-in?next=/personas/{RING}/edit")


def test_of_two_who_edit_at_once_the_second_sees_both_texts(tom: Visitor, services: Services) -> None:
    etag = hidden(tom.get(f"/personas/{RING}/edit").text, "etag")
    theirs = OTHER
    mine = SOURCE.replace("author: The Amends team", "author: Me", 1)
    assert save(tom, RING, theirs) == 303
    answer = tom.post(f"/personas/{RING}/edit", source=mine, etag=etag)
    assert answer.status_code == 412
    assert area(answer.text) == mine
    told = text_of(answer.text)
    assert "removed: title: Another title" in told and "added: author: Me" in told
    assert "title: Another title" in html.unescape(answer.text.partition(">The saved text<")[2])
    over = tom.post(f"/personas/{RING}/edit", source=mine, etag=hidden(answer.text, "etag"))
    assert over.status_code == 303
    assert "author: Me" in area(tom.get(f"/personas/{RING}/edit").text)


def test_a_conflict_with_oneself_is_not_called_somebody_elses(tom: Visitor, services: Services) -> None:
    etag = hidden(tom.get(f"/personas/{RING}/edit").text, "etag")
    save(tom, RING, OTHER)
    mine = tom.post(f"/personas/{RING}/edit", source=SOURCE, etag=etag).text
    assert "You saved this draft in another window" in mine and "Somebody else" not in mine
    with services.store.writing() as db:
        draft = db.scalars(select(PersonaDraft).where(PersonaDraft.persona_id == RING)).one()
        draft.saved_by = db.scalars(select(User.id).where(User.name == "ada")).one()
    theirs = tom.post(f"/personas/{RING}/edit", source=SOURCE, etag=etag).text
    assert "Somebody else saved this draft" in theirs and "You saved" not in theirs


def test_what_is_merged_on_the_page_of_a_conflict_is_kept_by_the_browser_like_any_text(tom: Visitor) -> None:
    answer = tom.post(f"/personas/{RING}/edit", source=OTHER, etag='"another"').text
    inside = re.search(r"<source-editor [^>]*data-typed[^>]*>(.*?)</source-editor>", answer, re.DOTALL)
    assert inside and "<textarea" in inside[1] and 'name="etag"' in inside[1]
    assert 'src="/assets/js/source-editor.js"' in answer


def test_a_trial_is_the_trainers_alone(
    tom: Visitor, later: Callable[[str], Visitor], as_: Callable[[str], Api], services: Services
) -> None:
    with services.store.writing() as db:
        trainer = db.scalars(select(User).where(User.name == "tom")).one()
        trainer.team_id = db.scalars(select(Team.id).where(Team.name == "floor")).one()
    save(tom, RING, OTHER)
    session = tom.post(f"/personas/{RING}/play").headers["location"]
    page = text_of(tom.get(session).text)
    assert "Another title" in page and "Trial, seen by you alone" in page
    assert tom.reply(session, "I'm so sorry.", turn=1).status_code == 303
    assert "I'm so sorry." in text_of(tom.get(session).text)
    again = tom.post(f"{session}/branch", from_turn=1).headers["location"].partition("#")[0]
    assert tom.get(again).status_code == 200
    assert tom.post(f"{session}/finish").status_code == 303
    assert tom.get(f"{session}/report").status_code == 200
    assert tom.post(f"{session}/flags", turn=1, label="apologise").status_code == 403
    session_id = session.removeprefix("/sessions/")
    assert as_("tom")("GET", "/sessions").status_code == 403, "the HTTP API stays closed to trainers"
    assert as_("tom")("GET", f"/sessions/{session_id}").status_code == 403
    for name in ("ann", "sue"):
        other = later(name)
        assert other.get(session).status_code == 404
        assert session_id not in other.get("/practise" if name == "ann" else "/team").text
        assert as_(name)("GET", "/sessions").json() == []
    assert "Another title" not in text_of(later("ann").get("/practise").text)


def test_a_trial_stays_out_of_sight_when_the_trainer_becomes_a_trainee(
    tom: Visitor, services: Services, as_: Callable[[str], Api]
) -> None:
    session = tom.post(f"/personas/{RING}/play").headers["location"]
    with services.store.writing() as db:
        db.scalars(select(User).where(User.name == "tom")).one().role = "trainee"
    assert as_("tom")("GET", "/sessions").json() == []
    assert tom.get(session).status_code == 404


def test_what_was_tried_out_and_then_published_is_one_version(tom: Visitor, services: Services) -> None:
    save(tom, RING, OTHER)
    tom.post(f"/personas/{RING}/play")
    assert "Version" in text_of(tom.get(f"/personas/{RING}/versions").text)
    before = tom.get(f"/personas/{RING}/versions").text.count('<li class="row">')
    tom.post(f"/personas/{RING}/publish")
    assert tom.get(f"/personas/{RING}/versions").text.count('<li class="row">') == before + 1
    with services.store.reading() as db:
        rows = select(func.count()).where(PersonaVersion.persona_id == RING)
        assert db.scalar(rows) == 2
    assert states(tom)[RING] == "Published"


def test_versions_are_compared_and_gone_back_to(tom: Visitor, services: Services) -> None:
    save(tom, RING, OTHER)
    tom.post(f"/personas/{RING}/publish")
    versions = re.findall(r'<p class="row-title"><code>(\w+)</code>', tom.get(f"/personas/{RING}/versions").text)
    assert len(versions) == 2
    old = versions[1]
    compared = tom.get(f"/personas/{RING}/compare?before=draft&after={old}")
    told = text_of(compared.text)
    assert "removed: title: Another title" in told and "added: title: The ring before the wedding" in told
    assert "1 line removed, 1 added" in told
    etag = hidden(compared.text, "etag")
    back = tom.post(f"/personas/{RING}/roll-back", version=old, etag=etag)
    assert back.headers["location"] == f"/personas/{RING}?done=rolled-back"
    assert area(tom.get(f"/personas/{RING}/edit").text) == SOURCE
    assert states(tom)[RING] == "Published, draft is newer"
    stale = tom.post(f"/personas/{RING}/roll-back", version=versions[0], etag=etag)
    assert stale.status_code == 412
    assert "same, line by line" in text_of(tom.get(f"/personas/{RING}/compare?before={old}&after=draft").text)
    assert tom.get(f"/personas/{RING}/compare?before=none&after=draft").status_code == 404
    tom.post(f"/personas/{RING}/publish")
    current = re.search(
        r"<code>(\w+)</code>(?:(?!<li).)*Published now", tom.get(f"/personas/{RING}/versions").text, re.DOTALL
    )
    assert current and current[1] == old


def published(tom: Visitor) -> list[tuple[str, str]]:
    """The versions in the order of the page, each with when it was published."""
    page = tom.get(f"/personas/{RING}/versions").text
    return re.findall(r'<p class="row-title"><code>(\w+)</code>.*?<time datetime="([^"]*)"', page, re.DOTALL)


def test_a_version_that_is_published_again_is_the_newest_with_its_new_time(tom: Visitor, clock: Clock) -> None:
    (shipped, first_time), *_ = published(tom)
    clock.pass_(hours=1)
    save(tom, RING, OTHER)
    tom.post(f"/personas/{RING}/publish")
    assert [version for version, _ in published(tom)][1:] == [shipped]
    clock.pass_(hours=1)
    etag = hidden(tom.get(f"/personas/{RING}/compare?before=draft&after={shipped}").text, "etag")
    tom.post(f"/personas/{RING}/roll-back", version=shipped, etag=etag)
    tom.post(f"/personas/{RING}/publish")
    (version, again), _ = published(tom)
    assert version == shipped and again > first_time
    assert "by tom" in text_of(tom.get(f"/personas/{RING}/versions").text).partition("Published now")[0]
    clock.pass_(hours=1)
    tom.post(f"/personas/{RING}/publish")
    assert published(tom)[0] == (shipped, again), "nothing was published anew"


def test_a_retired_customer_is_compared_with_what_was_published_when_it_was_retired(
    tom: Visitor, services: Services
) -> None:
    shipped = published(tom)[0][0]
    save(tom, RING, OTHER)
    tom.post(f"/personas/{RING}/publish")
    with services.store.writing() as db:
        draft = db.scalars(select(PersonaDraft).where(PersonaDraft.persona_id == RING)).one()
        # As it was before times were kept: the one published last is not the newest.
        draft.published = db.scalars(select(PersonaVersion).where(PersonaVersion.version == shipped)).one()
    tom.post(f"/personas/{RING}/retire")
    assert f"From version {shipped} to the draft" in text_of(tom.get(f"/personas/{RING}/compare").text)


def test_other_comments_make_another_version_and_the_text_published_before_stays(tom: Visitor) -> None:
    before = published(tom)[0][0]
    noted = "# a note\n" + SOURCE
    save(tom, RING, noted)
    tom.post(f"/personas/{RING}/publish")
    after = [version for version, _ in published(tom)]
    assert len(after) == 2 and before in after
    [new] = set(after) - {before}
    assert tom.get(f"/personas/{RING}/file?version={before}").text == SOURCE
    assert tom.get(f"/personas/{RING}/file?version={new}").text == noted
    assert states(tom)[RING] == "Published"
    tom.post(f"/personas/{RING}/publish")
    assert len(published(tom)) == 2


def test_a_draft_that_was_never_published_has_nothing_to_be_compared_with(tom: Visitor) -> None:
    tom.post(f"/personas/{RING}/copy", new_id="fresh")
    assert "What changed since" not in tom.get("/personas/fresh").text
    told = text_of(tom.get("/personas/fresh/compare").text)
    assert "Nothing was published yet" in told and "From the draft" not in told
    assert "What changed since" in tom.get(f"/personas/{RING}").text


def test_a_draft_that_was_never_published_is_deleted_after_one_more_question(tom: Visitor, services: Services) -> None:
    tom.post(f"/personas/{RING}/copy", new_id="a-mistake")
    session = tom.post("/personas/a-mistake/play").headers["location"]
    assert 'href="/personas/a-mistake/delete"' in tom.get("/personas/a-mistake").text
    etag = hidden(tom.get("/personas/a-mistake/delete").text, "etag")
    assert "a-mistake" in states(tom), "asking deletes nothing"
    assert tom.post("/personas/a-mistake/delete", etag='"older"').status_code == 412
    assert tom.post("/personas/a-mistake/delete", etag=etag).headers["location"] == "/personas?done=deleted"
    assert "The draft is deleted" in text_of(tom.get("/personas?done=deleted").text)
    assert "a-mistake" not in states(tom)
    assert tom.get("/personas/a-mistake").status_code == 404
    assert tom.get(session).status_code == 200
    with services.store.reading() as db:
        last = db.scalars(select(AuditEntry).order_by(AuditEntry.number.desc())).first()
        assert last and (last.subject, last.detail) == ("persona:a-mistake", {"draft": "deleted"})
    assert tom.post(f"/personas/{RING}/copy", new_id="a-mistake").status_code == 303


def test_what_was_ever_published_is_not_deleted(tom: Visitor) -> None:
    for _ in range(2):
        etag = tom.get(f"/personas/{RING}/edit").text
        assert 'action="/personas/' + RING + '/delete"' not in tom.get(f"/personas/{RING}/delete").text
        assert tom.post(f"/personas/{RING}/delete", etag=hidden(etag, "etag")).status_code == 409
        assert f'href="/personas/{RING}/delete"' not in tom.get(f"/personas/{RING}").text
        tom.post(f"/personas/{RING}/retire")
    assert RING in states(tom)


def test_a_retired_customer_leaves_the_list_and_comes_back_as_it_was(
    tom: Visitor, later: Callable[[str], Visitor], api: Api, services: Services
) -> None:
    running = api.start()
    assert tom.post(f"/personas/{RING}/retire").headers["location"] == f"/personas/{RING}?done=retired"
    assert states(tom, "?state=retired") == {RING: "Retired"}
    assert api("POST", "/sessions", {"persona": RING}).status_code == 404
    assert api("GET", f"/sessions/{running}").status_code == 200
    assert tom.post(f"/personas/{RING}/retire").status_code == 409
    shipped = next(path for path in services.materials.personas if path.stem == RING)
    assert services.personas.publish_shipped(shipped) is None, "a restart must not bring it back"
    assert tom.post(f"/personas/{RING}/bring-back").status_code == 303
    assert tom.post(f"/personas/{RING}/bring-back").status_code == 409
    assert api("POST", "/sessions", {"persona": RING}).status_code == 201
    assert acts(services)[-2:] == ["persona-retired", "persona-brought-back"]


def upload(tom: Visitor, path: str, name: str, content: bytes, **fields: str) -> object:
    return tom.client.post(path, files={"file": (name, content)}, data=fields, follow_redirects=False)


def test_a_file_goes_out_and_comes_in_byte_for_byte(tom: Visitor, services: Services) -> None:
    out = tom.get(f"/personas/{RING}/file")
    assert out.headers["content-disposition"] == f'attachment; filename="{RING}.yaml"'
    assert out.content == SOURCE.encode()
    new = out.content.replace(f"id: {RING}".encode(), b"id: from-a-file", 1)
    came = upload(tom, "/personas", "x.YAML", new)
    assert came.headers["location"] == "/personas/from-a-file?done=imported"
    assert tom.get("/personas/from-a-file/file").content == new
    assert acts(services)[-3:] == ["persona-exported", "persona-imported", "persona-exported"]


@pytest.mark.parametrize(
    ("name", "content", "status", "says"),
    [
        ("x.yaml", SOURCE.encode(), 412, "a draft of that id already"),
        ("x.txt", b"id: x", 415, "ends in .yaml"),
        ("x.yaml", b"x" * (LARGEST_FILE + 1), 413, "over 256 KiB"),
        ("x.yaml", b"id: [", 422, "can't be read"),
        ("x.yaml", b"\xff\xfe", 422, "can't be read"),
        ("x.yaml", b"title: no id", 422, "needs an id"),
        ("x.yaml", b"", 422, "can't be read"),
        ("", b"", 415, "ends in .yaml"),
    ],
)
def test_a_file_that_will_not_do_is_refused_in_words(
    tom: Visitor, name: str, content: bytes, status: int, says: str
) -> None:
    before = states(tom)
    answer = upload(tom, "/personas", name, content)
    assert answer.status_code == status
    assert says in text_of(answer.text)
    assert states(tom) == before


def test_a_draft_is_replaced_by_a_file_only_if_it_is_the_one_that_was_seen(tom: Visitor) -> None:
    etag = hidden(tom.get(f"/personas/{RING}/replace").text, "etag")
    new = SOURCE.replace("author: The Amends team", "author: Me", 1).encode()
    assert upload(tom, f"/personas/{RING}/replace", "a.yml", new, etag=etag).status_code == 303
    assert upload(tom, f"/personas/{RING}/replace", "a.yml", SOURCE.encode(), etag=etag).status_code == 412
    other = upload(tom, f"/personas/{RING}/replace", "a.yml", b"id: other", etag=etag)
    assert other.status_code == 422
    assert tom.get(f"/personas/{RING}/file").content == new


@pytest.mark.parametrize("path", ["", "/edit", "/copy", "/versions", "/compare", "/file", "/replace", "/delete"])
def test_a_customer_that_is_not_there_is_a_404(tom: Visitor, path: str) -> None:
    assert tom.get(f"/personas/nobody{path}").status_code == 404


@pytest.mark.parametrize(
    "act", ["play", "publish", "retire", "bring-back", "copy", "roll-back", "edit", "check", "delete"]
)
def test_nothing_is_done_to_a_customer_that_is_not_there(tom: Visitor, services: Services, act: str) -> None:
    assert tom.post(f"/personas/nobody/{act}", new_id="x", version="v", source="id: x").status_code == 404
    with services.store.reading() as db:
        assert db.scalar(select(func.count()).select_from(PracticeSession)) == 0
