"""Photos as proof: opened, turned upright, made smaller and written anew, so that nothing but the picture is kept."""

import io

from PIL import Image, ImageOps, UnidentifiedImageError

from db.base import N_, Invalid

LARGEST = 12 * 1024 * 1024   # bytes of what is sent
MOST_PIXELS = 60_000_000
SIDE = 1600                  # pixels of the longer side that are kept
QUALITY = 82
FORMATS = ("JPEG", "PNG", "WEBP")  # JPEG takes in the pairs of pictures some phones make
UNREADABLE = N_("Only a JPEG, PNG or WebP picture that can be opened is taken.")


def shrink(data, field=None):
    """The picture as a JPEG without place, time or maker in it. Raises Invalid for what is no picture."""
    if not data or len(data) > LARGEST:
        raise Invalid(N_("The file is empty or larger than 12 MB."), field)
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Invalid(N_("The picture has too many pixels."), field)
            image.draft("RGB", (SIDE, SIDE))
            return _written(ImageOps.exif_transpose(image))
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        raise Invalid(UNREADABLE, field) from None


def smaller(data, side):
    """A picture that is kept, as a JPEG of so many pixels a side, for paper."""
    with Image.open(io.BytesIO(data), formats=FORMATS) as image:
        image.draft("RGB", (side, side))
        return _written(image, side)


def _written(image, side=SIDE):
    image.thumbnail((side, side))
    clean = Image.new("RGB", image.size, "white")
    clean.paste(image.convert("RGBA"), mask=image.convert("RGBA").getchannel("A"))
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
