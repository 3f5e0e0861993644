"""The customer: an explicit, testable person with a complaint. Pure: standard library and PyYAML, no Rasa, no clock."""

from policies.customer.acts import Act
from policies.customer.customer import Customer, Response, customer_version, load_customer
from policies.customer.opening import Opening
from policies.customer.persona import Persona, PersonaTooLargeError, compile_persona
from policies.customer.shelf import PersonaShelf
from policies.customer.state import CustomerState, Offer
from policies.customer.words import Message, Spoken

__all__ = [
    "Act",
    "Customer",
    "CustomerState",
    "Message",
    "Offer",
    "Opening",
    "Persona",
    "PersonaShelf",
    "PersonaTooLargeError",
    "Response",
    "Spoken",
    "compile_persona",
    "customer_version",
    "load_customer",
]
