"""Which assumptions a conclusion rests on (analyse de sensibilité)."""
