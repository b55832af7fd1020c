"""Keeping: one package a document on disk, its formats, checksums and the files set aside. Knows no OCR."""
