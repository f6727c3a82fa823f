"""What GDAL finds around it when it starts: a short list of drivers, no network, no settings from outside.

GDAL reads these once, when it is loaded: importing anything of :mod:`layers` sets them first. It stands apart
from :mod:`layers.formats.gdal` because the first window needs no arrays.
"""

from __future__ import annotations

import os
import sys

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
    "AAIGrid",
    "GTiff",
    "MEM",
    "Memory",
)
"""Drivers that stay: of vectors, of rasters, and what holds either in memory. The rest is below.

One list for both, since vectors and rasters may share one GDAL (docs/adr/0031-bundle.md). A raster is only
ever opened by the driver of its ending (:mod:`layers.formats.raster`), and neither of theirs reads vectors.
"""

_OTHERS = (
    "ACE2,ADBC,ADRG,AIG,AirSAR,AIVector,AmigoCloud,Arrow,AVCBin,AVCE00,BAG,BIGGIF,BLX,BMP,BSB,BT,BYN,"
    "CAD,CALS,Carto,CEOS,Cloudant,COASP,COG,COSAR,CouchDB,CPG,CSV,CSW,CTable2,CTG,DAAS,DERIVED,DGN,"
    "DGNv8,DIMAP,DIPEx,DODS,DOQ1,DOQ2,DTED,DWG,ECRGTOC,EDIGEO,EEDA,EEDAI,EHdr,EIR,ELAS,ElasticSearch,"
    "Elasticsearch,ENVI,ERS,ESAT,ESRIC,ESRIJSON,FAST,FileGDB,FIT,FITS,FlatGeobuf,GDALG,GenBin,"
    "Geoconcept,GeoJSONSeq,GeoMedia,GeoRSS,GFF,GFT,GIF,GML,GMLAS,GMLJP2,GNMDatabase,GNMFile,GPSBabel,"
    "GPX,GRASSASCIIGrid,GRIB,GS7BG,GSAG,GSBG,GSC,GTFS,GTI,GTX,GXF,HANA,HDF5,HDF5Image,HF2,HFA,HTF,HTTP,"
    "Iceberg,IDB,Idrisi,ILWIS,INGRES,Interlis 1,Interlis 2,IRIS,ISCE,ISG,ISIS2,ISIS3,JAXAPALSAR,JDEM,"
    "JML,JP2OpenJPEG,JPEG,JSONFG,KEA,KMLSUPEROVERLAY,KRO,L1B,LAN,LCP,Leveller,LIBERTIFF,LOSLAS,"
    "LVBAG,MAP,MapML,"
    "MBTiles,MFF,MFF2,MiraMonVector,MongoDBv3,MRF,MSGN,MSSQLSpatial,MVT,MySQL,NAS,NDF,netCDF,NGSGEOID,"
    "NGW,NITF,NOAA_B,NSIDCbin,NTv2,NWT_GRC,NWT_GRD,OAPIF,OCI,ODBC,ODS,OGCAPI,OGDI,OGR_DODS,OGR_GMT,"
    "OGR_OGDI,OGR_PDS,OGR_SDE,OGR_VRT,OpenFileGDB,OZI,Parquet,PAux,PCIDSK,PCRaster,PDF,PDS,PDS4,PGDUMP,"
    "PGDump,PGeo,PLMOSAIC,PLSCENES,PMTiles,PNG,PNM,PostGISRaster,PostgreSQL,PRF,R,Rasterlite,REC,RIK,"
    "RCM,RMF,ROI_PAC,RPFTOC,RRASTER,RS2,RST,S102,S104,S111,S57,SAFE,SAGA,SAR_CEOS,SDTS,SEGUKOOA,SEGY,"
    "Selafin,SENTINEL2,SGI,SIGDEM,SNAP_TIFF,SNODAS,SOSI,SQLite,SRP,SRTMHGT,STACIT,STACTA,SUA,SVG,SXF,"
    "Terragen,TGA,Tiger,TIL,TileDB,TSX,UK .NTF,USGSDEM,VDV,VFK,VICAR,VRT,Walk,WAsP,WCS,WEBP,WFS,WMS,"
    "WMTS,XLS,XLSX,XODR,XPlane,XPM,XYZ,Zarr,ZMap"
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

if getattr(sys, "frozen", False):
    # The bundle has one database of coordinate systems, pyproj's (resources/bundle/haven.spec).
    _SETTINGS["PROJ_DATA"] = os.path.join(sys._MEIPASS, "pyproj", "proj_dir", "share", "proj")  # type: ignore[attr-defined]  # noqa: PTH118

for _name in [
    name for name in os.environ if name.startswith(("GDAL_", "OGR_", "OSR_", "CPL_", "PROJ_", "OSM_"))
]:
    del os.environ[_name]
os.environ.update(_SETTINGS)
