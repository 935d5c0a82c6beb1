"""Who decides: actors, public actors and citizens, as Mesa agents (qui décide)."""
