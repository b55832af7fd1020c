"""What the document says of itself: the fields an archive registers, each with its evidence, or empty."""

from __future__ import annotations

from collections.abc import Sequence

from ocr.elements import Page
from postprocess.elements import Metadata
from postprocess.fields import header as head
from postprocess.fields.copies import copy_fields
from postprocess.fields.incoming import incoming_fields, stamped_urgency
from postprocess.fields.issuer import author, issuer_and_parent
from postprocess.fields.places import same_body, same_place
from postprocess.fields.signers import signature_fields
from postprocess.layout.copies import SecondHand
from postprocess.layout.page_view import PageView
from postprocess.layout.signature import Signature
from postprocess.layout.zones import Header, find_circulation
from postprocess.secrecy import secrecy_field


def read_metadata(
    pages: Sequence[Page],
    header: Header | None,
    signatures: Sequence[Signature],
    views: Sequence[PageView] = (),
    hands: Sequence[SecondHand] = (),
) -> Metadata:
    """Return the fields that `header`, `signatures`, the `hands` of copiers and the stamps of `pages` hold.

    Number, date and signer are looked for only where the document's own stand: never in citations, incoming stamps,
    electronic signatures, copies or confirmations.
    """
    arrival = incoming_fields(pages)
    signers, authority, position = signature_fields(signatures, views)
    if header is None:
        header = Header(page=1)
    number, symbol = head.number_and_symbol(header)
    symbol = head.agreed(header, symbol)
    date, place = head.date_and_place(header)
    issuer, parent = issuer_and_parent(header, symbol)
    place, (issuer, parent) = same_place(header, place, (issuer, parent))
    authority = same_body(authority, (author(header, None), issuer))
    copy = copy_fields(pages, views, hands)
    last = find_circulation(views[-1]) if views else None
    return Metadata(
        doc_type=head.doc_type(header, symbol),
        number=number,
        symbol=symbol,
        date=date,
        place=place,
        issuer=issuer,
        issuer_parent=parent,
        title=head.title(header),
        signers=signers,
        signer_authority=authority,
        signer_position=position,
        urgency=head.urgency(header) or stamped_urgency(pages),
        secrecy=secrecy_field(pages),
        incoming_org=arrival.org,
        incoming_number=arrival.number,
        incoming_date=arrival.date,
        incoming_transfer=arrival.transfer,
        incoming_file=arrival.file,
        author=author(header, authority),
        circulation=head.circulation((header.circulation, last)),
        draft=head.draft(header),
        term=head.term(header),
        copy_type=copy.type,
        copy_number=copy.number,
        copy_symbol=copy.symbol,
        copy_date=copy.date,
        copy_org=copy.org,
        copy_signer=copy.signer,
    )
