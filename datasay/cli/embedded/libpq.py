"""Variables by which PostgreSQL's clients are led elsewhere; they are of the user's other servers, not of ours."""

import os

# libpq's (the documentation's chapter 34.15), of which asyncpg reads most.
_VARIABLES = frozenset(
    f"PG{name}"
    for name in (
        *("HOST", "HOSTADDR", "PORT", "DATABASE", "USER", "PASSWORD", "PASSFILE", "SERVICE", "SERVICEFILE", "OPTIONS"),
        *("APPNAME", "CHANNELBINDING", "REQUIREAUTH", "REQUIREPEER", "REQUIRESSL", "SSLMODE", "SSLNEGOTIATION"),
        *("SSLCOMPRESSION", "SSLCERT", "SSLKEY", "SSLCERTMODE", "SSLROOTCERT", "SSLCRL", "SSLCRLDIR", "SSLSNI"),
        *("SSLMINPROTOCOLVERSION", "SSLMAXPROTOCOLVERSION", "GSSENCMODE", "GSSDELEGATION", "KRBSRVNAME", "GSSLIB"),
        *("CONNECT_TIMEOUT", "CLIENTENCODING", "TARGETSESSIONATTRS", "LOADBALANCEHOSTS", "DATESTYLE", "TZ", "GEQO"),
        *("SYSCONFDIR", "LOCALEDIR", "DATA", "MINPROTOCOLVERSION", "MAXPROTOCOLVERSION"),
    )
)


def forget_other_servers() -> None:
    """From here on this process, and what it starts, reaches the private database by its address alone.

    It listens on 127.0.0.1 without TLS; a client certificate in ~/.postgresql is none of its business either.
    """
    for name in _VARIABLES & os.environ.keys():
        del os.environ[name]
    os.environ["PGSSLMODE"] = "disable"
