"""Judgement under the user's settings: the table of kinds, the site's policy, the profile, the caption."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scanner.findings import Finding, Sightings
from scanner.judgement.caption import caption_findings
from scanner.judgement.context import Cluster, clusters_of
from scanner.judgement.judge import judge
from scanner.judgement.lone_names import as_hints
from scanner.judgement.numbers import after, as_strangers, numbered_like
from scanner.judgement.profiles import for_profile
from scanner.judgement.site import site_findings, with_site_numbers, without_allowed
from scanner.judgement.surfaces import seen_by_words, surfaces_of
from scanner.settings import Settings


def clusters_in(sightings: Sightings, settings: Settings) -> tuple[Cluster, ...]:
    """Lines by the thing that carries them, with what the site's own number formats find on it; names that
    nothing connects with a patient are hints."""
    clusters = with_site_numbers(clusters_of(sightings.text), sightings.text, settings.policy.numbers)
    return as_hints(surfaces_of(sightings.text, clusters, sightings.artefacts)[0], sightings)


def all_findings(
    sightings: Sightings, settings: Settings, *, clusters: Sequence[Cluster], frames_left_out: int = 0
) -> tuple[Finding, ...]:
    """What was seen in one photo, worst first, and then what its caption and the site's policy add.

    No setting moves the number of what was seen (`scanner.judgement.numbers`). `sightings`: as the detectors gave
    them; `clusters`: those of `clusters_in`.
    """
    seen = seen_by_words(sightings, clusters)
    plain = found = picture_findings(seen, settings, clusters=clusters, frames_left_out=frames_left_out)
    if settings.policy.numbers or settings.policy.allowed or any(face.consented for face in sightings.faces):
        strangers = as_strangers(sightings)
        clusters = clusters_in(strangers, Settings())
        strangers = seen_by_words(strangers, clusters)
        plain = picture_findings(strangers, Settings(), clusters=clusters, frames_left_out=frames_left_out)
        found = numbered_like(found, plain)
    return (*found, *word_findings(sightings, settings, after((*plain, *found))))


def picture_findings(
    sightings: Sightings,
    settings: Settings,
    *,
    clusters: Sequence[Cluster] | None = None,
    frames_left_out: int = 0,
) -> tuple[Finding, ...]:
    """What was seen in one photo, worst first. `clusters`: those of `clusters_in`, where they are known."""
    clusters = clusters_in(sightings, settings) if clusters is None else clusters
    private = without_allowed(clusters, sightings.text, settings.policy.allowed)
    found = judge(sightings, frames_left_out=frames_left_out, clusters=private)
    return for_profile(found, settings.profile)


def word_findings(sightings: Sightings, settings: Settings, first: int) -> tuple[Finding, ...]:
    """What the site's policy and the caption add, numbered from `first`; what has a place in the picture first, so
    that other words in the caption do not move its number."""
    caption = caption_findings(settings.caption, first)
    site = site_findings(sightings.text, settings.caption, settings.policy, first)
    ordered = sorted((*caption, *site), key=lambda finding: finding.polygon is None)
    return tuple(replace(finding, id=number) for number, finding in enumerate(ordered, start=first))
