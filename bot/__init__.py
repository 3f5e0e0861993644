"""What Rasa needs that does not learn: the channel, the tracker store, the importer, the wiring."""
