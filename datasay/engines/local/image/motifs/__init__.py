"""The motifs by name."""

from functools import cache

from datasay.engines.local.image.motifs import (
    civic,
    desk,
    energy,
    household,
    kitchen,
    modern,
    nature,
    people,
    places,
    street,
    table,
    things,
    works,
)  # fmt: skip
from datasay.engines.local.image.shapes import Motif, MotifMaker

_MAKERS: dict[str, MotifMaker] = {
    maker.__name__.replace("_", "-"): maker
    for maker in (
        *(people.figure, people.pair, people.letter, people.quill, people.book, people.suitcase, people.speech),
        *(people.phone, people.heart),
        *(nature.fruit, nature.sprout, nature.blossom, nature.lotus, nature.pine, nature.baretree, nature.birds),
        *(nature.snowflake, nature.planet),
        *(places.train, places.platform, places.plane, places.boat, places.bridge, places.stones, places.flag),
        *(places.temple, places.house, places.tower, places.lighthouse, places.lamp),
        *(things.candle, things.lantern, things.clock, things.bowl, things.cup, things.chip, things.gear, things.atom),
        *(things.flask, things.rocket, things.chart, things.coins),
        *(modern.bag, modern.bulb, modern.sun, modern.turbine),
        *(kitchen.gooseneck_kettle, kitchen.electric_kettle, kitchen.tea_sprig, kitchen.tea_cake, kitchen.coffee_beans),
        *(kitchen.washing_machine, kitchen.fridge, kitchen.oven, kitchen.dumplings, kitchen.tofu, kitchen.flour),
        *(kitchen.tap, works.cable_stayed_bridge, works.stone_bridge, works.container_ship, works.quay, works.dam),
        *(works.tunnel, works.wheat_field, works.solar_panel, works.server_rack, works.street_lift, works.drone),
        *(works.plug_car, works.bamboo, works.well, civic.blackboard, civic.gavel, civic.exam_paper),
        *(table.wok, table.tea_cups, table.leaf, table.thermos, table.rice_cooker, table.food_cart),
        *(table.blender, table.scallion),
        *(energy.tidal_turbine, energy.pylon, energy.cable_reel, energy.oil_tanker, energy.smoke_alarm),
        *(energy.power_bank, street.crossing, street.parking_sign, street.bench, street.excavator, street.greenhouse),
        *(street.podium, household.air_conditioner, household.microwave, household.vacuum_cleaner, household.router),
        *(household.sim_card, household.mop, household.hydrant, household.headset, desk.paper_stack),
        *(household.pillow, household.piano, household.beehive),
        *(desk.certificate, desk.calculator, desk.meeting_table, desk.cash_register, desk.seal_stamp),
    )
}
MOTIF_NAMES = tuple(sorted(_MAKERS))


@cache
def find_motif(name: str) -> Motif:
    """The motif of this name; KeyError for an unknown one (a mistake in the dictionary, tested against)."""
    return _MAKERS[name]()
