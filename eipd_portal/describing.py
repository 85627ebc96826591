"""What programs read about products: schema.org, DCAT-US 1.1, the manifest of an edition, its check sums."""

import json
from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from eipd_portal.languages import ENGLISH, whole_address
from eipd_portal.models import EditionFile, EditionVersion
from sales_orders.models import Product

PUBLISHER = "United States Patent and Trademark Office"
BUREAU, PROGRAM = "006:51", "006:000"  # Department of Commerce, Patent and Trademark Office; no program
PUBLIC_DOMAIN = "https://www.usa.gov/government-works"
# ISO 8601 repetition, as DCAT-US wants it; nothing for what comes once.
PERIODICITY = {
    Product.Cycle.DAILY: "R/P1D",
    Product.Cycle.WEEKLY: "R/P1W",
    Product.Cycle.TWO_MONTHLY: "R/P2M",
    Product.Cycle.QUARTERLY: "R/P3M",
    Product.Cycle.YEARLY: "R/P1Y",
    Product.Cycle.IRREGULAR: "irregular",
}
TYPES = {
    "XML": "application/xml",
    "ZIP": "application/zip",
    "CSV": "text/csv",
    "TXT": "text/plain",
    "JSON": "application/json",
    "PDF": "application/pdf",
    "GZ": "application/gzip",
    "TAR": "application/x-tar",
}
ANY_TYPE = "application/octet-stream"


def media_type(file: EditionFile) -> str:
    """The type of a file, by what its name says."""
    return TYPES.get(file.format, ANY_TYPE)


def file_path(file: EditionFile, version: EditionVersion, code: str, link: str = "") -> str:
    """The path of one file of one version, which never changes; with a personal link or without."""
    arguments = [code, version.issue_date, version.number, file.name]
    if link:
        return reverse("portal_files:file_by_link", args=[link, *arguments])
    return reverse("portal_files:file", args=arguments)


def whole(path: str) -> str:
    """The address of a path as others use it."""
    return f"{settings.PORTAL_ADDRESS}{path}"


def check_sums(files: Sequence[EditionFile]) -> str:
    """What `sha256sum -c` reads. A name holds no backslash and no line end, so that nothing is escaped."""
    return "".join(f"{file.sha256}  {file.name}\n" for file in files)


def manifest(version: EditionVersion) -> dict:
    """All facts of one version."""
    product, code = version.product, version.product.code
    facts = {
        "product": {"code": code, "title": product.title},
        "edition": {"date": version.issue_date.isoformat(), "label": version.edition.label},
        "version": version.number,
        "page": whole_address(ENGLISH, "edition", code, version.issue_date),
        "published": version.published_at.isoformat(),
        "period": {
            "begins": version.period_begins and version.period_begins.isoformat(),
            "ends": version.period_ends and version.period_ends.isoformat(),
        },
        "files": [
            {
                "name": file.name,
                "bytes": file.size,
                "sha256": file.sha256,
                "format": file.format,
                "mediaType": media_type(file),
                "address": whole(file_path(file, version, code)),
            }
            for file in version.files.all()
        ],
    }
    if version.withdrawn_at:
        facts |= {"withdrawn": version.withdrawn_at.isoformat(), "reason": version.withdrawn_because}
    return facts


def as_dataset(product: Product, version: EditionVersion, *, is_free: bool, day: object = None) -> dict:
    """A product, or one edition of it, as schema.org/Dataset."""
    address = whole_address(
        ENGLISH, "edition" if day else "product", *([product.code, day] if day else [product.code])
    )
    title = f"{product.title}, {version.edition.label}" if day else product.title
    described = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": address,
        "url": address,
        "name": title,
        "description": description_of(product),
        "identifier": product.code,
        "isAccessibleForFree": is_free,
        "license": PUBLIC_DOMAIN,
        "creator": {"@type": "GovernmentOrganization", "name": PUBLISHER},
        "datePublished": version.published_at.isoformat(),
        "version": str(version.number),
        "distribution": [
            {
                "@type": "DataDownload",
                "name": file.name,
                "contentUrl": whole(file_path(file, version, product.code)),
                "contentSize": f"{file.size} B",
                "encodingFormat": media_type(file),
                "sha256": file.sha256,
            }
            for file in version.files.all()
        ],
    }
    if version.period_begins:
        described["temporalCoverage"] = f"{version.period_begins}/{version.period_ends}"
    return described


def description_of(product: Product) -> str:
    """What a product is; schema.org wants at least 50 signs of it."""
    said = product.description or f"{product.title}."
    return said if len(said) >= 50 else f"{said} Published by the {PUBLISHER}."


def as_data_block(described: dict) -> SafeString:
    """A script element that no browser runs, so that the content policy allows it."""
    text = json.dumps(described, ensure_ascii=False)
    for sign, escaped in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(sign, escaped)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # nothing in it ends the element


def catalog(products: Sequence[Product], *, free: set[int]) -> dict:
    """All products with files, as DCAT-US 1.1 (Project Open Data) has them."""
    return {
        "@context": "https://project-open-data.cio.gov/v1.1/schema/catalog.jsonld",
        "@id": whole("/data.json"),
        "@type": "dcat:Catalog",
        "conformsTo": "https://project-open-data.cio.gov/v1.1/schema",
        "describedBy": "https://project-open-data.cio.gov/v1.1/schema/catalog.json",
        "dataset": [_dcat(product, is_free=product.pk in free) for product in products],
    }


def _dcat(product: Product, *, is_free: bool) -> dict:
    version, page = product.newest_version, whole_address(ENGLISH, "product", product.code)
    field = "trademark" if product.code[8:9] == "T" else "patent"
    described = {
        "@type": "dcat:Dataset",
        "title": product.title,
        "description": description_of(product),
        "keyword": [field, "intellectual property", product.get_kind_display().lower()],
        "modified": version.published_at.date().isoformat(),
        "publisher": {"@type": "org:Organization", "name": PUBLISHER},
        "contactPoint": {
            "@type": "vcard:Contact",
            "fn": "Electronic Information Products Division",
            "hasEmail": f"mailto:{settings.PORTAL_CONTACT}",
        },
        "identifier": page,
        "accessLevel": "public" if is_free else "restricted public",
        "rights": "Free for everybody who registers an e-mail address."
        if is_free
        else "For sale by the office.",
        "bureauCode": [BUREAU],
        "programCode": [PROGRAM],
        "license": PUBLIC_DOMAIN,
        "landingPage": page,
        "temporal": f"{product.first}/{product.newest}",
        "distribution": [
            {
                "@type": "dcat:Distribution",
                "title": file.name,
                "downloadURL": whole(file_path(file, version, product.code)),
                "mediaType": media_type(file),
            }
            | ({"format": file.format} if file.format else {})
            for file in version.files.all()
        ],
    }
    if periodicity := PERIODICITY.get(product.cycle):
        described["accrualPeriodicity"] = periodicity
    return described
