import base64

import pytest


@pytest.fixture
def production(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Everything that production must say, but for its database."""
    return {
        "UCCMS_SECRET_KEY": "s3cret of fifty characters or more, as Django asks for it",
        "UCCMS_ENCRYPTION_KEYS": base64.urlsafe_b64encode(bytes(range(32))).decode(),
        "UCCMS_ALLOWED_HOSTS": "uccms.example.gov",
        "UCCMS_TRUSTED_ORIGINS": "https://uccms.example.gov",
        "UCCMS_TRUSTED_PROXIES": "1",
        "UCCMS_SMTP_HOST": "smtp.example.gov",
        "UCCMS_MAIL_FROM": "UCCMS <no-reply@example.gov>",
        "UCCMS_FILES_ROOT": str(tmp_path_factory.mktemp("files")),
        "DATABASE_URL": "postgresql://uccms_app:one@db.example.gov/uccms",
        "DATABASE_MIGRATE_URL": "postgresql://uccms_owner:two@db.example.gov/uccms",
    }
