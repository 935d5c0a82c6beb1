"""Whatever a file of places is, CSV, GeoJSON or GeoPackage, its table (formats de fichiers)."""
import json
from pathlib import Path

from scenarios.territory.geojson import feature_table, in_wgs84
from scenarios.territory.geopackage import read_layer
from scenarios.territory.reading import GZIP, Table, decoded, read_bytes, table_of, unzipped
from sim.errors import InputError, Text

SQLITE = b"SQLite format 3\x00"
MAPS = (".geojson", ".gpkg")


def read_any(path: Path, layer: str = "") -> Table:
    """Return the table in a file, known by its content: CSV or GeoJSON, gzip or not, or GeoPackage.

    Raises InputError with all that stops it from being read.
    """
    raw = unzipped(path)
    if raw.startswith(SQLITE):
        _plain_file(path)
        return read_layer(path, layer)
    if path.suffix.lower() == ".gpkg":
        raise InputError(Text(
            f"{path} is not a GeoPackage, for all its name. Export it again from your map software.",
            f"{path} n'est pas un GeoPackage, malgré son nom. Exportez-le de nouveau depuis votre logiciel.",
        ))
    text, encoding = decoded(raw, path)
    if not text.lstrip().startswith(("{", "[")):
        return table_of(text, encoding, path)
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(Text(
            f"{path.name} is not readable as GeoJSON ({error}). Export it again.",
            f"{path.name} est illisible comme GeoJSON ({error}). Exportez-le de nouveau.",
        )) from None
    if in_wgs84(found):
        return feature_table(found, path)
    _plain_file(path)
    return read_layer(path, layer, "GeoJSON")


def _plain_file(path: Path) -> None:
    """Refuse a gzip of what geopandas must open itself."""
    if read_bytes(path).startswith(GZIP):
        raise InputError(Text(f"{path} must be taken out of its gzip first: gunzip {path.name}.",
                              f"{path} doit d'abord être sorti de son gzip : gunzip {path.name}."))
