"""Words that make a line public: opening hours are no time of the photo, an illness on a poster is nobody's."""

from __future__ import annotations

import re

from scanner.findings import Match

_HOURS = re.compile(
    r"\b(?:visiting|open(?:s|ing)?|clos(?:es|ed|ing)|hours|daily|24/7|timeout|idle|elapsed|remaining|countdown|timer|refresh|meals?|mealtimes?|protected|"
    r"every|between|buffet|breakfast|lunch|menu|shop|sale|offer|from \d{1,2}(?:[:.]\d\d)? ?(?:[ap]m)? to|"
    r"(?:mon|tue|sat)[a-z]* ?(?:-|–|to) ?(?:fri|sat|sun|thu)|\d\d:\d\d ?(?:-|–|to) ?\d\d:\d\d)\b",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"\W{0,3}(?:(?!(?:in|on|at|to|of|for|from|and|with|who|is|was|has)\b)\w+ )?(?:"
    r"know|vaccin\w+|alert|awareness|clinics?|uk|week|month|day|leaflet|campaign|prevention|charity|research|society|"
    r"association|six|bundle|pathway|policy|guidelines?|poster|team|unit|services?|screening|support|trial|call|"
    r"trolley|box|kit|pack|information|advice|helpline|handbook|module|training|protocol|nurse|specialist|centre|"
    r"conference|appeal|care|control|screen|tool|checklist|risk|test|kills|matters)\b",
    re.IGNORECASE,
)
_IN_FRONT = re.compile(
    r"\b(?:could it be|is it|think|spot|stop|prevent\w*|signs?(?: and symptoms)? of|symptoms of|beat|fight|against|"
    r"about|understanding|world|national|suspect|living with|reduce|avoid|support for|help with)\W{0,3}(?:\w+ )?$",
    re.IGNORECASE,
)


def public_hours(text: str) -> bool:
    """Whether clock times in this line are opening or meal times."""
    return _HOURS.search(text) is not None


def on_poster(text: str, match: Match) -> bool:
    """Whether the words around an illness are those of a poster, a service or a charity."""
    before = text[max(0, match.start - 40) : match.start]
    return _BEHIND.match(text, match.end) is not None or _IN_FRONT.search(before) is not None
