"""Customers and how to reach them. All is voluntary; one of name, company, e-mail or number is there."""

from django.db import models
from django.db.models.functions import Now
from phonenumber_field.modelfields import PhoneNumberField

from uccms.privacy.holds import Holds


class CustomerQuerySet(models.QuerySet):
    def standing(self) -> "CustomerQuerySet":
        """The customers that were not merged into another one."""
        return self.filter(merged_into=None)


class Customer(models.Model):
    """A member of the public, or a company's contact person.

    Whoever was kept twice is merged: `merged_into` is the one that stays, never merged itself.
    """

    name = models.CharField(max_length=200, blank=True)
    company = models.CharField(max_length=200, blank=True)
    name_folded = models.CharField(max_length=400, blank=True, editable=False, db_collation="C")
    company_folded = models.CharField(max_length=400, blank=True, editable=False, db_collation="C")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    submission_id = models.UUIDField(null=True, unique=True, editable=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="merged", editable=False, db_index=False
    )

    objects = CustomerQuerySet.as_manager()

    holds = Holds(
        nobody=["version", "submission_id", "created_at", "merged_into"],
        customer_number=["id"],
        customer_name=["name", "name_folded"],
        company_name=["company", "company_folded"],
        copies={"name_folded": "name", "company_folded": "company"},
    )

    class Meta:
        default_permissions = ()
        permissions = [
            ("look_up_customer", "Look up and open customers"),
            ("change_customer", "Create and change customers"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(merged_into=models.F("pk")), name="a_customer_is_merged_into_another"
            ),
        ]
        indexes = [
            models.Index(fields=["name_folded"], name="customer_by_name"),
            models.Index(fields=["company_folded"], name="customer_by_company"),
            models.Index(
                fields=["merged_into"], name="customer_merged", condition=~models.Q(merged_into=None)
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.company or self.number

    @property
    def number(self) -> str:
        return f"C{self.pk}"


class EmailAddress(models.Model):
    """One e-mail address of a customer, as written; found by its folded form."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="email_addresses")
    address = models.CharField(max_length=254)
    folded = models.CharField(max_length=300, editable=False, db_collation="C")

    holds = Holds(
        nobody=["id", "customer"], email_address=["address", "folded"], copies={"folded": "address"}
    )

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["customer", "folded"], name="email_once_a_customer")]
        indexes = [models.Index(fields=["folded"], name="email_by_folded")]
        ordering = ["id"]

    def __str__(self) -> str:
        return self.address


class Telephone(models.Model):
    """One telephone or fax number. The extension stands apart and does not count when numbers are compared.

    `reversed_digits` is the national number backwards, so that the last digits are found by an index.
    """

    class Kind(models.TextChoices):
        TELEPHONE = "telephone", "Telephone"
        FAX = "fax", "Fax"

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="telephones")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.TELEPHONE)
    number = PhoneNumberField()
    extension = models.CharField(max_length=12, blank=True)
    reversed_digits = models.CharField(max_length=20, editable=False, db_collation="C")

    holds = Holds(
        nobody=["id", "customer", "kind"],
        telephone_and_fax=["number", "extension", "reversed_digits"],
        copies={"reversed_digits": "number"},
    )

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "kind", "number", "extension"], name="number_once_a_customer"
            ),
            models.CheckConstraint(
                condition=models.Q(extension__regex=r"^[0-9]*$"), name="extension_has_digits_only"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["telephone", "fax"]), name="telephone_kind_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["number"], name="telephone_by_number"),
            models.Index(fields=["reversed_digits"], name="telephone_by_last_digits"),
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return self.in_words

    @property
    def in_words(self) -> str:
        """The number as people write it here: national for the US, international else, with its extension."""
        if not self.number:
            return ""
        written = self.number.as_national if self.number.country_code == 1 else self.number.as_international
        return f"{written} ext. {self.extension}" if self.extension else written


class MailingAddress(models.Model):
    """One mailing address, in the lines it is written in."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="mailing_addresses")
    lines = models.TextField(max_length=500)

    holds = Holds(nobody=["id", "customer"], mailing_address=["lines"])

    class Meta:
        default_permissions = ()
        ordering = ["id"]

    def __str__(self) -> str:
        return ", ".join(self.lines.splitlines())


class NameWord(models.Model):
    """One word that occurs in names or companies, folded: what a look-up forgives typos by."""

    word = models.CharField(max_length=100, unique=True, db_collation="C")

    holds = Holds(
        nobody=["id"],
        customer_name=["word"],
        history=False,
        no_history_because="it is derived from customers' names and goes when nobody bears it",
    )

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.word


class CustomerWord(models.Model):
    """A customer's name or company has this word."""

    word = models.ForeignKey(NameWord, models.CASCADE, related_name="bearers")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="words")

    holds = Holds(
        nobody=["id", "word", "customer"],
        history=False,
        no_history_because="it is derived from customers' names",
    )

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["word", "customer"], name="word_once_a_customer")]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.word_id}"
