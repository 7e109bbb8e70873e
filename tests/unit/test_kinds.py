from scanner.findings import Action
from scanner.kinds import kinds

CONTRACT = """nhs_number chi hcn ihi ppsn ssn mbi nino medicare_au eu_id local_patient_number patient_name
patient_initials date_of_birth age address postcode phone email staff_name staff_id staff_badge credential
vehicle_plate place_signal time_signal clinical_text wristband board screen patient_monitor paper_record
patient_list specimen_label drip_label bedhead_sign sticky_note medical_image barcode_patient barcode_unread
barcode_product face_unknown face_child patient_in_bed face_consented person ward_scene jigsaw meta_gps
meta_thumbnail meta_time_device_owner meta_people_caption meta_hidden_media file_name unread_text not_scanned"""


def test_table_holds_exactly_the_kinds_of_the_contract() -> None:
    assert set(kinds()) == set(CONTRACT.split())


def test_every_row_is_complete_and_promises_nothing() -> None:
    for kind in kinds().values():
        assert all([kind.title, kind.looks, kind.why, kind.actions, kind.advice, kind.guidance, kind.misses])
        words = f"{kind.title} {kind.looks} {kind.why} {kind.advice} {kind.misses}".lower()
        assert not {"safe", "compliant", "anonymised", "anonymized"} & set(words.replace(".", " ").split())
        assert not (Action.KEEP in kind.actions and Action.REDACT in kind.actions)
