"""Classes of shelters by the length of stay that a text states: 15天及以上, 2天至14天, 半个月."""

from __future__ import annotations

import re
import unicodedata

_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_WRITTEN = re.compile(
    r"[一二三四五六七八九两]?百?[零〇一二三四五六七八九两]?十?[一二三四五六七八九两]?(?=个?[天日小月])"
)
_AMOUNT = re.compile(r"(\d+(?:\.\d+)?)\s*(个月|月|天|日|小时|hours?|days?|d|h)?", re.IGNORECASE)
_HOURS = {"个月": 720.0, "月": 720.0, "天": 24.0, "日": 24.0, "d": 24.0, "小": 1.0, "h": 1.0}
_BEYOND = re.compile(r"以上|起|[≥>+]|不少于|不低于|不小于|大于|超过|多于|至少")
_STRICTLY = re.compile(r"[>]|(?<!不)大于|(?<!不)超过|(?<!不)多于")
_WITHIN = re.compile(r"以[内下]|[≤<]|不超过|不大于|不多于|(?<!不)小于|(?<!不)少于")
_DATE = re.compile(r"年|月\s*\d")
_MOST_DAYS = (("emergency", 3), ("short", 15), ("medium", 30))
_LONG_DAYS = 15


def stay_class(text: str) -> str | None:
    """Class of shelter by the length of stay that a text states; ``None`` for none.

    GB 51143 counts to 3, 15, 30 and 100 days; by GB/T 44013 2 to 14 days are short, 15 and more long.
    """
    plain = unicodedata.normalize("NFKC", text).casefold().replace("半个月", "15天").replace("半月", "15天")
    if _DATE.search(plain):
        return None
    plain = _WRITTEN.sub(_in_digits, plain)
    found = _AMOUNT.findall(plain)
    units = [unit for _, unit in found if unit]
    if not units:
        return None
    # Of "2-14天" both numbers are of the unit that stands once.
    days = [float(amount) * _hours(unit or units[0]) / 24 for amount, unit in found]
    longest = max(days)
    if len(days) == 1 and _BEYOND.search(plain) and not _WITHIN.search(plain):
        is_long = longest >= _LONG_DAYS or (longest == _LONG_DAYS - 1 and bool(_STRICTLY.search(plain)))
        return "long" if is_long else "short"
    return next((name for name, most in _MOST_DAYS if longest <= most), "long")


def _hours(unit: str) -> float:
    return _HOURS.get(unit) or _HOURS[unit[0]]


def _in_digits(match: re.Match[str]) -> str:
    """Number below two hundred that is written in characters."""
    text = match.group()
    if not text:
        return ""
    hundreds, sign, rest = text.rpartition("百")
    total = 100 * _DIGITS.get(hundreds or "一", 1) if sign else 0
    tens, sign, ones = rest.rpartition("十")
    total += 10 * _DIGITS.get(tens.lstrip("零〇") or "一", 1) if sign else 0
    return str(total + _DIGITS.get(ones.lstrip("零〇"), 0))
