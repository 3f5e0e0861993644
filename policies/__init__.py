"""The customer's policy: ``customer`` is its pure core, ``customer_policy`` carries it into Rasa."""
