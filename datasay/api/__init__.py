"""The HTTP application: every route mounted once, errors answered one way, the document that describes it."""
