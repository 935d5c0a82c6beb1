"""From the code of a commune to its departement and region (découpage administratif)."""
import re

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
