"""The two languages of the page. English stands in the code, as the key of its Chinese wording in report_zh.py.

`tr("{who} reach {count}", who=…, count=…)` gives the sentence in the language that `speak` has set. A wording that is
missing stays English; the tests see to it that none is, and that both have the same fields.
"""
import html

from report_zh import CHINESE

LANGUAGES = {"en": "en", "zh": "zh-Hans"}  # --language -> the lang attribute
_spoken = ["en"]


def speak(language):
    _spoken[0] = language


def spoken():
    return _spoken[0]


def tr(english, **fields):
    wording = CHINESE.get(english, english) if spoken() == "zh" else english
    return wording.format(**fields) if fields else wording


def tr_html(english, **fields):
    """The same, safe to stand between tags."""
    return html.escape(tr(english, **fields))
