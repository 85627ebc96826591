from django.apps import AppConfig


class WebConfig(AppConfig):
    """What all screens share."""

    name = "uccms.web"
    label = "web"
