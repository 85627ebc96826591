"""Addresses of what registrants do, and of what the portal says about itself."""

from django.urls import path

from eipd_portal.views import about, my_data, registering, terms

urlpatterns = [
    path("register/", registering.register, name="register"),
    path("register/code/", registering.code, name="code"),
    path("register/again/", registering.ask_again, name="ask_again"),
    path("confirm/<str:purpose>/<str:token>/", registering.confirm, name="confirm"),
    path("not-me/<str:token>/", registering.refuse, name="refuse"),
    path("terms/", terms.terms_of_use, name="terms"),
    path("my-data/", my_data.my_data, name="my_data"),
    path("my-data/file/", my_data.download_my_data, name="download_my_data"),
    path("my-data/notices/", my_data.notices, name="notices"),
    path("my-data/erased/", my_data.erased, name="erased"),
    path("my-data/erase/", my_data.erase, name="erase"),
    path("my-data/erase/<str:token>/", my_data.erase_by_link, name="erase_by_link"),
    path("unsubscribe/<str:token>/", my_data.unsubscribe, name="unsubscribe"),
    path("sign-out/", my_data.sign_out, name="sign_out"),
    path("sign-out/everywhere/", my_data.sign_out_everywhere, name="sign_out_everywhere"),
    path("privacy/", about.privacy, name="privacy"),
    path("accessibility/", about.accessibility, name="accessibility"),
    path("report-a-weakness/", about.disclosure, name="disclosure"),
]
