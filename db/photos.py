"""Photos as proof: opened, turned upright, made smaller and written anew, so that nothing but the picture is kept.

One after the other in a process: few bytes can claim a picture that takes hundreds of megabytes to open.
"""

import io
import threading

from PIL import ExifTags, Image

from db.base import N_, Invalid

LARGEST = 12 * 1024 * 1024  # bytes of what is sent
MOST_AT_ONCE = 30           # with one form
MOST_PIXELS = 60_000_000    # as a camera takes them
MOST_OPENED = 16_000_000    # pixels held at once; most JPEGs are opened at a half, a quarter or an eighth of their size
SIDE = 1600                 # pixels of the longer side that are kept
QUALITY = 82
FORMATS = ("JPEG", "PNG", "WEBP")  # JPEG takes in the pairs of pictures some phones make
UNREADABLE = N_("Only a JPEG, PNG or WebP picture that can be opened is taken.")
TURN = Image.Transpose
TURNS = {2: TURN.FLIP_LEFT_RIGHT, 3: TURN.ROTATE_180, 4: TURN.FLIP_TOP_BOTTOM, 5: TURN.TRANSPOSE, 6: TURN.ROTATE_270,
         7: TURN.TRANSVERSE, 8: TURN.ROTATE_90}  # what the orientation of EXIF asks for
ONE_AT_A_TIME = threading.Lock()


def shrink(data, field=None):
    """The picture as a JPEG without place, time or maker in it. Raises Invalid for what is no picture."""
    if not data or len(data) > LARGEST:
        raise Invalid(N_("The file is empty or larger than 12 MB."), field)
    try:
        with ONE_AT_A_TIME:
            made = _made(data, SIDE)
    except Exception:  # noqa: BLE001 - what somebody crafted trips the readers of Pillow up in any way
        raise Invalid(UNREADABLE, field) from None
    if made is None:
        raise Invalid(N_("The picture has too many pixels."), field)
    return made


def smaller(data, side):
    """A picture that is kept, as a JPEG of so many pixels a side, for paper."""
    return _made(data, side)


def _made(data, side):
    """The picture upright, as a JPEG of so many pixels a side; None where it has too many to be opened."""
    with Image.open(io.BytesIO(data), formats=FORMATS) as image:
        if not _is_small_enough(image, side):
            return None
        image.thumbnail((side, side))
        turn = _turn(image)
        return _written(image.transpose(turn) if turn is not None else image)


def _is_small_enough(image, side):
    """Whether it can be opened; of a JPEG, after asking for it as small as it is needed."""
    width, height = image.size
    if width * height > MOST_PIXELS:
        return False
    part = side / max(width, height)
    image.draft("RGB", (max(1, int(width * part)), max(1, int(height * part))))
    held = (width, height) if "progressive" in image.info else image.size  # that kind is held whole, come what may
    return held[0] * held[1] <= MOST_OPENED


def _turn(image):
    """How it is put upright; None where it is, or where nobody can tell. Nothing else that a camera wrote is read."""
    try:
        return TURNS.get(image.getexif().get(ExifTags.Base.Orientation))
    except SyntaxError:  # no EXIF at all; the picture itself is well
        return None


def _written(image):
    image = image.convert("RGBA")
    clean = Image.new("RGB", image.size, "white")
    clean.paste(image, mask=image.getchannel("A"))
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
