"""Ward boards: full names, initials, staff rota, empty, half-wiped; with strips and symbols of magnet."""

from __future__ import annotations

from collections.abc import Callable

from numpy.random import Generator
from PIL import ImageFilter

from tests.render import fonts
from tests.render.artefacts import magnets
from tests.render.artefacts.base import Piece, marker_font, pick
from tests.render.canvas import INKS, Canvas, Colour
from tests.render.cast import PLANS, STAFF, Patient

HEADS = {
    "classic": (("Bed", 0.08), ("Name", 0.27), ("Age", 0.08), ("Cons", 0.13), ("Plan", 0.31), ("EDD", 0.13)),
    "short": (("Bed", 0.10), ("Patient", 0.32), ("Nurse", 0.18), ("Notes", 0.40)),
    "wide": (
        ("Bed", 0.07),
        ("Name", 0.24),
        ("Age", 0.07),
        ("Consultant", 0.15),
        ("Diagnosis", 0.25),
        ("Diet", 0.10),
        ("EDD", 0.12),
    ),
}
MAGNETS: tuple[Colour, ...] = (
    (40, 90, 190),
    (210, 40, 50),
    (240, 190, 30),
    (40, 150, 90),
    (240, 120, 30),
    (30, 30, 34),
)


def whiteboard(
    rng: Generator,
    ppm: float,
    people: list[Patient],
    variant: str = "full",
    pen: Callable[[Generator], str] = marker_font,
    size: tuple[float, float] = (1200.0, 800.0),
    extra: Generator | None = None,
) -> Piece:
    """`variant`: full | initials | staff_only | empty | ghost. `extra`: chooses magnets beyond plain discs."""
    w, h = size
    c = Canvas(w, h, ppm, (243, 246, 247))
    _smears(rng, c)
    rim = 16.0
    if variant == "staff_only":
        _rota(rng, c, pen, rim)
    elif variant != "empty":
        _table(rng, c, people, variant, pen, rim, extra)
    else:
        c.text(rim + 30, rim + 30, pick(rng, ("Bed Board", "Notes", "To do")), 24, fonts.SANS_BOLD, (50, 60, 90))
    for x, y, ww, hh in ((0, 0, w, rim), (0, h - rim, w, rim), (0, 0, rim, h), (w - rim, 0, rim, h)):
        c.rect(x, y, ww, hh, (178, 182, 186))
    c.rect(rim - 3, rim - 3, w - 2 * rim + 6, h - 2 * rim + 6, None, (120, 124, 128), 2.0)
    kind = "board"
    signals = {"PLACE": 1} | ({"PERSON": 2, "CONDITION": 2} if variant in ("full", "initials") else {})
    return Piece(kind, c, variant, signals, gloss=0.05)


def _smears(rng: Generator, c: Canvas) -> None:
    """A board that has been wiped a thousand times."""
    for _ in range(10):
        x, y = rng.uniform(0, c.width), rng.uniform(0, c.height)
        grey = int(rng.integers(232, 243))
        c.line(
            [(x, y), (x + rng.uniform(60, 260), y + rng.uniform(-50, 50))],
            (grey, grey + 1, grey + 3),
            float(rng.uniform(14, 40)),
        )
    c.img = c.img.filter(ImageFilter.GaussianBlur(6 * c.k))


def _table(
    rng: Generator,
    c: Canvas,
    people: list[Patient],
    variant: str,
    pen: Callable[[Generator], str],
    rim: float,
    extra: Generator | None,
) -> None:
    heads = HEADS[pick(rng, tuple(HEADS))]
    top, bar = rim + (62 if rng.random() < 0.6 else 12), 40.0
    dark: Colour = ((34, 70, 120), (60, 64, 70), (20, 100, 110))[int(rng.integers(3))]
    if top > rim + 20:
        c.text(
            rim + 26,
            rim + 16,
            pick(rng, ("Ward 7 Larch", "Bay B", "Rowan Ward", "Acute Medical Unit")),
            24,
            fonts.SANS_BOLD,
            dark,
            kind="place_signal",
        )
        c.handwrite(
            rng,
            c.width - 330,
            rim + 16,
            "Sun 14/9/25",
            24,
            pen(rng),
            INKS[1],
            "time_signal",
            "label",
            marker=True,
        )
    inner = c.width - 2 * rim
    c.rect(rim, top, inner, bar, dark)
    x, edges = rim, []
    for name, share in heads:
        c.text(x + 10, top + 12, name, 16, fonts.SANS_BOLD, (250, 250, 250), max_width=share * inner - 14)
        edges.append((name, x, share * inner))
        x += share * inner
    pitch = (c.height - rim - top - bar) / max(5, len(people))
    for _, left, _w in edges[1:]:
        c.line([(left, top + bar), (left, c.height - rim)], (150, 156, 162), 2.2)
    font = pen(rng)
    rows = [top + bar + i * pitch for i in range(len(people))]
    carrying = extra is not None and _strips(extra, c, edges, rows, pitch)
    for i, person in enumerate(people):
        y = top + bar + i * pitch
        c.line([(rim, y + pitch), (c.width - rim, y + pitch)], (150, 156, 162), 2.2)
        if rng.random() < 0.25:
            font = pen(rng)
        if not (variant == "ghost" and i == len(people) - 1):
            _row(rng, c, person, i, variant, font, edges, y, pitch)
        else:
            _, left, width = edges[1]
            c.handwrite(
                rng,
                left + 10,
                y + pitch * 0.3,
                person.full,
                min(28, pitch * 0.36),
                font,
                INKS[1],
                "patient_name",
                "ghost",
                person.key,
                width - 14,
                True,
                float(rng.uniform(0.10, 0.25)),
            )
        if extra is not None and carrying:
            for _, left, width in edges[1:]:
                if extra.random() < 0.3:
                    magnets.scatter(extra, c, (left, y, width, pitch), person)


def _strips(
    extra: Generator, c: Canvas, edges: list[tuple[str, float, float]], rows: list[float], pitch: float
) -> bool:
    """Every second board has magnets beyond discs; lays those that names are written on. Are there any?"""
    if extra.random() < 0.5:
        return False
    columns = [e for e in edges if e[0] in ("Name", "Patient")]
    if extra.random() < 0.4:
        columns += [e for e in edges if e[0] in ("Cons", "Consultant", "Nurse")]
    if extra.random() < 0.65:
        magnets.backing(extra, c, [(left, y, width, pitch) for _, left, width in columns for y in rows])
    return True


def _row(
    rng: Generator,
    c: Canvas,
    person: Patient,
    i: int,
    variant: str,
    font: str,
    edges: list[tuple[str, float, float]],
    y: float,
    pitch: float,
) -> None:
    ink = INKS[int(rng.integers(len(INKS)))]
    cap = min(float(rng.uniform(24, 30)), pitch * 0.38)
    staff = STAFF[int(rng.integers(len(STAFF)))]
    name = person.initials if variant == "initials" else f"{person.surname} {person.given[0]}"
    name_kind = "patient_initials" if variant == "initials" else "patient_name"
    cells = {
        "Bed": (f"{4 + i // 4}{'ABCD'[i % 4]}", "label", "label"),
        "Name": (name, name_kind, "patient"),
        "Patient": (name, name_kind, "patient"),
        "Age": (str(person.age), "age", "patient"),
        "Cons": (staff.surname.title(), "staff_name", "staff"),
        "Consultant": (staff.surname.title(), "staff_name", "staff"),
        "Nurse": (staff.given, "staff_name", "staff"),
        "Plan": (pick(rng, PLANS), "clinical_text", "patient"),
        "Notes": (pick(rng, PLANS), "clinical_text", "patient"),
        "Diagnosis": (pick(rng, PLANS), "clinical_text", "patient"),
        "Diet": (pick(rng, ("NBM", "Soft", "DM", "E+D")), "clinical_text", "patient"),
        "EDD": (f"{int(rng.integers(15, 30))}/9", "time_signal", "label"),
    }
    for head, left, width in edges:
        text, kind, role = cells[head]
        drop = float(rng.uniform(0.24, 0.36)) * pitch
        c.handwrite(
            rng,
            left + float(rng.uniform(8, 16)),
            y + drop,
            text,
            cap,
            font,
            ink,
            kind,
            role,
            person.key if role == "patient" else None,
            width - 22,
            True,
        )
    for _ in range(int(rng.integers(0, 3))):
        _, left, width = edges[1]
        mx, my = left + width - rng.uniform(20, 34), y + pitch - rng.uniform(26, 34)
        c.ellipse(mx, my + 2, 22, 22, (200, 204, 206))
        c.ellipse(mx, my, 22, 22, MAGNETS[int(rng.integers(len(MAGNETS)))])


def _rota(rng: Generator, c: Canvas, pen: Callable[[Generator], str], rim: float) -> None:
    c.text(
        rim + 30,
        rim + 24,
        pick(rng, ("Staff today", "Nurse in charge", "Team A")),
        24,
        fonts.SANS_BOLD,
        (40, 60, 110),
    )
    for i in range(6):
        y = rim + 110 + i * (c.height - 2 * rim - 130) / 6
        c.text(
            rim + 30,
            y + 4,
            ("NIC", "Bay A", "Bay B", "Bay C", "HCA", "Bleep")[i],
            18,
            fonts.SANS,
            (60, 60, 66),
        )
        staff = STAFF[int(rng.integers(len(STAFF)))]
        text = f"{staff.title} {staff.given}".strip() if i < 5 else str(int(rng.integers(1000, 9999)))
        c.handwrite(
            rng,
            rim + 260,
            y,
            text,
            28,
            pen(rng),
            INKS[int(rng.integers(4))],
            "staff_name" if i < 5 else "label",
            "staff",
            marker=True,
        )
        c.line([(rim, y + 74), (c.width - rim, y + 74)], (160, 165, 170), 2.0)
