"""The workshop: a room of people around one model, in a browser (atelier)."""
