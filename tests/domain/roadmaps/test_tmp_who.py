import json,pytest
from tests.domain.roadmaps.test_real_plans import *
from tests.conftest import *
@pytest.mark.parametrize("name",["kosa","gubakha","lesosibirsk","kaitag","gorodets"])
def test_who(name,authority,methodical,school,other_school,coordinator):
    reading=json.loads((Path("/work/shared/golden")/f"{name}.json").read_text())
    draft=factories.make_draft(authority,by=coordinator,reading=reading)
    e=editions.create_from_draft(draft=draft,owner=authority,by=coordinator,at=NOON)
    from collections import Counter
    c=Counter((r.norm,r.meaning,str(r.organisation or r.person or "")) for r in Responsible.objects.filter(measure__edition=e))
    print(name,e.start,e.end)
    for k,v in c.items(): print("  ",v,k)
    print("  child:",[m.text[:90] for m in e.measures.filter(child_level=True)])
