"""The set-up: locks, image, compose, and that everything the software reads is packed with it."""

from __future__ import annotations

import fnmatch
import re
import subprocess
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeAlias, cast

import pytest
import yaml

Yaml: TypeAlias = Mapping[str, "Yaml"] | Sequence["Yaml"] | str | int | None
LOCKS = ("requirements.lock", "requirements-dev.lock")
SECRETS = ("TOKEN", "SECRET", "PASSWORD", "KEY")


def locked(lock: Path) -> dict[str, str]:
    """Give the versions by name."""
    return dict(re.findall(r"^([a-z0-9][a-z0-9._-]*)(?:\[[a-z,]+\])?==(\S+)", lock.read_text(), re.MULTILINE))


def under(tree: Yaml, *path: str) -> Yaml:
    """Follow keys into parsed YAML."""
    for key in path:
        assert isinstance(tree, Mapping)
        assert key in tree
        tree = tree[key]
    return tree


@pytest.fixture
def compose(project: Path) -> Yaml:
    return cast(Yaml, yaml.safe_load((project / "docker-compose.yml").read_text()))


@pytest.fixture
def dockerfile(project: Path) -> list[str]:
    joined = (project / "Dockerfile").read_text().replace("\\\n", " ")
    return [line for line in joined.splitlines() if line and not line.startswith("#")]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_versions_and_hashes_alone(project: Path, lock: str) -> None:
    """No address, host, folder or option; every version with hashes."""
    text = (project / lock).read_text()
    assert not re.search(r"://|file:|/|^\s*-(?!-hash=sha256:[0-9a-f]{64})|#", text, re.MULTILINE)
    pins = re.findall(r"^[a-z0-9].*?==.*?(?=^[a-z0-9]|\Z)", text, re.MULTILINE | re.DOTALL)
    assert len(pins) == len(locked(project / lock)) > 40
    assert [pin.split()[0] for pin in pins if "--hash=sha256:" not in pin] == []


def test_both_locks_agree(project: Path) -> None:
    """What is tested is what runs: the tools' lock holds the other one with the same versions."""
    runs, tools = (locked(project / lock) for lock in LOCKS)
    assert runs.items() <= tools.items()
    assert not {"pytest", "mypy", "ruff"} & runs.keys()


def test_every_dependency_is_locked(project: Path) -> None:
    """A dependency added without `make lock` is noticed."""
    tables = tomllib.loads((project / "pyproject.toml").read_text())
    extras = tables["project"]["optional-dependencies"]
    runs = [*tables["project"]["dependencies"], *extras["embedded"], *tables["dependency-groups"]["build"]]
    for lock, wanted in zip(LOCKS, (runs, runs + extras["dev"]), strict=True):
        names = {re.split(r"[\[<>=!~; ]", line, maxsplit=1)[0].lower().replace(".", "-").replace("_", "-") for line in wanted}
        assert names - locked(project / lock).keys() == set()


def test_the_fixed_msgpack_is_locked(project: Path) -> None:
    """CVE-2026-114613: msgpack before 1.2.3 leaks on a rejected map key."""
    for lock in LOCKS:
        assert tuple(map(int, locked(project / lock)["msgpack"].split("."))) >= (1, 2, 3)


def test_whatever_the_software_reads_is_packed(project: Path) -> None:
    """Every file beside the modules is packed with its package, and every module lies in one."""
    tables = tomllib.loads((project / "pyproject.toml").read_text())
    globs = tables["tool"]["setuptools"]["package-data"]["*"]
    listed = subprocess.run(
        ["git", "ls-files", "engine", "games", "adapters"], cwd=project, capture_output=True, text=True, check=True
    )
    files = [Path(line) for line in listed.stdout.splitlines()]
    assert files
    packages = {file: next(folder for folder in file.parents if (project / folder / "__init__.py").is_file()) for file in files}
    for file, package in packages.items():
        within = str(file.relative_to(package))
        assert file.suffix == ".py" or any(fnmatch.fnmatch(within, glob.removeprefix("**/")) for glob in globs), file
        assert file.suffix != ".py" or package == file.parent, f"{file} lies in a folder that is no package"


@pytest.mark.parametrize("file", ["poster.png", "clips/gate.png", "clips/gate.jpg", "film.mp4", "steel/steel.yaml"])
def test_pictures_and_films_of_a_game_are_packed(project: Path, file: str) -> None:
    """Whatever docs/story.md lets a game have beside it, in its folder or in one below."""
    globs = tomllib.loads((project / "pyproject.toml").read_text())["tool"]["setuptools"]["package-data"]["*"]
    assert any(glob.startswith("**/") and fnmatch.fnmatch(file, glob.removeprefix("**/")) for glob in globs)


def test_the_image_is_pinned_locked_and_not_root(dockerfile: list[str]) -> None:
    """A full version of Python, hashes required, a user of its own before the command, a look at /health."""
    bases = [line.split()[1] for line in dockerfile if line.startswith("FROM")]
    assert bases
    assert all(re.fullmatch(r"python:3\.11\.\d+-slim(-\w+)?", base) for base in bases)
    installs = [line for line in dockerfile if "pip install" in line]
    assert all(
        "--require-hashes -r requirements.lock" in line or "--no-deps --no-build-isolation --no-index" in line for line in installs
    )
    users = [place for place, line in enumerate(dockerfile) if re.fullmatch(r"USER (?!root\b|0\b)\w+", line)]
    command = next(place for place, line in enumerate(dockerfile) if line.startswith("CMD"))
    assert max(place for place, line in enumerate(dockerfile) if line.startswith("FROM")) < users[-1] < command
    assert any(line.startswith("HEALTHCHECK") and "/health" in line for line in dockerfile)
    assert not any(re.search(rf"(ARG|ENV).*({'|'.join(SECRETS)})", line) for line in dockerfile)


def test_the_image_gets_what_it_copies_and_no_more(project: Path, dockerfile: list[str]) -> None:
    """The build context holds exactly the files that are copied: no `.env`, no data folder, no history."""
    copied = {name for line in dockerfile if re.match(r"COPY (?!--from)", line) for name in line.split()[1:-1]}
    lines = (project / ".dockerignore").read_text().splitlines()
    assert {line.removeprefix("!") for line in lines if line.startswith("!")} == copied
    assert "*" in lines
    assert all((project / name).exists() for name in copied)


def test_the_redis_of_the_compose_file_loses_nothing(compose: Yaml) -> None:
    """A pinned Redis 7 with AOF every second, no eviction, a volume, and no port to the outside."""
    redis = under(compose, "services", "redis")
    assert re.match(r"redis:7\.\d+", str(under(redis, "image")))
    command = cast(Sequence[str], under(redis, "command"))
    flags = dict(zip(command[1::2], command[2::2], strict=True))
    assert flags == {"--appendonly": "yes", "--appendfsync": "everysec", "--maxmemory-policy": "noeviction", "--save": ""}
    assert under(redis, "volumes") == ["redis:/data"]
    assert "redis" in cast(Mapping[str, Yaml], under(compose, "volumes"))
    assert "ports" not in cast(Mapping[str, Yaml], redis)
    assert "ping" in str(under(redis, "healthcheck", "test"))


def test_the_service_of_the_compose_file_waits_and_keeps_no_secret(compose: Yaml) -> None:
    """It starts when Redis is healthy; its secrets come from `.env` alone; it is reached from this machine alone."""
    smena = under(compose, "services", "smena")
    assert under(smena, "env_file") == ".env"
    assert under(smena, "depends_on", "redis", "condition") == "service_healthy"
    given = cast(Mapping[str, str], under(smena, "environment"))
    assert [name for name in given if any(word in name for word in SECRETS)] == []
    assert "@" not in given["SMENA_REDIS_URL"]
    assert all(str(port).startswith("127.0.0.1:") for port in cast(Sequence[str], under(smena, "ports")))


def test_nothing_secret_and_nothing_made_is_tracked(project: Path) -> None:
    """`.env`, data and what the tools make stay out of the history."""
    made = [".env", ".smena/play/redis.sock", ".venv/ready", "engine/__pycache__/x.pyc", "smena.egg-info/PKG-INFO", ".mypy_cache/x"]
    told = subprocess.run(["git", "check-ignore", *made], cwd=project, capture_output=True, text=True, check=False).stdout
    assert told.splitlines() == made


def test_the_checks_of_a_submission_are_those_of_make_test(project: Path) -> None:
    """One command before a push: `.ci/run` ends in `make test`, and stops at the first error."""
    lines = (project / ".ci" / "run").read_text().splitlines()
    assert lines[0] == "#!/usr/bin/env bash"
    assert lines[-1] == "make test"
    assert "set -euo pipefail" in lines
    assert (project / ".ci" / "run").stat().st_mode & 0o111
    steps = subprocess.run(["make", "-n", "-o", "setup", "test"], cwd=project, capture_output=True, text=True, check=True).stdout
    assert all(step in steps for step in ("ruff check", "ruff format --check", "mypy", "lint-imports", "pytest"))
