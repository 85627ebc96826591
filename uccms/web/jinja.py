"""Pages are written in Jinja, which compiles templates to Python; Django's engine walks them for longer.

What a template asks for is found as Django finds it: a key before an attribute, a method by its name alone,
nothing where there is nothing. So whoever knows Django's templates reads these, too.
"""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.template.defaultfilters import register as of_django
from django.utils.module_loading import autodiscover_modules
from jinja2 import ChainableUndefined, Environment, FileSystemBytecodeCache, nodes, pass_eval_context
from jinja2.bccache import Bucket
from jinja2.nodes import EvalContext

Function = TypeVar("Function", bound=Callable)
FUNCTIONS: dict[str, Callable] = {}
FILTERS: dict[str, Callable] = {}
# Django's filters that templates use: its words for times, sizes and plurals are the same in every part.
FROM_DJANGO = (
    "add", "capfirst", "date", "default", "default_if_none", "divisibleby", "filesizeformat", "first",
    "floatformat", "join", "length", "linebreaks", "linebreaksbr", "lower", "pluralize", "slice",
    "stringformat", "truncatechars", "upper", "urlencode", "urlize", "yesno",
)  # fmt: skip
NO_SUCH_KEY = (TypeError, KeyError, ValueError, IndexError, AttributeError)
MISSING = object()


def in_templates(function: Function) -> Function:
    """Let templates call this function by its name, which no variable of a template may have."""
    FUNCTIONS[function.__name__] = function
    return function


def as_filter(function: Function) -> Function:
    """Let templates use this function as a filter."""
    FILTERS[function.__name__] = function
    return function


class Nothing(ChainableUndefined):
    """What a template asks for and is not there: empty, not true, and neither more nor less than anything."""

    def _no(self, other: object) -> bool:
        return False

    __lt__ = __le__ = __gt__ = __ge__ = _no


class Compiled(FileSystemBytecodeCache):
    """Compiled templates, kept for other processes and later starts; where nothing can be kept, none is."""

    def __init__(self, directory: Path) -> None:
        rules = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:12]
        super().__init__(str(directory), f"%s.{rules}")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read what was kept."""
        with suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep one, for the owner of the process alone."""
        with suppress(OSError):
            Path(self.directory).mkdir(mode=0o700, parents=True, exist_ok=True)
            super().dump_bytecode(bucket)


class Templates(Environment):
    """The engine, with the functions and filters of all parts of the system."""

    def __init__(self, *, compiled: Path, **options: Any) -> None:
        options |= {"autoescape": _is_markup, "undefined": Nothing, "keep_trailing_newline": True}
        super().__init__(**options, bytecode_cache=Compiled(compiled))
        autodiscover_modules("template_words")
        self.globals |= FUNCTIONS
        self.tests["none"] = lambda value: value is None or isinstance(value, Nothing)
        self.filters |= {name: _from_django(of_django.filters[name]) for name in FROM_DJANGO} | FILTERS

    def getattr(self, obj: Any, attribute: str) -> Any:
        """What `obj.attribute` in a template means."""
        kind, value = type(obj), MISSING
        if kind is Nothing:
            return obj
        if hasattr(kind, "__getitem__"):
            try:
                value = obj[attribute]
            except NO_SUCH_KEY:
                value = MISSING
        try:
            if value is MISSING:
                value = getattr(obj, attribute, MISSING)
            if callable(value) and not getattr(value, "do_not_call_in_templates", False):
                value = MISSING if getattr(value, "alters_data", False) else value()
        except ObjectDoesNotExist:
            value = MISSING
        return self.undefined(obj=obj, name=attribute) if value is MISSING else value

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """As Jinja does; None has nothing to go through and holds nothing, as in Django's language."""
        tree = super()._parse(source, name, filename)
        for loop in tree.find_all(nodes.For):
            loop.iter = _or_nothing(loop.iter)
        for operand in tree.find_all(nodes.Operand):
            if operand.op in ("in", "notin"):
                operand.expr = _or_nothing(operand.expr)
        return tree


def _or_nothing(expression: nodes.Expr) -> nodes.Expr:
    nothing = nodes.Tuple([], "load", lineno=expression.lineno)
    return nodes.Or(expression, nothing, lineno=expression.lineno)


def _is_markup(name: str | None) -> bool:
    return name is None or not name.endswith(".txt")


def _from_django(function: Callable) -> Callable:
    if not getattr(function, "needs_autoescape", False):
        return wraps(function)(lambda value, *given: function(_given(value), *given))

    @pass_eval_context
    @wraps(function)
    def escaping(context: EvalContext, value: Any, *given: Any) -> Any:
        return function(_given(value), *given, autoescape=context.autoescape)

    return escaping


def _given(value: Any) -> Any:
    return "" if isinstance(value, Nothing) else value
