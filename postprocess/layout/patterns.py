"""The forms that lines of these documents take, as regular expressions (STANDARDS 1.5 to 1.9, 2.2).

Those named `*_KEY` are matched against folded text (capitals without diacritics), the others against text as read.
"""

from __future__ import annotations

import re
from typing import Final

# "Số 13-NQ/TW", "Số: 08 /QĐ-UBND", "Số: 55 - TB/ĐTN", "Số    -NQ/TU"; diacritics on o are easily misread, S for 3 or 5.
NUMBER_LINE: Final = re.compile(
    r"^\W{0,2}[Ss35$][ốôóòỗồổỏõoọöOÔỐ6ó0][:.;,]?\s*(?P<number>\d{1,5}[a-zA-Z]?|[.…_·\s]{0,40}?)"
    r"(?P<gap>\s*)(?P<stroke>[-–—/])\s*(?P<symbol>\S.{0,60})$"
)
# The same where a hand wrote the number and the engine made something of it: "Số: đ@ /CT-UBND", "S6:.2/5A /BC-SYT".
HAND_NUMBER_LINE: Final = re.compile(
    r"^\W{0,2}[Ss$]\S{1,2}?\s?[:.;,]\s*(?P<number>.{0,14}?)\s*(?P<stroke>[-–—/])\s*"
    r"(?P<symbol>[A-ZĐƯ][A-Za-zĐđƯư]{0,11}(?:[-–/&,][A-ZĐƯ][A-Za-zĐđƯư]{1,14}){1,5})\W{0,2}$"
)
# The same without a symbol: "Số: 125".
BARE_NUMBER: Final = re.compile(r"^\W{0,2}[Ss][ốôóòỗồổỏõoọö]\s*[:.]?\s*(?P<number>\d{1,5})\W{0,2}$")
# The same where neither number nor stroke was read, a symbol alone is left: "Số (8SYT-NVY", "Số: ...../UBND-VX".
SCRAWLED_NUMBER_LINE: Final = re.compile(
    r"^\W{0,2}[Ss][ốôóòỗồổỏõoọöOÔỐ60ó](?P<number>\W.{0,12}?)(?P<symbol>[A-ZĐƯ]{2,8}-[A-ZĐƯ]{2,10})\W{0,2}$"
)
PAGE_NUMBER: Final = re.compile(r"^[-–—. ]{0,3}\d{1,3}[-–—. ]{0,3}$")
# NQ/TW, QĐ-UBND, 2016/TTLT-TANDTC-VKSNDTC-BTP, CV/VPTW/nb, UBND-TTHC, CTr/TU, KH (old state form)
SYMBOL: Final = re.compile(
    r"(?:(?:19|20)\d\d/)?[A-ZĐƯÂ][A-Za-zĐđƯư0-9]{0,11}(?:\s?[-–/.&]\s?[A-ZĐƯÂ][A-Za-zĐđƯưÂâ0-9]{0,14}){0,5}(?:/nb)?"
)
# ", ngày 16 tháng 01 năm 2012"; day and month may be missing where a hand should have written them.
DATE_KEY: Final = re.compile(
    r"NG[A-Z]Y\s{0,3}(?P<day>\d{1,2}(?=\W)|)(?P<hand>\S{0,4}?)\W{0,12}"
    r"TH[A-Z]NG\s{0,3}(?P<month>\d{1,2}(?=\W)|)\S{0,3}?\W{0,12}N[A-Z]?M\s{0,3}(?P<year>\d{4})\b"
)
SLASH_DATE: Final = re.compile(r"(?P<day>\d{1,2})\s?[/.-]\s?(?P<month>\d{1,2})\s?[/.-]?\s?(?P<year>\d{4}|\d{2})\b")
SUBJECT_KEY: Final = re.compile(r"^\W{0,2}(V\s?/\s?V|VE VIEC)\b")
ADDRESSEES_KEY: Final = re.compile(r"^\W{0,2}K[I1L]NH (GUI|TR[I1L]NH)\b")
RECIPIENTS_KEY: Final = re.compile(r"^\W{0,2}N[O0]I NHAN\b")
# What ends the block of type and title: a line of hyphens or asterisks.
DASHED_LINE: Final = re.compile(r"^[-–—_*=~.\s]{2,}$|^\*$")
STARS: Final = re.compile(r"^[*x×\"'”“ ]{1,8}$")

PREAMBLE_KEY: Final = re.compile(r"^\W{0,3}(CAN CU|THEO DE NGHI|XET DE NGHI|CHIEU)\b")
AUTHORITY: Final = re.compile(
    r"^\W{0,2}(?P<code>[T1I]\s?/\s?M|K\s?/\s?T|[T1I]\s?/\s?L|T/UQ|TUQ\s?\.|TM\s?\.|KT\s?\.|TL\s?\.|Q\s?\.|TM|KT|TL|TUQ|QUYỀN)\s?"
    r"(?=[A-ZĐƯÂĂÊÔƠÀ-Ỹ]{2})"
)
# After these the signatures belong to someone else: a confirmation or a copy.
SECOND_HAND_KEY: Final = re.compile(
    r"^\W{0,2}(XAC NHAN (CHU KY|CUA)|SAO Y|SAO LUC|TRICH SAO|CHUNG THUC|BAN SAO VAN BAN)"
)
COPY_TYPE_KEY: Final = re.compile(r"\b(SAO Y|SAO LUC|TRICH SAO|BAN SAO)\b")
TERM: Final = re.compile(
    r"\b[Nn]hiệm k[ỳì]\s+(?P<first>\d{4})\s?[-–]\s?(?P<last>\d{4})\b|\b[Kk]h(?:oá|óa) [IVXL]{1,6}\b"
)
# A form in an appendix: "Mẫu số 2", "Mẫu 1a".
FORM_KEY: Final = re.compile(r"^\W{0,2}(BIEU )?MAU (SO )?\d{1,2}")
COPY_NUMBER_KEY: Final = re.compile(r"^\W{0,2}S[O0]\s?\d{0,5}\s?-\s?BS\b")
# The line between type and title that names the author: "CỦA BAN THƯỜNG VỤ THÀNH UỶ".
AUTHOR_KEY: Final = re.compile(r"CUA (BAN|BO|DANG|CHU|UY|HOI|DAI|THUONG|TINH|THANH|HUYEN|CHI)\b")
APPENDIX_LABEL_KEY: Final = re.compile(r"^\W{0,2}PHU LUC(\s+(SO\s+)?([IVX]{1,5}|\d{1,2}|[A-H])\b)?\W{0,3}")
APPENDIX_KEY: Final = re.compile(r"^\W{0,2}(PHU LUC|(BAN HANH )?KEM THEO)\b")
# "5.NQ13", "VT-TH/12": what an office tags its files with at the foot of a page; a path or file name.
FILE_TAG: Final = re.compile(
    r"^(\w{1,3}\.\s?[A-ZĐ]{2,4}\s?\d{1,4}\w?|\S{3,60}\.(docx?|pdf|xlsx?)|[A-Z]:[\\/]\S+)$", re.IGNORECASE
)
DRAFT_KEY: Final = re.compile(
    r"^\W{0,3}(BAN )?DU THAO(\s+(LAN\s+(THU\s+)?)?(\d{1,2}|[IVX]{1,4}|NHAT|HAI|BA|TU|NAM))?\W{0,3}$"
)
# A sheet put between documents for the scanner: "TỜ NGĂN HỒ SƠ", "TỜ PHÂN CÁCH", "SEPARATOR SHEET", "PATCH T".
SEPARATOR_KEY: Final = re.compile(
    r"^\W{0,3}((TO|TRANG) (NGAN( CACH)?|PHAN (CACH|TACH))( (HO SO|TAI LIEU|VAN BAN))?|"
    r"(DOCUMENT |BATCH )?SEPARATOR( SHEET| PAGE)?|PATCH ?(CODE )?(T|I{1,3}|[1-6]))\W{0,3}$"
)
