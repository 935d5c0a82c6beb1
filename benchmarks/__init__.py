"""Speed of the model and of the command line (mesures de vitesse)."""
