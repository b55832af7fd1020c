"""The components of the spaCy pipeline: each finds one kind of thing in a document's text."""
