"""Numbers, times, sizes and single characters as ssh's own readers take them (9.2p1 measured)."""

from __future__ import annotations

import re

from envguard.model.patterns import late

LARGEST = 2**31 - 1

_INTEGER = late(r"[ \t\n\v\f\r]*[-+]?[0-9]+")
_TIME_PART = late(r"[ \t\n\v\f\r]*([-+]?[0-9]+)([smhdwSMHDW]?)")
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_SIZE = late(
    r"[ \t\n\v\f\r]*([-+]?)([0-9]*)(?:\.([0-9]*))?(?:([bkmgtpeBKMGTPE])(?:[^0-9A-Za-z].*)?)?",
    re.DOTALL,
)
_OCTAL = late(r"[ \t\n\v\f\r]*([-+]?)([0-7]+)")
_C_NUMBER = late(r"[ \t\n\v\f\r]*([-+]?)(?:0[xX]([0-9a-fA-F]+)|(0[0-7]*)|([1-9][0-9]*))")


def read_integer(written: str) -> int | None:
    """A number from 0 to 2^31 - 1; white space and zeros before it pass, nothing behind it."""
    if not _INTEGER.fullmatch(written) or len(written) > 1000:
        return None
    number = int(written)
    return number if 0 <= number <= LARGEST else None


def read_time(written: str) -> int | None:
    """Seconds of a time such as 90, 5m or 1h30m; None where ssh refuses it."""
    total, at = 0, 0
    while at < len(written):
        found = _TIME_PART.match(written, at)
        if not found or len(found.group(1)) > 20:
            return None
        number = int(found.group(1))
        if number < 0:
            return None
        total += number * _UNITS[found.group(2).lower()]
        if total > LARGEST:
            return None
        at = found.end()
    return total if at else None


def read_size(written: str) -> int | None:
    """Bytes of a size such as 512M or 1.5G; negative ones come back negative.

    Behind the unit anything may follow that does not begin with a letter or digit.
    """
    found = _SIZE.fullmatch(written)
    if not found or len(written) > 1000:
        return None
    sign, whole, fraction, suffix = found.groups()
    if len(whole.lstrip("0")) > 19:
        return None
    scale = 1024 ** "bkmgtpe".index(suffix.lower()) if suffix else 1
    size = int(whole or "0") * scale
    if fraction:
        kept = fraction[:19]
        size += int(kept) * scale // 10 ** len(kept)
    if size > 2**63 - 1:
        return None
    return -size if sign == "-" else size


def read_mask(written: str) -> int | None:
    """A file mode mask in octal up to 0777; what follows the digits is not looked at."""
    found = _OCTAL.match(written)
    if not found:
        return None
    value = int(found.group(2), 8)
    return value if value == 0 or (value <= 0o777 and found.group(1) != "-") else None


def read_c_number(written: str, largest: int) -> int | None:
    """A number in C's notations (10, 012, 0x0a) from 0 to `largest`."""
    found = _C_NUMBER.fullmatch(written)
    if not found or len(written) > 1000:
        return None
    sign, hexadecimal, octal, decimal = found.groups()
    number = int(hexadecimal, 16) if hexadecimal else int(octal, 8) if octal else int(decimal)
    number = -number if sign == "-" else number
    return number if 0 <= number <= largest else None


def spell_escape(written: str) -> str | None:
    """EscapeChar as `ssh -G` prints it: one character, `^` with a letter, or none."""
    if written == "none":
        return "none"
    raw = written.encode("utf-8", "surrogatepass")
    if len(raw) == 1:
        return _visible(raw[0])
    if len(raw) == 2 and raw[0] == ord("^") and 64 <= raw[1] < 128:
        return _visible(raw[1] & 31)
    return None


def _visible(code: int) -> str:
    if code == 32:
        return "\\040"
    if code == 127:
        return "\\^?"
    if code < 32:
        return f"\\^{chr(code + 64)}"
    return "\\\\" if code == ord("\\") else chr(code)
