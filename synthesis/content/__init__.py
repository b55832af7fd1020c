"""What made documents say: the project's own texts, and documents of every type put together from parts."""
