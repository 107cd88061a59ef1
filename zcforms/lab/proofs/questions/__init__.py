"""The six questions, and what all of them need."""
