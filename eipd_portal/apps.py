from django.apps import AppConfig


class EipdPortalConfig(AppConfig):
    """The EIPD portal: for the public."""

    name = "eipd_portal"

    def ready(self) -> None:
        from eipd_portal import mails
        from eipd_portal.access import publishes
        from eipd_portal.actions.deleting_unproven import delete_unproven
        from eipd_portal.actions.erasing import delete_old_erasures
        from eipd_portal.actions.making_demonstration import publish_examples
        from eipd_portal.models import EditionFile
        from uccms.database import demonstration
        from uccms.privacy import retention
        from uccms.web import navigation
        from uccms.web.downloads import keepers
        from uccms.web.navigation import Entry

        navigation.register(
            Entry(
                "Publishing",
                "publishing:list",
                "eipd_portal.publish_edition",
                52,
                starts="publishing:",
                shown_to=publishes,
            )
        )
        demonstration.register(demonstration.Part("portal", 30, publish_examples))
        mails.register()
        keepers.register(EditionFile, "key")
        retention.register("unproven", delete_unproven)
        retention.register("erasures", delete_old_erasures)
