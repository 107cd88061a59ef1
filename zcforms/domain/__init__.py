"""What the business says. Standard library only: no Flask, no SQL, no files, no clock."""
