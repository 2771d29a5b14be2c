"""Templates that users write, rendered where they can do no harm: no database, no network, a process of their own.

What a template may say is a short list (grammar.py); what it may use up is bounded (limits.py); where it runs is a
fork that is killed (process.py). docs/decisions/0014-template-sandbox.md says why.
"""
