"""Tunes the encoder on our own corpora, offline and seldom; nothing of it runs with the product."""
