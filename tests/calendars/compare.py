"""Expands every calendar of the fixtures with recurring-ical-events and compares with what Klantstem made of it.

Usage: compare.py OCCURRENCES.json

A difference fails, unless tests/fixtures/calendars/differences.toml names it with its reason; one that is named there
and is none any more fails as well.
"""

import json
import sys
import tomllib
import warnings
from datetime import datetime, time, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events

# As in src/features/meetings/calendars/ics/tests.rs.
ZONE = ZoneInfo("Europe/Amsterdam")
FROM = datetime(2026, 1, 1, tzinfo=timezone.utc)
UNTIL = datetime(2027, 1, 1, tzinfo=timezone.utc)
FIXTURES = Path(__file__).parent.parent / "fixtures" / "calendars"


def moment(when, zone):
    """A date or a time as a moment; one without a zone is meant in that of the calendar."""
    if not isinstance(when, datetime):
        when = datetime.combine(when, time())
    if when.tzinfo is None:
        when = when.replace(tzinfo=zone)
    return when.astimezone(timezone.utc)


def line(starts_at, ends_at, original_start, is_all_day, event, title):
    days = " in days" if is_all_day else ""
    # One that happens once has none here; there it is its start.
    is_moved = original_start and original_start != starts_at
    first = f" first {original_start:%Y-%m-%dT%H:%MZ}" if is_moved else ""
    # Without a UID, each has an id of its own making.
    event = "no UID" if not event or event.startswith("without-uid-") else event
    return f"{starts_at:%Y-%m-%dT%H:%M:%SZ} to {ends_at:%Y-%m-%dT%H:%M:%SZ}{days}{first}: {event} {title!r}"


def theirs(path):
    calendar = icalendar.Calendar.from_ical(path.read_bytes())
    named = calendar.get("X-WR-TIMEZONE")
    zone = ZoneInfo(str(named)) if named else ZONE
    query = recurring_ical_events.of(calendar, skip_bad_series=True)
    lines = []
    for event in query.between(FROM, UNTIL):
        if str(event.get("STATUS", "")).upper() == "CANCELLED":
            continue
        start, end = event["DTSTART"].dt, event["DTEND"].dt
        original = event.get("RECURRENCE-ID")
        lines.append(
            line(
                moment(start, zone),
                moment(end, zone),
                moment(original.dt, zone) if original else None,
                not isinstance(start, datetime),
                str(event.get("UID", "")),
                str(event.get("SUMMARY", "")),
            )
        )
    return sorted(lines)


def ours(occurrences):
    def read(text):
        return datetime.fromisoformat(text) if text else None

    lines = []
    for one in occurrences:
        times = (read(one[name]) for name in ("starts_at", "ends_at", "original_start"))
        lines.append(line(*times, one["is_all_day"], one["event"], one["title"]))
    return sorted(lines)


def differences(name, occurrences):
    try:
        other = theirs(FIXTURES / f"{name}.ics")
    except Exception as error:  # Which of its own it throws at a broken calendar is part of the difference.
        return [f"theirs fails: {type(error).__name__}: {error}"]
    own = ours(occurrences)
    only_ours = [f"only ours: {line}" for line in own if line not in other]
    return only_ours + [f"only theirs: {line}" for line in other if line not in own]


def main():
    warnings.simplefilter("ignore")
    known = tomllib.loads((FIXTURES / "differences.toml").read_text())
    everything = json.loads(Path(sys.argv[1]).read_text())
    failed = 0
    for name in sorted(everything):
        found = differences(name, everything[name])
        expected = known.pop(name, {"differences": [], "reason": ""})
        if found == expected["differences"]:
            print(f"{name}: the same" + (f", but for: {expected['reason']}" if found else ""))
        else:
            failed += 1
            print("\n".join([f"{name}: NOT AS EXPECTED; this is different:", *found]))
    for name in known:
        failed += 1
        print(f"{name}: there is no such calendar")
    count = sum(map(len, everything.values()))
    print(f"{len(everything)} calendars with {count} occurrences compared, {failed} not as expected")
    return 1 if failed else 0


sys.exit(main())
