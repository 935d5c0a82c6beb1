"""What a run is made of: territory, innovations, policy, shocks (de quoi est fait un scénario)."""
