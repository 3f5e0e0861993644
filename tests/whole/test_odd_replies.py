"""Replies that nobody would write and somebody will: taken as they are and answered, or refused and forgotten."""

from __future__ import annotations

import json
import random
import uuid

import pytest

from tests.whole.talking import RING, Trainee

LONGEST = 4_000

TAKEN = {
    "a command of the assistant": "/restart",
    "blanks before a command": "  /restart",
    "a tab and a line end before a command": "\t\n/restart",
    "another command": '/inform{"state": null}',
    "a command that begins a session": "/session_start",
    "a lone slash": "/",
    "emoji alone": "😀😀 👩‍👩‍👧‍👦",
    "another language": "Das tut mir sehr leid. Ich kümmere mich sofort darum und rufe Sie bis fünf Uhr an.",
    "another script": "ご不便をおかけして申し訳ございません。すぐに確認いたします。",
    "right to left": "أنا آسف جدًا لما حدث. \u202bسأتحقق من ذلك الآن\u202c، I'm so sorry.",
    "markup": "<b>I'm so sorry</b> &amp; <!-- I'll ring you by five -->",
    "a script": "<script>alert('I\\'m so sorry')</script><img src=x onerror=alert(1)>",
    "a statement of SQL": "I'm so sorry'); DROP TABLE turns; -- I'll ring you by five.",
    "a template": "I'm so sorry {name} {{ 7*7 }} {% raw %} ${jndi} %s %(text)s {0}",
    "Windows line ends": "I'm so sorry about this.\r\nWhen did you first see it?\r\n\r\nI'll ring you by five.\r\n",
    "blanks around and between": "  \t I'm so sorry.   \n\n   When did you first see it? \u00a0\u3000 ",
    "characters of four bytes before words": "🎉🎉🎉 I'm so sorry 🎉. When did you first see it? 🎉🎉 I'll ring you.",
    "marks that join and combine": "I\u0301'm s\u200bo so\u0308rry. Whe\u00adn did y\u200dou first see it?",
    "control characters": "I'm\x07 so\x1b[31m sorry\x7f. When did you first see it?\x0b",
    "the most characters": ("I'm so sorry about this. When did you see it? 🎉 " * 100)[:LONGEST].ljust(LONGEST, "x"),
    "one word of the most characters": "x" * LONGEST,
    "the most line ends": "Sorry." + "\n" * (LONGEST - 6),
    "any characters at all": "".join(random.Random(5).sample([chr(n) for n in range(1, 0x3000)], 600)),
}

REFUSED = {
    "empty": ("", "reply-empty"),
    "blanks": (" \t\r\n\u00a0\u2003\u3000", "reply-empty"),
    "format characters": ("\u200b\u200d\u2060\ufeff\u202e", "reply-empty"),
    "one character too many": ("x" * (LONGEST + 1), "reply-too-long"),
    "NUL": ("I'm so\x00rry.", "text-nul"),
    "half a pair": ("I'm so sorry \ud83d", "text-surrogate"),
    "the other half": ("\ude00 I'm so sorry", "text-surrogate"),
}


@pytest.mark.parametrize("text", TAKEN.values(), ids=TAKEN.keys())
def test_is_answered_and_stored_as_it_was_sent(trainee: Trainee, text: str) -> None:
    talk = trainee.begin(RING)
    answer = talk.say(text)
    assert answer["turn"] == 1
    assert answer["messages"]
    session = talk.session()
    assert [turn["reply"] for turn in session["turns"]] == [text]
    assert session["pending"] is None
    scores = answer["scores"]
    assert set(scores["decided"]) <= {mark["label"] for mark in scores["evidence"]}
    evidence = scores["evidence"] + [mark for item in answer["feedback"] for mark in item["evidence"]]
    for mark in evidence:
        assert mark["quote"]
        assert text[mark["start"] : mark["end"]] == mark["quote"]


def test_a_command_does_not_reset_the_customer(trainee: Trainee) -> None:
    talk = trainee.begin(RING)
    talk.say("Good morning, I'm Dana. I'm sorry you have to come back with this.")
    assert talk.say("/restart")["turn"] == 2
    talk.say_all(["When did you first see the scratch?"])
    session = talk.session()
    assert [turn["turn"] for turn in session["turns"]] == list(range(1, len(session["turns"]) + 1))


@pytest.mark.parametrize(("text", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_is_refused_and_leaves_nothing_pending(trainee: Trainee, text: str, code: str) -> None:
    talk = trainee.begin(RING)
    body = json.dumps({"reply_id": str(uuid.uuid4()), "text": text})  # half a pair can be sent as an escape alone
    answer = trainee.ask(
        "POST", f"/sessions/{talk.id}/replies", content=body, headers={"Content-Type": "application/json"}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    session = talk.session()
    assert (session["pending"], session["turns"]) == (None, [])
    assert talk.say("I'm so sorry.")["turn"] == 1
