"""Places from a GeoPackage, or a GeoJSON in another projection, read with geopandas (GeoPackage)."""
from pathlib import Path
from typing import Any

from scenarios.territory.extra import library
from scenarios.territory.geojson import as_table
from scenarios.territory.reading import Table
from sim.errors import InputError, Text, unknown

COMMUNES = ("commune", "communes")  # the layer taken where a file has several and none is named


def read_layer(path: Path, layer: str = "", form: str = "GeoPackage") -> Table:
    """Return one layer of a geographic file as a table; its shapes are converted to WGS84.

    Raises InputError if geopandas is missing, if the file cannot be read or states no projection, if
    ``layer`` is not in it, or if none is named and several could be meant.
    """
    use = Text(f"Reading {path.name} ({form})", f"Lire {path.name} ({form})")
    geopandas, pyogrio = library("geopandas", use), library("pyogrio", use)
    try:
        chosen = _layer(path, [str(name) for name, kind in pyogrio.list_layers(path) if kind], layer)
        frame = geopandas.read_file(path, layer=chosen, engine="pyogrio")
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        raise InputError(Text(
            f"{path} cannot be read as {form}: {error}. Export it again from your map software.",
            f"{path} ne peut pas être lu comme {form} : {error}. Exportez-le de nouveau depuis votre logiciel.",
        )) from None
    if frame.crs is None:
        raise InputError(Text(
            f"{path.name} states no projection (CRS), so its positions mean nothing. Set it in your map software.",
            f"{path.name} n'indique pas sa projection (CRS) : ses positions ne veulent rien dire. Définissez-la dans "
            "votre logiciel de cartographie.",
        ))
    said = f"{form}, layer {chosen}, {_crs_name(frame.crs)}"
    return as_table(_features(frame.to_crs(4326)), path, said)


def _layer(path: Path, names: list[str], asked: str) -> str:
    """Return the layer to read."""
    if asked in names:
        return asked
    if asked:
        where = Text("read in territory.layer", "lu dans territory.layer")
        raise InputError(unknown(Text("layer", "couche"), asked, names, where))
    likely = [name for name in names if name.casefold() in COMMUNES] or names
    if len(likely) == 1:
        return likely[0]
    known = ", ".join(names) or "none"
    raise InputError(Text(
        f"{path.name} holds {len(names)} layers with shapes: {known}. Choose one with territory.layer=NAME.",
        f"{path.name} contient {len(names)} couches avec des formes : {known}. Choisissez-en une avec "
        "territory.layer=NOM.",
    ))


def _crs_name(crs: Any) -> str:
    code = crs.to_epsg()
    return f"EPSG:{code}" if code else str(crs.name)


def _features(frame: Any) -> list[tuple[dict[str, Any], Any]]:
    """Return the properties and the geometry of each feature; an empty cell is None."""
    own = frame.drop(columns=frame.geometry.name)
    empty = own.isna().to_numpy()
    columns = {str(name): own[name].tolist() for name in own.columns}
    shapes = [shape.__geo_interface__ if shape and not shape.is_empty else None for shape in frame.geometry]
    return [
        ({name: None if empty[i, k] else values[i] for k, (name, values) in enumerate(columns.items())}, shape)
        for i, shape in enumerate(shapes)
    ]
