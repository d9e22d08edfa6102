"""Where mail providers tell of letters that came back. Off until a secret is set."""

from __future__ import annotations

from typing import Any

from anymail.webhooks.brevo import BrevoTrackingWebhookView
from anymail.webhooks.mailjet import MailjetTrackingWebhookView
from anymail.webhooks.postmark import PostmarkTrackingWebhookView
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.views.decorators.csrf import csrf_exempt

# Those whose events are known by their fields here, and who prove themselves by name and password.
PROVIDERS: dict[str, Any] = {
    "brevo": BrevoTrackingWebhookView,
    "mailjet": MailjetTrackingWebhookView,
    "postmark": PostmarkTrackingWebhookView,
}


@csrf_exempt
def mail_events(request: HttpRequest, provider: str) -> HttpResponse:
    """What ``provider`` tells is noted; whoever does not know the secret is told 400 and nothing else."""
    view = PROVIDERS.get(provider)
    if view is None or not settings.ANYMAIL.get("WEBHOOK_SECRET"):
        raise Http404
    try:
        return view.as_view()(request)
    except (ValueError, KeyError, TypeError, AttributeError):
        return HttpResponseBadRequest()  # not what this provider sends
