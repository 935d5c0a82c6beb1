"""From the code of a commune to its departement and region (découpage administratif)."""
import re
from collections.abc import Mapping, Sequence

# Regions of 2016 by INSEE code, with their departements.
DEPARTEMENTS = {
    "01": "971", "02": "972", "03": "973", "04": "974", "06": "976",
    "11": "75 77 78 91 92 93 94 95",
    "24": "18 28 36 37 41 45",
    "27": "21 25 39 58 70 71 89 90",
    "28": "14 27 50 61 76",
    "32": "02 59 60 62 80",
    "44": "08 10 51 52 54 55 57 67 68 88",
    "52": "44 49 53 72 85",
    "53": "22 29 35 56",
    "75": "16 17 19 23 24 33 40 47 64 79 86 87",
    "76": "09 11 12 30 31 32 34 46 48 65 66 81 82",
    "84": "01 03 07 15 26 38 42 43 63 69 73 74",
    "93": "04 05 06 13 83 84",
    "94": "2A 2B",
}
REGION = {departement: region for region, list_ in DEPARTEMENTS.items() for departement in list_.split()}
NOT_STATED = "00"  # the one departement, or region, of a file whose codes tell nothing
INSEE_CODE = re.compile(r"(\d\d|2[AB])\d{3}")


def is_insee(code: str) -> bool:
    """Say whether ``code`` is the INSEE code of a commune: five characters of a known departement."""
    return bool(INSEE_CODE.fullmatch(code)) and departement_of(code) in REGION


def departement_of(code: str) -> str:
    """Return the departement of an INSEE commune code: three characters overseas, else two."""
    return code[:3] if code.startswith("97") else code[:2]


def region_of(departement: str) -> str:
    """Return the INSEE code of the region of a departement, "00" where it is not a French one."""
    return REGION.get(departement, NOT_STATED)


def hierarchy(
    given: Mapping[str, Sequence[str]], codes: Sequence[str], names: Sequence[str]
) -> dict[str, list[str]]:
    """Return EPCI, its name, departement and region by row.

    given: the texts of the columns the file has among epci_code, epci, epci_name, departement and region.
    A column ``epci`` is the name where another gives the code, else the code; a name alone is its own code.
    A file without EPCI has one; a place without EPCI in a file that has some is on its own. INSEE codes tell
    departement and region themselves; other codes have those the file states.
    """
    none = [""] * len(codes)
    epci = next((given[name] for name in ("epci_code", "epci", "epci_name") if name in given), none)
    named = next((given[name] for name in ("epci_name", "epci") if name in given), none)
    alone = any(epci)
    own = [found or (code if alone else "epci-1") for found, code in zip(epci, codes, strict=True)]
    called = [
        label or (name if alone and not found else code)
        for label, name, found, code in zip(named, names, epci, own, strict=True)
    ]
    stated = zip(codes, given.get("departement", none), given.get("region", none), strict=True)
    pairs = [_above(code, departement, region) for code, departement, region in stated]
    return {
        "epci": own, "epci_name": called,
        "departement": [departement for departement, _ in pairs], "region": [region for _, region in pairs],
    }  # fmt: skip


def _above(code: str, departement: str, region: str) -> tuple[str, str]:
    """Return the departement and the region of a place."""
    if is_insee(code):
        departement = departement_of(code)
        return departement, region_of(departement)
    departement = departement or NOT_STATED
    return departement, region or region_of(departement)
