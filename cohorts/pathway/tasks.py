"""Jobs of the pathway."""

from cohorts.pathway.graduation import graduate
from cohorts.programmes.models import Place


def graduate_job(place_id: int) -> None:
    """Queue door to ``graduate``. A vanished place is not an error."""
    place = Place.objects.select_related("cohort__programme", "trainee").filter(pk=place_id).first()
    if place is not None:
        graduate(place=place)
