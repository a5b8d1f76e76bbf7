"""Exports of answers as ODK Central and KoboToolbox write them, made from their documented formats."""

import csv
import io

import openpyxl

INSTANCE = "11111111-1111-4111-8111-{:012d}"
ODK_GROUPS = {
    "noi_hoi": ("xa",),
    "co_so": ("co_so_trong_so", "ten_co_so", "lao_dong"),
    "nhu_cau": (
        *("muon_lam", "noi_dung", "may_moc", "chi_phi_trieu", "von_tu_co_trieu", "dau_ra"),
        *("thang_bat_dau", "y_kien", "anh"),
    ),
}
GROUP_OF = {name: group for group, names in ODK_GROUPS.items() for name in names}


def answer(number=1, **said):
    """What was typed, by question, and what the tools add."""
    return {
        "instance": INSTANCE.format(number),
        "root": INSTANCE.format(number),
        "deprecated": "",
        "bat_dau": "2026-11-20T10:00:00.000+07:00",
        "ket_thuc": "2026-11-20T10:12:00.000+07:00",
        "ma_dot": "",
        "xa": "99001",
        "place": ("10.4", "106.3", "0", "4.5"),
        "co_so_trong_so": "chua_co_trong_so",
        "ten_co_so": f"Mộc Phú Lộc {number}",
        "lao_dong": "8",
        "muon_lam": "Mua máy cưa",
        "noi_dung": "1",
        "may_moc": "Máy cưa đứng; 3 kW",
        "chi_phi_trieu": "150",
        "von_tu_co_trieu": "50",
        "dau_ra": "regulars",
        "thang_bat_dau": "3",
        "y_kien": "Điện yếu, hay ngắt",
        "anh": "1763600000000.jpg",
    } | said


def odk(*answers, groups=True):
    """`submissions.csv` of ODK Central; `groups` as its choice to keep or remove the names of groups."""

    def prefix(group, name):
        return f"{group}-{name}" if groups else name

    names = list(GROUP_OF)
    head = ["SubmissionDate", "bat_dau", "ket_thuc", "ma_dot"]
    head += [prefix("noi_hoi", f"vi_tri-{part}") for part in ("Latitude", "Longitude", "Altitude", "Accuracy")]
    head += [prefix(GROUP_OF[name], name) for name in names]
    head += [
        prefix("meta", "instanceID"),
        prefix("meta", "instanceName"),
        "KEY",
        "SubmitterID",
        "SubmitterName",
    ]
    head += [
        "AttachmentsPresent",
        "AttachmentsExpected",
        "Status",
        "ReviewState",
        "DeviceID",
        "Edits",
        "FormVersion",
    ]
    rows = [
        [
            *("2026-11-20T05:00:00.000Z", each["bat_dau"], each["ket_thuc"], each["ma_dot"], *each["place"]),
            *(each[name] for name in names),
            *(marked(each["instance"]), each["ten_co_so"], marked(each["root"]), "12", "Máy 1"),
            *("1", "1", "", "", "collect:x", str(int(each["instance"] != each["root"])), "202611200900"),
        ]
        for each in answers
    ]
    return written(head, rows, ",").encode()


def kobo_table(*answers, labels=None, groups=True):
    """Headings and rows of KoboToolbox's export: XML names, or the labels with what stands in `labels`."""
    from khuyencong.rules.surveys import QUESTIONS

    def heading(name):
        shown = QUESTIONS[name].label if labels is not None else name
        return f"{GROUP_OF[name]}/{shown}" if groups and name in GROUP_OF else shown

    names = list(GROUP_OF)
    spot = "Vị trí xưởng" if labels is not None else "vi_tri"
    head = ["start" if labels is not None else "bat_dau", "end" if labels is not None else "ket_thuc", "ma_dot"]
    head += [f"noi_hoi/{spot}" if groups else spot]
    head += [f"_{spot}_{part}" for part in ("latitude", "longitude", "altitude", "precision")]
    head += [heading(name) for name in names]
    head += ["_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status", "_submitted_by"]
    head += ["__version__", "_tags", "meta/rootUuid", "meta/deprecatedID", "_index"]
    rows = [
        [
            *(each["bat_dau"], each["ket_thuc"], each["ma_dot"], " ".join(each["place"]), *each["place"]),
            *((labels or {}).get(each[name], each[name]) for name in names),
            *(str(number), each["instance"], "2026-11-20T05:00:00", "", "", "submitted_via_web", "", "v1", ""),
            *(marked(each["root"]), marked(each["deprecated"]), str(number)),
        ]
        for number, each in enumerate(answers, start=1)
    ]
    return head, rows


def kobo_csv(*answers, **options):
    """Semicolons, every cell quoted, a byte order mark."""
    head, rows = kobo_table(*answers, **options)
    return b"\xef\xbb\xbf" + written(head, rows, ";", quoting=csv.QUOTE_ALL).encode()


def kobo_xlsx(*answers, **options):
    """The same as a workbook, whole numbers as numbers."""
    head, rows = kobo_table(*answers, **options)
    book = openpyxl.Workbook()
    book.active.title = "Nhu cau 2027"
    for row in (head, *rows):
        book.active.append([int(cell) if cell.isdecimal() and len(cell) < 5 else cell for cell in row])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def marked(key):
    """As both tools write the key of an answer."""
    return f"uuid:{key}" if key else ""


def written(head, rows, separator, quoting=csv.QUOTE_MINIMAL):
    """As text."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator, quoting=quoting, lineterminator="\n").writerows([head, *rows])
    return out.getvalue()
