"""Words that say what the next value is, as they are printed, with all that a camera can do to them.

Labels are compared by skeleton (see `lookalikes`) with spaces and punctuation taken out, so "NHS No.", "NH5 N0"
and "NHSNo" are one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from scanner.identifiers.lookalikes import skeleton

TABLE: dict[str, str] = {
    "nhs": "nhs, nhs no, nhs number, nhs num, nhs nr, nhs id, new nhs no, n h s no, nhs n",
    "chi": "chi, chi no, chi number, chi num, community health index",
    "hcn": "hcn, h c, h c no, h c number, hc no, hc number, hcn no, health and care number, health care no, "
           "health and care no, health and social care number, hsc no, hsc number, h and c no, h and c number",
    "ihi": "ihi, ihi no, ihi number, individual health identifier, individual healthcare identifier",
    "mrn": "mrn, mrn no, m r n, hosp no, hospital no, hospital number, hosp number, hosp num, hospital num, hosp, "
           "hosp id, hospital id, unit no, unit number, unit num, patient no, patient number, pat no, patient num, "
           "patient id, patient id no, patient identifier, patient ref, pat id, pt id, pt no, pid, urn, ur no, "
           "u r no, ur number, urno, case no, case number, casenote no, case note no, casenotes, episode no, "
           "episode number, k number, k no, s number, r number, rxr no, lab no, lab number, lab ref, lab id, "
           "accession, accession no, accession number, acc no, specimen no, specimen id, sample no, sample id, "
           "our ref, your ref, our reference, your reference, record no, record number, medical record no, "
           "medical record number, med rec no, med rec, chart, crn, crn no, chart no, chart number, chart id, "
           "district no, "
           "district number, pas no, pas number, pas id, cris no, cris id, emis no, emis number, visit no, "
           "visit number, encounter no, encounter, csn, fin, fin no, account no, acct no, acct, hrn, nhi, nhi no, "
           "dossier, patientennummer, patientennr, patnr, pat nr, fallnr, fallnummer, nhc, n historia, "
           "historia clinica, nip, numero de dossier, patientnr, patient nr, hospital unit no, clinic no, "
           "umrn, mrn id, xray no, x ray no, study id, research no, maternity no, booking no, referral no, ubrn",
    "id": "id, id no, id number, i d, id num",
    "dob": "dob, d o b, dob d, date of birth, d of b, birth date, birthdate, birth, date birth, born, born on, "
           "was born, was born on, bd, geb, geb am, geboren, geburtsdatum, geb datum, gebdatum, ne le, nee le, "
           "ne, nee, date de naissance, ddn, f nac, fnac, fecha de nacimiento, fecha nac, fecha nacimiento, "
           "nato il, nata il, nato, nata, data di nascita, data nascita, geboortedatum, gebdat, "
           "data de nascimento, data nasc, fodselsdato, fodt, fodd, syntymaaika, data urodzenia, "
           "data nasterii, dogum tarihi, date naissance",
    "age": "age, aged, age yrs, age years, alter, edad, eta, leeftijd",
    "date": "date, edd, date of admission, doa, adm, admitted, admission date, adm date, discharge date, "
            "date of discharge, date taken, taken, collected, date collected, collection date, sample date, "
            "sample taken, received, date received, printed, printed on, print date, updated, last updated, "
            "seen on, clinic date, date of clinic, appointment, appointment date, appt, review date, dictated, "
            "typed, date typed, reported, report date, date of op, op date, date of surgery, today, "
            "todays date, date time, date and time, requested, prescribed, start, start date, stop, "
            "stop date, given, dated, inserted, date inserted, cannula date, change on, changed, opened, "
            "date opened, last login, last logon, next appointment, next appt, on, study date, exam date, scan date, "
            "tci, tci date",
    "product": "lot, lot no, lot number, ref, ref no, ref number, reference, sn, s n, serial, serial no, "
               "serial number, serial num, ser no, asset, asset no, asset number, asset tag, asset id, gtin, "
               "ean, upc, batch, batch no, batch number, order, order no, order number, exp, exp date, expiry, "
               "expiry date, due, next due, expires, expires end, use by, use before, best before, bb, bbe, model, "
               "model no, "
               "model number, part, part no, part number, po no, po number, invoice, invoice no, version, ver, "
               "job no, job number, tag, tag no, item, item no, item code, sku, cat no, cat, catalogue no, mfg, "
               "mfd, mfr, mfg date, manufactured, date of manufacture, barcode, isbn, issn, sort code, vat no, "
               "vat reg no, company no, company number, charity no, charity number, registered charity no, "
               "registered charity, registered company, reg charity no, pl, pl no, ndc, pip code, pip, udi, "
               "equipment no, equipment id, device id, device no, inventory no, inv no, mac, imei, ip, "
               "ip address, port, licence no, license no, service due, next service, next service due, "
               "service date, last service, last serviced, serviced, test date, tested, pat tested, pat test, "
               "retest, retest date, retest due, next test, next test due, test due, calibrated, "
               "calibration due, cal due, inspected, inspection due, next inspection, review due, "
               "issue date, date of issue, installed, copyright, est, established, built, valid until, "
               "valid to, mobile asset, ticket, ticket no, helpdesk ref, incident no, docket, receipt no, "
               "transaction, transaction id, auth code, till, table no, queue, next refresh, refresh, "
               "last cleaned, cleaned, filter change, change by, discard after, poster, form no, form, "
               "document no, doc no, doc ref, leaflet no, ce, box, pack, pack size, kit no, tray no, set no, "
               "locker, locker no, pass no, visitor pass, seal no, order code, nsv code, nsv, print code, "
               "fire point, socket, socket no, room code, bms, meter, meter no, sscc, hub no, hub, po",
    "phone": "tel, telephone, tel no, telephone no, telephone number, phone, phone no, phone number, mob, mobile, "
             "mobile no, mobile number, mob no, cell, cellphone, home tel, home phone, tel home, tel work, "
             "tel mob, work tel, tel h, tel w, tel m, contact, contact no, contact number, contact tel, call, "
             "ring, call me on, call us on, call on, text, whatsapp, fax, fax no, telefon, telefono, telephone "
             "number, handy, movil, cell no, daytime tel, evening tel, landline, freephone, helpline",
    "extension": "bleep me on, bleep me, ext, extn, extension, bleep, blp, bleep no, bleep number, pager, pager no, "
                 "dect, vocera, "
                 "internal, int ext, bp, ascom, bleeps",
    "email": "email, e mail, mail, email address",
    "address": "address, addr, home address, add, patient address, current address, permanent address, lives at, "
               "living at, lives in, resident at, resides at, adresse, direccion, domicilio, indirizzo, "
               "address line 1, address 1, discharge address, usual address, adres",
    "postcode": "postcode, post code, zip, zip code, eircode, plz, postal code, p code, cp, pcode",
    "ssn": "ssn, ss no, social security, social security no, social security number, soc sec, soc sec no, ss",
    "mbi": "mbi, medicare, medicare no, medicare id, medicare number, hicn, medicare beneficiary identifier, "
           "medicare card, medicare card no",
    "nino": "nino, ni no, ni number, n i number, n i no, national insurance, national insurance no, "
            "national insurance number, nat ins no",
    "ppsn": "ppsn, pps, pps no, pps number, ppsn no, rsi no",
    "dva": "dva, dva no, dva file no",
    "eu": "bsn, burgerservicenummer, nir, n ss, no ss, n secu, numero de securite sociale, n de securite sociale, "
          "securite sociale, secu, dni, nif, nie, dni nie, codice fiscale, cf, cod fisc, c f, "
          "personnummer, pnr, cpr, cpr nr, "
          "cpr nummer, fodselsnummer, fnr, hetu, henkilotunnus, pesel, rijksregisternummer, "
          "insz, niss, rrn, registre national, numero national, svnr, sv nr, sozialversicherungsnummer, vsnr, "
          "sv nummer, ahv, ahv nr, avs, n avs, kvnr, kv nr, versicherten nr, versichertennummer, versicherten "
          "nummer, krankenversichertennummer, versichertennr, steuer id, steuerid, idnr, sns, nus, n utente, "
          "numero de utente, utente, rodne cislo, rc, cnp, egn, oib, emso, amka, isikukood, asmens kodas, "
          "personas kods, kennitala, taj, taj szam, passport, passport no, passport number, pasaporte, "
          "reisepass, reisepass nr, passeport, passaporto, id card no, carte vitale, ausweis nr, tsi, cip, "
          "tarjeta sanitaria, n tarjeta sanitaria, ehic, ehic no, european health insurance card, "
          "num ss, n seg social, seguridad social, tessera sanitaria, nss, matricule",
    "name": "name, names, full name, patient name, pts name, patients name, name of patient, pt name, pat name, "
            "patient, pt, pat, "
            "patnt, px, client, client name, resident, resident name, service user, surname, sumame, last name, "
            "family name, first name, forename, forenames, given name, given names, first names, other names, "
            "middle name, preferred name, pt is, patient is, patient was, patient called, patient named, pt called, "
            "pt named, known as, preferred to be called, likes to be called, "
            "i like to be called, please call me, aka, maiden name, previous surname, nombre, apellidos, nom, "
            "prenom, nachname, vorname, vorname name, name vorname, naam, voornaam, cognome, nome, apelido, "
            "name of pt, donor, recipient, subject, child, childs name, baby name, babys name, "
            "mothers name, fathers name, mother name, insured, subscriber, guarantor, re",
    "relative": "nok, next of kin, n o k, emergency contact, carer, main carer, guardian, parent, son, daughter, "
                "wife, husband, partner, spouse, mother, father, mum, dad, mam, mom, sister in law, brother, "
                "sibling, niece, nephew, grandson, granddaughter, grandad, granddad, grandma, gran, nan, nana, "
                "grandmother, grandfather, auntie, aunt, uncle, fiance, fiancee, nok name, nok wife, "
                "nok husband, nok son, nok daughter, lpa, poa, godson, cousin, stepson, stepdaughter, "
                "parent of, parents of, mother of, father of, mum of, dad of, wife of, husband of, son of, daughter "
                "of, family of, "
                "relative of, girlfriend, boyfriend, neighbour, friend",
    "baby": "baby of, baby, b o, infant of, inf of, twin 1 of, twin 2 of, triplet, triplet of, twin, twin of, "
            "twin i of, twin ii of, bb of, "
            "babies of, infant, newborn, boy of, girl of, baby boy, baby girl, bo",
    "staff": "cons, consultant, consultants, con, cons name, named consultant, named nurse, nurse, nurses, "
             "staff nurse, nurse in charge, nic, n i c, in charge, charge nurse, sister in charge, "
             "shift leader, shift lead, coordinator, co ordinator, coord, junior dr, junior doctor, resident dr, "
             "resident doctor, reg, registrar, spr, str, st3, sho, fy1, fy2, f1, f2, ho, house officer, ct1, ct2, imt, "
             "cst, on call, dr on call, doctor on call, med reg, surg reg, medical reg, surgical reg, "
             "named dr, named doctor, doctor, doctors, clinician, lead clinician, responsible clinician, gp, "
             "gp name, registered gp, usual gp, surgeon, operating surgeon, assistant, anaesthetist, "
             "anesthetist, anesthesiologist, scrub, scrub nurse, odp, runner, physio, physiotherapist, ot, "
             "pharmacist, dietitian, dietician, slt, salt, social worker, sw, hca, hcas, student nurse, "
             "student, students, midwife, midwives, mw, attending, resident md, provider, ordering provider, "
             "ordering physician, physician, referring physician, referring dr, referring doctor, referrer, pcp, "
             "prescriber, prescribed by, prepared by, prep by, prep, prepared, checked by, chk, chk by, checked, "
             "given by, signed by, signed, signature, sign, authorised by, authorized by, result authorised by, "
             "verified by, reported by, dictated by, typed by, seen by, seen, reviewed by, taken by, bled by, "
             "collected by, requested by, ordered by, referred by, completed by, written by, witnessed by, witness, "
             "performed by, "
             "operator, radiographer, sonographer, technician, tech, printed by, entered by, user, "
             "night team, day team, team, staff on duty, on duty, on shift, todays team, logged in as, logged on as, "
             "logged in, logged on, signed in as, welcome back, current user, "
             "my name is, hello my name is, hi my name is, im, i am, team leader, manager, "
             "ward manager, matron in charge, medic, paramedic, crew, attendant, chaplain, ward clerk, rn, "
             "lead nurse, lead, buddy, mentor, supervisor, clinical supervisor, educational supervisor, "
             "yours sincerely, yours faithfully, kind regards, best wishes, regards, dispensed by, disp by, "
             "sgd, arzt, hausarzt, arts, huisarts, medecin, medico, dr in charge, cc dr, cleaner, porter, "
             "domestic, housekeeper, bed manager, site manager, dsn, cns, specialist nurse, attending md, "
             "per, by, cover, covering, anaes, consultant in charge, consultant of the week, cow",
    "staff_id": "nmc, nmc pin, nmc no, nmc pin no, nmc number, gmc, gmc no, gmc number, gmc ref, gmc reg, gmc reg "
                "no, gphc, "
                "gphc no, gphc number, hcpc, hcpc no, hcpc number, gdc, gdc no, staff no, staff number, "
                "staff id, staff id no, employee, employee no, employee id, employee number, emp no, emp id, "
                "payroll, payroll no, payroll number, assignment no, esr no, npi, npi no, dea, dea no, "
                "registration no, reg no, prof reg no, prescriber no, prescriber number, badge no, "
                "badge id, card no, smartcard no, smartcard id, uuid, nmbi, nmbi pin, imc, imc no, mcrn, "
                "ahpra, ahpra no, ahpra number, provider no, pin no, uid, student no, student id, "
                "student number, bleep holder id",
    "secret": "password, passwd, pwd, pass, pword, pw, passphrase, p w, passwort, contrasena",
    "login": "login, log in, username, user name, user id, userid, logon, log on, user login, account",
    "code": "pin, pin code, pin number, door code, doorcode, door, keypad, key pad, keypad code, key code, keycode, "
            "keysafe, key safe, key safe code, keysafe code, keysafe no, access code, entry code, entry, gate code, "
            "door pin, alarm code, alarm, safe code, lock code, combination, combi, digilock, "
            "cd cupboard code, drug cupboard code, drug cupboard, treatment room code, clean utility code, "
            "utility code, staff room code, linen code, changing room code, code, passcode, pass code, unlock, "
            "unlock code, screen lock, omnicell code, cupboard code, sluice code, exit code, "
            "locker code, ward code, door no, phone pin, voicemail pin, tablet pin, ipad pin, ipad code",
    "wifi": "wifi, wi fi, wifi key, wi fi key, wifi password, wi fi password, wifi code, wifi pass, wifi pw, "
            "wlan, wpa key, wpa2 key, key, network key, ssid, wifi pwd, guest wifi, staff wifi, wifi passcode",
    "sex": "sex, gender, m f, geschlecht, sexe, sexo",
    "vehicle": "registration, vehicle, vehicle reg, car reg, car, number plate, plate, vrm, van, licence plate, "
               "license plate, kennzeichen, plate no, reg plate",
    "time": "time, at, time taken, time of birth, tob, arrived, arrival, arrival time, time seen, triaged, triage "
            "time, "
            "theatre time, slot, appt time, clock, time given, tod, time of death",
    "ward": "ward, location, loc, ward bed, bed, bay, unit, wd, clinic, area, dept, department",
    "allergy": "allergies, allergy, allergic to, allergic, intolerances, sensitivities, allergen, adr, adrs, "
               "drug allergies, drug allergy, known allergies, allergy to, allergies adrs",
    "initials": "initials, pt initials, patient initials, init",
}  # fmt: skip


# Labels that are names or common words too: they count only with a dot or colon behind them.
ONLY_MARKED = frozenset(
    {
        "pat",
        "con",
        "per",
        "subject",
        "child",
        "handy",
        "mail",
        "van",
        "car",
        "nurse",
        "doctor",
        "staffnurse",
        "chargenurse",
        "studentnurse",
    }
)


@cache
def by_letters() -> dict[str, str]:
    """Label kinds by the label's letters as spelt; the first kind in the table wins."""
    return _table(str)


@cache
def by_skeleton() -> dict[str, str]:
    """Label kinds by the skeleton of the label's letters, for labels that were misread."""
    return _table(skeleton)


def _table(spelling: Callable[[str], str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for kind, listed in TABLE.items():
        for phrase in listed.split(","):
            found.setdefault(spelling(phrase).replace(" ", ""), kind)
    return found


@cache
def in_one_word() -> frozenset[str]:
    """Labels, as spelt and as skeletons, that are never written apart ("S on" is no son)."""
    listed = [phrase.strip() for phrases in TABLE.values() for phrase in phrases.split(",")]
    several = {phrase.replace(" ", "") for phrase in listed if " " in phrase}
    single = {phrase for phrase in listed if " " not in phrase and phrase not in several}
    return frozenset(single) | frozenset(skeleton(phrase) for phrase in single)


@cache
def starts() -> frozenset[str]:
    """The first letters of every label: where no label starts, none needs to be tried."""
    return frozenset(key[:2] for key in by_skeleton())
