// Where the reading is: what is said is marked, and the page follows unless the reader scrolls away.

const marks = globalThis.Highlight && CSS.highlights ? new Highlight() : null;
const calm = matchMedia("(prefers-reduced-motion: reduce)");
let marked = null;
let following = true; // until the reader scrolls away; from the moment they come back

export function boundsOf(spot) {
  const range = spot.range?.getBoundingClientRect();
  return range?.height ? range : spot.box.getBoundingClientRect();
}

export function unmark() {
  marks?.clear();
  marked?.classList.remove("is-spoken");
  marked = null;
}

export function mark(spot) {
  unmark();
  if (marks && spot.range) {
    marks.add(spot.range);
  } else {
    marked = spot.box;
    marked.classList.add("is-spoken");
  }
  follow(spot);
}

function follow(spot) {
  const bar = document.querySelector(".listen-bar");
  if (!bar) return; // a last word of what was just ended
  const bounds = boundsOf(spot);
  const floor = bar.getBoundingClientRect().top;
  if (bounds.top >= 0 && bounds.bottom <= floor) following = true;
  if (!following || (bounds.top >= innerHeight * 0.1 && bounds.bottom <= floor - 24)) return;
  scrollTo({ top: scrollY + bounds.top - innerHeight * 0.3, behavior: calm.matches ? "auto" : "smooth" });
}

const SCROLLS = new Set(["PageUp", "PageDown", "Home", "End", "ArrowUp", "ArrowDown", " "]);
function wander({ type, key, target }) {
  if (type === "keydown" && (!SCROLLS.has(key) || target.closest?.("button, select, input, textarea, a"))) return;
  following = false;
}

const WAYS = ["wheel", "touchmove", "keydown"];

// From here on the page goes along with what is read.
export function followAgain() {
  following = true;
}

export function beginFollowing() {
  followAgain();
  if (marks) CSS.highlights.set("listening", marks);
  for (const way of WAYS) addEventListener(way, wander, { passive: true });
}

export function endFollowing() {
  unmark();
  for (const way of WAYS) removeEventListener(way, wander);
}
