from __future__ import annotations

from nlu.corpus import LabelledReply
from nlu.evaluation.combination_importer import CombinationImporter, intent_of, labels_of
from nlu.evaluation.diet import configuration, sample, usual
from nlu.request import Context


def reply(number: int, labels: tuple[str, ...]) -> LabelledReply:
    return LabelledReply(f"r{number}", f"s{number}", f"words {number}", Context("chat", ()), (), labels)


def test_a_combination_has_one_name_and_gives_its_labels_back():
    assert intent_of(["own", "apologise"]) == intent_of(["apologise", "own"])
    for labels in ([], ["own"], ["follow_up", "own"]):
        assert labels_of(intent_of(labels)) == labels
    assert labels_of(None) == []


def test_rare_combinations_are_not_learnt():
    often = [reply(number, ("own", "solve") if number % 2 else ("solve", "own")) for number in range(4)]
    assert usual([*often, reply(9, ("greet",))], least=4) == often


def test_long_replies_are_not_learnt():
    long = LabelledReply("r8", "s8", "word " * 61, Context("chat", ()), (), ("own",))
    assert usual([long, reply(1, ("own",))], least=1) == [reply(1, ("own",))]


def test_a_sample_is_taken_evenly_and_a_small_set_whole():
    replies = [reply(number, ("own",)) for number in range(10)]
    assert [int(each.id[1:]) for each in sample(replies, most=5)] == [0, 2, 4, 6, 8]
    assert sample(replies, most=20) == replies


def test_rasa_reads_combinations_from_a_file(tmp_path):
    file = tmp_path / "replies.jsonl"
    file.write_text('{"text": "Hello [x](y)", "labels": ["greet", "own"]}\n{"text": "Fine.", "labels": []}\n')
    messages = CombinationImporter(replies=str(file)).get_nlu_data().nlu_examples
    assert [(message.get("text"), message.get("intent")) for message in messages] == [
        ("Hello [x](y)", "greet+own"),
        ("Fine.", "none"),
    ]
    importer = configuration(file, epochs=1)["importers"][0]
    assert importer["replies"] == str(file)
