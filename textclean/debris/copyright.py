"""debris.copyright: what a site says about rights, and the footer that bears its name. Its shapes are a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from textclean.core.edit import Hit
from textclean.core.view import View
from textclean.debris._lines import LineRules
from textclean.debris._page import debris_lines
from textclean.han.lines import lines


@dataclass(frozen=True)
class Copyright(LineRules):
    """Remove notices of copyright, disclaimers and footers: 版权声明：本文为博主原创…, 转载请注明…, 版权所有：… ICP备…号, Copyright ©.

    Sites put them below every text, and some above. A notice begins with its own word and speaks of the site, of copying or of
    deleting; a footer bears a number of registration or the sign of copyright.

    Stay: prose about copyright and about notices, clauses of contracts, laws, declarations of persons (声明：本人…), the words
    翻印必究 of a book, organisers and contacts of an event, licences of software.
    """

    name: ClassVar[str] = "debris.copyright"
    rules: ClassVar[dict[str, str]] = {
        "notice": "Paragraphs that begin with 版权声明, 免责声明 and the like go.",
        "statement": "A site's 声明 about its texts goes.",
        "reprint": "转载请注明 goes.",
        "permission": "未经…许可不得转载 goes.",
        "owner": "Whose a page's text and pictures are (本文版权归…所有) goes.",
        "infringement": "Offers to delete (如侵权请联系删除) go.",
        "uploaded": "Who uploaded a document, and that the site does not own it, goes.",
        "opinion": "That a text is not the site's opinion goes.",
        "machine": "That a text was made by a machine goes.",
        "footer": "Lines with a number of registration or a sign of copyright go.",
        "company": "主办单位, 技术支持 and other lines go as parts of a footer.",
    }

    def find(self, view: View) -> Iterator[Hit]:
        footers: frozenset[int] | None = None
        for hit in super().find(view):
            if hit.rule == "company":
                footers = footers if footers is not None else _footers(view)
                if hit.end not in footers:
                    continue
            yield hit


def _footers(view: View) -> frozenset[int]:
    """The ends of the lines that are parts of a footer: an organiser beside a button is an organiser."""
    told = {line.start: rule for line, rule in view.fact(debris_lines) if rule.cleaner == "copyright"}
    ends: set[int] = set()
    block: list[int] = []
    is_footer = False
    for line in [*(line for line in view.fact(lines) if not line.is_blank), None]:
        rule = told.get(line.start) if line else None
        if line and rule and rule.name in ("company", "footer"):
            block += [line.end, line.end + 1]
            is_footer |= rule.name == "footer"
            continue
        ends |= set(block) if is_footer else set()
        block, is_footer = [], False
    return frozenset(ends)
