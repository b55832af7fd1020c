"""Teaching the stamp detector."""
