// Measures of a page as it is drawn. Put into a page by tests/browser/measures.py; each answers a list of faults.
(() => {
  const CONTROL =
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [tabindex='0'], audio[controls], video[controls]";
  const LEAST = 24; // CSS pixels, WCAG 2.5.8
  const show = node => {
    const words = (node.getAttribute("aria-label") || node.innerText || node.name || "").trim().replace(/\s+/g, " ");
    return `<${node.localName}${node.className ? ` class="${node.className}"` : ""}> “${words.slice(0, 40)}”`;
  };
  const box = node => {
    const r = node.getBoundingClientRect();
    return { left: r.left, top: r.top, right: r.right, bottom: r.bottom, width: r.width, height: r.height };
  };
  const around = (a, b) => {
    const left = Math.min(a.left, b.left), top = Math.min(a.top, b.top);
    const right = Math.max(a.right, b.right), bottom = Math.max(a.bottom, b.bottom);
    return { left, top, right, bottom, width: right - left, height: bottom - top };
  };
  const drawn = node => {
    const r = box(node);
    const seen = node.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    return seen && r.width > 1 && r.height > 1 && r.right + scrollX > 0 && r.bottom + scrollY > 0;
  };

  // ---- targets

  // A link in a sentence, or one whose height is that of the words around it.
  const inSentence = node => {
    if (getComputedStyle(node).display !== "inline") return false;
    let block = node.parentElement;
    while (getComputedStyle(block).display === "inline") block = block.parentElement;
    const others = [...block.querySelectorAll(CONTROL)].map(one => one.textContent).join("");
    return block.textContent.replace(/\s/g, "").length > others.replace(/\s/g, "").length;
  };
  // What one may press: a control, and for a tick or a dot its label besides.
  const area = node => {
    let all = box(node);
    if (node.matches("input[type=checkbox], input[type=radio]"))
      for (const label of node.labels) if (drawn(label)) all = around(all, box(label));
    return all;
  };
  const pressable = () =>
    [...document.querySelectorAll(CONTROL)].filter(
      node => (drawn(node) || [...(node.labels || [])].some(drawn)) && !node.disabled && !node.closest("[inert]"),
    );
  const middle = r => [(r.left + r.right) / 2, (r.top + r.bottom) / 2];

  function targets() {
    const all = pressable().map(node => ({ node, at: area(node) }));
    const small = one => one.at.width < LEAST - 0.5 || one.at.height < LEAST - 0.5;
    const faults = [];
    for (const one of all) {
      if (!small(one) || inSentence(one.node)) continue;
      const [x, y] = middle(one.at);
      for (const other of all) {
        if (other === one || other.node.contains(one.node) || one.node.contains(other.node)) continue;
        const [left, top] = middle(other.at);
        const far = small(other)
          ? Math.hypot(x - left, y - top) - LEAST / 2
          : Math.hypot(Math.max(other.at.left - x, 0, x - other.at.right), Math.max(other.at.top - y, 0, y - other.at.bottom));
        if (far < LEAST / 2 - 0.5)
          faults.push(`${one.at.width.toFixed(0)}×${one.at.height.toFixed(0)}: ${show(one.node)} near ${show(other.node)}`);
      }
    }
    return faults;
  }

  // What looks like a button is as large as a thumb, on a phone.
  const thumbs = selector =>
    pressable()
      .filter(node => node.matches(selector) && area(node).height < 43.5)
      .map(node => `${area(node).height.toFixed(0)} px high: ${show(node)}`);

  function covered() {
    // A bar that is fixed lies over whatever is scrolled below it; that the focus is not, the walk with Tab sees.
    const fixed = node => node.closest(".listen-bar, .resumed--shown");
    const all = pressable().filter(node => !inSentence(node) && !node.closest("label") && !fixed(node));
    const faults = [];
    all.forEach((one, index) => {
      const a = box(one);
      for (const other of all.slice(index + 1)) {
        if (one.contains(other) || other.contains(one)) continue;
        const b = box(other);
        const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (wide > 3 && high > 3) faults.push(`${show(one)} lies over ${show(other)}`);
      }
    });
    return faults;
  }

  // ---- words with more room (WCAG 1.4.12)

  const roomy = new CSSStyleSheet();
  roomy.replaceSync(
    "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }" +
      "p { margin-block-end: 2em !important }",
  );

  function cut() {
    const faults = [];
    for (const node of document.querySelectorAll("body *")) {
      const own = [...node.childNodes].some(one => one.nodeType === 3 && one.data.trim());
      if (!own || !drawn(node) || node.closest("svg, textarea, select")) continue;
      for (let holder = node; holder && holder !== document.body; holder = holder.parentElement) {
        const style = getComputedStyle(holder);
        if (holder.clientWidth <= 1 || style.display === "inline") continue;
        const wide = /hidden|clip/.test(style.overflowX) && holder.scrollWidth > holder.clientWidth + 1;
        const high = /hidden|clip/.test(style.overflowY) && holder.scrollHeight > holder.clientHeight + 1;
        if (wide || high) faults.push(`words are cut off: ${show(node)} by ${show(holder)}`);
      }
    }
    return faults;
  }

  function spacing() {
    document.adoptedStyleSheets.push(roomy);
    try {
      const faults = [...cut(), ...covered()];
      if (document.documentElement.scrollWidth > innerWidth) faults.push("scrolls sideways");
      return faults.map(fault => `with more room for words: ${fault}`);
    } finally {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter(sheet => sheet !== roomy);
    }
  }

  // ---- motion

  function motion() {
    const faults = document
      .getAnimations()
      .filter(one => one.playState === "running" && one.effect?.getComputedTiming().duration > 10)
      .map(one => `moves: ${show(one.effect.target)}`);
    const seconds = list => Math.max(...list.split(",").map(parseFloat));
    for (const node of document.querySelectorAll("body, body *")) {
      for (const part of [null, "::before", "::after"]) {
        const style = getComputedStyle(node, part);
        if (part && style.content === "none") continue;
        if (seconds(style.transitionDuration) > 0.01 || (style.animationName !== "none" && seconds(style.animationDuration) > 0.01))
          faults.push(`would move: ${show(node)}${part || ""}`);
      }
    }
    if (getComputedStyle(document.documentElement).scrollBehavior === "smooth") faults.push("scrolls smoothly");
    return faults;
  }

  // ---- the ring about what has the focus

  const pen = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const rgba = colour => {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, ground) => [0, 1, 2].map(i => top[i] * top[3] + ground[i] * (1 - top[3])).concat(1);
  const light = ([r, g, b]) => {
    const part = v => ((v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const contrast = (a, b) => {
    const [less, more] = [light(a), light(b)].sort((x, y) => x - y);
    return (more + 0.05) / (less + 0.05);
  };
  // The colour on which something lies; null where a picture does.
  const ground = node => {
    const layers = [];
    for (let at = node; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.backgroundImage !== "none") return null;
      const colour = rgba(style.backgroundColor);
      layers.push(colour);
      if (colour[3] === 1) break;
    }
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    return layers.reverse().reduce((below, colour) => over(colour, below), dark ? [18, 18, 18, 1] : [255, 255, 255, 1]);
  };
  // How much the ring about `node` differs from what lies next to it; null: it cannot be said.
  function ring(node) {
    const style = getComputedStyle(node);
    let colour = null, outside = true;
    if (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) {
      colour = style.outlineStyle === "auto" ? null : style.outlineColor;
      outside = parseFloat(style.outlineOffset) >= 0;
    } else if (style.boxShadow !== "none") {
      colour = style.boxShadow.match(/^[a-z-]+\([^)]*\)|^#\w+/i)?.[0] || null;
    }
    const below = colour && ground(outside ? node.parentElement : node);
    return below ? contrast(over(rgba(colour), below), below) : null;
  }

  // ---- everything that Tab should reach; a group of dots is one

  const seen = new Set();
  const group = node => (node.type === "radio" ? `${node.form?.action}#${node.form?.dataset.block}#${node.name}` : node);
  const visit = node => seen.add(group(node));
  const missed = () =>
    pressable()
      .filter(node => node.tabIndex >= 0 && !seen.has(group(node)))
      .map(show);

  window.measure = { targets, thumbs, covered, spacing, cut, motion, ring, visit, missed };
})();
