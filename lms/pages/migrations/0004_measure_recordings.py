"""The recordings that are there are measured. A file that is missing or broken has no length."""

from django.db import migrations

from lms.pages import recordings


def measure(apps, schema_editor):
    documents = apps.get_model("pages", "SiteDocument").objects.using(schema_editor.connection.alias)
    for document in documents.filter(seconds__isnull=True).order_by("pk").iterator():
        name = document.file.name or ""
        if recordings.extension(name) not in recordings.MEASURABLE:
            continue
        try:
            with document.file.open("rb") as file:
                document.seconds = recordings.seconds_of(file, name)
        except Exception:  # whatever the storage says of a file that it does not have
            continue
        document.save(update_fields=["seconds"])


class Migration(migrations.Migration):

    dependencies = [
        ('pages', '0003_length_of_recordings'),
    ]

    operations = [
        migrations.RunPython(measure, migrations.RunPython.noop),
    ]
