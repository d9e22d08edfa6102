// Keeps an application while it is typed. Each answer waits under the application's own key until the
// server has it, on a shared device only in the memory of this page; without JavaScript the form
// does the same by “Save and go on”.

const form = document.getElementById("apply");
const words = form.dataset;
const KEY = `hustings:apply:${words.uid}`;
const DEVICE = crypto.randomUUID();
const PAUSE = 900;
const AGAIN = 15000;
const token = form.querySelector("[name=csrfmiddlewaretoken]").value;

let memory = {};
let lasting = !words.shared;

function read() {
  if (!lasting) return memory;
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return memory;
  }
}

function write(waiting) {
  memory = waiting;
  if (!lasting) return;
  try {
    if (Object.keys(waiting).length) localStorage.setItem(KEY, JSON.stringify(waiting));
    else localStorage.removeItem(KEY);
  } catch {
    lasting = false; // full or forbidden: the memory of this page is all there is
  }
}

const part = (block) => form.querySelector(`[data-block="${CSS.escape(block)}"]`);
const base = (block) => form.querySelector(`[name="b-${CSS.escape(block)}"]`);

function say(block, text, wrong = false) {
  const place = part(block)?.querySelector(".apply__state");
  if (!place || place.textContent === text) return;
  place.textContent = text;
  place.toggleAttribute("data-wrong", wrong);
}

function values(one) {
  const { kind, block } = one.dataset;
  const name = kind === "standing" ? "standing" : `q-${block}`;
  const fields = [...one.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
  if (kind === "choice" || kind === "standing") {
    return fields.filter((field) => field.checked).map((field) => field.value);
  }
  return fields.map((field) => field.value);
}

// ------------------------------------------------------------------ sending

const timers = new Map();

function later(block, pause) {
  clearTimeout(timers.get(block));
  timers.set(block, setTimeout(() => send(block), pause));
}

function keep(one) {
  const { block, kind } = one.dataset;
  const known = read()[block];
  // The base stays that of the first change which the server has not taken.
  const entry = { kind, value: values(one), base: known?.base ?? base(block)?.value ?? "", at: Date.now() };
  entry.device = known?.device ?? DEVICE;
  write({ ...read(), [block]: entry });
  later(block, PAUSE);
}

async function send(block) {
  const entry = read()[block];
  if (!entry || entry.refused) return;
  say(block, words.saving);
  const data = new URLSearchParams({ block, kind: entry.kind, base: entry.base, device: entry.device });
  for (const value of entry.value) data.append("value", value);
  data.append("csrfmiddlewaretoken", token);
  let answer;
  try {
    answer = await fetch(words.save, {
      method: "POST",
      body: data,
      headers: { Accept: "application/json" },
      credentials: "same-origin",
      redirect: "manual",
    });
  } catch {
    wait(block);
    return;
  }
  const told = await answer.json().catch(() => null);
  if (answer.ok && told) {
    const now = read();
    const newer = now[block] && now[block].at !== entry.at;
    if (newer) now[block].base = told.base;
    else delete now[block];
    write(now);
    if (base(block)) base(block).value = told.base;
    if (!newer) say(block, `${words.saved}, ${told.saved}`);
    if (newer) later(block, 0);
  } else if (answer.status === 409 || answer.status === 404 || answer.status === 403) {
    say(block, told?.message ?? words.door, true); // what was typed stays on the page and in the form
  } else {
    wait(block);
  }
}

function wait(block) {
  say(block, lasting ? words.offline : words.memory, true);
  later(block, AGAIN);
}

// ------------------------------------------------------------------ words

function count(one) {
  const field = one.querySelector("[data-most-words]");
  const place = one.querySelector(".apply__count");
  if (!field || !place) return;
  const has = field.value.split(/\s+/).filter(Boolean).length;
  const most = Number(field.dataset.mostWords);
  place.textContent = words.words.replace("%(has)s", has).replace("%(most)s", most);
  place.toggleAttribute("data-wrong", has > most);
}

for (const one of form.querySelectorAll("[data-block]")) {
  const { kind, block } = one.dataset;
  if (kind === "file" || kind === "recording") continue;
  const waiting = read()[block];
  if (waiting && kind !== "choice" && kind !== "standing") {
    const field = one.querySelector(`[name="q-${CSS.escape(block)}"]`);
    // What this device could not hand over yet is shown again.
    if (field && field.value !== waiting.value[0]) field.value = waiting.value[0];
  } else if (waiting) {
    for (const field of one.querySelectorAll("input")) {
      field.checked = waiting.value.includes(field.value);
    }
  }
  if (waiting) later(block, 0);
  one.addEventListener("input", () => {
    count(one);
    keep(one);
  });
  count(one);
}

addEventListener("online", () => Object.keys(read()).forEach((block) => later(block, 0)));
// The form takes everything along: what waits is in it, and is sent once more only if that fails.
form.addEventListener("submit", () => {
  for (const timer of timers.values()) clearTimeout(timer);
});
addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") Object.keys(read()).forEach((block) => send(block));
});

// “Close it on this device” takes away what waited here, too.
document.querySelector("form[data-leave]")?.addEventListener("submit", () => write({}));
