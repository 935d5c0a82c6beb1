"""What a cabinet asks of a sweep: by inhabitant, group and budget, territory against territory (note de cabinet)."""
