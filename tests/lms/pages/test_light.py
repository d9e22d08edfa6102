"""Style sheets and scripts as browsers get them. That they mean the same is shown in tests/browser."""

import pytest
from django.core.management import call_command

from lms.pages import checks, light


@pytest.fixture
def served(settings, tmp_path, monkeypatch):
    """A site of one style sheet and one script, served in their short form."""
    room = tmp_path / "lms" / "static"
    (room / "css").mkdir(parents=True)
    (room / "css" / "page.css").write_text(
        "/* why */\n@layer a, b;\n@layer b {\n  p > a { color: red; }\n}\n"
    )
    (room / "page.js").write_text("// why\nexport const words = `two  spaces`;\n")
    settings.BASE_DIR = tmp_path
    settings.VAR_DIR = tmp_path / "var"
    settings.LIGHT_STATIC = tmp_path / "light"
    settings.STATICFILES_DIRS = [settings.LIGHT_STATIC, room]
    monkeypatch.setattr("lms.pages.fonts.FACES", ())
    return tmp_path


def test_rules_stay_and_comments_and_spaces_go(served):
    assert light.make() == 2
    assert (served / "light" / "css" / "page.css").read_text() == "@layer a,b;@layer b{p>a{color:red}}"
    assert (served / "light" / "page.js").read_text() == "export const words=`two  spaces`;"


def test_second_run_writes_nothing(served):
    light.make()

    assert light.make() == 0


def test_changed_source_is_made_again_and_a_removed_one_goes(served):
    light.make()
    (served / "lms" / "static" / "css" / "page.css").write_text("p { color: blue; }")
    (served / "lms" / "static" / "page.js").unlink()

    assert light.make() == 1
    assert (served / "light" / "css" / "page.css").read_text() == "p{color:blue}"
    assert not (served / "light" / "page.js").exists()


def test_command_makes_them(served, capsys):
    call_command("build_assets")

    assert capsys.readouterr().out == f"Shortened 2 files into {served / 'light'}.\n"


def test_site_that_would_serve_old_ones_says_so(served):
    (error,) = checks.light_files_are_made()
    assert error.id == "lms.E021"
    assert error.msg.startswith("2 style sheets and scripts in ")

    light.make()
    assert checks.light_files_are_made() == []

    (served / "lms" / "static" / "css" / "page.css").write_text("p { color: blue; }")
    assert [error.id for error in checks.light_files_are_made()] == ["lms.E021"]


def test_sources_are_served_where_somebody_works_on_them(served, settings):
    settings.STATICFILES_DIRS = settings.STATICFILES_DIRS[1:]

    assert checks.light_files_are_made() == []


def test_space_that_means_inside_stays(served):
    sheet = served / "lms" / "static" / "css" / "page.css"
    sheet.write_text("[data-a] :is(p, li) { color: red; }\n.b :focus { top: 0; }\n.c:hover { top: 0; }\n")
    light.make()

    assert (served / "light" / "css" / "page.css").read_text() == (
        "[data-a] *:is(p,li){color:red}.b *:focus{top:0}.c:hover{top:0}"
    )
