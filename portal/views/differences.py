"""Two versions of a position side by side, on the page and on paper."""

from flask import Blueprint, g, request
from werkzeug.exceptions import NotFound

from db.descriptions import Description
from db.differences import between, neighbour
from portal import papers
from portal.auth import needs
from portal.description_form import DescriptionForm
from portal.downloads import download
from portal.http import get_or_404, number_arg, render

bp = Blueprint("differences", __name__, url_prefix="/descriptions/<int:id>")


@bp.get("/difference")
@needs("descriptions.read")
def show(id):
    """Against the version before it that was in force, or any other the person may see."""
    description = get_or_404(Description.visible_to(g.person), id)
    versions = description.versions(g.person)
    other = chosen(description, versions)
    difference = other and between(description, other)
    return render("differences/show.html", parts={"difference"}, description=description, other=other,
                  others=[version for version in versions if version.id != id], only="changes" in request.args,
                  difference=difference, has_annex=difference and difference.is_annexed(versions),
                  labels=DescriptionForm())


@bp.get("/difference.pdf")
@needs("descriptions.read")
def paper(id):
    """The same as a table to print; not sealed, as what is kept with a version in force is."""
    description = get_or_404(Description.visible_to(g.person), id)
    other = chosen(description, description.versions(g.person))
    if other is None:
        raise NotFound
    difference = between(description, other)
    return download(papers.difference(difference, watermark="预览"), papers.difference_name(difference))


@bp.get("/annex.pdf")
@needs("descriptions.read")
def annex(id):
    """The table of changes a version came into force with."""
    description = get_or_404(Description.visible_to(g.person).where(Description.annex.is_null(False)), id)
    return download(description.annex.read(), papers.description_name(description, "变更对照表", "pdf"))


def chosen(description, versions):
    """The version the address names, else the one that is looked at by itself; None where there is no other."""
    wanted = number_arg("other")
    if wanted is None:
        return neighbour(description, versions)
    same_position = Description.visible_to(g.person).where(Description.position == description.position_id)
    return get_or_404(same_position, wanted)
