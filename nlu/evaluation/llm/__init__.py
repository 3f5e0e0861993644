"""A small language model as rater, in an environment of its own (``make eval-llm``)."""
