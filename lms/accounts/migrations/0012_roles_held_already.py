"""Whoever is in a group of ours holds that role, given before anybody wrote down by whom."""

from django.db import migrations

ROLES = ("editor", "organiser", "safeguarding", "administrator")


def write_down(apps, schema_editor):
    Membership = apps.get_model("accounts", "User").groups.through
    RoleGrant = apps.get_model("accounts", "RoleGrant")
    using = schema_editor.connection.alias
    held = Membership.objects.using(using).filter(group__name__in=ROLES)
    known = set(RoleGrant.objects.using(using).filter(ended_at=None).values_list("person_id", "role"))
    RoleGrant.objects.using(using).bulk_create(
        [
            RoleGrant(person_id=person, role=role)
            for person, role in held.values_list("user_id", "group__name")
            if (person, role) not in known
        ]
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0011_roles_and_profiles"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(write_down, migrations.RunPython.noop)]
