"""Every form of the project."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module

from django import forms
from django.apps import apps
from django.conf import settings


def every_form() -> list[type[forms.BaseForm]]:
    """Each form class that our own code has, those without fields left out."""
    for app in apps.get_app_configs():
        if app.path.startswith(str(settings.BASE_DIR)) and ".venv" not in app.path:
            for module in pkgutil.walk_packages([app.path], prefix=f"{app.name}."):
                if ".migrations" not in module.name:
                    import_module(module.name)
    return sorted(
        {each for each in _below(forms.BaseForm) if _is_ours(each) and each.base_fields},
        key=lambda each: (each.__module__, each.__qualname__),
    )


def _below(base: type) -> Iterator[type]:
    for each in base.__subclasses__():
        yield each
        yield from _below(each)


def _is_ours(form: type) -> bool:
    return form.__module__.split(".")[0] in {"uccms", "contacts", "sales_orders", "eipd_portal"} and hasattr(
        form, "base_fields"
    )
