"""What can be proved about a plan: questions, answers, and the process that the solver runs in (docs/proofs.md)."""
