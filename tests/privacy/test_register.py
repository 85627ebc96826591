import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.core.checks import run_checks
from django.db import models
from django.test.utils import isolate_apps

from tests.audit.databases import run
from uccms.privacy import pia, register, third_party
from uccms.privacy.holds import Holds
from uccms.privacy.register_checks import check_register, forbidden_word, problems_of


def made(holds, **fields) -> type[models.Model]:
    """A model that exists for one test."""
    body = {"__module__": __name__, "Meta": type("Meta", (), {"app_label": "contacts"}), **fields}
    if holds is not None:
        body["holds"] = holds
    with isolate_apps("contacts"):
        return type("Stranger", (models.Model,), body)


def found(holds, **fields) -> set[str]:
    """The ids of what is wrong with a model of these fields."""
    return {identifier for identifier, _ in problems_of(made(holds, **fields), holds)}


def test_the_project_as_it_is_passes():
    assert check_register() == []


@pytest.mark.parametrize(
    "holds",
    [
        None,
        Holds(nobody=["id"]),
        Holds(nobody=["id", "date_of_birth"]),
        Holds(nobody=["id"], because={"date_of_birth": "the customer asked us to keep it"}),
        Holds(nobody=["id"], customer_name=["date_of_birth"]),
        Holds(nobody=["id"], date_of_birth=["date_of_birth"]),
    ],
)
@pytest.mark.parametrize("field", [models.DateField(), models.TextField(), models.CharField(max_length=10)])
def test_a_date_of_birth_fails_declared_or_not(holds, field):
    assert "privacy.E004" in found(holds, date_of_birth=field.clone())


def test_a_date_of_birth_on_a_customer_stops_manage_py_check(monkeypatch):
    """The whole way: the check framework finds it on the real model, and `check` fails."""
    customer = apps.get_model("contacts", "Customer")
    field = models.DateField(null=True)
    field.set_attributes_from_name("date_of_birth")
    field.model = customer
    real = customer._meta.local_concrete_fields
    monkeypatch.setattr(customer._meta, "local_concrete_fields", [*real, field])
    errors = [each for each in run_checks() if each.id.startswith("privacy.")]
    assert {(each.id, each.obj) for each in errors} == {
        ("privacy.E002", customer),
        ("privacy.E004", customer),
    }
    assert all(each.is_serious() for each in errors)


def test_a_column_called_otherwise_in_the_database_is_seen():
    fields = {"noted": models.DateField(db_column="birth_date")}
    assert found(Holds(nobody=["id", "noted"]), **fields) == {"privacy.E004"}


def test_an_undeclared_text_column_fails():
    assert found(Holds(nobody=["id"]), remark=models.TextField()) == {"privacy.E002"}


def test_a_model_that_declares_nothing_fails():
    assert found(None, remark=models.TextField()) == {"privacy.E001"}


@pytest.mark.parametrize("reason", [None, "", "   "])
@pytest.mark.parametrize(
    "field",
    [
        models.TextField(),
        models.CharField(max_length=20),
        models.SlugField(),
        models.JSONField(),
        models.BinaryField(),
        models.FileField(),
        models.GenericIPAddressField(),
        ArrayField(models.TextField()),
        models.GeneratedField(expression=models.F("id"), output_field=models.TextField(), db_persist=True),
    ],
    ids=lambda field: type(field).__name__,
)
def test_free_text_about_nobody_needs_a_reason(field, reason):
    because = {} if reason is None else {"remark": reason}
    holds = Holds(nobody=["id", *(["remark"] if reason is None else [])], because=because)
    assert found(holds, remark=field.clone()) == {"privacy.E005"}
    assert found(Holds(nobody=["id"], because={"remark": "our own words"}), remark=field.clone()) == set()


@pytest.mark.parametrize(
    "field",
    [
        models.IntegerField(),
        models.BooleanField(),
        models.DateTimeField(),
        models.UUIDField(),
        models.TextField(choices={"a": "A", "b": "B"}),
        models.GeneratedField(expression=models.F("id"), output_field=models.IntegerField(), db_persist=True),
    ],
    ids=lambda field: type(field).__name__,
)
def test_what_holds_no_free_text_needs_no_reason(field):
    assert found(Holds(nobody=["id", "remark"]), remark=field.clone()) == set()


@pytest.mark.parametrize("category", ["hair_colour", "staff__hobby", "nobody_special"])
def test_a_category_that_the_assessment_does_not_list_fails(category):
    holds = Holds(nobody=["id"], **{category: ["remark"]})
    assert found(holds, remark=models.TextField()) == {"privacy.E003"}


def test_a_column_that_is_declared_twice_fails():
    holds = Holds(nobody=["id", "remark"], because={"remark": "our own words"}, request=["remark"])
    assert found(holds, remark=models.TextField()) == {"privacy.E008"}


@pytest.mark.parametrize(
    "holds",
    [
        Holds(nobody=["id", "gone"], request=["remark"]),
        Holds(nobody=["id"], request=["remark"], secret=["gone"]),
        Holds(nobody=["id"], request=["remark"], copies={"gone": "remark"}),
    ],
)
def test_a_declaration_of_a_column_that_is_not_there_fails(holds):
    assert "privacy.E006" in found(holds, remark=models.TextField())


def test_a_copy_holds_what_its_source_holds():
    fields = {"remark": models.TextField(), "folded": models.TextField()}
    holds = Holds(nobody=["id"], request=["remark"], customer_name=["folded"], copies={"folded": "remark"})
    assert found(holds, **fields) == {"privacy.E009"}


def test_a_table_without_history_says_why():
    assert found(Holds(nobody=["id"], history=False)) == {"privacy.E007"}
    assert found(Holds(nobody=["id"], history=False, no_history_because="it is derived")) == set()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("ssn", "ssn"), ("ssn4", "ssn"), ("customer_ssn", "ssn"), ("ssns", "ssn"), ("SSNLast4", "ssn"),
        ("socialSecurityNumber", "ssn"), ("social_security_no", "ssn"), ("socialsecurity", "ssn"),
        ("tax_id", "ssn"), ("taxpayer_number", "ssn"), ("itin", "ssn"), ("national_id", "ssn"),
        ("id_card_no", "payment_card"), ("cardholder", "payment_card"), ("card_holder", "payment_card"),
        ("cardNumber", "payment_card"), ("creditcard", "payment_card"), ("cards", "payment_card"),
        ("cvv2", "payment_card"), ("pan", "payment_card"), ("cc_number", "payment_card"),
        ("iban", "bank_account"), ("bankAccount", "bank_account"), ("bankaccount", "bank_account"),
        ("aba_number", "bank_account"),
        ("routing_number", "bank_account"), ("account_number", "bank_account"), ("bank", "bank_account"),
        ("deposit_account", "bank_account"), ("depositAccountNumber", "bank_account"),
        ("dob", "date_of_birth"), ("DOB", "date_of_birth"), ("dateOfBirth", "date_of_birth"),
        ("birthDate", "date_of_birth"), ("birthdate", "date_of_birth"), ("dateofbirth", "date_of_birth"),
        ("birth_place", "date_of_birth"), ("year_born", "date_of_birth"), ("age", "date_of_birth"),
        ("passport", "passport"), ("passportNo", "passport"), ("drivers_license", "passport"),
        ("diagnosis", "medical"), ("medicalRecord", "medical"), ("health_plan", "medical"),
        ("disability", "medical"), ("medicare_id", "medical"), ("insurance_number", "medical"),
        ("gpa", "education"), ("school", "education"), ("grades", "education"), ("student_id", "education"),
        ("gender", "gender"), ("sex", "gender"), ("genderCode", "gender"), ("pronouns", "gender"),
        ("race", "race"), ("ethnicity", "race"), ("race_code", "race"), ("religion", "race"),
    ],
)  # fmt: skip
def test_names_of_what_is_never_kept_are_known_however_they_are_written(name, kind):
    assert forbidden_word(name) == kind


@pytest.mark.parametrize(
    "name",
    [
        "id", "name", "name_folded", "number", "reversed_digits", "description", "resolution", "classname",
        "businessname", "trace_id", "request_id", "page", "storage", "message", "package",
        "language", "usage", "scorecard_number",
        "scorecard", "discarded_at", "wildcard", "postcard_text", "disabled", "is_disabled", "started_at",
        "destination", "section", "sextant", "essex", "address", "lines", "company", "routing", "account",
        "accounts", "expanded", "company_name", "spanish", "routed_to", "embrace", "brand",
        "printing", "cabana",
        "databank", "borne_by", "issn", "session_key", "assessment", "marked",
        "trademark_serial", "upgraded_at",
        "scholarly", "healthy", "interracial", "process", "reborn", "matter", "bicycle", "patent", "patentee",
    ],
)  # fmt: skip
def test_innocent_names_are_left_alone(name):
    assert forbidden_word(name) is None


def test_no_field_of_a_form_is_named_like_what_is_never_kept():
    """Drafts keep fields of forms by their names, in one column."""
    from tests.privacy.forms import every_form

    named = {(form.__qualname__, name) for form in every_form() for name in form.base_fields}
    assert len(named) > 40
    assert {(form, name) for form, name in named if forbidden_word(name)} == set()


def test_every_model_declares_and_every_declaration_has_a_model():
    labels = {model._meta.label for model in register.all_models()}
    assert all(register.declaration(model) for model in register.all_models())
    assert set(third_party.MODELS) <= labels
    for app in (
        "auth",
        "contenttypes",
        "sessions",
        "account",
        "mfa",
        "procrastinate",
        "contacts",
        "accounts",
    ):
        assert any(model._meta.app_label == app for model in register.all_models()), app


@pytest.mark.django_db
def test_every_column_of_the_database_is_in_the_register():
    """Tables, partitions, views and what is materialised, whoever made them."""
    rows = run(
        """SELECT coalesce((SELECT p.inhparent::regclass::text FROM pg_inherits p WHERE p.inhrelid = c.oid),
                           c.relname), a.attname
             FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relnamespace::regnamespace::text
                  NOT IN ('pg_catalog', 'information_schema', 'pg_toast')"""
    )
    in_database = {(table, column) for table, column in rows}
    named = {(each.table, each.name) for each in register.columns()}
    assert in_database == named
    assert {table for table, _ in named} >= {"django_session", "django_migrations", "procrastinate_jobs"}


@pytest.mark.django_db
def test_information_schema_shows_the_running_role_nothing_else():
    rows = run("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'")
    assert set(rows) == {(each.table, each.name) for each in register.columns()}


@pytest.mark.django_db
def test_the_database_knows_the_register():
    rows = run("SELECT table_name, column_name, category, redactable, copy_of FROM privacy_column")
    assert set(rows) == {
        (each.table, each.name, each.category, each.redactable, each.copy_of) for each in register.columns()
    }


def test_what_can_be_redacted_is_what_customers_tell_us():
    redactable = {each.category for each in register.columns() if each.redactable}
    assert redactable <= {
        "customer_name", "company_name", "email_address", "telephone_and_fax", "mailing_address", "request",
        "resolution",
    }  # fmt: skip
    for each in register.columns():
        if each.category in redactable:
            assert each.redactable is not each.table.startswith(("audit_", "privacy_")), each
    assert {"contact_time", "agent_name", "customer_number"} == {
        name for name, each in pia.categories().items() if each.stays
    }


def test_network_addresses_of_the_public_have_no_column():
    free = {models.GenericIPAddressField, models.IPAddressField}
    for model in register.all_models():
        assert not [each for each in model._meta.local_concrete_fields if type(each) in free]
