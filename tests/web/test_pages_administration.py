"""The administrator's pages: every form without JavaScript, every refusal with what was typed, every act logged."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable

import pytest
from sqlalchemy import select, update
from starlette.testclient import TestClient

from storage.audit import AuditEntry
from storage.people import Person, Role, Team, User, user_named
from tests.web.conftest import PASSWORD, Api, Clock, rid
from tests.web.pages import Visitor, text_of
from web.auth.tokens import proof_hash
from web.services import Services

NEW = "four plain words here"


@pytest.fixture
def ada(client: TestClient) -> Visitor:
    return Visitor(client, "ada")


@pytest.fixture
def number(services: Services) -> Callable[[str], int]:
    """The number of an account."""

    def of(name: str) -> int:
        with services.store.reading() as db:
            user = user_named(db, name)
            assert user is not None
            return user.id

    return of


def team(services: Services, name: str) -> int:
    with services.store.reading() as db:
        return db.scalars(select(Team.id).where(Team.name == name)).one()


def acts(services: Services) -> list[tuple[str, str]]:
    with services.store.reading() as db:
        rows = db.execute(select(AuditEntry.act, AuditEntry.subject).order_by(AuditEntry.number)).all()
    return [(row[0], row[1]) for row in rows if not row[0].startswith("sign")]


def secret(page: str) -> str:
    found = re.search(r'id="secret"[^>]* value="([^"]*)"', page)
    assert found
    return html.unescape(found[1])


def test_a_new_account_signs_in_with_a_password_that_is_shown_once(
    ada: Visitor, client: TestClient, services: Services, number: Callable[[str], int]
) -> None:
    made = ada.post("/accounts", name="  Zoë Ó  ", role="trainee", team=team(services, "floor"))
    assert made.status_code == 200
    password = secret(made.text)
    assert password not in ada.get(f"/accounts/{number('Zoë Ó')}").text
    assert made.headers["cache-control"] == "no-store"
    ada.post("/sign-out")
    zoe = Visitor(client, None)
    assert zoe.post("/sign-in", name="Zoë Ó", password=password).headers["location"] == "/password"
    assert zoe.post("/password", present=password, new=NEW, again=NEW).headers["location"] == "/practise"
    assert acts(services)[-2:] == [
        ("account-created", f"user:{number('Zoë Ó')}"),
        ("password-changed", f"user:{number('Zoë Ó')}"),
    ]


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"name": "   "}, "1 to 80 characters"),
        ({"name": "x" * 81}, "1 to 80 characters"),
        ({"name": "a\u202eb"}, "1 to 80 characters"),
        ({"name": "ANN"}, "that name already"),
        ({"name": "erased person 8"}, "how names of erased people begin"),
        ({"role": "king"}, "Choose one of the roles"),
        ({"team": "999"}, "That team is gone"),
    ],
)
def test_a_refused_account_is_shown_again_with_what_was_typed(
    ada: Visitor, services: Services, fields: dict[str, str], says: str
) -> None:
    typed = {"name": "Zoe", "role": "supervisor", "team": "", **fields}
    before = acts(services)
    answer = ada.post("/accounts", **typed)
    assert answer.status_code == 422
    assert says in text_of(answer.text)
    assert f'value="{typed["name"]}"' in answer.text
    if typed["role"] == "supervisor":
        assert '<option value="supervisor" selected>' in answer.text
    assert acts(services) == before


def test_another_role_and_team_hold_at_once_and_end_earlier_proofs(
    ada: Visitor, services: Services, as_: Callable[[str], Api], number: Callable[[str], int]
) -> None:
    bob = number("bob")
    office = team(services, "office")
    answer = ada.post(f"/accounts/{bob}", name="Bob B", role="supervisor", team=office)
    assert answer.headers["location"] == f"/accounts/{bob}?done=changed"
    account = services.accounts.account(admin(services), bob)
    assert (account.name, account.role, account.team_id) == ("Bob B", Role.SUPERVISOR, office)
    assert as_("bob")("GET", "/sessions").status_code == 401
    with services.store.reading() as db:
        entry = db.scalars(select(AuditEntry).order_by(AuditEntry.number.desc())).first()
        assert entry is not None
        assert entry.detail["role"] == ["trainee", "supervisor"]
        assert "Bob" not in json.dumps(entry.detail)


def test_a_rename_alone_signs_nobody_out(
    ada: Visitor, services: Services, as_: Callable[[str], Api], number: Callable[[str], int]
) -> None:
    ada.post(f"/accounts/{number('bob')}", name="Robert", role="trainee", team=team(services, "floor"))
    assert as_("bob")("GET", "/sessions").status_code == 200


def test_deactivating_ends_everything_at_once_and_can_be_undone(
    ada: Visitor, client: TestClient, as_: Callable[[str], Api], number: Callable[[str], int], services: Services
) -> None:
    bob = number("bob")
    cookie = services.sign_in.sign_in("bob", PASSWORD, address="x")
    assert cookie is not None
    ada.post(f"/accounts/{bob}/deactivate")
    assert "Deactivated" in text_of(ada.get(f"/accounts/{bob}").text)
    assert services.sign_in.person_by_cookie(cookie.cookie) is None
    assert as_("bob")("GET", "/sessions").status_code == 401
    ada.post(f"/accounts/{bob}/reactivate")
    assert services.sign_in.sign_in("bob", PASSWORD, address="x") is not None
    assert as_("bob")("GET", "/sessions").status_code == 401, "a token does not come back to life"
    assert [act for act, _ in acts(services)[-2:]] == ["account-deactivated", "account-reactivated"]


def test_a_reset_password_is_new_and_the_old_one_is_worth_nothing(
    ada: Visitor, services: Services, number: Callable[[str], int]
) -> None:
    password = secret(ada.post(f"/accounts/{number('bob')}/password").text)
    assert services.sign_in.sign_in("bob", PASSWORD, address="x") is None
    entry = services.sign_in.sign_in("bob", password, address="x")
    assert entry is not None and entry.person.must_change_password
    assert acts(services)[-1] == ("password-reset", f"user:{number('bob')}")


@pytest.mark.parametrize("act", ["deactivate", "password"])
def test_nobody_locks_themselves_out(ada: Visitor, number: Callable[[str], int], act: str) -> None:
    own = number("ada")
    assert ada.post(f"/accounts/{own}/{act}").status_code == 409
    assert ada.post(f"/accounts/{own}", name="ada", role="trainee", team="").status_code == 409
    assert ada.post(f"/accounts/{own}/erase", name="ada").status_code == 409
    assert ada.get("/accounts").status_code == 200


def test_an_administrator_who_was_one_a_moment_ago_takes_nobody_else_down(
    services: Services, number: Callable[[str], int], person: Callable[[str], Person]
) -> None:
    was = person("ada")
    with services.store.writing() as db:
        db.execute(update(User).where(User.name == "ada").values(role="trainee"))
    with pytest.raises(Exception, match="wrong-role"):
        services.accounts.deactivate(was, number("bob"))


def test_accounts_are_found_by_name_role_team_and_state(
    ada: Visitor, services: Services, number: Callable[[str], int]
) -> None:
    ada.post(f"/accounts/{number('bob')}/deactivate")

    def names(query: str) -> set[str]:
        return set(re.findall(r'href="/accounts/\d+"><bdi>([^<]*)', ada.get(f"/accounts{query}").text))

    ada.post("/accounts", name="Özil Ünal", role="trainee", team="")
    assert names("?name=AN") == {"ann"}
    assert names("?name=özil") == names("?name=ÜNAL") == {"Özil Ünal"}
    assert names("?role=supervisor") == {"sue", "sid"}
    assert names(f"?team={team(services, 'office')}") == {"cat", "sid"}
    assert names("?state=deactivated") == {"bob"}
    assert names("?role=king&team=x&state=y&name=%25") == set()
    assert names("?role=king&team=x&state=y") >= {"ann", "bob"}


def test_teams_are_made_and_renamed_and_their_names_stay_apart(ada: Visitor, services: Services) -> None:
    assert ada.post("/teams", name="Harbour").headers["location"] == "/teams"
    refused = ada.post("/teams", name="harbour")
    assert (refused.status_code, "of that name already" in text_of(refused.text)) == (422, True)
    harbour = team(services, "Harbour")
    assert ada.post(f"/teams/{harbour}", name="HARBOUR").status_code == 303
    again = ada.post(f"/teams/{harbour}", name="floor")
    assert again.status_code == 422 and 'value="floor"' in again.text
    assert ada.get("/teams/999").status_code == 404
    assert ada.post("/teams/999", name="x").status_code == 404
    assert "HARBOUR" in text_of(ada.get("/teams").text)


def test_a_token_is_told_once_acts_as_its_owner_and_can_be_revoked(
    ada: Visitor, client: TestClient, services: Services, number: Callable[[str], int]
) -> None:
    made = ada.post("/tokens", owner=number("sue"), note="nightly <report>")
    token = secret(made.text)
    listed = ada.get("/tokens").text
    assert token not in listed and "nightly &lt;report&gt;" in listed
    bearer = {"Authorization": f"Bearer {token}"}
    assert client.get("/api/v1/sessions", headers=bearer).status_code == 200
    revoke = f"/tokens/{proof_hash(token)[:16]}/revoke"
    assert f'action="{revoke}"' in listed
    assert ada.post(revoke).status_code == 303
    assert client.get("/api/v1/sessions", headers=bearer).status_code == 401
    assert ada.post(revoke).status_code == 404
    assert acts(services)[-2:] == [
        ("token-made", f"user:{number('sue')}"),
        ("token-revoked", f"user:{number('sue')}"),
    ]


@pytest.mark.parametrize(
    "fields",
    [{}, {"note": "x"}, {"owner": "1"}, {"owner": "1", "note": "y" * 201}, {"owner": "99", "note": "x"}],
)
def test_a_token_without_an_owner_or_a_note_is_not_made(
    ada: Visitor, services: Services, fields: dict[str, str]
) -> None:
    before = services.accounts.tokens(admin(services))
    answer = ada.post("/tokens", **fields)
    assert answer.status_code in (404, 422)
    if "note" in fields:
        assert fields["note"] in answer.text
    assert services.accounts.tokens(admin(services)) == before


def test_the_log_is_filtered_by_act_person_and_day(
    ada: Visitor, clock: Clock, services: Services, number: Callable[[str], int]
) -> None:
    ada.post(f"/accounts/{number('bob')}/deactivate")
    clock.pass_(minutes=90)
    ada.post("/teams", name="Harbour")

    def rows(query: str) -> list[str]:
        return re.findall(r'<th scope="row">([^<]*)', ada.get(f"/audit-log{query}").text)

    assert rows("")[:2] == ["Team created", "Account deactivated"]
    assert rows("?act=team-created") == ["Team created"]
    assert "Signed in" in rows("")
    assert rows("?act=but-signing-in") == [act for act in rows("") if act != "Signed in"]
    assert rows(f"?person={number('bob')}") == ["Account deactivated"]
    assert rows("?first=2026-03-03") == []
    assert rows("?last=2026-03-01") == []
    assert len(rows("?first=2026-03-02&last=2026-03-02&act=nonsense")) == len(rows(""))
    assert "bob" in text_of(ada.get("/audit-log").text), "people are shown by their present names"


def test_the_log_is_read_page_by_page(ada: Visitor) -> None:
    for number in range(51):
        ada.post("/teams", name=f"Team {number}")
    first = ada.get("/audit-log?act=team-created").text
    onward = re.search(r'href="(/audit-log\?[^"]*before=\d+)"', first)
    assert first.count("Team created</th>") == 50
    assert onward
    assert ada.get(html.unescape(onward[1])).text.count("Team created</th>") == 1


def test_the_chain_is_checked_and_a_changed_entry_is_named(ada: Visitor, services: Services) -> None:
    ada.post("/teams", name="Harbour")
    assert "chain is whole" in text_of(ada.get("/audit-log/check").text)
    with services.store.writing() as db:
        db.execute(update(AuditEntry).where(AuditEntry.number == 1).values(actor="user:99"))
    assert "broken at entry 1" in text_of(ada.get("/audit-log/check").text)


def test_a_persons_data_come_as_one_file(
    ada: Visitor, api: Api, services: Services, number: Callable[[str], int]
) -> None:
    session = api.start()
    api.reply(session, "I'm sorry, that must feel awful.", rid(1))
    answer = ada.post(f"/accounts/{number('ann')}/export")
    assert answer.headers["content-disposition"] == f'attachment; filename="amends-person-{number("ann")}.json"'
    document = answer.json()
    assert document["tables"]["turns"][0]["reply"] == "I'm sorry, that must feel awful."
    assert document["tables"]["users"][0]["name"] == "ann"
    assert acts(services)[-1] == ("data-exported", f"user:{number('ann')}")


def test_an_erasure_is_confirmed_by_the_name_and_then_complete(
    ada: Visitor, api: Api, services: Services, number: Callable[[str], int]
) -> None:
    ann = number("ann")
    api.reply(api.start(), "My very own words.", rid(1))
    refused = ada.post(f"/accounts/{ann}/erase", name="an")
    assert (refused.status_code, 'value="an"' in refused.text) == (422, True)
    done = ada.post(f"/accounts/{ann}/erase", name="ann")
    assert "1 conversation went" in text_of(done.text)
    assert api("GET", "/sessions").status_code == 401
    assert services.sign_in.sign_in("ann", PASSWORD, address="x") is None
    assert services.sign_in.sign_in(f"Erased person {ann}", "", address="x") is None
    page = ada.get(f"/accounts/{ann}").text
    assert "Erased" in text_of(page) and "<form" not in page.partition("<main")[2]
    assert ada.post(f"/accounts/{ann}/reactivate").status_code == 409
    assert "ann" not in re.findall(r"<bdi>([^<]*)", ada.get("/accounts").text)
    assert acts(services)[-1] == ("data-erased", f"user:{ann}")


def test_the_page_of_records_says_what_holds(ada: Visitor) -> None:
    assert "No period is set" in text_of(ada.get("/records").text)


@pytest.mark.parametrize("path", ["/accounts/999", "/accounts/999/erase"])
def test_an_account_that_is_not_there_is_a_404(ada: Visitor, path: str) -> None:
    assert ada.get(path).status_code == 404


def admin(services: Services) -> Person:
    with services.store.reading() as db:
        user = user_named(db, "ada")
        assert user is not None
        return user.person()


@pytest.mark.parametrize("odd", ["abc", "-1", "99999999999"])
def test_an_unknown_team_removes_nobody_from_theirs(
    ada: Visitor, services: Services, number: Callable[[str], int], odd: str
) -> None:
    ann = number("ann")
    before = services.accounts.account(admin(services), ann)
    refused = ada.post(f"/accounts/{ann}", name="ann", role="trainee", team=odd)
    assert refused.status_code == 422
    assert "That team is gone" in text_of(refused.text)
    assert services.accounts.account(admin(services), ann) == before


def test_an_address_with_no_number_in_it_is_nowhere(ada: Visitor) -> None:
    answer = ada.get("/accounts/abc")
    assert answer.status_code == 404
    assert "There is nothing at this address" in text_of(answer.text)
    assert "The body" not in answer.text


def test_a_refused_token_is_not_said_to_be_an_account(ada: Visitor) -> None:
    told = text_of(ada.post("/tokens", owner="", note="Import").text)
    assert "The token can't be made like this. Choose whose token it is." in told


def test_a_refusal_names_the_role_whatever_letter_it_begins_with(ada: Visitor) -> None:
    assert "you are signed in as ada (admin)." in text_of(ada.get("/history").text)


def test_a_date_that_is_none_is_told_above_the_log(ada: Visitor) -> None:
    for odd in ("yesterday", "2026-W10-1"):
        answer = ada.get(f"/audit-log?first={odd}")
        assert answer.status_code == 200
        assert f"“{odd}” is no date, so every day is shown." in text_of(answer.text)
    assert "is no date" not in ada.get("/audit-log?first=2026-03-02").text


@pytest.mark.parametrize("path", ["/accounts", "/audit-log"])
def test_on_phones_every_cell_says_what_it_is(ada: Visitor, path: str) -> None:
    page = ada.get(path).text
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    heads = re.findall(r'<th scope="col">([^<]*)', page)
    assert "table-stacks" in page
    assert set(re.findall(r'<td data-head="([^"]*)"', body)) | {"Name", "Did"} >= set(heads)
    assert "<td>" not in body
