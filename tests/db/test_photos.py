"""Pictures as they come: turned any way, with broken remarks, or claiming to be huge."""

import io
import random
import struct
import zlib

import pytest
from PIL import Image, ImageOps

from db import photos
from db.base import Invalid
from db.items import parse_items

SIZE = (48, 32)
REMARKS = {0x0112: 6, 0x010F: "Phone", 0x011A: 72.0, 0x8769: {0x9003: "2026:11:24 09:00:00", 0x829A: (1, 50)},
           0x8825: {1: "N", 2: (1.0, 2.0, 3.0)}}


def exif(remarks):
    made = Image.Exif()
    for tag, value in remarks.items():
        made[tag] = value
    return made


def picture(size=SIZE, form="JPEG", colour="red", **more):
    out = io.BytesIO()
    Image.new("L" if colour is None else "RGB", size, colour or 0).save(out, form, **more)
    return out.getvalue()


def opened(data):
    with Image.open(io.BytesIO(data)) as image:
        return image.convert("RGB")


def broken(data, chance):
    """The same with some bytes of its EXIF changed, and the sum a PNG keeps of it made right again."""
    data, start = bytearray(data), max(data.find(b"MM\0*"), data.find(b"II*\0"))
    for _ in range(chance.randint(1, 5)):
        data[start + chance.randrange(len(exif(REMARKS).tobytes()) - 6)] = chance.choice([0, 1, 2, 5, 7, 12, 255,
                                                                                          chance.randrange(256)])
    if (chunk := data.find(b"eXIf")) > 0:
        [length] = struct.unpack_from(">I", data, chunk - 4)
        struct.pack_into(">I", data, chunk + 4 + length, zlib.crc32(data[chunk:chunk + 4 + length]))
    return bytes(data)


@pytest.mark.parametrize("orientation", range(10))
def test_a_picture_is_put_upright_whichever_way_it_was_held(orientation):
    lying = Image.new("RGB", SIZE, "white")
    lying.paste("red", (0, 0, 24, 16))
    out = io.BytesIO()
    lying.save(out, "PNG", exif=exif({0x0112: orientation}))
    upright, shown = ImageOps.exif_transpose(Image.open(out)), opened(photos.shrink(out.getvalue()))
    corners = [(4, 4), (-4, 4), (4, -4), (-4, -4)]
    assert [shown.size, *(shown.getpixel((x % shown.width, y % shown.height))[2] < 128 for x, y in corners)] == [
        upright.size, *(upright.getpixel((x % upright.width, y % upright.height))[2] < 128 for x, y in corners)]


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@pytest.mark.parametrize("form", photos.FORMATS)
def test_whatever_stands_in_the_remarks_it_is_a_picture_or_is_refused(form):
    chance, whole, taken = random.Random(7), picture(form=form, exif=exif(REMARKS)), 0  # noqa: S311 - the same each time
    for _ in range(300):
        try:
            taken += opened(photos.shrink(broken(whole, chance))).size in (SIZE, SIZE[::-1])
        except Invalid as refusal:
            assert refusal.message == photos.UNREADABLE
    assert taken > 250


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_remarks_nobody_can_read_leave_the_picture_as_it_lies(form):
    assert opened(photos.shrink(picture(form=form, exif=b"Exif\0\0MM\0\0\0\0\0\x08"))).size == SIZE


@pytest.mark.parametrize("trouble", [TypeError, struct.error, AttributeError, MemoryError])
def test_what_trips_up_its_reader_is_no_picture(monkeypatch, trouble):
    def trip(*_args, **_more):
        raise trouble
    monkeypatch.setattr(Image, "open", trip)
    with pytest.raises(Invalid, match="can be opened"):
        photos.shrink(picture(), "photos")


@pytest.mark.parametrize("size, form, more, is_taken", [
    ((4100, 4000), "PNG", {}, False), ((4100, 4000), "WEBP", {"quality": 1, "method": 0}, False),
    ((4100, 4000), "JPEG", {"progressive": True}, False), ((4100, 4000), "JPEG", {}, True),
    ((40_000, 500), "JPEG", {}, True), ((2000, 1900), "PNG", {}, True), ((10_000, 6010), "JPEG", {}, False)])
def test_what_would_take_too_much_memory_is_not_opened(monkeypatch, size, form, more, is_taken):
    held, load = [], Image.Image.load
    monkeypatch.setattr(Image.Image, "load", lambda image: held.append(image.width * image.height) or load(image))
    data = picture(size, form, None, **more)
    held.clear()
    if is_taken:
        assert max(opened(photos.shrink(data)).size) == photos.SIDE
    else:
        with pytest.raises(Invalid, match="too many pixels"):
            photos.shrink(data)
    assert max(held, default=0) <= 16_000_000


def test_pictures_are_opened_one_after_the_other(monkeypatch):
    seen = []
    monkeypatch.setattr(photos, "_made", lambda data, _side: seen.append(photos.ONE_AT_A_TIME.locked()) or data)
    photos.shrink(b"a picture")
    assert (seen, photos.ONE_AT_A_TIME.locked()) == ([True], False)


def test_no_rule_asks_for_more_photos_than_one_form_brings():
    lines = ["现场 | 照片 9张"] * 3
    assert len(parse_items("\n".join([*lines, "门口 | 照片 3张"]))) == 4
    with pytest.raises(Invalid, match="photos in all"):
        parse_items("\n".join([*lines, "门口 | 照片 4张"]))
