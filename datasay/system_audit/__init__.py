"""The audit log: what was changed by whom, shown to administrators and checked for tampering."""
