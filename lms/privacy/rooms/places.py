"""What places hold: who brought in a list."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.places.models import PlacesImport
from lms.privacy.registry import Fate, Part, PersonalData, register_data, rows

register_data(
    PersonalData(
        code="places",
        title=_("Lists of places that you brought in as staff"),
        why=_("To know where a list came from (legitimate interest, Article 6(1)(f))."),
        seen_by=_("Administrators."),
        kept=_("For as long as the places; lists that were never applied seven days."),
        models=("places.PlacesImport",),
        export=lambda person: rows(
            _("Lists of places"),
            PlacesImport.objects.filter(made_by_uid=person.uid).order_by("pk"),
            {"filename": _("File"), "created_at": _("When"), "state": _("State")},
        ),
        erase=(
            Part(
                Fate.ANONYMISED,
                _("Lists of places"),
                lambda person: PlacesImport.objects.filter(made_by_uid=person.uid),
                why=_("They hold your number, which leads to nobody once your account is empty."),
            ),
        ),
        order=75,
        step=42,
    )
)
