"""Teaching the line readers and the look at tone marks."""
