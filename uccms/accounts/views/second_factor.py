"""The second factor: set up, asked for at sign-in, replaced and removed."""

from io import BytesIO

import qrcode
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.views import AuthenticateView, index, reauthenticate
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import generate_recovery_codes, view_recovery_codes
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.mfa.totp.views import ActivateTOTPView, deactivate_totp
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET
from qrcode.image.svg import SvgPathFillImage

from uccms.accounts import encryption
from uccms.accounts.actions.second_factor import use_up_code
from uccms.accounts.forms.second_factor import SetUpForm
from uccms.accounts.views.mounting import mounted


class Authenticate(AuthenticateView):
    """The code at sign-in; a form without one is a form with an empty one."""

    def _build_forms(self):
        self.webauthn_form = None
        self.auth_form = self.get_form_class()(
            user=self.stage.login.user, data=self.request.POST if self.request.method == "POST" else None
        )
        return self.auth_form


class SetUp(ActivateTOTPView):
    """A new authenticator. The code that proves it is used up and signs nobody in."""

    def form_valid(self, form: SetUpForm) -> HttpResponse:
        response = super().form_valid(form)
        authenticator = Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.TOTP)
        use_up_code(authenticator, step=form.step, by=self.request.user)
        return response


authenticate = mounted(Authenticate.as_view())
reauthenticate = mounted(reauthenticate)
overview = mounted(index)
set_up = mounted(SetUp.as_view(), acts=True)
remove = mounted(deactivate_totp, acts=True)
recovery_codes = mounted(view_recovery_codes, acts=True)
new_recovery_codes = mounted(generate_recovery_codes, acts=True)


@require_GET
def qr_code(request: HttpRequest) -> HttpResponse:
    """The drawing of the secret that is being set up, from our own address: pages allow no `data:` image."""
    pending = request.session.get(SECRET_SESSION_KEY)
    if pending is None:
        raise Http404
    address = get_adapter().build_totp_url(request.user, encryption.decrypt(pending))
    drawing = BytesIO()
    qrcode.make(address, image_factory=SvgPathFillImage).save(drawing)
    return HttpResponse(drawing.getvalue(), content_type="image/svg+xml")
