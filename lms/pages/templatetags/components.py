"""Template tags of the design language; builtins of every template."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from django import template
from django.template.defaultfilters import date as format_date
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from lms import language
from lms.pages import colour, embeds
from lms.pages.chrome import chrome, form_token_of
from lms.pages.lines import line_html, stop_html
from lms.pages.pieces import page_piece
from lms.pages.prepared import StencilContext, cut, gap, prepared
from lms.pages.selectors import Look, Stop, organisation_look
from lms.pages.sizes import file_size

register = template.Library()


def words_language(context: template.Context | Mapping[str, Any]) -> str:
    """The language of the editor's words that are being drawn; empty where nobody said."""
    value, page = context.get("value"), context.get("page")
    if isinstance(value, Mapping) and value.get("language"):
        return str(value["language"])
    if written := context.get("written_in"):
        return str(written)
    locale = getattr(page, "locale", None)
    return locale.language_code if locale is not None else ""


@register.simple_tag(takes_context=True)
def form_token(context: template.Context) -> SafeString | str:
    """The hidden CSRF field; works inside ``{% include … only %}`` too, where Django's does not."""
    if isinstance(context, StencilContext):
        token: str = gap("token")
    else:
        request = getattr(context, "request", None) or context.get("request")
        if request is None:
            return ""
        token = form_token_of(request)
    return format_html('<input name="csrfmiddlewaretoken" type="hidden" value="{}">', token)


@register.simple_tag(takes_context=True)
def site_chrome(context: template.Context, name: str) -> SafeString:
    """The header or the footer of the page, prepared: ``{% site_chrome "components/header.html" %}``."""
    return chrome(name, context.get("request"), may_edit=bool(context.get("may_edit")))


@register.simple_tag
def prepared_piece(name: str) -> SafeString:
    """A template without any variable, made once for each language."""
    return prepared.get("piece", name, make=lambda: cut(name, {})).fill()


@register.simple_tag(takes_context=True, name="page_piece")
def page_piece_tag(context: template.Context, name: str) -> SafeString:
    """What editors wrote on the page, prepared: ``{% page_piece "components/blocks.html" %}``."""
    return page_piece(name, context["page"], context.get("request"))


register.filter(file_size)
register.simple_tag(line_html, name="line")
register.simple_tag(stop_html)


@register.filter
def starts(text: Any, beginning: str) -> bool:
    return str(text or "").startswith(beginning)


@register.filter
def telephone(number: str) -> str:
    """The number as a telephone dials it: digits and a leading plus; a bracketed zero is dropped."""
    return re.sub(r"[^\d+]", "", str(number).replace("(0)", ""))


@register.filter
def duration(minutes: int | None) -> str:
    """Minutes in words: “12 minutes”, “1 h 50”, “6 hours”."""
    if minutes is None:
        return ""
    hours, left = divmod(int(minutes), 60)
    if not hours:
        return ngettext("%(count)d minute", "%(count)d minutes", left) % {"count": left}
    if not left:
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    # Translators: hours and minutes, such as “1 h 05”.
    return _("%(hours)d h %(minutes)02d") % {"hours": hours, "minutes": left}


@register.filter
def play_time(seconds: int | None) -> str:
    """How long something plays, in words: “45 seconds”, “12 minutes”; nothing where it is not known."""
    if not seconds:
        return ""
    if seconds < 60:
        return ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}
    return duration(round(seconds / 60))


def _local(moment: dt.date | dt.datetime | None) -> dt.date | dt.datetime | None:
    if isinstance(moment, dt.datetime) and timezone.is_aware(moment):
        return timezone.localtime(moment)
    return moment


@register.filter
def on_date(moment: dt.date | dt.datetime | None) -> str:
    """“Monday 8 March”, with the year when it is not this one."""
    moment = _local(moment)
    if not moment:
        return ""
    if moment.year == timezone.localdate().year:
        # Translators: a pattern of Django's for dates, as all of these: “Monday 8 March”.
        return format_date(moment, pgettext("date without year", "l j F"))
    # Translators: “Monday 8 March 2027”.
    return format_date(moment, pgettext("date with year", "l j F Y"))


@register.filter
def short_day(moment: dt.date | dt.datetime | None) -> str:
    """“Mon 8”: the day in the first column of a list; an older one as “8 March”."""
    local = _local(moment)
    if not local:
        return ""
    day = local.date() if isinstance(local, dt.datetime) else local
    if abs((timezone.localdate() - day).days) < 7:
        # Translators: “Mon 8”; there is little room.
        return format_date(local, pgettext("day of this week", "D j"))
    # Translators: “8 Mar”; there is little room.
    return format_date(local, pgettext("day, short", "j M"))


@register.filter
def at_time(moment: dt.datetime | None) -> str:
    """“Monday 8 March, 19:00”, with the year when it is not this one."""
    local = _local(moment)
    if not local:
        return ""
    return _("%(date)s, %(time)s") % {"date": on_date(local), "time": format_date(local, "H:i")}


@register.filter
def long_date(moment: dt.date | dt.datetime | str | None) -> str:
    """“3 November 2026”: a date of record, always with its year."""
    if isinstance(moment, str):
        try:
            moment = dt.date.fromisoformat(moment)
        except ValueError:
            return ""
    moment = _local(moment)
    return format_date(moment, pgettext("date of record", "j F Y")) if moment else ""


@register.filter
def state_word(state: str) -> str:
    """The word that a screen reader hears for the state of a stop."""
    return {
        # Translators: heard after the name of a lesson or step, in brackets.
        "done": pgettext("state of a stop", "done"),
        "here": pgettext("state of a stop", "you are here"),
        "next": pgettext("state of a stop", "next"),
        "missed": pgettext("state of a stop", "missed"),
    }.get(state or "", pgettext("state of a stop", "later"))


@register.filter
def nation(code: str) -> str:
    """The nation whose law a note states."""
    return {
        "england": _("England"),
        "wales": _("Wales"),
        "scotland": _("Scotland"),
        "northern_ireland": _("Northern Ireland"),
    }.get(code or "", "")


@register.filter
def web_address(typed: Any) -> str:
    """``typed`` if it begins as a web address does, else nothing: a draft may hold anything at all,
    such as “javascript:…”, and administrators look at other people's drafts."""
    address = str(typed or "")
    return address if address.lower().startswith(("https://", "http://")) else ""


register.filter("frame_address", embeds.frame_address)
register.filter("host_name", embeds.host_name)


@register.simple_tag
def languages() -> list[dict[str, Any]]:
    """The languages of the site: ``{% languages as all %}``."""
    return language.languages()


@register.simple_tag
def lang(code: str | None) -> SafeString | str:
    """`` lang="…"`` for words in another language than the interface's; nothing for words in its own."""
    if not code or code == get_language():
        return ""
    return format_html(' lang="{}"', code)


@register.simple_tag(takes_context=True)
def own_lang(context: template.Context | Mapping[str, Any]) -> SafeString | str:
    """`` lang="…"`` for words of the interface among an editor's in another language; else nothing.

    The editor's are in the language of the block (``value``, ``ask``), else of the text around it.
    """
    spoken = get_language() or ""
    return "" if words_language(context) in ("", spoken) else format_html(' lang="{}"', spoken)


@register.simple_tag
def organisation() -> Look:
    """The organisation, where there is no request: ``{% organisation as look %}`` in a letter."""
    return organisation_look()


@register.filter
def ink_on(ground: str) -> str:
    """Black or white, whichever can be read on ``ground``."""
    return colour.text_on(ground)


@register.simple_tag
def stop(label: str, state: str = "later", note: str = "", href: str = "") -> Stop:
    """One stop of a line written in a template: ``{% stop "Panel" state="next" as panel %}``."""
    return Stop(label=label, state=state, note=note, href=href)


@register.simple_tag
def stops(*some: Stop) -> list[Stop]:
    """The stops of a line written in a template: ``{% stops first second as way %}``."""
    return list(some)
