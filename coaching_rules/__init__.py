"""The domain of Amends: techniques, standards, rules and the report. Pure: no web, no database, no Rasa."""
