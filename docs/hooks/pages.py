"""What the site has that the folder has not: a page for each cleaner, listed room by room, and links that lead there.

MkDocs calls these functions (`hooks:` in mkdocs.yml). The pages are made by `textclean.reference.cleaners`, from the cleaners themselves.
"""

import re
from pathlib import Path

from mkdocs.structure.files import File

from textclean.reference import cleaners

SECTION = "Cleaners"
"""The section of `nav` that the rooms are added to."""
LINKED = {"cleaners.md", "presets.md"}
WHOLE = re.compile("<code>(?=[^<]{1,28}</code>)")
"""Code in a sentence that fits a line of a phone, and is not broken at a hyphen."""


def on_config(config):
    """The rooms go below what the section holds already."""
    [section] = [entry[SECTION] for entry in config.nav if SECTION in entry]
    for room, names in cleaners.by_room().items():
        section.append({room: [{name: cleaners.address(name)} for name in names]})
    return config


def on_files(files, config):
    """The pages, as files that lie in no folder."""
    root = Path(config.config_file_path).parent
    for names in cleaners.by_room().values():
        for name in names:
            files.append(File.generated(config, cleaners.address(name), content=cleaners.page(name, root)))
    return files


def on_page_markdown(markdown, page, **_):
    """In the repository these pages name a cleaner; here the name leads to its page."""
    return cleaners.linked(markdown) if page.file.src_uri in LINKED else markdown


def on_page_content(html, **_):
    """Short code is marked, for docs/site.css."""
    return WHOLE.sub('<code class="whole">', html)
