import pytest
from django.test import Client
from tests.isolation.addresses import addresses
from tests.isolation.district import settle
ROLES="teacher curator school_head other_head methodist coordinator authority_head regional_coordinator stranger".split()
def test_m(district, request):
    users={r:request.getfixturevalue(r) for r in ROLES}
    print()
    for a in addresses():
        if a.route.startswith('account/'): continue
        row=[]
        c=Client(); r=c.get(a.path(district.arguments)); row.append(str(r.status_code))
        for role,u in users.items():
            c=Client(); c.force_login(u)
            r=c.get(a.path(district.arguments))
            row.append(str(r.status_code))
        print(f'{a.name:24}',' '.join(row))
