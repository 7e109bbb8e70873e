"""`scanner consent`: the register of people who agreed to be shown."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scanner.cli import options
from scanner.cli.streams import result_stream, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from scanner.consent.people import Person
    from scanner.consent.register import Register
    from scanner.consent.vault import Vault
    from scanner.outputs.printing import Line

_HELP = """People who agreed to be shown in photos. Faces that surely match stay visible where a scan or a copy is
made with --consent-scope; everybody else is unknown and is covered.

The register holds names and measurements of faces (biometric data). It is one encrypted file on this machine that
only your user account may read; no photo is kept. Nobody gets into it but by `add` and `import`."""

app = typer.Typer(help=_HELP, rich_markup_mode=None)

Name = Annotated[str, typer.Argument(metavar="NAME", help="The person, as you call them.", show_default=False)]
_WHAT_NOW = (
    "If it is the same person under another name: withdraw that name as well. If it is somebody else, such as a twin: "
    "leave it so; `scanner blur --keep` shows a face in a single photo. Only if one person was entered twice by "
    "mistake and still agrees: remove the name, then add it again."
)
_FIVE_YEARS = 5 * 366  # days; Healthwatch asks for new consent after five years


@app.command(short_help="Take somebody in, or renew what they agreed to")
def add(
    context: typer.Context,
    name: Name,
    photos: Annotated[
        list[Path],
        typer.Argument(metavar="PHOTO...", help="Photos that show this person from the front, and nobody else."),
    ],
    *,
    scope: Annotated[str, typer.Option("--scope", metavar="LIST", help="web, social, print, teaching.")],
    expires: Annotated[str, typer.Option("--expires", metavar="DATE", help="Last day, for example 2027-06-30.")],
    date: Annotated[str | None, typer.Option("--date", metavar="DATE", help="Day of consent (default: today).")] = None,
    register: options.Register = None,
    passphrase_file: options.PassphraseFile = None,
) -> None:
    """Take somebody into the register, or add photos and renew what they agreed to."""
    with result_stream() as stream:
        from scanner.consent.enrol import day, expect_room, joined, person_from, renewed
        from scanner.consent.register import change, load_or_new

        today = datetime.date.today()
        person = person_from(name, scope, day(date, "--date") if date else today, day(expires, "--expires"))
        vault = _vault(register, passphrase_file)
        expect_room(renewed(person, load_or_new(vault)), photos)  # refused before anybody waits for faces
        vectors = context.obj.make_enroller().vectors(photos)
        before, after = change(
            vault, lambda known: known.with_person(joined(renewed(person, known), photos, vectors)), new=True
        )
        person = after.named(name)
        _tell_lookalikes([person], after)
        _tell_unsure(before, after)
        if (person.expires - person.date).days > _FIVE_YEARS:
            say("That is more than five years; it is good practice to ask again after five (Healthwatch).")
        stream.write(f"{person.name}: {_count(person)}, {_scopes(person)}, until {person.expires}.\n")
        stream.write(_where(vault))


@app.command("list", short_help="Everybody, and whether consent holds today")
def list_(
    *,
    as_json: options.AsJson = False,
    register: options.Register = None,
    passphrase_file: options.PassphraseFile = None,
) -> None:
    """Everybody in the register, with what they agreed to and whether it holds today."""
    with result_stream() as stream:
        from scanner.consent.register import load_or_new
        from scanner.outputs.json_report import dumps
        from scanner.outputs.printing import Printer

        people = load_or_new(_vault(register, passphrase_file)).people
        if as_json:
            stream.write(dumps({"schema": 1, "people": [_as_json(person) for person in people]}, indent=1) + "\n")
        else:
            Printer(stream).lines(_lines(people))


@app.command(short_help="Delete somebody for good")
def remove(
    name: Name,
    *,
    register: options.Register = None,
    passphrase_file: options.PassphraseFile = None,
) -> None:
    """Delete somebody from the register: name, dates and face. No trace of them stays in the file.

    Whoever looks the same is covered from then on, too."""
    _change(lambda known: known.without(name), register, passphrase_file, f"{name} is no longer in the register.")


@app.command(short_help="Somebody took consent back")
def withdraw(
    name: Name,
    *,
    date: Annotated[str | None, typer.Option("--date", metavar="DATE", help="On record as this day.")] = None,
    register: options.Register = None,
    passphrase_file: options.PassphraseFile = None,
) -> None:
    """Note that somebody took consent back: their face is deleted at once, the name stays on record.

    Whoever looks the same is covered from then on, too. Withdraw every name under which the person was added."""
    from scanner.consent.enrol import day

    on = day(date, "--date") if date else datetime.date.today()
    done = f"{name} withdrew on {on}. Their face is deleted and will be covered. Look for photos that are already out."
    _change(lambda known: known.withdrawn(name, on), register, passphrase_file, done)


@app.command("import", short_help="Take in a list of people (CSV)")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="The list; see above.")],
    *,
    register: options.Register = None,
    passphrase_file: options.PassphraseFile = None,
) -> None:
    """Take in a list (CSV, UTF-8): name, reference photos, scope, expiry; if you like, date and withdrawn.

    Several photos are separated by semicolons and lie beside the list; dates are written 2027-06-30, and without one
    consent counts from today. Each person has one line, which replaces what the register held about them; who took
    consent back comes back by no list. If one line cannot be used, nothing is changed. Columns such as notes,
    department and email are not read; any other heading that is not understood is an error."""
    with result_stream() as stream:
        from scanner.consent.enrol import imported
        from scanner.consent.register import change, load_or_new
        from scanner.consent.table import read_table

        table = read_table(file)
        for heading in table.not_read():
            say(f"The column {heading!r} is not read.")
        vault = _vault(register, passphrase_file)
        people = imported(table, load_or_new(vault), context.obj.make_enroller(), datetime.date.today())
        before, after = change(vault, lambda known: known.with_people(people), new=True)
        _tell_lookalikes(people, after)
        _tell_unsure(before, after)
        changed = sum(person not in before.people for person in after.people)
        stream.write(f"{changed} of {len(after.people)} people in the register are new or changed.\n{_where(vault)}")


def _vault(register: Path | None, passphrase_file: Path | None) -> Vault:
    from scanner.cli.passphrase import asked
    from scanner.cli.preparation import with_place
    from scanner.consent.register import vault_for
    from scanner.settings import ConsentSettings

    return vault_for(with_place(ConsentSettings(), register, passphrase_file), asked)


def _change(
    changed: Callable[[Register], Register], register: Path | None, passphrase_file: Path | None, done: str
) -> None:
    with result_stream() as stream:
        from scanner.consent.register import change

        before, after = change(_vault(register, passphrase_file), changed)
        stream.write(done + "\n")
        _tell_unsure(before, after)


def _tell_lookalikes(people: Sequence[Person], register: Register) -> None:
    """Each pair once: two of the same list may look alike, too."""
    from scanner.consent.enrol import lookalikes

    told: set[frozenset[str]] = set()
    for person in people:
        for other in lookalikes(person, register):
            if frozenset((person.name, other)) not in told:
                told.add(frozenset((person.name, other)))
                say(f"The register cannot tell {person.name} from {other}: where both fit, the face stays covered.")


def _tell_unsure(before: Register, after: Register) -> None:
    """Everybody new or changed whose face is covered because of somebody who left."""
    names = [person.name for person in after.people if person.unsure and person not in before.people]
    for name in names:
        say(f"{name} looks too much like somebody whose face was deleted: {name} is covered from now on, too.")
    if names:
        say(_WHAT_NOW)


def _where(vault: Vault) -> str:
    opened = "the passphrase" if vault.secret else "the keyring of this user account"
    return f"Encrypted in {vault.path}; opened by {opened}.\n"


def _count(person: Person) -> str:
    number = len(person.references)
    return f"{number} reference photo{'' if number == 1 else 's'}"


def _scopes(person: Person) -> str:
    return ", ".join(sorted(scope.value for scope in person.scopes))


def _as_json(person: Person) -> dict[str, object]:
    from scanner.consent.register import entry_of

    return entry_of(person) | {
        "references": len(person.references),
        "standing": person.standing(None, datetime.date.today()).value,
    }


def _lines(people: tuple[Person, ...]) -> Iterator[Line]:
    from scanner.outputs.escape import plain
    from scanner.outputs.printing import Line

    if not people:
        yield Line("Nobody is in the register.")
    for person in people:
        standing = person.standing(None, datetime.date.today()).value
        since = f", taken back on {person.withdrawn}" if person.withdrawn else ""
        days = f"{person.date} to {person.expires}{since}"
        yield Line(f"{plain(person.name)}: {standing}; {_scopes(person)}; {days}; {_count(person)}")
