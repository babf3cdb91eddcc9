"""Draws the bar chart in SVG.  Its colors are visible on white and on black."""
from dataclasses import dataclass
from xml.sax.saxutils import escape

from .contest import Row
from .udp import UdpRow

WIDTH = 760
NAMES = 150  # where the bars begin
LONGEST = 400
BAR, GAP, TITLE = 16, 4, 26
STYLE = """text { font: 12px system-ui, sans-serif; fill: #7d8590 }
.title { font-weight: 600 }
.ours { fill: #1f9d8a }
.rival { fill: #8d95a0 }"""


@dataclass(frozen=True)
class Bar:
    name: str
    value: float
    label: str


@dataclass(frozen=True)
class Group:
    title: str
    bars: list[Bar]


def of_job(row: Row) -> Group:
    bars = []
    for result in row.results:
        if result.runs:
            ratio = row.ratio(result)
            times = "" if ratio is None or result.program == row.job.rival else f", {ratio:.2g} times {row.job.rival}"
            bars.append(Bar(result.program, result.rate, f"{result.rate / 1e6:.2g} M/s{times}"))
    return Group(row.job.title, bars)


def of_udp(row: UdpRow) -> Group:
    return Group(f"{row.title}, without loss",
                 [Bar(one.entry.program, one.best, f"{one.best:g} M/s") for one in row.receivers if one.entry.words])


def draw_bar(bar: Bar, y: float, most: float) -> list[str]:
    length = LONGEST * bar.value / most if most else 0
    kind = "ours" if bar.name.startswith("nmsgxx") else "rival"
    return [f'<text x="{NAMES - 8}" y="{y + 12}" text-anchor="end">{escape(bar.name)}</text>',
            f'<rect class="{kind}" x="{NAMES}" y="{y}" width="{max(length, 1):.1f}" height="{BAR}" rx="2"/>',
            f'<text x="{NAMES + max(length, 1) + 6:.1f}" y="{y + 12}">{escape(bar.label)}</text>']


def draw(groups: list[Group]) -> str:
    """Draws each group on a scale of its own: its longest bar has the full length."""
    drawn = []
    y = 0
    for group in groups:
        drawn.append(f'<text class="title" x="{NAMES}" y="{y + 18}">{escape(group.title)}</text>')
        y += TITLE
        most = max((bar.value for bar in group.bars), default=0)
        for bar in group.bars:
            drawn += draw_bar(bar, y, most)
            y += BAR + GAP
        y += GAP
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{y}" viewBox="0 0 {WIDTH} {y}" role="img">'
    title = "<title>Million payloads per second; each job has its own scale</title>"
    return "\n".join([head, title, f"<style>{STYLE}</style>", *drawn, "</svg>"]) + "\n"


def chart(rows: list[Row], udp: list[UdpRow]) -> str:
    return draw([of_job(row) for row in rows] + [of_udp(row) for row in udp])
