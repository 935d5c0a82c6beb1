"""A policy brief from a folder of results: one page, a PDF, a note of two pages (rapport et note)."""
