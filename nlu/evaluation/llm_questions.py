"""What a language model is asked about a reply: one plain question a label, in the guideline's sense."""

from __future__ import annotations

from typing import Final

from nlu.request import ReplyRequest

QUESTIONS: Final[dict[str, str]] = {
    "greet": "Does the employee open the contact with a greeting, their name or an offer of help?",
    "listen": "Does the employee show that they listen, by inviting the customer to go on or thanking for the account?",
    "paraphrase": "Does the employee say the customer's particular complaint back in their own words?",
    "question": "Does the employee ask for a fact, a cause or a wish that helps to settle the complaint?",
    "empathise": "Does the employee recognise how the customer feels or sees it?",
    "apologise": "Does the employee sincerely apologise for what the customer went through?",
    "own": "Does the employee personally promise to take the next step themselves?",
    "investigate": "Does the employee commit to checking the facts, or report what was found?",
    "explain": "Does the employee explain a cause, a process, a right or a limit so that the customer can follow?",
    "solve": "Does the employee offer a concrete remedy or step that deals with the complaint?",
    "options": "Does the employee lay out two or more alternatives?",
    "compromise": "Does the employee move towards the customer with goodwill or a half-way offer?",
    "assert": "Does the employee state a limit calmly and with respect, and stay helpful?",
    "escalate": "Does the employee hand the case over to the right person, with a reason or a route?",
    "follow_up": "Does the employee promise to come back to the customer, saying when or how?",
    "record": "Does the employee say that the complaint has been recorded, or give a reference?",
    "confirm": "Does the employee sum up or check an agreement before acting on it?",
    "thank": "Does the employee thank the customer for their patience or for raising the matter?",
    "close": "Does the employee end politely, with anything else, good wishes or a farewell?",
    "argue": "Does the employee contradict the customer to win the point?",
    "blame": "Does the employee put the fault on the customer, a colleague or a supplier?",
    "hostile": "Does the employee insult, mock, threaten, swear or shout?",
    "dismiss": "Does the employee play the complaint down or brush it off?",
    "stonewall": "Does the employee refuse without offering anything?",
    "deflect": "Does the employee send the customer elsewhere without a hand-over?",
    "admit_liability": "Does the employee admit legal fault or promise damages before the facts are known?",
    "overpromise": "Does the employee guarantee something they cannot know or may not grant?",
    "re_ask": "Does the employee ask for something that the customer has already said?",
    "expose": "Does the employee ask for or reveal personal data where it does not belong?",
    "abrupt": "Does the employee cut the customer short or hurry them away?",
}
_LAST_MESSAGES: Final = 3
_LAST_CHARACTERS: Final = 600
_LONGEST_REPLY: Final = 2500
_WHO: Final = {"customer": "Customer", "trainee": "Employee"}


def talk_of(request: ReplyRequest) -> str:
    """The end of the conversation and the reply, as the model reads them."""
    said = [f"{_WHO[line.who]}: {line.text[-_LAST_CHARACTERS:]}" for line in request.context.history[-_LAST_MESSAGES:]]
    before = "\n".join(said) or "(nothing was said before)"
    return (
        f"An employee answers a customer's complaint ({request.context.channel}). Before:\n{before}\n\n"
        f"Judge only this reply of the employee:\n{request.text[:_LONGEST_REPLY]}"
    )
