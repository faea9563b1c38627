"""Two versions of a position side by side."""

from flask import Blueprint, g, request

from db.descriptions import Description
from db.differences import between, neighbour
from portal.auth import needs
from portal.description_form import DescriptionForm
from portal.http import get_or_404, number_arg, render

bp = Blueprint("differences", __name__, url_prefix="/descriptions/<int:id>")


@bp.get("/difference")
@needs("descriptions.read")
def show(id):
    """Against the version before it that was in force, or any other the person may see."""
    description = get_or_404(Description.visible_to(g.person), id)
    versions = description.versions(g.person)
    other = chosen(description, versions)
    return render("differences/show.html", parts={"difference"}, description=description, other=other,
                  others=[version for version in versions if version.id != id], only="changes" in request.args,
                  difference=other and between(description, other), labels=DescriptionForm())


def chosen(description, versions):
    """The version the address names, else the one that is looked at by itself; None where there is no other."""
    wanted = number_arg("other")
    if wanted is None:
        return neighbour(description, versions)
    same_position = Description.visible_to(g.person).where(Description.position == description.position_id)
    return get_or_404(same_position, wanted)
