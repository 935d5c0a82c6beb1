"""The same adoption in other hands: each file has one function, ``run`` (implémentations comparées)."""
