"""The model month by month in a browser, for one person (exploration pas à pas)."""
