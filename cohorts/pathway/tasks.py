"""Jobs of the pathway."""

from cohorts.pathway.countdown import settle_all
from cohorts.pathway.countdown_models import PollMove
from cohorts.pathway.graduation import graduate
from cohorts.pathway.models import Pathway
from cohorts.pathway.moves import tell_of_move
from cohorts.pathway.reminders import remind, remind_due
from cohorts.programmes.models import Place


def graduate_job(place_id: int) -> None:
    """Queue door to ``graduate``. A vanished place is not an error."""
    place = Place.objects.select_related("cohort__programme", "trainee").filter(pk=place_id).first()
    if place is not None:
        graduate(place=place)


def settle_countdowns_job() -> None:
    """Once a day: every countdown follows the rules and bank holidays that are known by now."""
    settle_all()


def remind_of_dates_job() -> None:
    """Once an hour: reminders of dates that are near and not ticked."""
    remind_due()


def remind_person_job(pathway_id: int) -> None:
    """Queue door to ``remind``. A vanished pathway is not an error."""
    pathway = Pathway.objects.filter(pk=pathway_id).first()
    if pathway is not None:
        remind(pathway=pathway)


def tell_of_move_job(move_id: int) -> None:
    """Queue door to ``tell_of_move``. A vanished move is not an error."""
    move = PollMove.objects.select_related("pathway__place__cohort", "pathway__place__trainee")
    found = move.filter(pk=move_id).first()
    if found is not None:
        tell_of_move(move=found)
