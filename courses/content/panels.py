"""What the editor sees beside the text."""

from __future__ import annotations

from typing import Any

from wagtail.admin.panels import Panel


class ImpactPanel(Panel):
    """How many learners are in this lesson, module or course, and what publishing does to them."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "courses/content/impact_panel.html"

        def is_shown(self) -> bool:
            return bool(self.instance and self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            from courses.content.impact import impact_of_page

            context = super().get_context_data(parent_context)
            return {**context, "impact": impact_of_page(self.instance), "page": self.instance}
