"""One file for each policy instrument (instruments d'action publique)."""
