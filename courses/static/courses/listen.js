// Reads a lesson aloud: the editor's recording where there is one, else the voice of the device. Loaded
// when somebody presses “Listen”. Nothing is sent anywhere and nothing is collected; a voice of the device
// is preferred to one that would send the text to its maker, and the latter asks first.

const button = document.querySelector("[data-listen]");
const words = document.getElementById("listen-words").dataset;
const body = document.querySelector(".lesson__body");
const speech = globalThis.speechSynthesis;
const SPEEDS = [0.75, 1, 1.25, 1.5, 1.75, 2];
const SPEED = "hustings:listen-speed";
const NARROW = 15; // seconds back and on, in a recording that does not say where it is

// ------------------------------------------------------------------ the text

// Controls, answers, what is hidden, and what is about the page rather than the lesson.
const SKIP = [
  "script, style, template, noscript, button, select, input, textarea, audio, video, iframe, svg",
  "[hidden], [aria-hidden=true], .option, .ask__hint, .ask__state, .ask__explanation, .ask__foot, .ask__error",
  ".choose, .block__mark, .media__size, .media__versions, .transcript, .embed, .download .quiet",
].join();
const INLINE = /^(inline|contents|ruby)/;

function hidden(element) {
  return element.checkVisibility ? !element.checkVisibility() : element.getClientRects().length === 0;
}

function boxOf(node, root) {
  let box = node.parentElement;
  while (box !== root && INLINE.test(getComputedStyle(box).display)) box = box.parentElement;
  return box;
}

const languageOf = (element) => element.closest("[lang]")?.lang || "en-GB";

// The paragraphs below one element in order: their text nodes, their words with white space made plain.
function paragraphs(root, block) {
  const found = [];
  let open = null;
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) => {
    if (node.nodeType === Node.TEXT_NODE) return NodeFilter.FILTER_ACCEPT;
    if (node.matches(SKIP) || hidden(node)) return NodeFilter.FILTER_REJECT;
    return node.matches("img") ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_SKIP;
  });
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.nodeType === Node.ELEMENT_NODE) {
      if (!node.alt) continue;
      const box = node.closest("figure") ?? node;
      found.push({ box, block, lang: languageOf(node), nodes: [], text: words.picture.replace("%s", node.alt) });
      open = null;
      continue;
    }
    const box = boxOf(node, root);
    if (open?.box !== box) {
      if (!node.data.trim()) continue;
      open = { box, block, lang: languageOf(box), nodes: [], text: "" };
      found.push(open);
    }
    open.nodes.push({ node, start: open.text.length });
    open.text += node.data.replace(/\s/g, " ");
  }
  return found;
}

function place(paragraph, offset) {
  const at = paragraph.nodes.findLast(({ start }) => start <= offset);
  return [at.node, Math.min(offset - at.start, at.node.length)];
}

function rangeIn(first, from, last, to) {
  if (!first.nodes.length || !last.nodes.length) return null; // a picture's words stand nowhere
  const range = document.createRange();
  range.setStart(...place(first, from));
  range.setEnd(...place(last, to));
  return range;
}

function pieces(text, lang) {
  if (globalThis.Intl?.Segmenter) {
    return [...new Intl.Segmenter(lang, { granularity: "sentence" }).segment(text)].map((one) => [
      one.index,
      one.segment,
    ]);
  }
  return [...text.matchAll(/[^.!?…]+[.!?…]*["”’)]*\s*/g)].map((one) => [one.index, one[0]]);
}

// Everything that is read, sentence by sentence.
function readingOf() {
  const all = [];
  for (const line of document.querySelectorAll(".lesson__head h1, .lesson__head .lede")) all.push(...paragraphs(line, ""));
  for (const block of body.querySelectorAll(":scope > [data-block]")) all.push(...paragraphs(block, block.dataset.block));
  const sentences = [];
  for (const paragraph of all) {
    for (const [start, piece] of pieces(paragraph.text, paragraph.lang)) {
      const text = piece.trim().replace(/\s+/g, " ");
      if (!/[\p{L}\p{N}]/u.test(text)) continue;
      const from = start + piece.length - piece.trimStart().length;
      const to = start + piece.trimEnd().length;
      const { box, block, lang } = paragraph;
      sentences.push({ text, lang, box, block, range: rangeIn(paragraph, from, paragraph, to) });
    }
  }
  return { paragraphs: all, sentences };
}

// ------------------------------------------------------------------ where it is

const marks = globalThis.Highlight && CSS.highlights ? new Highlight() : null;
const calm = matchMedia("(prefers-reduced-motion: reduce)");
let marked = null;
let following = true; // until the reader scrolls away; from the moment they come back

function boundsOf(spot) {
  const range = spot.range?.getBoundingClientRect();
  return range?.height ? range : spot.box.getBoundingClientRect();
}

function unmark() {
  marks?.clear();
  marked?.classList.remove("is-spoken");
  marked = null;
}

function mark(spot) {
  unmark();
  if (marks && spot.range) {
    marks.add(spot.range);
  } else {
    marked = spot.box;
    marked.classList.add("is-spoken");
  }
  follow(spot);
}

function follow(spot, always = false) {
  const bounds = boundsOf(spot);
  const floor = bar.getBoundingClientRect().top;
  const inView = bounds.top >= 0 && bounds.bottom <= floor;
  if (always || inView) following = true;
  if (!following || (bounds.top >= innerHeight * 0.1 && bounds.bottom <= floor - 24)) return;
  scrollTo({ top: scrollY + bounds.top - innerHeight * 0.3, behavior: calm.matches ? "auto" : "smooth" });
}

const SCROLLS = new Set(["PageUp", "PageDown", "Home", "End", "ArrowUp", "ArrowDown", " "]);
function wander({ type, key, target }) {
  if (type === "keydown" && (!SCROLLS.has(key) || target.closest?.("button, select, input, textarea, a"))) return;
  following = false;
}

// ------------------------------------------------------------------ the voice of the device

const tongue = (lang) => lang.toLowerCase().replace("_", "-").split("-")[0];

// The best voice for a language: on this device before elsewhere, of this very country before others.
export function voiceFor(lang) {
  const cost = (voice) =>
    (voice.localService ? 0 : 4) +
    (voice.lang.toLowerCase().replace("_", "-") === lang.toLowerCase() ? 0 : 2) +
    (voice.default ? 0 : 1);
  const able = (speech?.getVoices() ?? []).filter((voice) => tongue(voice.lang) === tongue(lang));
  return able.sort((one, other) => cost(one) - cost(other))[0];
}

function nameOf(lang) {
  try {
    return new Intl.DisplayNames([document.documentElement.lang], { type: "language" }).of(tongue(lang));
  } catch {
    return lang;
  }
}

function deviceVoice() {
  let { sentences } = readingOf();
  let at = Math.max(0, sentences.findIndex((spot) => boundsOf(spot).bottom > 0));
  let turn = 0; // what an earlier utterance still has to say is not listened to
  let utterance; // kept, since some browsers forget one that nobody holds, with its events
  let speed = 1;

  function say() {
    const mine = ++turn;
    speech.cancel();
    const spot = sentences[at];
    const voice = voiceFor(spot.lang);
    if (!voice) {
      tell(words.missing.replace("%s", nameOf(spot.lang)));
      return next();
    }
    mark(spot);
    utterance = new SpeechSynthesisUtterance(spot.text);
    utterance.voice = voice;
    utterance.lang = voice.lang;
    utterance.rate = speed;
    utterance.onend = () => mine === turn && next();
    utterance.onerror = ({ error }) => {
      if (mine === turn && error !== "canceled" && error !== "interrupted") halt();
    };
    speech.speak(utterance);
  }

  function next() {
    if (at + 1 >= sentences.length) return close();
    at += 1;
    say();
  }

  function halt() {
    turn += 1;
    speech.cancel();
    sounding(false);
  }

  return {
    mayBegin() {
      const elsewhere = sentences.some((spot) => voiceFor(spot.lang)?.localService === false);
      if (elsewhere) tell(words.remote);
      return !elsewhere;
    },
    play: () => (sounding(true), say()),
    pause: halt,
    step(by) {
      at = Math.min(Math.max(0, at + by), sentences.length - 1);
      following = true;
      if (playing) say();
      else mark(sentences[at]);
    },
    speed(to) {
      speed = to;
      if (playing) say();
    },
    stop: halt,
    // A block was replaced: the same words, else the same block, else what came after it.
    changed() {
      const { text, block } = sentences[at];
      const after = new Set(sentences.slice(at + 1).map((spot) => spot.block + spot.text));
      ({ sentences } = readingOf());
      const same = [
        sentences.findIndex((spot) => spot.block === block && spot.text === text),
        sentences.findIndex((spot) => spot.block === block),
        sentences.findIndex((spot) => after.has(spot.block + spot.text)),
      ];
      at = same.find((one) => one >= 0) ?? 0;
      mark(sentences[at]);
    },
  };
}

// ------------------------------------------------------------------ the editor's recording

const plain = (text) => [...text.toLowerCase().matchAll(/[\p{L}\p{N}]+/gu)];

// How many of the cue's words stand in this order from here on, within a few of their places.
function agree(cue, all, from) {
  let at = from;
  let count = 0;
  for (const word of cue) {
    const near = all.slice(at, at + 4).findIndex((one) => one.word === word);
    if (near < 0) continue;
    at += near + 1;
    count += 1;
  }
  return { count, to: at };
}

// Where each cue stands in the text. Both are in order; a cue with other words (“22” for “twenty-two”)
// is found by the rest of them, and one that is not in the text is left out.
function align(cues) {
  const all = readingOf().paragraphs.flatMap((paragraph) =>
    plain(paragraph.text).map((one) => ({ word: one[0], paragraph, from: one.index, to: one.index + one[0].length })),
  );
  let from = 0;
  return cues.map((cue) => {
    const said = plain(cue.getCueAsHTML().textContent).map((one) => one[0]);
    if (!said.length) return null;
    for (let at = from; at < Math.min(from + 200, all.length); at += 1) {
      if (!said.slice(0, 3).includes(all[at].word)) continue;
      const { count, to } = agree(said, all, at);
      if (count / said.length < 0.6) continue;
      from = to;
      const first = all[at];
      const last = all[to - 1];
      const range = rangeIn(first.paragraph, first.from, last.paragraph, last.to);
      return { range, box: first.paragraph.box, block: first.paragraph.block };
    }
    return null;
  });
}

function recording() {
  const sound = new Audio();
  sound.preload = "auto"; // somebody has asked for it
  sound.src = button.dataset.sound;
  let cues = [];
  let spots = [];

  if (button.dataset.times) {
    const track = document.createElement("track");
    Object.assign(track, { kind: "metadata", src: button.dataset.times, default: true });
    track.addEventListener("load", () => {
      cues = [...track.track.cues];
      spots = align(cues);
    });
    track.addEventListener("error", () => tell(words.alone));
    sound.append(track);
    track.track.mode = "hidden";
    track.track.addEventListener("cuechange", show);
  } else {
    tell(words.alone);
  }

  const here = () => cues.findLastIndex((cue) => cue.startTime <= sound.currentTime + 0.01);

  function show() {
    const spot = spots[here()];
    if (spot) mark(spot);
    else unmark();
  }

  // Not the reader's doing and not the end: what there is to hear cannot be heard.
  function fail() {
    sound.removeAttribute("src");
    if (!voiceFor(languageOf(body))) {
      sounding(false);
      return tell(words.broken);
    }
    tell(words.instead);
    const wanted = playing;
    sounding(false);
    source = deviceVoice();
    source.speed(speedNow);
    if (wanted && source.mayBegin()) source.play();
  }

  sound.addEventListener("ended", () => close());
  sound.addEventListener("error", () => sound.hasAttribute("src") && fail());
  sound.addEventListener("play", () => sounding(true));
  sound.addEventListener("pause", () => sounding(false));

  return {
    sound,
    mayBegin: () => true,
    play() {
      sounding(true);
      sound.play().catch((error) => error.name === "NotAllowedError" && sounding(false));
    },
    pause: () => sound.pause(),
    step(by) {
      following = true;
      const to = cues.length ? cues[Math.min(Math.max(0, here() + by), cues.length - 1)].startTime : null;
      sound.currentTime = to ?? Math.max(0, sound.currentTime + by * NARROW);
      show();
    },
    speed(to) {
      sound.defaultPlaybackRate = sound.playbackRate = to;
    },
    stop() {
      sound.pause();
      sound.removeAttribute("src");
      sound.load();
    },
    changed() {
      spots = align(cues);
      show();
    },
  };
}

// ------------------------------------------------------------------ the bar

const SHAPES = {
  play: "M8 5v14l11-7z",
  pause: "M7 5h3.5v14H7zM13.5 5H17v14h-3.5z",
  back: "M18 6v12l-8-6zM6.5 6H9v12H6.5z",
  on: "M6 6v12l8-6zM15 6h2.5v12H15z",
};

function drawing(shape) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", SHAPES[shape]);
  svg.append(path);
  return svg;
}

function control(label, shape, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "listen-bar__button";
  if (shape) {
    made.append(drawing(shape));
    made.setAttribute("aria-label", label);
    made.title = label;
  } else {
    made.textContent = label;
  }
  made.addEventListener("click", act);
  return made;
}

const bar = document.createElement("section");
const note = document.createElement("p");
const toggle = control(words.pause, "pause", () => (playing ? source.pause() : source.play()));
let source = null;
let playing = false;
let speedNow = 1;

function sounding(now) {
  playing = now;
  const label = now ? words.pause : words.play;
  toggle.replaceChildren(drawing(now ? "pause" : "play"));
  toggle.setAttribute("aria-label", label);
  toggle.title = label;
}

function tell(text) {
  note.textContent = text;
}

// The speed is a matter of this device; a shared one keeps nothing.
const shared = document.body.hasAttribute("data-shared-device");

function kept() {
  try {
    const found = Number(localStorage.getItem(SPEED));
    return SPEEDS.includes(found) ? found : 1;
  } catch {
    return 1;
  }
}

function keep(speed) {
  try {
    if (!shared) localStorage.setItem(SPEED, speed);
  } catch {
    // full or forbidden: it holds for this page
  }
}

function speedControl() {
  const label = document.createElement("label");
  const name = document.createElement("span");
  name.textContent = words.speed;
  const select = document.createElement("select");
  const number = new Intl.NumberFormat(document.documentElement.lang);
  for (const speed of SPEEDS) {
    select.add(new Option(`${number.format(speed)}×`, speed, false, speed === speedNow));
  }
  select.addEventListener("change", () => {
    speedNow = Number(select.value);
    keep(speedNow);
    source.speed(speedNow);
  });
  label.className = "listen-bar__speed";
  label.append(name, select);
  return label;
}

function build() {
  const recorded = button.dataset.sound && !button.dataset.times;
  bar.className = "listen-bar";
  bar.lang = document.documentElement.lang;
  bar.setAttribute("aria-label", words.region);
  note.className = "listen-bar__note";
  note.setAttribute("role", "status");
  bar.replaceChildren(
    control(recorded ? words.rewind : words.back, "back", () => source.step(-1)),
    toggle,
    control(recorded ? words.skip : words.on, "on", () => source.step(1)),
    speedControl(),
    control(words.stop, "", () => close()),
    note,
  );
}

function styled() {
  const href = button.dataset.style;
  const there = document.querySelector(`link[href="${CSS.escape(href)}"]`);
  if (there) return null;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = href;
  return new Promise((done) => {
    link.onload = link.onerror = done;
    document.head.append(link);
  });
}

const blocks = new MutationObserver(() => source?.changed());
const othersPlay = (event) => event.target !== source?.sound && source?.pause();
const silence = () => close();

async function open() {
  await styled();
  speedNow = kept();
  following = true;
  build();
  tell("");
  button.closest("p").after(bar);
  document.documentElement.classList.add("is-listening");
  button.setAttribute("aria-pressed", "true");
  if (marks) CSS.highlights.set("listening", marks);
  source = button.dataset.sound ? recording() : deviceVoice();
  source.speed(speedNow);
  blocks.observe(body, { childList: true });
  for (const way of ["wheel", "touchmove", "keydown"]) addEventListener(way, wander, { passive: true });
  document.addEventListener("play", othersPlay, true);
  addEventListener("pagehide", silence);
  sounding(false);
  if (source.mayBegin()) source.play();
  toggle.focus({ preventScroll: true });
}

function close() {
  if (!source) return;
  const was = source;
  source = null;
  was.stop();
  unmark();
  blocks.disconnect();
  for (const way of ["wheel", "touchmove", "keydown"]) removeEventListener(way, wander);
  document.removeEventListener("play", othersPlay, true);
  removeEventListener("pagehide", silence);
  const focused = bar.contains(document.activeElement);
  bar.remove();
  document.documentElement.classList.remove("is-listening");
  button.setAttribute("aria-pressed", "false");
  if (focused) button.focus({ preventScroll: true });
}

// Begins, or ends what was begun.
export function listen() {
  if (source) close();
  else open();
}
