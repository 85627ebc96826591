from django.apps import AppConfig


class EipdPortalConfig(AppConfig):
    """The EIPD portal: for the public."""

    name = "eipd_portal"

    def ready(self) -> None:
        from eipd_portal import mails
        from eipd_portal.actions.deleting_unproven import delete_unproven
        from eipd_portal.actions.erasing import delete_old_erasures
        from uccms.privacy import retention

        mails.register()
        retention.register("unproven", delete_unproven)
        retention.register("erasures", delete_old_erasures)
