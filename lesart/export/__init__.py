"""The edition in forms to take along. A new form is one file here, and one line in EXPORTS."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from lesart.export.epub import epub
from lesart.export.finished import Finished
from lesart.export.folder import folder
from lesart.export.onefile import one_file
from lesart.model import Artifact
from lesart.problems import Problem

#: name -> what makes the file to be published
EXPORTS: Mapping[str, Callable[[Finished], Artifact | Problem]] = MappingProxyType(
    {"one file": one_file, "epub": epub, "folder": folder}
)

#: What a private copy may have of these: the forms that stay with their holder, each page of them marked.
PRIVATE_EXPORTS = frozenset({"one file"})
