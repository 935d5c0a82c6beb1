"""What shows that the model is right: theory, another program, real series (validation)."""
