"""The tag that puts what explains beside what is to be done: `{% load layout %}`, used by base.html."""

from django import template
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


class Beside(template.Node):
    """Two columns on wide screens where the second part says something, else the first part alone."""

    # Django looks here for the blocks that a page may fill.
    child_nodelists = ("main", "side")

    def __init__(self, main: NodeList, side: NodeList) -> None:
        self.main = main
        self.side = side

    def render(self, context: Context) -> SafeString:
        """Render both parts; an explanation without an element of its own gets an aside."""
        main = self.main.render(context)
        side = self.side.render(context).strip()
        if not side:
            return main
        if not side.startswith(("<aside", "<nav", "<div")):
            side = format_html('<aside class="flow">{}</aside>', SafeString(side))
        return format_html(
            '<div class="cols cols-side"><div class="flow-l">{}</div>{}</div>', SafeString(main), SafeString(side)
        )


@register.tag
def beside(parser: Parser, token: Token) -> Beside:
    """`{% beside %}` what is to be done `{% aside %}` what explains `{% endbeside %}`."""
    main = parser.parse(("aside",))
    parser.delete_first_token()
    side = parser.parse(("endbeside",))
    parser.delete_first_token()
    return Beside(main, side)
