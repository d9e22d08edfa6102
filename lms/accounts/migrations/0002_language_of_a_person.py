from django.db import migrations, models


def carry_over(apps, schema_editor):
    """A language that stood on somebody's profile stands with the person."""
    people = apps.get_model("accounts", "User").objects
    for person, language in apps.get_model("accounts", "Profile").objects.exclude(language="").values_list("user", "language"):
        people.filter(pk=person).update(language=language)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='language',
            field=models.CharField(blank=True, help_text='Chosen by the person; letters are written in it. Empty: as the device says.', max_length=12, verbose_name='language'),
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField(
            model_name='profile',
            name='language',
        ),
    ]
