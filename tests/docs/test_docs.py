"""What the documents claim, checked against the code."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from coaching_rules.techniques import LABELS

CONTRACT_WORDS = (
    "help",
    "setup",
    "run",
    "test",
    "check",
    "format",
    "train",
    "finetune",
    "eval",
    "rehearse",
    "score",
    "bench",
    "screenshots",
)
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
HOST_OR_MACHINE = re.compile(
    r"/work/|/tmp/authoring|/opt/pypi|files\.pythonhosted|pypi\.org|registry\.npmjs|deb\.debian"
)


def documents(root: Path) -> list[Path]:
    return [root / "README.md", *sorted((root / "docs").rglob("*.md"))]


def headings(path: Path) -> set[str]:
    return {line.lstrip("#").strip().strip("`") for line in path.read_text().splitlines() if line.startswith("#")}


def test_every_link_between_documents_leads_somewhere(root: Path) -> None:
    broken = [
        f"{document.relative_to(root)}: {target}"
        for document in documents(root)
        for target in LINK.findall(document.read_text())
        if not (document.parent / target).exists()
    ]
    assert broken == []


@pytest.mark.parametrize("label", LABELS)
def test_every_label_has_a_heading_in_the_reference(label: str, root: Path) -> None:
    assert label in headings(root / "docs" / "reference" / "techniques.md")


@pytest.mark.parametrize("word", CONTRACT_WORDS)
def test_every_word_of_the_makefile_is_there_and_explained(word: str, root: Path) -> None:
    makefile = (root / "Makefile").read_text()
    assert re.search(rf"^{word}:.*## \S", makefile, re.MULTILINE), f"make {word} is missing or unexplained"


def test_the_readme_names_only_words_the_makefile_has(root: Path) -> None:
    makefile = (root / "Makefile").read_text()
    named = set(re.findall(r"\bmake ((?:[a-z]+ ?)+)`?", (root / "README.md").read_text()))
    words = {word for phrase in named for word in phrase.split()}
    known = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    assert "run" in words
    assert {word for word in words if word in CONTRACT_WORDS} <= known


def test_every_folder_on_the_readmes_map_exists(root: Path) -> None:
    rows = [line for line in (root / "README.md").read_text().splitlines() if line.startswith("| `")]
    named = [name for row in rows for name in re.findall(r"`([\w./-]+)`", row.split("|")[1])]
    assert named
    assert [name for name in named if not (root / name).exists()] == []


def test_no_file_names_a_registry_host_or_a_path_of_one_machine(root: Path) -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=root, check=True, capture_output=True, text=True).stdout.split(
        "\n"
    )
    found = []
    for path in (root / name for name in listed if name):
        if path == Path(__file__) or not path.is_file():
            continue
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        if HOST_OR_MACHINE.search(text):
            found.append(str(path.relative_to(root)))
    assert found == []
