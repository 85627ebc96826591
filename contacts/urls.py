from django.urls import path, register_converter

from contacts import numbers
from contacts.views import (
    assigning,
    correcting,
    desk,
    drafting,
    following_up,
    forwarding,
    keeping_customers,
    logging_contacts,
    noting,
    removing,
    resolving,
    ticket_list,
    tickets,
    waiting,
)

register_converter(numbers.TicketNumber, "ticket")
register_converter(numbers.CustomerNumber, "customer")

app_name = "contacts"
urlpatterns = [
    path("", desk.home, name="home"),
    path("desk/", desk.desk, name="desk"),
    path("contacts/new/", logging_contacts.new, name="new_contact"),
    path("contacts/look-up/", logging_contacts.look_up, name="look_up"),
    path("contacts/caller/", logging_contacts.caller, name="caller"),
    path("contacts/saved/<int:key>/", logging_contacts.saved, name="saved"),
    path("contacts/drafts/", drafting.save, name="save_draft"),
    path("contacts/drafts/<uuid:submission_id>/", drafting.resume, name="draft"),
    path("contacts/drafts/<uuid:submission_id>/discard/", drafting.discard, name="discard_draft"),
    path("tickets/", ticket_list.ticket_list, name="tickets"),
    path("tickets/<ticket:number>/", tickets.ticket, name="ticket"),
    path("tickets/<ticket:number>/contact/", tickets.add_contact, name="add_contact"),
    path("tickets/<ticket:number>/note/", noting.note, name="note"),
    path("tickets/<ticket:number>/take/", assigning.take, name="take"),
    path("tickets/<ticket:number>/assign/", assigning.assign, name="assign"),
    path("tickets/<ticket:number>/forward/", forwarding.forward, name="forward"),
    path("tickets/<ticket:number>/follow-up/", following_up.promise, name="follow_up"),
    path("tickets/<ticket:number>/follow-up/<int:key>/withdraw/", following_up.withdraw, name="withdraw"),
    path("tickets/<ticket:number>/wait/", waiting.wait, name="wait"),
    path("tickets/<ticket:number>/resolve/", resolving.resolve, name="resolve"),
    path("tickets/<ticket:number>/reopen/", resolving.reopen, name="reopen"),
    path("tickets/<ticket:number>/correct/<str:text>/", correcting.correct, name="correct"),
    path("tickets/<ticket:number>/versions/<str:text>/", correcting.versions, name="versions"),
    path("tickets/<ticket:number>/remove/<str:text>/", removing.remove, name="remove"),
    path("customers/", keeping_customers.find, name="customers"),
    path("customers/new/", keeping_customers.create, name="new_customer"),
    path("customers/<customer:number>/", keeping_customers.customer, name="customer"),
    path("customers/<customer:number>/change/", keeping_customers.change, name="change_customer"),
]
