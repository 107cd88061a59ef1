"""An application in which everything is open, and what rules say of it, put to the solver."""
