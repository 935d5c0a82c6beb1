"""One file for each monthly process (un fichier par processus)."""
