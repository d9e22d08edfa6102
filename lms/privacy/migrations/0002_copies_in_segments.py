"""Archives in segments: a copy that is ready becomes one of a single segment; one in the making begins anew."""

import django.db.models.deletion
from django.db import migrations, models


def to_segments(apps, schema_editor):
    Export = apps.get_model("privacy", "Export")
    Segment = apps.get_model("privacy", "ExportSegment")
    for export in Export.objects.filter(state="ready").exclude(stored_as=""):
        Segment.objects.create(export=export, number=0, stored_as=export.stored_as, size=export.size)
    apps.get_model("privacy", "ExportPart").objects.all().delete()


def to_one_file(apps, schema_editor):
    """Archives of one segment only: those of several cannot be fetched any more, and are deleted in time."""
    for segment in apps.get_model("privacy", "ExportSegment").objects.filter(number=0):
        apps.get_model("privacy", "Export").objects.filter(pk=segment.export_id, size=segment.size).update(
            stored_as=segment.stored_as
        )


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_copies_and_erasures")]

    operations = [
        migrations.AddField("export", "plan", models.CharField(blank=True, max_length=200)),
        migrations.AddField("export", "weight", models.PositiveBigIntegerField(default=0)),
        migrations.CreateModel(
            name="ExportSegment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("stored_as", models.CharField(max_length=200)),
                ("size", models.PositiveBigIntegerField()),
                ("place", models.JSONField(default=dict)),
                ("listing", models.BinaryField(default=bytes)),
                (
                    "export",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="segments",
                        to="privacy.export",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("export", "number"), name="one_segment_per_number")
                ],
            },
        ),
        migrations.RunPython(to_segments, to_one_file),
        migrations.RemoveField("export", "stored_as"),
    ]
