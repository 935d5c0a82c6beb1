"""What the server answers, a file a role (adresses)."""
