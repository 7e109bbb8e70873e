"""Things that look like trouble and are none: drug boxes, notices, phone lists, asset tags, menus, books."""

from __future__ import annotations

from numpy.random import Generator

from tests.render import fonts
from tests.render.artefacts.base import Piece, draw_code, pick
from tests.render.canvas import Canvas, Colour
from tests.render.cast import DRUGS, drama_phone, gs1_check, nhs_from

STRONG: tuple[Colour, ...] = ((30, 90, 170), (180, 40, 60), (30, 130, 90), (110, 60, 140), (220, 120, 30))


def drug_box(rng: Generator, ppm: float) -> Piece:
    """Pack with GTIN, batch and expiry, in clear and as DataMatrix."""
    c = Canvas(130, 70, ppm, (252, 252, 252))
    colour = STRONG[int(rng.integers(len(STRONG)))]
    c.rect(0, 0, 130, 17, colour)
    drug = pick(rng, DRUGS).split(" ")
    c.text(
        6,
        5,
        f"{drug[0]} {drug[1]} {drug[2]}",
        6.5,
        fonts.SANS_BOLD,
        (255, 255, 255),
        role="neg",
        max_width=118,
    )
    c.text(6, 22, pick(rng, ("28 tablets", "30 capsules", "10 ampoules")), 4.5, fonts.SANS, role="neg")
    c.rect(6, 31, 60, 4, colour)
    body = f"0952000{int(rng.integers(10**5, 10**6))}"
    gtin = body + gs1_check(body)
    lot, expiry = f"{'ABKL'[int(rng.integers(4))]}{int(rng.integers(1000, 9999))}", "270930"
    for i, line in enumerate((f"PC {gtin}", f"LOT {lot}", "EXP 30/09/2027")):
        c.text(6, 42 + i * 7.5, line, 3.0, fonts.MONO, role="neg")
    draw_code(c, 94, 30, 1.1, f"(01){gtin}(17){expiry}(10){lot}", "DataMatrix", gs1=True, kind="barcode_product")
    return Piece("", c, "drug_box")


def asset_tag(rng: Generator, ppm: float) -> Piece:
    """Ten digits that pass modulus 11 but are an asset number; 999 range like every number here."""
    c = Canvas(60, 26, ppm, (236, 238, 240))
    number = None
    while number is None:
        number = nhs_from(f"999{int(rng.integers(10**6)):06d}")
    c.text(4, 3.5, "PROPERTY OF ESTATES", 3.0, fonts.SANS_BOLD, role="neg")
    c.text(4, 9.5, f"ASSET {number}", 3.0, fonts.MONO, role="neg")
    draw_code(c, 3, 14, 0.22, number, "Code128", height=7, kind="barcode_product")
    return Piece("", c, "asset_tag")


def fire_notice(rng: Generator, ppm: float) -> Piece:
    c = Canvas(210, 297, ppm, (20, 90, 180))
    c.rect(8, 8, 194, 44, (200, 30, 40))
    c.text(105, 20, "FIRE ACTION", 14, fonts.SANS_BOLD, (255, 255, 255), role="neg", anchor="m", max_width=180)
    for i, line in enumerate(
        (
            "1  Raise the alarm",
            "2  Dial 2222",
            "3  Close all doors",
            "4  Leave by the nearest exit",
            f"5  Assembly point {pick(rng, ('A', 'B', 'C'))}",
        )
    ):
        c.text(14, 72 + i * 36, line, 8.5, fonts.SANS, (255, 255, 255), role="neg", max_width=182)
    return Piece("", c, "fire_notice")


def phone_list(rng: Generator, ppm: float) -> Piece:
    c = Canvas(210, 297, ppm, (252, 252, 248))
    c.text(14, 14, "Useful numbers", 7, fonts.SANS_BOLD, role="neg")
    names = (
        "Switchboard",
        "Porters",
        "Pharmacy",
        "Pathology",
        "Theatre 2",
        "Radiology",
        "Site manager",
        "Estates",
        "Catering",
        "Blood bank",
    )
    for i, name in enumerate(names):
        y = 38 + i * 24
        c.text(14, y, name, 4.8, fonts.SANS, role="neg")
        c.text(
            196,
            y,
            drama_phone(rng) if rng.random() < 0.4 else str(int(rng.integers(2000, 9999))),
            4.8,
            fonts.SANS,
            role="neg",
            anchor="r",
        )
        c.line([(14, y + 11), (196, y + 11)], (190, 194, 198), 0.3)
    return Piece("", c, "phone_list")


def menu(rng: Generator, ppm: float) -> Piece:
    c = Canvas(297, 420, ppm, (34, 40, 38))
    c.text(148, 30, "Today", 20, "DancingScript-Bold.otf", (250, 240, 210), role="neg", anchor="m")
    for i in range(6):
        dish = pick(
            rng,
            (
                "Vegetable soup",
                "Fish pie",
                "Shepherd's pie",
                "Baked potato",
                "Rice pudding",
                "Fruit salad",
                "Omelette",
            ),
        )
        c.text(26, 84 + i * 50, dish, 10, "ComicNeue-Bold.otf", (240, 240, 232), role="neg", max_width=190)
        c.text(
            270,
            84 + i * 50,
            f"{int(rng.integers(1, 6))}.{int(rng.integers(0, 10))}0",
            10,
            "ComicNeue-Bold.otf",
            (240, 240, 232),
            role="neg",
            anchor="r",
        )
    return Piece("", c, "menu")


def street_sign(rng: Generator, ppm: float) -> Piece:
    c = Canvas(700, 160, ppm, (250, 250, 250))
    c.rect(0, 0, 700, 160, None, (20, 20, 24), 6)
    c.text(
        350,
        34,
        pick(rng, ("LARCH ROW", "MILL LANE", "STATION ROAD", "ROWAN CLOSE")),
        56,
        fonts.SANS_BOLD,
        role="neg",
        anchor="m",
        max_width=660,
    )
    c.text(350, 116, "NORTHMOOR", 20, fonts.SANS, (180, 30, 40), "place_signal", anchor="m")
    return Piece("", c, "street_sign", {"PLACE": 2})


def book(rng: Generator, ppm: float) -> Piece:
    c = Canvas(128, 196, ppm, STRONG[int(rng.integers(len(STRONG)))])
    c.rect(0, 0, 10, 196, (20, 20, 26))
    c.text(
        68,
        34,
        pick(rng, ("Doctor Who", "The Night Nurse", "Dr Jekyll", "Atlas of Anatomy", "Patient Zero")),
        9,
        fonts.SERIF,
        (255, 250, 230),
        role="neg",
        anchor="m",
        max_width=108,
    )
    c.text(
        68,
        160,
        pick(rng, ("A novel", "Second edition", "Handbook")),
        6,
        fonts.SERIF,
        (240, 230, 210),
        role="neg",
        anchor="m",
    )
    return Piece("", c, "book")


def crossword(rng: Generator, ppm: float) -> Piece:
    c = Canvas(150, 150, ppm, (244, 240, 230))
    for row in range(11):
        for column in range(11):
            x, y = 9 + column * 12, 9 + row * 12
            black = (row * 7 + column * 5 + int(rng.integers(3))) % 4 == 0
            c.rect(x, y, 12, 12, (20, 20, 22) if black else (252, 250, 246), (90, 90, 92), 0.4)
            if not black and rng.random() < 0.3:
                c.text(
                    x + 6,
                    y + 2.8,
                    "ABCDEFGHIKLMNOPRSTU"[int(rng.integers(19))],
                    6,
                    "ComicNeue-Regular.otf",
                    (30, 40, 120),
                    role="neg",
                    anchor="m",
                )
    return Piece("", c, "crossword")


NEGATIVES = (drug_box, asset_tag, fire_notice, phone_list, menu, street_sign, book, crossword)
