"""The hot folder: what is a candidate, is it whole, what is its fingerprint. Knows no Prefect."""
