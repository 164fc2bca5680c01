from .appointment import Appointment
from .enrolment import Enrolment, State, Step
from .network import Facilitation, Network, Publication
from .package import Package
from .team import Role, Team
from .withdrawal import Withdrawal

__all__ = [
    "Appointment",
    "Enrolment",
    "Facilitation",
    "Network",
    "Package",
    "Publication",
    "Role",
    "State",
    "Step",
    "Team",
    "Withdrawal",
]
