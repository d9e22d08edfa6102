import django.db.models.deletion
import django.utils.timezone
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cohorts", "0012_questions_at_the_end"),
        ("places", "0001_places"),
    ]

    operations = [
        migrations.CreateModel(
            name="Pathway",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("poll_on", models.DateField(blank=True, null=True, verbose_name="day of the poll")),
                ("is_by_election", models.BooleanField(default=False, verbose_name="a by-election")),
                ("sequence", models.PositiveIntegerField(default=0)),
                ("feed_number", models.PositiveIntegerField(default=0)),
                ("feed_is_open", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "council",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.council",
                        verbose_name="council",
                    ),
                ),
                (
                    "place",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pathway",
                        to="cohorts.place",
                    ),
                ),
                (
                    "ward",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.ward",
                        verbose_name="ward",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PathwayEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("panel", "On the panel of candidates"),
                            ("shortlisted", "Shortlisted"),
                            ("selected", "Selected"),
                            ("nominated", "Nominated"),
                            ("elected", "Elected"),
                            ("not_selected", "Not selected"),
                            ("not_elected", "Not elected"),
                        ],
                        max_length=12,
                        verbose_name="what happened",
                    ),
                ),
                ("on", models.DateField(verbose_name="on which day")),
                ("note", models.TextField(blank=True, max_length=500, verbose_name="note")),
                ("entered_by_uid", models.UUIDField(editable=False)),
                ("entered_at", models.DateTimeField(auto_now_add=True)),
                ("confirmed_by_uid", models.UUIDField(editable=False, null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "council",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.council"
                    ),
                ),
                (
                    "pathway",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="cohorts.pathway",
                    ),
                ),
                (
                    "replaced_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="replaces",
                        to="cohorts.pathwayentry",
                    ),
                ),
                (
                    "ward",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.ward",
                    ),
                ),
            ],
            options={
                "ordering": ["on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at__isnull", True), ("confirmed_by_uid__isnull", True)),
                            models.Q(("confirmed_at__isnull", False), ("confirmed_by_uid__isnull", False)),
                            _connector="OR",
                        ),
                        name="pathway_entry_confirmed_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("replaced_by__isnull", True), ("withdrawn_at__isnull", False), _connector="OR"
                        ),
                        name="pathway_entry_replaced_is_withdrawn",
                    ),
                ],
            },
        ),
    ]
