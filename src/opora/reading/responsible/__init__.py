"""Who answers for a measure or a point of an order: persons, roles, organisations."""

from opora.reading.responsible.addressees import read_addressee
from opora.reading.responsible.cells import read_actors
from opora.reading.responsible.names import nominative, same_person

__all__ = ["nominative", "read_actors", "read_addressee", "same_person"]
