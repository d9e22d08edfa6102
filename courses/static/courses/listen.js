// Reads a lesson aloud: the editor's recording where there is one, else the voice of the device. Loaded
// when somebody presses “Listen”. Nothing is sent anywhere and nothing is collected; a voice of the device
// is preferred to one that would send the text to its maker, and the latter asks first. This is the bar
// with its controls; what speaks, and where it is in the text, are modules of their own.

import { body, button, words } from "./listen-page.js";
import { beginFollowing, endFollowing } from "./listen-place.js";
import { recording } from "./listen-recording.js";
import { deviceVoice } from "./listen-voice.js";

const SPEEDS = [0.75, 1, 1.25, 1.5, 1.75, 2];
const SPEED = "hustings:listen-speed";

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

// What a source may do here, and what it may know.
const player = {
  tell,
  sounding,
  close,
  get playing() {
    return playing;
  },
  goOnWith(other, wanted) {
    source = other;
    source.speed(speedNow);
    if (wanted && source.mayBegin()) source.play();
  },
};

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
  build();
  tell("");
  button.closest("p").after(bar);
  document.documentElement.classList.add("is-listening");
  button.setAttribute("aria-pressed", "true");
  beginFollowing();
  source = button.dataset.sound ? recording(player) : deviceVoice(player);
  source.speed(speedNow);
  blocks.observe(body, { childList: true });
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
  endFollowing();
  blocks.disconnect();
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
