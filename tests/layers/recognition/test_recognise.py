"""Which column is which, what a cell means, what a layer is."""

from __future__ import annotations

import pandas as pd
import pytest

from layers.recognition.layerroles import raster_role, recognise, unknown_roles
from layers.recognition.recognise import check_data, choice, coordinate_columns, flag, match_fields
from models.county.layer import Role


def test_alias_files_name_only_what_the_program_has() -> None:
    assert list(check_data()) == [] == list(unknown_roles())


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (["名称", "经度", "纬度"], {"longitude": "经度", "latitude": "纬度"}),
        (["经度_BD09", "纬度_BD09"], {"longitude": "经度_BD09", "latitude": "纬度_BD09"}),
        (["LON", "Lat", "x", "y"], {"longitude": "LON", "latitude": "Lat"}),
        (["东经（°）", "北纬（°）"], {"longitude": "东经（°）", "latitude": "北纬（°）"}),
        (["經度", "緯度"], {"longitude": "經度", "latitude": "緯度"}),
        (["X坐标(m)", "Y坐标(m)"], {"x": "X坐标(m)", "y": "Y坐标(m)"}),
        (["x", "y"], {"x": "x", "y": "y"}),
        (["WKT", "x", "y"], {"wkt": "WKT"}),
        (["name", "经纬度"], {"pair": "经纬度"}),
        (["经度", "y"], {}),
        (["xy", "名称"], {}),
    ],
)
def test_coordinate_columns(columns: list[str], expected: dict[str, str]) -> None:
    assert coordinate_columns(columns) == expected


SHELTER_COLUMNS = [
    ("有效避难面积", "effective_area_m2"),
    ("有效面积（亩）", "effective_area_m2"),
    ("Effective_Area", "effective_area_m2"),
    ("有效避难面", "effective_area_m2"),  # ten bytes of a GBK .dbf
    ("占地面积", "gross_area_m2"),
    ("面积_m2", "gross_area_m2"),
    ("避难场所类别", "shelter_class"),
    ("管理单位", "manager"),
    ("建设状态", "status"),
    ("场所名称", "name"),
    ("联系电话", "contact"),
    ("effect_m2", "effective_area_m2"),  # as our own Shapefiles have it
]


@pytest.mark.parametrize(("column", "field"), SHELTER_COLUMNS)
def test_columns_of_shelters(column: str, field: str) -> None:
    assert match_fields(["编号", column], Role.SHELTERS) == {field: column}


def test_no_column_serves_twice_and_the_better_name_wins() -> None:
    found = match_fields(["面积", "占地面积", "有效面积", "name", "名称"], Role.SHELTERS)
    assert found["gross_area_m2"] == "占地面积"
    assert found["effective_area_m2"] == "有效面积"
    assert found["name"] == "名称"
    assert len(set(found.values())) == len(found)


def test_part_of_the_residents_is_not_the_residents() -> None:
    found = match_fields(["CODE", "NAME", "POPU", "POPU_URB"], Role.COUNTY)
    assert found == {"name": "NAME", "code": "CODE", "population_persons": "POPU"}
    assert match_fields(["名称", "城镇人口比例"], Role.TOWNSHIPS) == {"name": "名称"}


def test_residents_of_a_year() -> None:
    found = match_fields(["乡镇", "2020年常住人口（万人）", "户籍人口"], Role.TOWNSHIPS)
    assert found == {"name": "乡镇", "population_persons": "2020年常住人口（万人）"}


def test_words_in_the_cells_tell_class_from_kind() -> None:
    kinds = pd.DataFrame({"类别": ["教育;中学", "教育;小学"]})
    classes = pd.DataFrame({"类别": ["紧急避难场所", "中心避难场所"]})
    both = pd.DataFrame({"类别": ["学校", "公园"], "级别": ["紧急", "固定"]})
    assert match_fields(["类别"], Role.SHELTERS, kinds) == {"kind": "类别"}
    assert match_fields(["类别"], Role.SHELTERS, classes) == {"shelter_class": "类别"}
    assert match_fields(["类别", "级别"], Role.SHELTERS, both) == {"shelter_class": "级别", "kind": "类别"}


@pytest.mark.parametrize(
    ("cell", "choices", "expected"),
    [
        ("现有", "status", "existing"),
        ("已建成", "status", "existing"),
        ("规划新建", "status", "planned"),
        ("拟建（2025年）", "status", "planned"),
        ("Existing", "status", "existing"),
        ("备选", "status", "candidate"),
        ("看情况", "status", None),
        ("紧急避难场所", "shelter_class", "emergency"),
        ("长期固定避难场所", "shelter_class", "long"),
        ("Ⅰ类", "shelter_class", "long"),
        ("Ⅲ类地震应急避难场所", "shelter_class", "short"),
        ("中心", "shelter_class", "central"),
        ("Long-stay fixed", "shelter_class", "long"),
        # As ledgers said it in English before.
        ("Fixed, short stay", "shelter_class", "short"),
        ("Fixed, medium stay", "shelter_class", "medium"),
        ("Fixed, long stay", "shelter_class", "long"),
        ("一级站", "station_class", "first"),
        ("二级普通消防站", "station_class", "second"),
        ("小型站", "station_class", "small"),
        ("特勤站", "station_class", "special"),
        ("战勤保障站", "station_class", "support"),
        ("县级", "depot_level", "county"),
        ("乡镇（街道）级", "depot_level", "township"),
        ("协议代储", "storage", "contract"),
        ("微型消防站", "brigade_class", "micro"),
        ("第三中学操场", "shelter_kind", "school"),
        ("人防地下室", "shelter_kind", "civil_defence"),
    ],
)
def test_choices(cell: str, choices: str, expected: str | None) -> None:
    assert choice(cell, choices) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("是", True),
        ("有", True),
        ("√", True),
        (1, True),
        ("否", False),
        ("×", False),
        (0, False),
        (True, True),
        ("?", None),
    ],
)
def test_flags(cell: object, expected: bool | None) -> None:
    assert flag(cell) is expected


CODES9 = {"代码": ["371521100", "371521101", "371521102"], "名称": ["甲", "乙", "丙"]}
LAYERS = [
    ("县界", "", "polygon", {"name": ["示例县"]}, Role.COUNTY),
    (
        "districts_epsg4490",
        "",
        "polygon",
        {"adcode": ["610117", "610115"], "name": ["甲", "乙"]},
        Role.COUNTY,
    ),
    ("county_pop2020", "", "polygon", {"CODE": ["610117"], "POPU": [1.0]}, Role.COUNTY),
    ("xzqh", "", "polygon", CODES9, Role.TOWNSHIPS),
    ("xiangzhen", "", "polygon", {"NAME": ["甲镇"]}, Role.TOWNSHIPS),
    ("图层1", "乡镇界", "polygon", {"名称": ["甲镇"]}, Role.TOWNSHIPS),
    ("村庄", "", "point", {"村名": ["甲村"], "常住人口": [12]}, Role.VILLAGES),
    ("admin", "", "point", {"code": ["610111001002", "610111001003"]}, Role.VILLAGES),
    ("points", "", "point", {"人口": [12]}, Role.DEMAND),
    ("人口网格_100m", "", "polygon", {"pop": [12.0]}, Role.POPULATION_GRID),
    ("osm_roads", "", "line", {"fclass": ["primary"]}, Role.ROADS),
    ("gis_osm", "", "line", {"highway": ["primary"]}, Role.ROADS),
    ("县乡道路", "", "line", {"名称": ["一号路"]}, Role.ROADS),
    ("应急避难场所现状", "", "point", {"名称": ["广场"]}, Role.SHELTERS),
    ("一览表", "", "point", {"名称": ["广场"], "有效避难面积(㎡)": [1]}, Role.SHELTERS),
    ("避难场所备选点", "", "point", {"名称": ["广场"]}, Role.CANDIDATES),
    ("poi_8_education_bd09_gbk", "", "point", {"类别": ["教育培训;中学"]}, Role.CANDIDATES),
    ("parks", "", "polygon", {"name": ["公园"]}, Role.CANDIDATES),
    ("poi", "", "point", {"类别": ["教育;小学", "教育;中学"], "名称": ["一", "二"]}, Role.CANDIDATES),
    ("poi_10_medicalTreatment_bd09_gbk", "", "point", {"类别": ["医疗;诊所"]}, Role.REFERENCE),
    ("政府驻地", "", "point", {"名称": ["县政府"]}, Role.REFERENCE),
    ("消防站", "", "point", {"名称": ["一站"]}, Role.FIRE_STATIONS),
    ("FireStations", "", "point", {"name": ["a"]}, Role.FIRE_STATIONS),
    ("微型消防站", "", "point", {"名称": ["一站"]}, Role.BRIGADES),
    ("乡镇专职消防队", "", "point", {"名称": ["一队"]}, Role.BRIGADES),
    ("救灾物资储备库", "", "point", {"名称": ["县库"]}, Role.DEPOTS),
    ("救援队伍", "", "point", {"名称": ["县队"]}, Role.TEAMS),
    ("停机坪", "", "point", {"名称": ["坪"]}, Role.HELIPADS),
    ("洪水淹没区", "", "polygon", {"等级": ["高"]}, Role.HAZARDS),
    ("危化企业", "", "point", {"名称": ["厂"]}, Role.HAZARDS),
    ("高压线", "", "line", {"电压等级": ["110kV"]}, Role.HAZARDS),
    ("油气管道", "", "line", {"名称": ["一线"]}, Role.HAZARDS),
    ("示例县roads", "", "line", {"id": [1]}, Role.ROADS),
    ("建成区", "", "polygon", {"id": [1]}, Role.BUILTUP),
    ("中心城区范围", "", "polygon", {"id": [1]}, Role.SEAT),
    ("水系", "", "line", {"名称": ["河"]}, Role.WATER),
    ("市政消火栓", "", "point", {"名称": ["1号"]}, Role.WATER),
    ("消防取水点", "", "point", {"名称": ["1号"]}, Role.WATER),
    ("林地", "", "polygon", {"id": [1]}, Role.FOREST),
    ("图层3", "", "point", {"备注": ["?"]}, None),
    ("乡镇人口", "", "", {"乡镇": ["甲镇"], "常住人口": [12]}, Role.TOWNSHIPS),
]


@pytest.mark.parametrize(("file", "layer", "kind", "columns", "role"), LAYERS)
def test_roles(file: str, layer: str, kind: str, columns: dict, role: Role | None) -> None:
    assert recognise(pd.DataFrame(columns), kind, file, layer).role == role


@pytest.mark.parametrize(
    ("file", "unit", "description", "role"),
    [
        ("ASTGTMV003_N36E122_dem", "", "", Role.DEM),
        ("示例县DEM30m", "", "", Role.DEM),
        ("数字高程", "", "", Role.DEM),
        ("srtm_60_05", "", "", Role.DEM),
        ("chn_ppp_2020_UNadj", "", "", Role.POPULATION_GRID),
        ("GHS_POP_E2020_GLOBE_R2023A", "", "", Role.POPULATION_GRID),
        ("landscan-global-2021", "", "", Role.POPULATION_GRID),
        ("人口栅格", "", "", Role.POPULATION_GRID),
        ("clip1", "", "Population count", Role.POPULATION_GRID),
        ("clip1", "m", "", Role.DEM),
        ("clip1", "", "", None),
        ("model", "", "", None),
    ],
)
def test_roles_of_rasters(file: str, unit: str, description: str, role: Role | None) -> None:
    assert raster_role(file, unit, description) == role
