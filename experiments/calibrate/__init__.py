"""Parameters fitted to observed values, with a hold-out and an ensemble (calage)."""
