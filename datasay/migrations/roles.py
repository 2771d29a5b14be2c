"""Two roles: the owner migrates, the application's role owns nothing and is bound by the policies of the rows.

An operator may give only one role. Then the application steps down from a role above all policies to a bound one
(core/database.py), and where there is none to step down to, the policies are forced upon the owner.
"""

from sqlalchemy import Connection, text

from datasay.core.binding import BOUND_ROLE
from datasay.wording.told import Told

_WHO = text(
    "SELECT CAST(current_user AS text) AS name, rolsuper OR rolbypassrls AS is_above"
    " FROM pg_roles WHERE rolname = current_user"
)
_APPLICATION = text(
    "SELECT rolsuper OR rolbypassrls OR pg_has_role(rolname, current_user, 'MEMBER') AS is_above"
    " FROM pg_roles WHERE rolname = :name"
)
_MAKE_BOUND = f"""
DO $$
BEGIN
    IF to_regrole('{BOUND_ROLE}') IS NULL THEN
        CREATE ROLE {BOUND_ROLE} NOLOGIN;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;  -- made this moment by the migration of another database
END
$$
"""
_GUARDED = text(
    "SELECT quote_ident(relname) FROM pg_class WHERE relnamespace = CAST(current_schema() AS regnamespace)"
    " AND relkind IN ('r', 'p') AND relrowsecurity AND relforcerowsecurity <> :forced"
)
_PARTITIONS = text(
    "SELECT quote_ident(relname) FROM pg_class WHERE relnamespace = CAST(current_schema() AS regnamespace)"
    " AND relkind = 'r' AND relispartition"
)
_KNOWS_POLICIES = text("SELECT to_regprocedure('datasay_guard(text, text, text, boolean)')")
_QUOTED = text("SELECT quote_ident(:name)")
# What the application may call of what runs in the owner's name.
_IN_THE_OWNERS_NAME = text(
    "SELECT CAST(CAST(oid AS regprocedure) AS text) FROM pg_proc"
    " WHERE pronamespace = CAST(current_schema() AS regnamespace)"
    " AND proname IN ('datasay_active_role', 'datasay_audit_note', 'datasay_count_template_use',"
    " 'datasay_merge_search', 'datasay_make_month_partitions', 'datasay_task_turn')"
)
_DATABASE = text("SELECT quote_ident(current_database())")
_OWNS_DATABASE = text("SELECT pg_has_role(datdba, 'USAGE') FROM pg_database WHERE datname = current_database()")
_SCHEMA = text("SELECT quote_ident(current_schema())")
_THERE = text(
    "SELECT relname FROM pg_class WHERE relnamespace = CAST(current_schema() AS regnamespace) AND relname = ANY(:names)"
)
# What is not the application's to change. The log is written by triggers in the owner's name.
_LESS = {
    "system_audit_log": "SELECT",
    "system_audit_chain": "",
    "system_search_own": "SELECT",
    "alembic_version": "SELECT",
    "system_usage_event": "SELECT, INSERT",
    "system_usage_statistics": "SELECT, INSERT, UPDATE",
}


class WrongRole(Exception):
    """The application's role cannot be bound; the message says what to do."""


def settle(connection: Connection, application: str | None) -> None:
    """Give the application's role what it needs, and see to it that it is bound by the policies.

    `application` is the role of DATASAY_DATABASE_URL; None: the one that migrates. Done after every migration, since
    new tables need rights and an operator may have changed the roles. Raises WrongRole.
    """
    if connection.scalar(_KNOWS_POLICIES) is None:  # a schema of before
        return
    owner = connection.execute(_WHO).mappings().one()
    application = application or owner["name"]
    known = connection.execute(_APPLICATION, {"name": application}).mappings().one_or_none()
    if known is None:
        raise WrongRole(
            Told(
                "There is no role {role}: create it, or correct DATASAY_DATABASE_URL.",
                "数据库里没有角色 {role}：请建立它，或更正 DATASAY_DATABASE_URL。",
                role=application,
            )
        )
    if not known["is_above"]:
        _grant(connection, application)
        _force(connection, forced=False)
    elif owner["is_above"]:
        connection.exec_driver_sql(_MAKE_BOUND)
        if application != owner["name"]:
            connection.exec_driver_sql(f"GRANT {BOUND_ROLE} TO {connection.scalar(_QUOTED, {'name': application})}")
        _grant(connection, BOUND_ROLE)
        _force(connection, forced=False)
    elif application == owner["name"]:
        _force(connection, forced=True)
    else:
        raise WrongRole(
            Told(
                "The role {role} of DATASAY_DATABASE_URL is above the policies of the rows (a "
                "superuser, BYPASSRLS, or a member of {owner}). Take that from it, or leave "
                "DATASAY_DATABASE_OWNER_URL out.",
                "DATASAY_DATABASE_URL 的角色 {role} 不受行级权限约束（超级用户、BYPASSRLS，或属于 "
                "{owner}）。请收回这些权限，或不要设 DATASAY_DATABASE_OWNER_URL。",
                role=application,
                owner=owner["name"],
            )
        )


def _grant(connection: Connection, name: str) -> None:
    role, schema = connection.scalar(_QUOTED, {"name": name}), connection.scalar(_SCHEMA)
    connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA {schema} TO {role}")
    connection.exec_driver_sql(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}")
    connection.exec_driver_sql(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}")
    for function in connection.scalars(_IN_THE_OWNERS_NAME).all():
        connection.exec_driver_sql(f"GRANT EXECUTE ON FUNCTION {function} TO {role}")
    if connection.scalar(_OWNS_DATABASE):  # who may make tables and functions of their own may put them in ours' place
        connection.exec_driver_sql(
            f"REVOKE TEMPORARY, CREATE ON DATABASE {connection.scalar(_DATABASE)} FROM PUBLIC, {role}"
        )
    for table in connection.scalars(_PARTITIONS).all():
        connection.exec_driver_sql(f"REVOKE ALL ON {table} FROM {role}")
    for table in connection.scalars(_THERE, {"names": list(_LESS)}).all():
        connection.exec_driver_sql(f"REVOKE ALL ON {table} FROM {role}")
        if _LESS[table]:
            connection.exec_driver_sql(f"GRANT {_LESS[table]} ON {table} TO {role}")


def _force(connection: Connection, *, forced: bool) -> None:
    for table in connection.scalars(_GUARDED, {"forced": forced}).all():
        how = "FORCE" if forced else "NO FORCE"
        connection.exec_driver_sql(f"ALTER TABLE {table} {how} ROW LEVEL SECURITY")
