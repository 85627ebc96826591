"""The four roles, and what a role may do. Groups and rights are made by migrations (`grant`).

Who processes orders is a group beside the roles, which adds rights to a role.
"""

AGENT = "Agent"
SUPERVISOR = "Supervisor"
PRIVACY_OFFICER = "Privacy officer"
ADMINISTRATOR = "Administrator"
ROLES = (AGENT, SUPERVISOR, PRIVACY_OFFICER, ADMINISTRATOR)
ORDER_PROCESSOR = "Order processor"
GROUPS = (*ROLES, ORDER_PROCESSOR)


def grant(apps, app_label: str, rights: dict[str, list[str]]) -> None:
    """Within a migration, give each role the rights of an app, written as codenames.

    The rights exist only after all migrations ran, so they are made here first.
    """
    from django.apps import apps as real_apps
    from django.contrib.auth.management import create_permissions

    config = real_apps.get_app_config(app_label)
    create_permissions(config, apps=real_apps, verbosity=0)
    group_model = apps.get_model("auth", "Group")
    permission_model = apps.get_model("auth", "Permission")
    for role, codenames in rights.items():
        group, _ = group_model.objects.get_or_create(name=role)
        permissions = permission_model.objects.filter(
            content_type__app_label=app_label, codename__in=codenames
        )
        missing = set(codenames) - set(permissions.values_list("codename", flat=True))
        if missing:
            raise LookupError(f"No such rights in {app_label}: {', '.join(sorted(missing))}")
        group.permissions.add(*permissions)
