"""Make the lists that contacts refer to: business areas, topics and resolution codes."""

from django.db.models import Max

from contacts.models import ResolutionCode, Topic
from uccms.accounts.models import BusinessArea
from uccms.audit.context import action

BETWEEN = " › "


@action
def have_area(slug: str, *, by, **values) -> BusinessArea:
    """The business area with this slug, made with `values` when it is not there, else as it is."""
    return BusinessArea.objects.get_or_create(slug=slug, defaults=values)[0]


@action
def have_resolution_code(code: str, *, name: str, by) -> ResolutionCode:
    """The resolution code, made as the last of the list when it is not there, else as it is."""
    last = ResolutionCode.objects.aggregate(last=Max("position"))["last"] or 0
    defaults = {"name": name, "position": last + 1}
    return ResolutionCode.objects.get_or_create(code=code, defaults=defaults)[0]


@action
def have_topic(name: str, *, parent: Topic | None, by, **values) -> Topic:
    """The topic of this name below `parent`, made with `values` when it is not there, else as it is."""
    path = BETWEEN.join(filter(None, [parent.path, parent.name])) if parent else ""
    return Topic.objects.get_or_create(parent=parent, name=name, defaults={"path": path, **values})[0]
