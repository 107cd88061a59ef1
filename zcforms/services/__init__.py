"""What people do here: one function, one transaction. No Flask, no SQL; the clock is passed in."""
