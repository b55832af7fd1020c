"""Tags in the text by spaCy: references, dates, bodies, persons, places, recipients, markings."""
