"""Whether all is well: which parts of the platform are ready, and its numbers for Prometheus."""
