"""The words of a name, by which the database finds it."""

from collections.abc import Sequence

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Value

from uccms.accounts.names import words_of_name


class NameWords(models.TextField):
    """The words of the row's `name`, with spaces between, made whenever the row is saved.

    Whoever changes a name by `update()`, `bulk_update()` or SQL has to write them, too.
    """

    def __init__(self, *args, **kwargs) -> None:
        kwargs |= {"editable": False, "default": "", "db_default": "", "db_collation": "C"}
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple:
        """As the column that it is, so that migrations need no code of ours."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs

    def pre_save(self, model_instance, add: bool) -> str:
        words = " ".join(words_of_name(model_instance.name))
        setattr(model_instance, self.attname, words)
        return words


def index_of_words(column: str, name: str) -> GinIndex:
    """The index that `column__begin` reads; names change seldom, and none waits to be put in order."""
    words = Func(F(column), Value(" "), function="string_to_array")
    return GinIndex(Func(words, function="array_to_tsvector"), name=name, fastupdate=False)


@NameWords.register_lookup
class Begin(models.Lookup):
    """`name_words__begin=["ab", "zo"]`: each of these is the beginning of one of the words.

    They are as `words_of_name` gives them; no sign of theirs means something in a query.
    """

    lookup_name = "begin"
    prepare_rhs = False
    rhs: Sequence[str]

    def as_sql(self, compiler, connection) -> tuple[str, list]:
        lhs, params = self.process_lhs(compiler, connection)
        query = " & ".join(f"'{word}':*" for word in self.rhs)
        return f"array_to_tsvector(string_to_array({lhs}, ' ')) @@ %s::tsquery", [*params, query]
