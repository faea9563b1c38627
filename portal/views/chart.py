from flask import Blueprint, g, request
from flask_babel import gettext
from werkzeug.exceptions import NotFound

from db import chart as rows
from db.base import today
from portal import papers
from portal.auth import needs
from portal.chart import chart, outlined
from portal.chart.boxes import people
from portal.chart.sheets import PAPERS
from portal.downloads import download
from portal.http import number_arg, render

bp = Blueprint("chart", __name__, url_prefix="/positions")


@bp.get("/chart")
@needs("positions.read")
def index():
    everything, department, words = rows.posts(g.person), number_arg("department"), spoken()
    posts = rows.of_department(everything, department)
    titles = {post.id: post.title for post in posts}
    return render("chart/index.html", chart=chart(posts, words)[0], words=words, outline=outlined(posts),
                  people={post.id: people(post, words) for post in posts},
                  beside={post.id: [titles[id] for id in post.dotted if id in titles] for post in posts},
                  department=department, departments=rows.choice(g.person, everything))


@bp.get("/chart.pdf")
@needs("positions.read")
def paper():
    """On A4, or on A3 where that is asked for."""
    posts = rows.of_department(rows.posts(g.person), number_arg("department"))
    size = request.args.get("paper", "a4")
    if not posts or size not in PAPERS:
        raise NotFound
    return download(papers.chart(posts, rows.departments(g.person, posts), size),
                    f"岗位汇报关系图_{size.upper()}_{today():%Y%m%d}.pdf")


def spoken():
    """What the chart says in the reader's language."""
    return {"vacant": gettext("Vacant"), "more": gettext("%(names)s and others, %(n)s in all"),
            "count": gettext("%(n)s holders"),
            "beside": gettext("dotted line: %(titles)s"),
            "desc": gettext("Solid lines lead to the direct superior, dashed lines to a dotted-line superior.")}
