"""debris.promotion: calls to follow, scan, like, install, and advertisements between the lines. Its shapes are a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textclean.debris._lines import LineRules


@dataclass(frozen=True)
class Promotion(LineRules):
    """Remove calls on lines of their own: 点击蓝字 关注我们, 长按二维码, 点亮“在看”, and advertisements that interrupt a text.

    Channels put them above and below every text they send, and hospitals, schools and shops between its paragraphs. A call is
    a verb of soliciting with what it is for and nothing else, and ends in no full stop.

    Stay: sentences about codes, apps and channels; telephone numbers and addresses of a notice or a job (咨询电话：…); scanning
    to enrol, to pay or to fill in a form; calls between paragraphs, unless they carry an arrow or an expert's number.
    """

    name: ClassVar[str] = "debris.promotion"
    rules: ClassVar[dict[str, str]] = {
        "spam": "Rows of words that advertise gambling go.",
        "follow": "Calls to follow a channel go.",
        "scan": "Calls to scan a code go.",
        "channel": "Calls to scan and follow a channel that is named go.",
        "like": "Calls to like and share go.",
        "star": "Calls to star a channel go.",
        "end": "The mark —END— between a text and the calls below it goes.",
        "install": "Calls to install, subscribe, join or log in below a text go.",
        "open": "Calls to install or open an app above a text go.",
        "advert": "Advertisements with an expert's number or with an arrow go.",
        "mention": "Requests to say on which site one has read this go.",
    }
