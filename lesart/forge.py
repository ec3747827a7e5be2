"""The repository's web editor: at which address it opens a file, or begins a new one.

Nothing is asked of a forge but that a reader's browser opens the address, when the reader says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from lesart.model import Forge, Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Editor:
    """The addresses of one kind of forge, below the repository's; `{branch}` and `{path}` are filled in."""

    edit: str
    new: str
    name_field: str
    text_field: str
    takes_text: bool  # whether the editor shows the text that the address brings


#: GitHub: the form that changesets' bot uses; names may have folders (github.com/isaacs/github/issues/1527).
#: GitLab: takes the name, and ignores the text since it has a new editor (gitlab.com/gitlab-org/gitlab, 594214).
#: Forgejo, from Gitea: the same as GitHub's (github.com/go-gitea/gitea/pull/16556).
_EDITORS: dict[Forge, Editor] = {
    "github": Editor(
        edit="/edit/{branch}/{path}", new="/new/{branch}", name_field="filename", text_field="value", takes_text=True
    ),
    "gitlab": Editor(
        edit="/-/edit/{branch}/{path}", new="/-/new/{branch}", name_field="file_name", text_field="content",
        takes_text=False,
    ),
    "forgejo": Editor(
        edit="/_edit/{branch}/{path}", new="/_new/{branch}/", name_field="filename", text_field="value",
        takes_text=True,
    ),
}  # fmt: skip

#: What a host's name says about its forge. For any other, edition.yaml says it.
_HOSTS: tuple[tuple[str, Forge], ...] = (
    ("github", "github"), ("gitlab", "gitlab"), ("codeberg", "forgejo"), ("forgejo", "forgejo"), ("gitea", "forgejo"),
)  # fmt: skip


def editor_of(settings: Settings) -> Editor | None:
    """The web editor of the edition's repository; None where there is none, or nobody said of which kind."""
    if not settings.repository:
        return None
    host = urlsplit(settings.repository).hostname or ""
    known = settings.forge or next((forge for name, forge in _HOSTS if name in host), None)
    return _EDITORS[known] if known else None


def edit_address(settings: Settings, path: str, line: int | None = None) -> str:
    """The address at which the file opens for editing, at its line; '' where there is none."""
    editor = editor_of(settings)
    if editor is None:
        return ""
    way = editor.edit.format(branch=quote(settings.branch), path=quote(path))
    return f"{settings.repository}{way}" + (f"#L{line}" if line else "")


def new_address(settings: Settings) -> str:
    """The address at which a new file begins, without its name; '' where there is none."""
    editor = editor_of(settings)
    return f"{settings.repository}{editor.new.format(branch=quote(settings.branch))}" if editor else ""
