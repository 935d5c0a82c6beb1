"""Why policies differ, and what each part of the model is for (explication, nécessité)."""
