"""Mixes of one budget that no other betters (recherche de dosages)."""
