from __future__ import annotations

from nlu import minilm


def test_word_pieces_keep_their_place_in_the_text():
    encoded = minilm.load_tokenizer().encode("Sorry 😔 Zoë!", add_special_tokens=False)
    assert [encoded.offsets[0], encoded.offsets[-1]] == [(0, 5), (11, 12)]
