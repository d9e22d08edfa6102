"""Jobs of what follows on a pathway."""

from cohorts.following.letters import follow_entry, send_due_letters, send_letter
from cohorts.following.models import AfterLetter, NetworkEarned
from cohorts.following.network import settle_cohort_network, settle_network, tell_of_doubt
from cohorts.pathway.models import PathwayEntry


def follow_entry_job(entry_id: int) -> None:
    """Queue door to ``follow_entry`` and ``settle_network``. A vanished entry is not an error."""
    follow_entry(entry_id)
    for place_id in PathwayEntry.objects.filter(pk=entry_id).values_list("pathway__place_id", flat=True):
        settle_network(place_id)


def settle_network_job(place_id: int) -> None:
    """Queue door to ``settle_network``."""
    settle_network(place_id)


def settle_cohort_network_job(cohort_id: int, after: int = 0) -> None:
    """Queue door to ``settle_cohort_network``."""
    settle_cohort_network(cohort_id=cohort_id, after=after)


def tell_of_doubt_job(earned_id: int) -> None:
    """Queue door to ``tell_of_doubt``. A vanished row is not an error."""
    earned = NetworkEarned.objects.select_related("place__cohort").filter(pk=earned_id).first()
    if earned is not None:
        tell_of_doubt(earned=earned)


def send_due_letters_job() -> None:
    """Every ten minutes: a job for each letter whose morning has come."""
    send_due_letters()


def send_letter_job(letter_id: int) -> None:
    """Queue door to ``send_letter``. A vanished letter is not an error."""
    letter = AfterLetter.objects.filter(pk=letter_id).first()
    if letter is not None:
        send_letter(letter=letter)
