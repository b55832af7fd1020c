"""Setting a document on A4 pages."""
