"""Make a machine ready for Hustings; runs before anything is installed, with any Python from 3.6.

    python3 -m lms.bootstrap run     what `make run` needs: packages and Pango
    python3 -m lms.bootstrap test    what `make test` and `make check` need: also Chromium

Nothing here may import a package that is not in the standard library. Every
failure ends with one line that says what is missing and what to do.
"""

import ctypes.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VAR = Path(os.environ.get("HUSTINGS_VAR") or ROOT / "var")

LEAST_PYTHON = (3, 11)
PANGO_LIBRARIES = ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset")
PANGO_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def say(words):
    print(words, flush=True)


def give_up(words):
    """End with one line. Developers find the details in the log that the line names."""
    sys.exit(f"Hustings cannot start: {words}")


def check_python():
    if sys.version_info < LEAST_PYTHON:
        give_up(
            f"it needs Python 3.11 or newer, and this is Python {sys.version_info[0]}.{sys.version_info[1]}. "
            "Install a newer one and name it, such as: make run PYTHON=python3.12"
        )


def log_file(name):
    folder = VAR / "log"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        give_up(f"the folder {VAR} cannot be written ({error.strerror}).")
    return folder / name


def run_logged(command, log, extra_environment=None):
    """True if ``command`` succeeded; everything that it says is added to ``log``."""
    with log.open("a") as output:
        output.write("\n$ {}\n".format(" ".join(map(str, command))))
        output.flush()
        environment = dict(os.environ, **(extra_environment or {}))
        return (
            subprocess.call(  # noqa: S603
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=environment,
            )
            == 0
        )


def make_environment():
    if (VENV / "bin" / "python").exists():
        return
    say("Making a Python environment in .venv …")
    log = log_file("setup.log")
    if not run_logged([sys.executable, "-m", "venv", VENV], log):
        shutil.rmtree(VENV, ignore_errors=True)
        give_up(
            "Python's venv module does not work here; on Debian or Ubuntu, install the package "
            f"python3-venv. Details: {log}"
        )


def install_packages(lock_name):
    """The packages of one lock file are installed, with their hashes checked.

    Nothing is done while the lock is the one that was installed last. dev.txt
    holds all of base.txt, so it stands for both.
    """
    lock = ROOT / "requirements" / lock_name
    wanted = lock.read_bytes()
    stamp = VENV / (lock_name + ".installed")
    if stamp.exists() and stamp.read_bytes() == wanted:
        return
    say(f"Installing the packages of requirements/{lock_name}; the first time, this takes a minute or two …")
    log = log_file("setup.log")
    start = log.stat().st_size if log.exists() else 0
    pip = [VENV / "bin" / "python", "-m", "pip", "install", "--require-hashes", "--no-input"]
    if not run_logged([*pip, "--disable-pip-version-check", "-r", lock], log):
        words = log.read_text(errors="replace")[start:]
        if "do not match the hashes" in words.lower() or "HASHES FROM THE REQUIREMENTS" in words:
            reason = f"a downloaded package is not the one that requirements/{lock_name} names."
        elif "No space left" in words:
            reason = "the disk is full."
        else:
            reason = "the packages could not be downloaded; is this machine on the network?"
        give_up(f"{reason} Details: {log}")
    stamp.write_bytes(wanted)
    if lock_name == "dev.txt":
        (VENV / "base.txt.installed").write_bytes((ROOT / "requirements" / "base.txt").read_bytes())


def may_install():
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install_with_apt(packages):
    log = log_file("setup.log")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    run_logged(["apt-get", "update", "-q"], log, quiet)
    return run_logged(["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages], log, quiet)


def missing_pango():
    return [name for name in PANGO_LIBRARIES if ctypes.util.find_library(name) is None]


def ensure_pango():
    """WeasyPrint draws certificates with Pango, which pip cannot install."""
    if sys.platform != "linux" or not missing_pango():
        return
    if may_install():
        say("Installing Pango, which draws the certificates …")
        if install_with_apt(PANGO_PACKAGES) and not missing_pango():
            return
    packages = " ".join(PANGO_PACKAGES)
    give_up(f"Pango is missing, which draws the certificates. Install it: apt-get install {packages}")


def missing_for_tests():
    missing = []
    if not any(shutil.which(name) for name in CHROMIUM_NAMES):
        missing.append("chromium")
    if shutil.which("pdftotext") is None:
        missing.append("poppler-utils")
    return missing


def ensure_test_programs():
    """Browser tests drive the system's Chromium; PDF tests read with pdftotext."""
    missing = missing_for_tests()
    if not missing:
        return
    if may_install():
        say("Installing {} for the tests …".format(" and ".join(missing)))
        if install_with_apt(missing) and not missing_for_tests():
            return
    give_up("the tests need {}. Install: apt-get install {}".format(" and ".join(missing), " ".join(missing)))


def main(purpose):
    check_python()
    make_environment()
    install_packages("base.txt" if purpose == "run" else "dev.txt")
    ensure_pango()
    if purpose == "test":
        ensure_test_programs()


if __name__ == "__main__":
    try:
        main(sys.argv[1] if len(sys.argv) > 1 else "run")
    except KeyboardInterrupt:
        sys.exit("Stopped before the set-up was complete; the same command continues it.")
