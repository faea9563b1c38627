"""Third-party files: a white-list copied out of node_modules at set-up, served compressed and for ever."""

import json
import re
import shutil
import sys
from pathlib import Path

from whitenoise import compress

ROOT = Path(__file__).parent.parent
PACKAGES = ROOT / "node_modules"
VENDOR = ROOT / "var" / "static" / "vendor"
ICONS = ROOT / "var" / "icons"
ICON_LIST = ROOT / "portal" / "icons.txt"
FILES = {  # the name a template asks for -> (package, path inside it)
    "htmx.min.js": ("htmx.org", "dist/htmx.min.js"),
    "signature_pad.min.js": ("@tabler/core", "dist/libs/signature_pad/dist/signature_pad.umd.min.js"),
    "sortable.min.js": ("@tabler/core", "dist/libs/sortablejs/Sortable.min.js"),
    "tabler.min.css": ("@tabler/core", "dist/css/tabler.min.css"),
    "tabler.min.js": ("@tabler/core", "dist/js/tabler.min.js"),
}
VERSIONS = json.loads((ROOT / "package.json").read_text())["dependencies"]


def url(name):
    """The address of a third-party file; its version is part of it, so it may be cached for ever."""
    return f"/vendor/{_place(name)}"


def is_immutable(path, url):
    """Whether what stands at this address never changes: the files with a version in their path."""
    return url.startswith("/vendor/")


def check():
    """Refuse to start without the files of the set-up, and say what makes them."""
    missing = [name for name in FILES if not (VENDOR / _place(name)).exists()]
    missing += [f"{name}.svg" for name in icon_names() if not (ICONS / f"{name}.svg").exists()]
    if missing:
        raise SystemExit(f"Run bin/setup first: {', '.join(missing[:5])} missing below {ROOT / 'var'}")


def icon_names():
    """The icons in use, one a line."""
    return ICON_LIST.read_text().split()


def build():
    """Copy the white-list and the icons into var/; whatever else lay there goes."""
    for folder in (VENDOR, ICONS):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    for name, (package, path) in FILES.items():
        (VENDOR / _place(name)).parent.mkdir(exist_ok=True)
        shutil.copyfile(PACKAGES / package / path, VENDOR / _place(name))
    for name in icon_names():
        drawing = (PACKAGES / "@tabler" / "icons" / "icons" / "outline" / f"{name}.svg").read_text()
        (ICONS / f"{name}.svg").write_text(one_line(drawing))
    compress.main(["--quiet", str(VENDOR)])


def one_line(drawing):
    """An icon without line breaks and without the invisible square its editor needs."""
    drawing = re.sub(r'<path stroke="none" d="M0 0h24v24H0z"[^>]*/>', "", drawing)
    return re.sub(r"\s+(?=/?>)|(?<=>)\s+", "", re.sub(r"\s+", " ", drawing)).strip() + "\n"


def _place(name):
    package, path = FILES[name]
    folder = f"{package.removeprefix('@').replace('/', '-')}-{VERSIONS[package]}"
    return f"{folder}/{path.rpartition('/')[2]}"


if __name__ == "__main__":
    sys.exit(build())
