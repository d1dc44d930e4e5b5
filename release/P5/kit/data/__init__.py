"""Data sets: small ones that ship or are generated, official ones one setting away."""
