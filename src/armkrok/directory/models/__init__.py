from .organisation import Department, Kind, Organisation, PolicyArea
from .person import Person
from .station import Station

__all__ = ["Department", "Kind", "Organisation", "Person", "PolicyArea", "Station"]
