"""How many records of each list are provably enough (docs/proofs-bounds.md)."""
