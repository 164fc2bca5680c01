"""Deny by default (quality, "It keeps out"): every address, opened and sent to, as everybody of the cast.

An address that isn't in the table fails the test, and so does a row whose address is gone. Each letter answers for
one of the cast, in the order of CAST:

    o  opens          s  asked to sign in      -  there is nothing here      r  is sent on to somewhere
    m  can't be opened, only sent to (405)
"""

from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from armkrok.accounts.models import PersonalLink
from armkrok.billing import paying
from armkrok.billing.models import Paper, Run
from armkrok.directory.models import Department
from armkrok.mail.models import Message
from armkrok.meetings import (
    acting,
    attending,
    bringing,
    feeding,
    guesting,
    hosting,
    inviting,
    materials,
    noting,
    registering,
    writing,
)
from armkrok.meetings.models import Action, Audience, CalendarEntry, CalendarReply, Companion, Guest, Meeting
from armkrok.networks import deciding
from armkrok.networks.models import Appointment, Facilitation, Team
from armkrok.networks.someone import Someone
from tests.billing.money_in import DAY, an_invoice, an_issuer
from tests.billing.priced import a_fee
from tests.meetings.conftest import a_meeting
from tests.meetings.programmes import put
from tests.world import World

CAST = ["stranger", "outsider", "coordinator", "applicant", "chef-coordinator", "secretary", "facilitator"]

TABLE = {
    # address                               opened     sent to
    "web:home": ("/", "rrrrrrr", "rrrrrrr"),
    "web:today": ("/today/", "s----oo", "s----oo"),
    "web:approval": ("/today/applications/{application}/approval/", "s----mm", "s----r-"),
    "web:refusal": ("/today/applications/{application}/refusal/", "s----mm", "s----o-"),
    "web:question": ("/today/applications/{application}/question/", "s----mm", "s----o-"),
    "web:undoing": ("/today/steps/{step}/undoing/", "s----mm", "s----r-"),
    "web:letter_resending": ("/today/letters/{letter}/resending/", "s----mm", "s----r-"),
    "web:letter_settlement": ("/today/letters/{letter}/settlement/", "s----mm", "s----r-"),
    "web:received_settlement": ("/today/received/settlement/", "s----mm", "s----rr"),
    "web:networks": ("/networks/", "ooooooo", "mmmmmmm"),
    "web:network": ("/networks/{slug}/", "ooooooo", "mmmmmmm"),
    "web:network of a draft": ("/networks/{draft}/", "-----o-", "mmmmmmm"),
    "web:dates": ("/networks/{slug}/dates.ics", "ooooooo", "mmmmmmm"),
    "web:dates_atom": ("/networks/{slug}/dates.atom", "ooooooo", "mmmmmmm"),
    "networks:me": ("/me/", "soooooo", "soooooo"),
    "networks:network_opening": ("/networks/new/", "s----oo", "s----oo"),
    "networks:enrolment": ("/networks/{slug}/enrolment/", "ooooooo", "ooooooo"),
    "networks:enrolment_receipt": ("/networks/{slug}/enrolment/receipt/", "rrrrrrr", "rrrrrrr"),
    "networks:members": ("/networks/{slug}/members/", "s-o--o-", "s-o--o-"),
    "networks:member": ("/networks/{slug}/members/{enrolment}/", "s-o--o-", "s-o--o-"),
    "networks:contacts": ("/networks/{slug}/members/{enrolment}/contacts/", "s-o--o-", "s-o--o-"),
    "networks:nomination": ("/networks/{slug}/members/{enrolment}/nomination/", "s-o--o-", "s-o--o-"),
    "networks:withdrawal": ("/networks/{slug}/members/{enrolment}/withdrawal/", "s-o--o-", "s-r--r-"),
    "networks:appointment_ending": (
        "/networks/{slug}/members/{enrolment}/appointments/{appointment}/ending/",
        "s-o--o-",
        "s-r--r-",
    ),
    "networks:link_revocation": (
        "/networks/{slug}/members/{enrolment}/links/9999/revocation/",
        "s------",
        "s----r-",
    ),
    "networks:organisation_networks": ("/organisations/{organisation}/networks/", "s-o--oo", "s-o--oo"),
    "networks:settings": ("/networks/{slug}/settings/", "s----o-", "s----o-"),
    "networks:settings_group": ("/networks/{slug}/settings/year/", "s----o-", "s----o-"),
    "networks:publication": ("/networks/{slug}/publication/", "s----o-", "s----r-"),
    "networks:publication_ending": ("/networks/{slug}/publication/ending/", "s----o-", "s----o-"),
    "networks:facilitators": ("/networks/{slug}/facilitators/", "s----o-", "s----o-"),
    "networks:facilitator_removal": (
        "/networks/{slug}/facilitators/{facilitation}/removal/",
        "s----m-",
        "s----r-",
    ),
    "networks:teams": ("/teams/", "s----oo", "s----oo"),
    "networks:team_opening": ("/teams/new/", "s----oo", "s----oo"),
    "networks:team": ("/teams/{team}/", "s----o-", "s----o-"),
    "directory:organisations": ("/organisations/", "s----oo", "s----oo"),
    "directory:organisation_export": ("/organisations/table.csv", "s----oo", "s----oo"),
    "directory:organisation_creation": ("/organisations/new/", "s----oo", "s----oo"),
    "directory:organisation_choices": ("/organisations/choices/?name=organisation", "ooooooo", "ooooooo"),
    "directory:department_choices": ("/organisations/departments/", "s----oo", "s----mm"),
    "directory:organisation": ("/organisations/{organisation}/", "s-o--oo", "s-o--oo"),
    "directory:organisation_editing": ("/organisations/{organisation}/edit/", "s----oo", "s----oo"),
    "directory:organisation_merging": ("/organisations/{organisation}/merging/", "s----oo", "s----oo"),
    "directory:organisation_merging of the staff": (
        "/organisations/{convener}/merging/",
        "s----o-",
        "s----o-",
    ),
    "directory:department_creation": ("/organisations/{organisation}/departments/", "s----oo", "s----oo"),
    "directory:department_editing": (
        "/organisations/{organisation}/departments/{department}/",
        "s----oo",
        "s----oo",
    ),
    "directory:department_removal": (
        "/organisations/{organisation}/departments/{department}/removal/",
        "s----oo",
        "s----rr",
    ),
    "directory:people": ("/people/", "s----oo", "s----oo"),
    "directory:person_export": ("/people/table.csv", "s----oo", "s----oo"),
    "directory:person_creation": ("/people/new/", "s----oo", "s----oo"),
    "directory:person": ("/people/{person}/", "s----oo", "s----oo"),
    "directory:person_editing": ("/people/{person}/edit/", "s----oo", "s----oo"),
    "directory:person_merging": ("/people/{person}/merging/", "s----oo", "s----oo"),
    "directory:person of the staff": ("/people/{colleague}/", "s----oo", "s----oo"),
    "directory:person_editing of the staff": ("/people/{colleague}/edit/", "s----o-", "s----o-"),
    "directory:person_merging of the staff": ("/people/{colleague}/merging/", "s----o-", "s----o-"),
    "accounts:account": ("/account/", "soooooo", "smmmmmm"),
    "accounts:language": ("/account/language/", "smmmmmm", "soooooo"),
    "accounts:session_ending": ("/account/sessions/9999/ending/", "smmmmmm", "s------"),
    "accounts:other_sessions_ending": ("/account/other-sessions/ending/", "smmmmmm", "srrrrrr"),
    "accounts:personal_link": ("/l/{token}/", "ooooooo", "ooooooo"),
    "accounts:personal_link of nobody": ("/l/nonsense.nonsense/", "-------", "-------"),
    "accounts:link_renewal": ("/l/{token}/renewal/", "mmmmmmm", "rrrrrrr"),
    "account_login": ("/sign-in/", "orrrrrr", "orrrrrr"),
    "account_request_login_code": ("/sign-in/", "orrrrrr", "orrrrrr"),
    "account_confirm_login_code": ("/sign-in/code/", "rrrrrrr", "rrrrrrr"),
    "mfa_login_webauthn": ("/sign-in/passkey/", "rrrrrrr", "rrrrrrr"),
    "account_reauthenticate": ("/sign-in/again/", "soooooo", "sssssss"),
    "account_logout": ("/sign-out/", "mmmmmmm", "rrrrrrr"),
    "mfa_add_webauthn": ("/account/passkeys/new/", "srrrrrr", "srrrrrr"),
    "mfa_edit_webauthn": ("/account/passkeys/9999/", "srrrrrr", "srrrrrr"),
    "mfa_remove_webauthn": ("/account/passkeys/9999/removal/", "srrrrrr", "srrrrrr"),
    "set_language": ("/language/setlang/", "rrrrrrr", "rrrrrrr"),
    "demo:stepping_in": ("/demo/as/outsider/", "mmmmmmm", "-------"),
    "demo:stepping_out": ("/demo/out/", "mmmmmmm", "rrrrrrr"),
    "demo:mailbox": ("/demo/mail/", "ooooooo", "mmmmmmm"),
    "demo:letter": ("/demo/mail/{letter}/", "ooooooo", "mmmmmmm"),
    "demo:letter_body": ("/demo/mail/{letter}/letter/", "ooooooo", "mmmmmmm"),
    "demo:attachment": ("/demo/mail/{letter}/files/{attachment}/", "ooooooo", "mmmmmmm"),
    "demo:invite": ("/demo/mail/{invitation_letter}/invite.ics", "ooooooo", "mmmmmmm"),
    "meetings:meeting": ("/meetings/{meeting}/", "ooooooo", "mmmmmmm"),
    "meetings:meeting of a draft": ("/meetings/{draft_meeting}/", "-----o-", "mmmmmmm"),
    "meetings:calendars": ("/me/calendar/", "soooooo", "smmmmmm"),
    "meetings:calendar_address": ("/me/calendar/mine/address/", "srorrrr", "srrrrrr"),
    "meetings:calendar_address of those who run": ("/me/calendar/run/address/", "s----r-", "s----r-"),
    "meetings:calendar": ("/calendars/{secret}.ics", "ooooooo", "mmmmmmm"),
    "meetings:calendar of nobody": ("/calendars/nonsense.ics", "-------", "mmmmmmm"),
    "meetings:my_meetings": ("/me/meetings/", "soooooo", "smmmmmm"),
    "meetings:meetings": ("/networks/{slug}/meetings/", "s-o--o-", "smmmmmm"),
    "meetings:planning": ("/networks/{slug}/meetings/new/", "s----o-", "s----o-"),
    "meetings:editing": ("/meetings/{meeting}/edit/", "s----o-", "s----o-"),
    "meetings:publication": ("/meetings/{meeting}/publication/", "s----o-", "s----o-"),
    "meetings:publication_ending": ("/meetings/{meeting}/publication/ending/", "s----o-", "s----o-"),
    "meetings:invitations": ("/meetings/{meeting}/invitations/", "s----o-", "s----r-"),
    "meetings:reminders": ("/meetings/{meeting}/reminders/", "s----o-", "s----r-"),
    "meetings:rescheduling": ("/meetings/{meeting}/rescheduling/", "s----o-", "s----o-"),
    "meetings:cancellation": ("/meetings/{meeting}/cancellation/", "s----o-", "s----o-"),
    "meetings:holding": ("/meetings/{meeting}/holding/", "s----o-", "s----o-"),
    "meetings:warning_reason": ("/meetings/{meeting}/warnings/S12/", "smmmmmm", "s----r-"),
    "meetings:online": ("/meetings/{meeting}/online/", "s------", "smmmmmm"),
    "meetings:registration": ("/meetings/{meeting}/registration/", "s-o----", "s-o----"),
    "meetings:swap": ("/meetings/{meeting}/seats/{seat}/swap/", "s-o--o-", "s-o--o-"),
    "meetings:leaving": ("/meetings/{meeting}/seats/{seat}/leaving/", "smmmmmm", "s-r--r-"),
    "meetings:acceptance": ("/meetings/{meeting}/seats/{seat}/acceptance/", "smmmmmm", "s-r--r-"),
    "meetings:answers": ("/meetings/{meeting}/answers/", "s-o----", "s-o----"),
    "meetings:companion": ("/meetings/{arms}/companion/", "s-o----", "s-o----"),
    "meetings:companion_calling_off": (
        "/meetings/{arms}/companion/{companion}/calling-off/",
        "s-o--o-",
        "s-r--r-",
    ),
    "meetings:companions": ("/meetings/{arms}/companions/", "s----o-", "smmmmmm"),
    "meetings:guests": ("/meetings/{arms}/guests/", "s----o-", "s----o-"),
    "meetings:guest_calling_off": (
        "/meetings/{arms}/guests/{guest}/calling-off/",
        "s----o-",
        "s----r-",
    ),
    "meetings:guest_time": ("/meetings/{arms}/guests/{guest}/time/", "smmmmmm", "s----r-"),
    "meetings:reply_acceptance": (
        "/meetings/{meeting}/participants/replies/{reply}/acceptance/",
        "smmmmmm",
        "s----r-",
    ),
    "meetings:reply_dismissal": (
        "/meetings/{meeting}/participants/replies/{reply}/dismissal/",
        "smmmmmm",
        "s----r-",
    ),
    "meetings:programme": ("/meetings/{meeting}/programme/", "s----o-", "smmmmmm"),
    "meetings:programme of a draft": ("/meetings/{draft_meeting}/programme/", "s----o-", "smmmmmm"),
    "meetings:items": ("/meetings/{meeting}/programme/items/", "smmmmmm", "s----o-"),
    "meetings:item": ("/meetings/{meeting}/programme/items/{item}/", "s----o-", "s----o-"),
    "meetings:item_position": (
        "/meetings/{meeting}/programme/items/{item}/position/",
        "smmmmmm",
        "s----o-",
    ),
    "meetings:item_length": ("/meetings/{meeting}/programme/items/{item}/length/", "smmmmmm", "s----o-"),
    "meetings:item_removal": ("/meetings/{meeting}/programme/items/{item}/removal/", "smmmmmm", "s----r-"),
    "meetings:copying": ("/meetings/{meeting}/programme/copying/", "s----o-", "s----o-"),
    "meetings:template": ("/meetings/{meeting}/programme/template/", "s----o-", "s----o-"),
    "meetings:template_removal": (
        "/meetings/{meeting}/programme/templates/9999/removal/",
        "smmmmmm",
        "s----r-",
    ),
    "meetings:participants": ("/meetings/{meeting}/participants/", "s----o-", "smmmmmm"),
    "meetings:participant_registration": (
        "/meetings/{meeting}/participants/registration/",
        "s----o-",
        "s----o-",
    ),
    "meetings:invitation_sending": (
        "/meetings/{arms}/participants/invitations/{invitation}/sending/",
        "smmmmmm",
        "s----r-",
    ),
    "meetings:mailing_writing": ("/meetings/{meeting}/participants/mail/", "s----o-", "s----o-"),
    "meetings:mailing": ("/meetings/{meeting}/mailings/{mailing}/", "s----o-", "smmmmmm"),
    "meetings:questions": ("/meetings/{meeting}/questions/", "s----o-", "s----o-"),
    "meetings:hosts": ("/networks/{slug}/hosts/", "s-o--o-", "smmmmmm"),
    "meetings:host_offer": ("/networks/{slug}/hosts/offer/", "s-o----", "s-o----"),
    "meetings:host_offer_answer": ("/networks/{slug}/hosts/offers/{offer}/answer/", "s----o-", "s----o-"),
    "meetings:host_offer_withdrawal": (
        "/networks/{slug}/hosts/offers/{offer}/withdrawal/",
        "smmmmmm",
        "s-r----",
    ),
    "meetings:organisation_hosting": ("/organisations/{organisation}/hosting/", "s-o--oo", "smmmmmm"),
    "meetings:host": ("/meetings/{meeting}/host/", "s----o-", "s----o-"),
    "meetings:host_removal": ("/meetings/{meeting}/host/removal/", "smmmmmm", "s----r-"),
    "meetings:host_link": ("/meetings/{meeting}/host/link/", "smmmmmm", "s----r-"),
    "meetings:host_tasks": ("/meetings/{meeting}/host/tasks/", "smmmmmm", "s----o-"),
    "meetings:host_task": ("/meetings/{meeting}/host/tasks/{task}/", "smmmmmm", "s----r-"),
    "meetings:host_task_removal": ("/meetings/{meeting}/host/tasks/{task}/removal/", "smmmmmm", "s----r-"),
    "meetings:attendance": ("/meetings/{meeting}/attendance/", "s----o-", "smmmmmm"),
    "meetings:attendance_marks": ("/meetings/{meeting}/attendance/marks/", "s----o-", "s----r-"),
    "meetings:attendance_worker": ("/meetings/{meeting}/attendance/worker.js", "s----o-", "smmmmmm"),
    "meetings:walk_in": ("/meetings/{meeting}/attendance/walk-in/", "s----o-", "s----o-"),
    "meetings:check_in": ("/meetings/{meeting}/attendance/check-in/{badge}/", "s----o-", "s----r-"),
    "meetings:attendance_export": ("/meetings/{meeting}/attendance/table.csv", "s----o-", "smmmmmm"),
    "meetings:papers": ("/meetings/{meeting}/papers/", "s----o-", "smmmmmm"),
    "meetings:paper": ("/meetings/{meeting}/papers/badges.pdf", "s----o-", "smmmmmm"),
    "meetings:certificate": ("/meetings/{noted}/certificate.pdf", "s-o----", "smmmmmm"),
    "meetings:certificate of what isn't held": ("/meetings/{meeting}/certificate.pdf", "s------", "smmmmmm"),
    "meetings:now": ("/meetings/{meeting}/now/", "ooooooo", "mmmmmmm"),
    "meetings:now of a draft": ("/meetings/{draft_meeting}/now/", "-----o-", "mmmmmmm"),
    "meetings:delay": ("/meetings/{meeting}/delay/", "smmmmmm", "s----o-"),
    "meetings:notes": ("/meetings/{noted}/notes/", "s-o--o-", "smmmmmm"),
    "meetings:notes of what isn't shared": ("/meetings/{meeting}/notes/", "s----o-", "smmmmmm"),
    "meetings:note": ("/meetings/{noted}/notes/items/{noted_item}/", "s----o-", "s----o-"),
    "meetings:notes_summary": ("/meetings/{noted}/notes/summary/", "s----o-", "s----o-"),
    "meetings:notes_approval": ("/meetings/{noted}/notes/approval/", "s----o-", "s----r-"),
    "meetings:notes_sharing": ("/meetings/{noted}/notes/sharing/", "s----o-", "s----r-"),
    "meetings:notes_pdf": ("/meetings/{noted}/notes.pdf", "s-o--o-", "smmmmmm"),
    "meetings:notes_pdf of what isn't shared": ("/meetings/{meeting}/notes.pdf", "s----o-", "smmmmmm"),
    "meetings:take_home": ("/meetings/{noted}/take-home/", "s-o--o-", "smmmmmm"),
    "meetings:actions": ("/meetings/{noted}/actions/", "s-o--o-", "s----o-"),
    "meetings:action": ("/meetings/{noted}/actions/{action}/", "s----o-", "s----o-"),
    "meetings:action_completion": (
        "/meetings/{noted}/actions/{action}/completion/",
        "smmmmmm",
        "s-r--r-",
    ),
    "meetings:action_removal": ("/meetings/{noted}/actions/{action}/removal/", "smmmmmm", "s----r-"),
    "meetings:materials": ("/meetings/{meeting}/material/", "s----o-", "s----o-"),
    "meetings:material": ("/meetings/{meeting}/material/{material}/", "s----o-", "s----o-"),
    "meetings:material_sharing": (
        "/meetings/{meeting}/material/{material}/sharing/",
        "smmmmmm",
        "s----o-",
    ),
    "meetings:material_removal": (
        "/meetings/{meeting}/material/{material}/removal/",
        "smmmmmm",
        "s----r-",
    ),
    "meetings:material_file": ("/meetings/{meeting}/material/{material}/file/", "--o--o-", "mmmmmmm"),
    "meetings:material_file of everybody": (
        "/meetings/{meeting}/material/{public_material}/file/",
        "ooooooo",
        "mmmmmmm",
    ),
    "meetings:material_file of a guest before it is shared": (
        "/meetings/{arms}/material/{left_material}/file/",
        "-----o-",
        "mmmmmmm",
    ),
    "billing:issuers": ("/invoices/", "s----ro", "smmmmmm"),
    "billing:invoices": ("/organisations/{convener}/invoices/", "s----o-", "smmmmmm"),
    "billing:invoice": ("/invoices/{invoice}/", "s-o--o-", "smmmmmm"),
    "billing:pdf": ("/invoices/{invoice}/invoice.pdf", "s-o--o-", "smmmmmm"),
    "billing:xml": ("/invoices/{invoice}/invoice.xml", "s-o--o-", "smmmmmm"),
    "billing:member_invoices": (
        "/networks/{slug}/members/{enrolment}/invoices/",
        "s-o--o-",
        "smmmmmm",
    ),
    "billing:member_invoices of an applicant": (
        "/networks/{slug}/members/{application}/invoices/",
        "s----o-",
        "smmmmmm",
    ),
    "billing:prices": ("/networks/{slug}/prices/", "s----o-", "s----o-"),
    "billing:price": ("/networks/{slug}/prices/by_quarter/", "s----o-", "s----o-"),
    "billing:price_dropping": ("/networks/{slug}/prices/{price}/dropping/", "s----o-", "s----r-"),
    "billing:packages": ("/networks/{slug}/members/{enrolment}/packages/", "s-o--o-", "s-r--r-"),
    "billing:invoicing": ("/networks/{slug}/members/{enrolment}/invoicing/", "s-o--o-", "s-r--r-"),
    "billing:invoicing of an applicant": (
        "/networks/{slug}/members/{application}/invoicing/",
        "s----o-",
        "s----o-",
    ),
    "billing:invoicing_question": (
        "/networks/{slug}/members/{enrolment}/invoicing/question/",
        "smmmmmm",
        "s----r-",
    ),
    "billing:delivery": ("/invoices/{invoice}/delivery/", "smmmmmm", "s----r-"),
    "billing:fees_now": ("/networks/{slug}/fees/", "s----r-", "smmmmmm"),
    "billing:fees": ("/networks/{slug}/fees/2027/", "s----o-", "smmmmmm"),
    "billing:fees_export": ("/networks/{slug}/fees/2027.csv", "s----o-", "smmmmmm"),
    "billing:issuer": ("/organisations/{convener}/invoices/issuer/", "s----o-", "s----o-"),
    "billing:due": ("/organisations/{convener}/invoices/due/", "s----o-", "s----o-"),
    "billing:runs": ("/organisations/{convener}/invoices/runs/", "s----o-", "smmmmmm"),
    "billing:run": ("/organisations/{convener}/invoices/runs/{run}/", "s----o-", "smmmmmm"),
    "billing:payments": ("/organisations/{convener}/invoices/payments/", "s----o-", "smmmmmm"),
    "billing:bank_file": ("/organisations/{convener}/invoices/payments/files/", "s----r-", "s----o-"),
    "billing:payment": ("/organisations/{convener}/invoices/payments/{payment}/", "s----o-", "s----o-"),
    "billing:payment of another issuer": (
        "/organisations/{issuing}/invoices/payments/{payment}/",
        "s------",
        "s------",
    ),
    "billing:payment_settlement": (
        "/organisations/{convener}/invoices/payments/{payment}/settlement/",
        "smmmmmm",
        "s----o-",
    ),
    "billing:payment_by_hand": ("/invoices/{invoice}/payment/", "s----o-", "s----o-"),
    "billing:payment_undoing": (
        "/invoices/{invoice}/payment/{allocation}/undoing/",
        "smmmmmm",
        "s----r-",
    ),
    "billing:reminder_pause": ("/invoices/{invoice}/reminders/pause/", "s----o-", "s----o-"),
    "billing:reminder_resumption": (
        "/invoices/{invoice}/reminders/resumption/",
        "smmmmmm",
        "s----r-",
    ),
    "billing:anew": ("/invoices/{note}/anew/", "s----o-", "s----r-"),
    "billing:credit": ("/invoices/{invoice}/credit/", "s----o-", "s----o-"),
    "billing:credit_suggestion": (
        "/organisations/{convener}/invoices/credits/{meeting_number}/",
        "s----o-",
        "s----o-",
    ),
    "billing:bookkeeping": ("/organisations/{convener}/invoices/bookkeeping/", "s----o-", "smmmmmm"),
    "billing:bookkeeping_export": (
        "/organisations/{convener}/invoices/bookkeeping/journal.csv?currency=DKK",
        "s----o-",
        "smmmmmm",
    ),
    "networks:role_ending": ("/teams/{team}/roles/{role}/ending/", "s----m-", "s----r-"),
}


def addresses(resolver: URLResolver, namespace: str = "") -> set[str]:
    """The names of every address that there is."""
    found = set()
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            found |= addresses(pattern, inner)
        elif isinstance(pattern, URLPattern):
            found.add(f"{namespace}{pattern.name}")
    return found


def answer(client: Client, method: str, path: str) -> str:
    """One letter for what came back; whatever it did is undone."""
    with transaction.atomic():
        response = getattr(client, method)(path)
        transaction.set_rollback(True)
    if response.status_code in (301, 302):
        return "s" if response.headers["Location"].startswith("/sign-in/?next=") else "r"
    return {200: "o", 304: "o", 400: "o", 422: "o", 404: "-", 405: "m", 410: "g"}.get(
        response.status_code, str(response.status_code)
    )


def arm_in_arm(world: World) -> tuple[Meeting, Companion, Guest]:
    """A meeting to which the coordinator brings somebody, and a guest comes."""
    meeting = a_meeting(world, armkrok=True)
    inviting.write_invitations(meeting, at=world.now)
    assignment = meeting.assignments.get()
    head = Someone("Rektor", "rektor@example.org")
    companion = bringing.bring(assignment, head, role="Rektor", by=assignment.person, at=world.now)
    expert = Someone("Ekspert", "ekspert@example.org")
    by = world.people["secretary"]
    item = put(meeting, "Haller i tal", 45)
    guest = guesting.invite_guest(item, expert, focus="Drift", by=by, at=world.now)
    return meeting, companion, guest


def with_notes(world: World) -> Action:
    """Of a meeting whose notes are shared, and at which the coordinator was, something that they are to do."""
    meeting, acts = world.meeting_held(), {"by": world.people["secretary"], "at": world.now}
    me = attending.WalkIn(
        "Koordinator", organisation=world.enrolment.organisation, email="coordinator@example.org"
    )
    attending.walk_in(meeting, me, key="1", by=acts["by"], at=meeting.starts_at)
    item = put(meeting, "Haller i tal", 45)
    noting.write(item, said="Der er mange.", decided="", **acts)
    promise = acting.Promise("Tæl dem", person=world.people["coordinator"], item=item)
    action = acting.add(meeting, promise, **acts)
    noting.approve(meeting, **acts)
    noting.share(meeting, **acts)
    return action


def with_material(world: World, meeting: Meeting, guest: Guest) -> dict[str, int]:
    """A file for the members, one for everybody, and one that a guest has left and nobody has shared."""
    by, at = world.people["secretary"], world.now
    inside, outside, left = (
        ContentFile(word.encode(), name=f"{word}.txt") for word in ("inde", "ude", "gæst")
    )
    return {
        "material": materials.add(meeting, file=inside, audience=Audience.MEMBERS, by=by, at=at).pk,
        "public_material": materials.add(meeting, file=outside, audience=Audience.PUBLIC, by=by, at=at).pk,
        "left_material": materials.leave(guest, file=left, by=guest.person, at=at).pk,
    }


def with_invoices(world: World) -> dict[str, int]:
    """An invoice of the convener's, of which a part has been paid."""
    a_fee(world)
    invoice = an_invoice(world, an_issuer(world))
    Paper.objects.create(invoice=invoice, pdf=b"%PDF", xml=b"<Invoice/>")
    by = world.people["secretary"]
    payment = paying.enter(invoice, Decimal("1000.00"), DAY, by=by, at=world.now)
    allocation = payment.allocations.get()
    run = Run.objects.create(issuer=invoice.issuer, approved_by=by, approved_at=world.now, seen="as it was")
    credited = an_invoice(world, invoice.issuer)
    note = an_invoice(world, invoice.issuer, credits=credited)
    for one in (credited, note):
        one.lines.update(charge=f"fee:{world.enrolment.pk}:2027-01-01:1")
    made = {"invoice": invoice, "payment": payment, "allocation": allocation, "run": run, "note": note}
    return {name: one.pk for name, one in made.items()}


def a_reply(meeting: Meeting, world: World) -> CalendarReply:
    """One that came from another address."""
    entry = CalendarEntry.objects.filter(meeting=meeting, person=world.people["coordinator"]).first()
    entry = entry or CalendarEntry.objects.create(meeting=meeting, person=world.people["coordinator"])
    return CalendarReply.objects.create(
        entry=entry,
        message_id="<1@elsewhere.example>",
        from_address="x@elsewhere.example",
        attendee="coordinator@example.org",
        partstat="DECLINED",
        stamped_at=world.now,
        received_at=world.now,
        outcome="doubtful",
    )


@pytest.fixture
def examples(world: World) -> dict[str, object]:
    """What stands in the braces of the table."""
    step = deciding.ask(world.application, "Hvilket udvalg?", by=world.people["secretary"], at=world.now)
    letter = Message.objects.get(key__startswith=f"step-{step.pk}:")
    appointment = Appointment.objects.get(person=world.people["coordinator"])
    meeting = a_meeting(world)
    seat = registering.register(
        meeting, world.enrolment, world.people["coordinator"], by=world.people["coordinator"], at=world.now
    )
    arms, companion, guest = arm_in_arm(world)
    offer = hosting.offer(
        world.enrolment, what="host", meeting=meeting, by=world.people["coordinator"], at=world.now
    )
    hosts = hosting.name_host(
        meeting,
        world.enrolment.organisation,
        contact=world.people["coordinator"],
        by=world.people["secretary"],
        at=world.now,
    )
    action = with_notes(world)
    friends = Team.objects.create(organisation=world.kl, name="Vennerne", email="venner@example.org")
    return {
        "reply": a_reply(meeting, world).pk,
        "action": action.pk,
        "noted": action.meeting.slug,
        "noted_item": action.item_id,
        "application": world.application.pk,
        "arms": arms.slug,
        "companion": companion.pk,
        "guest": guest.pk,
        "appointment": appointment.pk,
        "colleague": world.people["secretary"].pk,
        "convener": world.kl.pk,
        "choice": world.organisations["Køge"].pk,
        "draft": world.draft.slug,
        "draft_meeting": a_meeting(world, "draft").slug,
        "meeting": meeting.slug,
        "meeting_number": meeting.pk,
        **with_material(world, meeting, guest),
        **with_invoices(world),
        "price": a_fee(world, from_on=DAY.replace(year=2028)).pk,
        "issuing": world.organisations["BKF"].pk,
        "seat": seat.pk,
        "badge": attending.check_in_code(meeting, seat.person),
        "enrolment": world.enrolment.pk,
        "invitation": arms.invitations.get().pk,
        "mailing": writing.write_mailing(
            meeting, [seat.person], "Hej", "Vi ses", form_key="1", by=world.people["secretary"], at=world.now
        ).pk,
        "facilitation": Facilitation.objects.create(network=world.network, team=friends).pk,
        "letter": letter.pk,
        "attachment": letter.attachments.create(
            name="a.pdf", content_type="application/pdf", content=b"%PDF"
        ).pk,
        "invitation_letter": Message.objects.exclude(calendar="").latest("pk").pk,
        "offer": offer.pk,
        "task": hosts.tasks.earliest("pk").pk,
        "item": meeting.items.get(sort="host_slot").pk,
        "organisation": world.enrolment.organisation_id,
        "person": world.people["coordinator"].pk,
        "department": Department.objects.create(organisation=world.enrolment.organisation, name="Kultur").pk,
        "role": world.team.roles.get().pk,
        "secret": feeding.make(world.people["coordinator"], "mine", instead_of="", at=world.now).secret,
        "slug": world.network.slug,
        "step": step.pk,
        "team": world.team.pk,
        "token": PersonalLink.objects.filter(task="networks.appointment").latest("pk").token,
    }


def come(world: World, who: str) -> Client:
    return Client() if who == "stranger" else world.sign_in(Client(), who)


def test_every_address_as_everybody(world: World, examples: dict[str, object]) -> None:
    wrong = []
    for name, (address, opened, sent) in TABLE.items():
        path = address.format(**examples)
        for method, expected in (("get", opened), ("post", sent)):
            found = "".join(answer(come(world, who), method, path) for who in CAST)
            if found != expected:
                wrong.append(f'{name} {method}: "{found}" and not "{expected}"')
    assert not wrong, "\n".join(wrong)


def test_no_address_is_forgotten() -> None:
    there = addresses(get_resolver())
    told = {name.split(" of ")[0] for name in TABLE}
    assert not there - told, "addresses without a row: say who may see them"
    assert not told - there, "rows without an address"
