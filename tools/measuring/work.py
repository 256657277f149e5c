"""One piece of work: what an obligation asks, who does it, on which day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import count

from opora.demo.district import District
from opora.demo.evidence import word_file
from opora.demo.plans import moment
from opora.domain.acts.services.files import Upload
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Binding, Obligation

_serial = count(1)

TODAY = date(2026, 11, 20)


@dataclass(frozen=True)
class Work:
    """What is to be done once: ``needed`` people, schools or hours where they are counted."""

    district: District
    obligation: Obligation
    binding: Binding
    day: date
    needed: int

    @property
    def at(self) -> datetime:
        """The moment of the work."""
        return moment(self.day, 12)

    @property
    def types(self) -> list[str]:
        """Types that count, the likeliest first; empty for any."""
        return list(self.binding.types)

    def first_of(self, *known: str) -> str:
        """Return the first type that counts and that the executor knows how to do."""
        return next((one for one in known if not self.types or one in self.types), known[0])

    @property
    def owner(self) -> Organisation:
        """Who does it: the obliged, or the authority where one is enough for all."""
        organisation = self.obligation.organisation
        return self.home if self.binding.scope == Binding.Scope.TOGETHER else organisation

    @property
    def home(self) -> Organisation:
        """Whose plan it is, as far as work goes: the authority, or the body of the region."""
        owner = self.obligation.roadmap.owner
        is_regional = owner.kind == Organisation.Kind.REGIONAL
        return owner if is_regional else self.district.organisations["authority"]

    @property
    def by(self) -> User:
        """Who enters it: the head of the school, or the coordinator."""
        if self.owner.kind == Organisation.Kind.SCHOOL:
            return self.district.reporter(self.owner)
        return self.district.people["Дымова" if self._is_regional else "Ремизова"]

    @property
    def approver(self) -> User:
        """Who signs and approves: the head of the school, or of the authority."""
        if self.owner.kind == Organisation.Kind.SCHOOL:
            return self.district.reporter(self.owner)
        return self.district.people["Дымова" if self._is_regional else "Воронцова"]

    @property
    def _is_regional(self) -> bool:
        return self.home.kind == Organisation.Kind.REGIONAL

    @property
    def school(self) -> Organisation:
        """The school it is done for, where the work needs one."""
        if self.owner.kind == Organisation.Kind.SCHOOL:
            return self.owner
        return self.district.listed[0]

    @property
    def schools(self) -> list[Organisation]:
        """Schools served: as many as are counted, the listed ones at least."""
        if self.owner.kind == Organisation.Kind.SCHOOL:
            return [self.owner]
        every = [one for one in self.district.organisations.values() if _is_ours(one, self)]
        wanted = max(self.needed, 4) if self.binding.counts == "organisations" else 4
        listed = list(self.district.listed)
        return (listed + [one for one in every if one not in listed])[:wanted]

    @property
    def title(self) -> str:
        """What the entry is called: the words that the binding asks for, and the measure."""
        words = ", ".join(self.binding.words)
        said = self.obligation.measure.text[:180]
        return f"{said} ({words})" if words else said

    def serial(self) -> int:
        """Return a number that was not used yet."""
        return next(_serial)

    def paper(self, number: str) -> Upload:
        """Return a document with its number, date and signatory in the text."""
        lines = [
            self.owner.name, f"ПРИКАЗ № {number}", f"от {self.day:%d.%m.%Y}", self.title,
            "Документ составлен и подписан в установленном порядке.", self.approver.short_name,
        ]  # fmt: skip
        return Upload(word_file(lines), f"Документ {number}.docx")


def _is_ours(one: Organisation, work: Work) -> bool:
    home = work.district.organisations["authority"].territory_id
    return one.kind == Organisation.Kind.SCHOOL and one.territory_id == home
