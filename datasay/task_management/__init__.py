"""Tasks (chapter 7 of the design): queued in PostgreSQL, claimed under a lease, done in steps, ended once."""
