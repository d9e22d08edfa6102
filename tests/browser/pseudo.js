// Words that leave the box they stand in, or the page; neighbours in a row that lie on each other.
() => {
  const found = [], width = document.documentElement.clientWidth;
  const say = (what, e, words) =>
    found.push(`${what}: ${e.tagName.toLowerCase()}.${e.className}: ${words.slice(0, 60)}`);
  const unseen = ".visually-hidden, .skip, svg, option, select, textarea";
  const shown = (e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest(unseen);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const words = node.textContent.trim();
    const e = node.parentElement;
    if (!words || !shown(e) || e.closest("script, style")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = e.closest("button, .button, summary, label, .tag, .stop, .card, .notice, .field, .menu__panel");
    const outer = box?.getBoundingClientRect();
    const slack = parseFloat(getComputedStyle(e).fontSize) / 2;
    const lines = [...range.getClientRects()].filter((line) => line.width >= 1);
    const longest = Math.max(0, ...words.split(/\s+/).map((word) => word.length));
    if (lines.length > 3 && longest > 3 && Math.max(...lines.map((line) => line.width)) < 5 * slack) say("squeezed", e, words);
    for (const line of lines) {
      if (line.right > width + 1 || line.left < -1) say("over the edge", e, words);
      else if (box && (line.right > outer.right + 2 || line.left < outer.left - 2 || line.bottom > outer.bottom + slack))
        say("out of its box", box, words);
      else continue;
      break;
    }
    for (let up = e; up && up !== document.body; up = up.parentElement) {
      const style = getComputedStyle(up);
      if (style.overflowX === "hidden" || style.overflowX === "clip") {
        if (up.scrollWidth > up.clientWidth + 1 || up.scrollHeight > up.clientHeight + 2) say("cut off", up, words);
      }
    }
  }
  const rows = [".header__bar", ".header__nav ul", ".footer__inner", ".footer__links", ".line", ".lesson__ways", ".row", ".languages__all"];
  for (const row of document.querySelectorAll(rows.join(","))) {
    const parts = [...row.children].filter(shown).map((e) => [e, e.getBoundingClientRect()]).filter(([, r]) => r.width > 1);
    for (const [i, [a, r]] of parts.entries()) {
      for (const [b, s] of parts.slice(i + 1)) {
        const across = Math.min(r.right, s.right) - Math.max(r.left, s.left);
        const down = Math.min(r.bottom, s.bottom) - Math.max(r.top, s.top);
        if (across > 1.5 && down > 1.5) say("lies on its neighbour", a, b.textContent.trim());
      }
    }
  }
  return [...new Set(found)];
}
