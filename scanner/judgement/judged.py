"""Judgement under the user's settings: the table of kinds, the site's policy, the profile, the caption."""

from __future__ import annotations

from collections.abc import Sequence

from scanner.findings import Finding, Sightings
from scanner.judgement.caption import caption_findings
from scanner.judgement.context import Cluster, clusters_of
from scanner.judgement.judge import judge
from scanner.judgement.lone_names import as_hints
from scanner.judgement.profiles import for_profile
from scanner.judgement.site import site_findings, with_site_numbers, without_allowed
from scanner.judgement.surfaces import surfaces_of
from scanner.settings import Settings


def clusters_in(sightings: Sightings, settings: Settings) -> tuple[Cluster, ...]:
    """Lines by the thing that carries them, with what the site's own number formats find on it; names that
    nothing connects with a patient are hints."""
    clusters = with_site_numbers(clusters_of(sightings.text), sightings.text, settings.policy.numbers)
    return as_hints(surfaces_of(sightings.text, clusters, sightings.artefacts)[0], sightings)


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
    """What the caption and the site's policy add, numbered from `first`."""
    caption = tuple(caption_findings(settings.caption, first))
    return (*caption, *site_findings(sightings.text, settings.caption, settings.policy, first + len(caption)))
