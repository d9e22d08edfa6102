"""Places for tests. Codes and councils are real; wards and constituencies are made up."""

from __future__ import annotations

from datetime import date
from typing import Any

from lms.places.models import KIND_OF, NATION_OF, AreaCode, Constituency, Council, Ward


def council(name: str = "Manchester", code: str = "E08000003", **fields: Any) -> Council:
    """A council with ``code`` as its present one."""
    made = Council.objects.create(name=name, kind=KIND_OF[code[:3]], nation=NATION_OF[code[0]], **fields)
    AreaCode.objects.create(code=code, council=made, ends_on=fields.get("ends_on"))
    return made


def ward(of: Council, name: str = "Canal Side", code: str = "E05099001", **fields: Any) -> Ward:
    made = Ward.objects.create(name=name, council=of, **fields)
    AreaCode.objects.create(code=code, ward=made)
    return made


def constituency(name: str = "Wendale North", code: str = "E14099001", **fields: Any) -> Constituency:
    made = Constituency.objects.create(name=name, nation=NATION_OF[code[0]], **fields)
    AreaCode.objects.create(code=code, constituency=made)
    return made


LONG_AGO = date(1974, 4, 1)
