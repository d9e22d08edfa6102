"""Whoever is signed in stays signed in: Django's table of sessions is emptied into ours."""

from datetime import datetime, timezone as zone

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import migrations
from django.utils import timezone

AT_ONCE = 500


def carry_over(apps, schema_editor):
    old = apps.get_model("sessions", "Session").objects.using(schema_editor.connection.alias)
    new = apps.get_model("accounts", "Visit").objects.using(schema_editor.connection.alias)
    people = set(
        apps.get_model("accounts", "User").objects.using(schema_editor.connection.alias).values_list("pk", flat=True)
    )
    last = ""
    while sessions := list(
        old.filter(pk__gt=last, expire_date__gt=timezone.now()).order_by("pk")[:AT_ONCE]
    ):
        new.bulk_create([_visit(new.model, session, people) for session in sessions])
        last = sessions[-1].pk
    old.all().delete()


def _visit(model, session, people):
    """The data is encoded alike in both; it says whose the session is and when the person signed in."""
    data = SessionStore().decode(session.session_data)
    person = int(data.get(SESSION_KEY) or 0)
    visit = model(
        session_key=session.session_key,
        session_data=session.session_data,
        expire_date=session.expire_date,
        user_id=person if person in people else None,
    )
    signed_in = [deed["at"] for deed in data.get("account_authentication_methods", []) if "at" in deed]
    if signed_in:
        visit.created_at = datetime.fromtimestamp(min(signed_in), tz=zone.utc)
    return visit


def carry_back(apps, schema_editor):
    old = apps.get_model("sessions", "Session")
    for visit in apps.get_model("accounts", "Visit").objects.iterator(chunk_size=AT_ONCE):
        old.objects.create(
            session_key=visit.session_key,
            session_data=visit.session_data,
            expire_date=visit.expire_date,
        )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_visits"), ("sessions", "0001_initial")]

    operations = [migrations.RunPython(carry_over, carry_back)]
