"""The tables of a sweep for other programs (export)."""
