"""The engines that come along: no account, no network, the same bytes for the same request."""
