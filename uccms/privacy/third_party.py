"""What the tables of other people's packages hold; they cannot declare it beside their own models."""

from uccms.privacy.holds import Holds

_JOBS = "it is the queue of jobs, whose arguments are keys of rows only"

MODELS = {
    "auth.Permission": Holds(
        nobody=["id", "content_type"],
        because={"name": "words of a right", "codename": "code of a right"},
        reference=True,
    ),
    "auth.Group": Holds(nobody=["id"], because={"name": "the name of a role"}, reference=True),
    "auth.Group_permissions": Holds(nobody=["id", "group", "permission"], reference=True),
    "accounts.User_groups": Holds(nobody=["id", "group"], staff__account=["user"], reference=True),
    "accounts.User_user_permissions": Holds(
        nobody=["id", "permission"], staff__account=["user"], reference=True
    ),
    "contenttypes.ContentType": Holds(
        nobody=["id"],
        because={"app_label": "the name of an app", "model": "the name of a model"},
        history=False,
        no_history_because="it is derived from the code",
    ),
    "sessions.Session": Holds(
        staff__sign_in=["session_key", "session_data", "expire_date"],
        history=False,
        no_history_because="a session is gone within a day; signing in and out are events",
    ),
    "account.EmailAddress": Holds(
        nobody=["id", "verified", "primary"], staff__account=["user", "email"], reference=True
    ),
    "account.EmailConfirmation": Holds(
        nobody=["id", "created", "sent"],
        staff__account=["email_address"],
        staff__credential=["key"],
        secret=["key"],
        reference=True,
    ),
    "mfa.Authenticator": Holds(
        nobody=["id", "type"],
        staff__credential=["user", "data"],
        staff__sign_in=["created_at", "last_used_at"],
        secret=["data"],
        reference=True,
    ),
    "procrastinate.ProcrastinateWorker": Holds(
        nobody=["id", "last_heartbeat"], history=False, no_history_because=_JOBS
    ),
    "procrastinate.ProcrastinateJob": Holds(
        nobody=["id", "priority", "status", "scheduled_at", "attempts", "abort_requested", "worker"],
        because={
            "queue_name": "the name of a queue",
            "task_name": "the name of a task",
            "lock": "the name of a lock",
            "args": "keys of rows only",
            "queueing_lock": "the name of a lock",
        },
        history=False,
        no_history_because=_JOBS,
    ),
    "procrastinate.ProcrastinateEvent": Holds(
        nobody=["id", "job", "type", "at"], history=False, no_history_because=_JOBS
    ),
    "procrastinate.ProcrastinatePeriodicDefer": Holds(
        nobody=["id", "defer_timestamp", "job"],
        because={"task_name": "the name of a task", "periodic_id": "the name of a schedule"},
        history=False,
        no_history_because=_JOBS,
    ),
}

# Tables without a model, by the names of their columns.
TABLES = {
    "django_migrations": Holds(
        nobody=["id", "applied"], because={"app": "the name of an app", "name": "the name of a migration"}
    ),
}
