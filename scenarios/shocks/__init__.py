"""Shocks: one file each; none knows another (chocs)."""
