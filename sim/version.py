"""The model's version: it changes when a law, a default or a draw changes a result (version du modèle)."""

MODEL_VERSION = "0.2.0"
