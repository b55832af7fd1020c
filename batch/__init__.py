"""One document's way from hot folder to archive, and a batch of them. Knows no Prefect."""
