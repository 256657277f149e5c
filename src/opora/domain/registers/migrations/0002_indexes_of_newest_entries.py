"""Indexes by which the newest entries are found, and entries are counted without their rows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registers", "0001_initial")]

    operations = [
        migrations.RemoveIndex(model_name="entry", name="entry_count"),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                fields=["territory", "register", "state", "type", "day", "secret"],
                name="entry_count",
            ),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["day", "register", "state", "type"], name="entry_newest"),
        ),
        migrations.AddIndex(
            model_name="entrypart",
            index=models.Index(fields=["organisation", "role", "entry"], name="entry_part_of"),
        ),
    ]
