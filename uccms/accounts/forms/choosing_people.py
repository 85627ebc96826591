"""Fields in which one of the staff is chosen: of a list, or, where there are more than it holds, by name."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from uccms.accounts.queries.choosing_people import LONGEST_NAME, Offered, People
from uccms.privacy.texts import UNSTORABLE

BY_NAME = (
    '<label class="field__hint" for="id_{0}">Somebody who is not in the list, by name</label>'
    '<input class="input" id="id_{0}" name="{0}" type="text" value="{1}" maxlength="{2}" autocomplete="off">'
)
BY_PAGE = (
    '<a href="{}"><span class="visually-hidden">{}, somebody who is not in the list, </span>by name …</a>'
)


@dataclass(frozen=True)
class Typed:
    """A name that was typed because it is not in the list, and what was chosen in the list beside it."""

    name: str
    beside: str = ""

    def __str__(self) -> str:
        return self.beside


class PeopleSelect(forms.Select):
    """A list of people. Where there are more than it holds, whoever is missing can be named.

    With script in the list itself, which asks the server (`static/js/people-search.js`), without in a field
    below it.
    """

    people: People
    asked_at = ""  # the name of the address that answers with whoever is called so
    asked_with: tuple[tuple[str, str], ...] = ()
    first: tuple[tuple[str, str], ...] = ()  # what stands before the people
    together = "{}<noscript>{}</noscript>"

    def value_from_datadict(self, data, files, name):
        chosen = data.get(name)
        typed = " ".join(UNSTORABLE.sub("", data.get(f"{name}_named", "")).split())
        return Typed(typed[:LONGEST_NAME], chosen or "") if typed else chosen

    def listed(self) -> list[Offered]:
        """The lines of the list, as far as it goes."""
        return [self.people.offered(each) for each in self.people.short]

    def grouped(self, lines: list[Offered]) -> list:
        """The lines as choices."""
        return [(each.value, each.words) for each in lines]

    def render(self, name, value, attrs=None, renderer=None) -> SafeString:
        named = value.name if isinstance(value, Typed) else ""
        chosen = str(getattr(value, "pk", value) or "")
        called = self.people.lines(self.people.likely(named)) if named else []
        above = {each.value for each in called}
        lines = [each for each in self.listed() if each.value not in above]
        if chosen not in above.union((key for key, _ in self.first), (each.value for each in lines)):
            lines += [self.people.offered(each) for each in self.people.rows_of([chosen])]
        self.areas_of = {each.value: each.area for each in lines}
        groups = [(f"Called “{named}”", [(each.value, each.with_area) for each in called])] if called else []
        self.choices = [*self.first, *groups, *self.grouped(lines)]
        if self.people.are_few:
            return super().render(name, chosen, attrs, renderer)
        select = super().render(name, chosen, self.searched(name, named) | (attrs or {}), renderer)
        return format_html(self.together, select, self.without_script(name, named))

    def searched(self, name: str, named: str) -> dict:
        """The attributes by which the list asks the server; `named` is what was typed before."""
        asked = f"?{urlencode(self.asked_with)}" if self.asked_with else ""
        return {
            "data-combobox": True,
            "data-people": reverse(self.asked_at) + asked,
            "data-named": f"{name}_named",
            "data-typed": named or False,
        }

    def without_script(self, name: str, named: str) -> SafeString:
        """What stands beside the list for whoever has no script."""
        return format_html(BY_NAME, f"{name}_named", named, LONGEST_NAME)

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        if area := self.areas_of.get(str(value)):
            option["attrs"]["data-path"] = area
        return option


class PeopleFilter(PeopleSelect):
    """The same in a form whose fields stand in the address, where no name may.

    Without script a page of its own takes the name, `views/choosing_people.py`.
    """

    page = ""  # the address of that page
    label = ""
    together = f'<span class="cluster">{PeopleSelect.together}</span>'

    def value_from_datadict(self, data, files, name):
        return data.get(name)

    def searched(self, name, named):
        known = super().searched(name, named)
        return {each: known[each] for each in ("data-combobox", "data-people")}

    def without_script(self, name, named):
        return format_html(BY_PAGE, self.page, self.label)


class ByName(forms.Field):
    """A field whose value can be a name that was typed; `offer` says who may be chosen."""

    widget = PeopleSelect

    def offer(self, people: People, asked_at: str, *asked_with: tuple[str, str]) -> None:
        """Take these people; the address of this name, with `asked_with`, finds those who are called so."""
        self.people = self.widget.people = people
        self.widget.asked_at, self.widget.asked_with = asked_at, asked_with

    def clean(self, value):
        """As the field does, with the one whose name was typed. Raises ValidationError with a sentence."""
        if isinstance(value, Typed):
            try:
                value = self.people.meant(value.name, value.beside)
            except LookupError as error:
                raise ValidationError(str(error), code="named") from error
        return super().clean(value)


class PersonField(ByName, forms.ModelChoiceField):
    """A member of staff."""

    widget = PeopleSelect

    def offer(self, people, asked_at, *asked_with) -> None:
        super().offer(people, asked_at, *asked_with)
        self.queryset = people.users
        self.widget.first = (("", self.empty_label),)
