"""Many runs: designs, runner, store, comparison, figures, command line (expériences)."""
