"""What GDAL finds around it when it starts: a short list of drivers, no network, no settings from outside.

GDAL reads these once, when it is loaded: importing anything of :mod:`layers` sets them first. It stands apart
from :mod:`layers.formats.gdal` because the first window needs no arrays.
"""

from __future__ import annotations

import os

DRIVERS = (
    "ESRI Shapefile",
    "GPKG",
    "GeoJSON",
    "LIBKML",
    "KML",
    "OSM",
    "MapInfo File",
    "DXF",
    "TopoJSON",
    "MEM",
)
"""Drivers that stay (MEM holds features in memory for the others). All the rest that GDAL knows is below."""

_OTHERS = (
    "ADBC,AIVector,AVCBin,AVCE00,AmigoCloud,Arrow,BAG,CAD,CSV,CSW,Carto,Cloudant,CouchDB,"
    "DGN,DGNv8,DODS,DWG,ECRGTOC,EDIGEO,EEDA,EEDAI,ESRIJSON,Elasticsearch,"
    "ElasticSearch,FITS,FileGDB,FlatGeobuf,GDALG,GFT,GML,GMLAS,GMLJP2,GNMDatabase,GNMFile,"
    "GPSBabel,GPX,GTFS,GTI,GTiff,GeoJSONSeq,GeoMedia,GeoRSS,Geoconcept,HANA,HTTP,HTF,IDB,"
    "INGRES,Idrisi,Interlis 1,Interlis 2,Iceberg,JML,JP2OpenJPEG,JSONFG,KEA,KMLSUPEROVERLAY,"
    "LVBAG,MBTiles,MSSQLSpatial,MVT,MapML,MiraMonVector,MongoDBv3,MySQL,NAS,"
    "NGW,NWT_GRD,OAPIF,OCI,ODBC,ODS,OGCAPI,OGDI,OGR_DODS,OGR_GMT,OGR_OGDI,OGR_PDS,"
    "OGR_SDE,OGR_VRT,OpenFileGDB,PCIDSK,PDF,PDS4,PGDUMP,PGDump,PGeo,PLSCENES,PMTiles,"
    "Parquet,PostGISRaster,PostgreSQL,REC,S57,SDTS,SEGUKOOA,SEGY,SOSI,SQLite,STACIT,"
    "STACTA,SUA,SVG,SXF,Selafin,Tiger,TileDB,UK .NTF,VDV,VFK,VICAR,VRT,WAsP,"
    "WCS,WFS,WMS,WMTS,Walk,XLS,XLSX,XODR,XPlane,netCDF"
)

_SETTINGS = {
    "OGR_SKIP": _OTHERS,
    "GDAL_DRIVER_PATH": "disable",
    "GDAL_CONFIG_FILE": os.devnull,
    "GDAL_VRT_ENABLE_PYTHON": "NO",
    "GDAL_VRT_ENABLE_RAWRASTERBAND": "NO",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": "{none}",
    # GDAL says on standard error which of the drivers above it was not even built with.
    "CPL_LOG": os.devnull,
    "PROJ_NETWORK": "OFF",
    "SHAPE_RESTORE_SHX": "NO",
    # A single shape may be large: what bounds it is the memory of the process that reads it. With its own
    # bound GDAL calls a whole file damaged for a county outline of 200,000 vertices.
    "OGR_GEOJSON_MAX_OBJ_SIZE": "0",
}

for _name in [
    name for name in os.environ if name.startswith(("GDAL_", "OGR_", "OSR_", "CPL_", "PROJ_", "OSM_"))
]:
    del os.environ[_name]
os.environ.update(_SETTINGS)
