"""Writing and sending: the whole form, or one answer at a time as it is typed."""

from __future__ import annotations

from typing import Any

from allauth.core.ratelimit import respond_429
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.admissions.applications import writing
from cohorts.admissions.applications.diversity import keep_diversity, note_asked
from cohorts.admissions.applications.doors import UPLOADS, WRITES, for_the_applicant
from cohorts.admissions.applications.errors import IncompleteError
from cohorts.admissions.applications.forms import AnswersForm, DiversityForm
from cohorts.admissions.applications.forms_frozen import bring_up_to_date
from cohorts.admissions.applications.models import Answer, Application, ApplicationState
from cohorts.admissions.applications.selectors import Answered, answers_of, form_of
from cohorts.admissions.applications.sending import lacking, submit_application
from cohorts.admissions.applications.views import address, to
from cohorts.admissions.applications.ways_in import is_shared_device
from lms.errors import DomainError
from lms.pages.files import send_document
from lms.pages.handed_in import MOST_FILE, MOST_RECORDING
from lms.pages.templatetags.components import at_time

MOST_BYTES = {"file": MOST_FILE, "recording": MOST_RECORDING}


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_applicant
def write(request: HttpRequest, application: Application) -> HttpResponse:
    """The form. “Save and go on” keeps everything; “Send application” keeps it first."""
    pressed_at = timezone.now()
    if request.method != "POST":
        changed = application.may_be_written and bring_up_to_date(application=application)
        return _page(request, application, changed=changed)
    if not WRITES.spend(request):
        return respond_429(request)
    errors = _keep_all(request, application)
    if request.POST.get("do") == "send" and not errors:
        return _send(request, application, pressed_at)
    if errors:
        return _page(request, application, errors=errors, data=request.POST, status=422)
    messages.success(request, _("Kept. You can go on here or on another device."))
    return to("write", application)


def _send(request: HttpRequest, application: Application, pressed_at: Any) -> HttpResponse:
    try:
        submit_application(application=application, at=pressed_at)
    except IncompleteError as error:
        application.refresh_from_db()
        errors = {lack.block: lack.words for lack in lacking(application)}
        return _page(request, application, errors={"": error.message, **_named(errors)}, status=422)
    except DomainError as error:
        return _page(request, application, errors={"": error.message}, status=409)
    return to("sent", application)


def _named(errors: dict[str, str]) -> dict[str, str]:
    return {block or "standing": words for block, words in errors.items()}


def _page(
    request: HttpRequest,
    application: Application,
    *,
    errors: dict[str, str] | None = None,
    data: Any = None,
    changed: bool = False,
    status: int = 200,
) -> HttpResponse:
    answered = answers_of(application)
    form = AnswersForm(answered, data, standing=application.standing)
    if errors and data is None:
        form = AnswersForm(answered, {}, standing=application.standing)
        form.data = _as_typed(answered, application.standing)
    if errors:
        form.full_clean()
        for block, words in errors.items():
            name = block if block in ("", "standing") else f"q-{block}"
            form.add_error(name or None, words)
    context = {
        "application": application,
        "cohort": application.cohort,
        "form": form,
        "rows": _rows(form),
        "may_write": application.may_be_written,
        "is_sent": application.state == ApplicationState.SUBMITTED,
        "changed": changed,
        "shared": is_shared_device(request),
        "asked": form_of(application.cohort),
    }
    return render(request, "cohorts/applications/write.html", context, status=status)


def _as_typed(answered: list[Answered], standing: str) -> Any:
    """What is kept, as if it had been sent: a form with errors shows what was typed."""
    typed = QueryDict(mutable=True)
    for one in answered:
        typed.setlist(f"q-{one.question.block}", list(one.choices) or [one.text])
    typed["standing"] = standing
    return typed


def _rows(form: AnswersForm) -> list[dict[str, Any]]:
    found = []
    for one, field, base in form.rows():
        others = one.answer.others if one.answer else []
        found.append(
            {
                "one": one,
                "field": field,
                "base": base,
                "most": MOST_BYTES.get(one.question.kind, 0),
                "others": [(other["text"], parse_datetime(other["at"])) for other in others],
            }
        )
    return found


def _keep_all(request: HttpRequest, application: Application) -> dict[str, str]:
    """Everything that came is kept, each answer by itself; what could not be, in words by block."""
    errors: dict[str, str] = {}
    answered = answers_of(application)
    form = AnswersForm(answered, request.POST)
    for one in answered:
        try:
            _keep_one(request, application, form, one)
        except DomainError as error:
            if error.code == "closed":
                return {"": error.message}
            errors[one.question.block] = error.message
        except ValidationError as error:
            errors[one.question.block] = " ".join(error.messages)
    try:
        writing.keep_standing(application=application, standing=request.POST.get("standing", ""))
    except DomainError as error:
        return {"": error.message}
    application.refresh_from_db()
    return errors


def _keep_one(request: HttpRequest, application: Application, form: AnswersForm, one: Answered) -> None:
    block = one.question.block
    base = request.POST.get(f"b-{block}", "")
    if one.question.kind == "choice":
        chosen = form.chosen(block)
        known = [option for option in one.question.options if option in chosen]
        if f"b-{block}" in request.POST and writing.digest_of(known) != base:
            writing.keep_choices(application=application, block=block, chosen=chosen, base=base)
    elif one.question.kind in ("short", "long"):
        text = form.typed(block)
        if text is not None and writing.digest_of(text) != base:
            writing.keep_text(application=application, block=block, text=text, base=base)
    else:
        _keep_upload(request, application, block)


def _keep_upload(request: HttpRequest, application: Application, block: str) -> None:
    if request.POST.get(f"drop-{block}"):
        writing.drop_file(application=application, block=block)
    upload = request.FILES.get(f"q-{block}") or request.FILES.get(f"r-{block}")
    if upload is not None:
        if not UPLOADS.spend(request):
            raise ValidationError(_("That were many files. Wait some minutes, then go on."))
        writing.keep_file(application=application, block=block, file=upload)


@require_POST
@for_the_applicant
def save(request: HttpRequest, application: Application) -> HttpResponseBase:
    """One answer, as apply.js sends it while it is typed. Answers in JSON with the digest to go on from."""
    if not WRITES.spend(request):
        return JsonResponse({"code": "too_many", "message": _("Wait a moment.")}, status=429)
    block, kind = request.POST.get("block", ""), request.POST.get("kind", "")
    if kind in ("file", "recording"):
        return _save_file(request, application, block)
    facts: dict[str, Any] = {
        "application": application,
        "block": block,
        "base": request.POST.get("base", ""),
        "device": request.POST.get("device", "")[:36],
    }
    try:
        answer: Answer | None = None
        if kind == "standing":
            writing.keep_standing(application=application, standing=request.POST.get("value", ""))
        elif kind == "choice":
            answer = writing.keep_choices(chosen=request.POST.getlist("value"), **facts)
        else:
            answer = writing.keep_text(text=request.POST.get("value", ""), **facts)
    except DomainError as error:
        return JsonResponse({"code": error.code, "message": error.message}, status=409)
    value: str | list[str] = "" if answer is None else list(answer.choices) or answer.text
    said = {"base": writing.digest_of(value), "saved": at_time(timezone.now())}
    return JsonResponse({**said, "others": bool(answer and answer.others)})


def _save_file(request: HttpRequest, application: Application, block: str) -> HttpResponseBase:
    """A file, as apply.js hands it over once it is chosen. Answers in JSON with its name."""
    if not UPLOADS.spend(request):
        words = _("That were many files. Wait some minutes, then go on.")
        return JsonResponse({"code": "too_many", "message": words}, status=429)
    upload = request.FILES.get("value")
    if upload is None:
        return JsonResponse({"code": "no_file", "message": _("Choose a file.")}, status=409)
    try:
        answer = writing.keep_file(application=application, block=block, file=upload)
    except DomainError as error:
        return JsonResponse({"code": error.code, "message": error.message}, status=409)
    except ValidationError as error:
        return JsonResponse({"code": "file", "message": " ".join(error.messages)}, status=409)
    return JsonResponse({"name": answer.file_name, "saved": at_time(timezone.now())})


@require_POST
@for_the_applicant
def forget_other(request: HttpRequest, application: Application, block: str) -> HttpResponse:
    """The text of another device has been seen."""
    place = request.POST.get("place", "")
    try:
        if place.isdecimal():
            writing.forget_other(application=application, block=block, place=int(place))
    except DomainError as error:
        messages.error(request, error.message)
    return redirect(address("write", application) + f"#a-{block}")


@require_safe
@for_the_applicant
def sent(request: HttpRequest, application: Application) -> HttpResponse:
    """The receipt: when it was sent, what happens when, and what one can still do."""
    if application.state != ApplicationState.SUBMITTED:
        return to("write", application)
    asked = form_of(application.cohort)
    context = {
        "application": application,
        "cohort": application.cohort,
        "answers": answers_of(application),
        "asks_diversity": bool(asked and asked.asks_diversity and not application.was_asked_diversity),
    }
    return render(request, "cohorts/applications/sent.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_applicant
def about_you(request: HttpRequest, application: Application) -> HttpResponse:
    """The diversity questions, after sending, on a page apart; once."""
    asked = form_of(application.cohort)
    if application.state != ApplicationState.SUBMITTED or asked is None or not asked.asks_diversity:
        raise Http404
    if application.was_asked_diversity:
        return to("sent", application)
    form = DiversityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if note_asked(application=application):
            keep_diversity(cohort=application.cohort, answers=form.cleaned_data)
        messages.success(request, _("Thank you. Nobody can tell which answers are yours."))
        return to("sent", application)
    context = {"application": application, "cohort": application.cohort, "form": form}
    return render(request, "cohorts/applications/about_you.html", context)


@require_safe
@for_the_applicant
def own_file(request: HttpRequest, application: Application, block: str) -> HttpResponseBase:
    """What one handed in oneself."""
    return send_answer(request, application, block)


def send_answer(request: HttpRequest, application: Application, block: str) -> HttpResponseBase:
    """The file of one answer, for a caller who asked whether it may be read. Raises ``Http404``."""
    answer = Answer.objects.filter(application=application, block=block).exclude(file="").first()
    if answer is None:
        raise Http404
    name = str(answer.file.name)
    try:
        return send_document(request, storage=default_storage, name=name, filename=answer.file_name, tag="")
    except FileNotFoundError:
        raise Http404 from None
