"""The report of the benchmark: its tables in Markdown, and its template."""
