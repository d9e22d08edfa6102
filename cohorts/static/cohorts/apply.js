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

// ------------------------------------------------------------------ files

// A file is handed over whole, as soon as it is chosen, and stays in its field until the server has it:
// without a connection it begins again, and “Save and go on” takes along what is still there.
const sending = new Map();

function handOver(one, field) {
  const { block } = one.dataset;
  const file = field.files[0];
  sending.get(block)?.abort();
  sending.delete(block);
  if (!file) return;
  if (file.size > Number(one.dataset.most)) {
    say(block, words.large, true);
    field.value = "";
    return;
  }
  const data = new FormData();
  for (const [name, value] of Object.entries({ block, kind: one.dataset.kind, csrfmiddlewaretoken: token })) {
    data.append(name, value);
  }
  data.append("value", file, file.name);
  const way = new XMLHttpRequest(); // fetch does not say how far it is
  sending.set(block, way);
  say(block, words.progress.replace("%(share)s", 0));
  way.upload.addEventListener("progress", (now) => {
    const share = Math.floor((now.loaded / now.total) * 5) * 20; // said aloud, so not at every step
    if (now.lengthComputable) say(block, words.progress.replace("%(share)s", share));
  });
  way.addEventListener("error", () => handOverLater(one, field));
  way.addEventListener("load", () => handedOver(one, field, way));
  way.responseType = "json";
  way.open("POST", words.save);
  way.setRequestHeader("Accept", "application/json");
  way.send(data);
}

function handOverLater(one, field) {
  const { block } = one.dataset;
  say(block, words.again, true);
  clearTimeout(timers.get(block));
  timers.set(
    block,
    setTimeout(() => handOver(one, field), AGAIN),
  );
}

function handedOver(one, field, way) {
  const { block } = one.dataset;
  const told = way.response;
  if (way.status === 200 && told?.name) {
    sending.delete(block);
    field.value = "";
    say(block, `${words.saved}: ${told.name}, ${told.saved}`);
  } else if (way.status >= 500 || way.status === 429) {
    handOverLater(one, field);
  } else {
    sending.delete(block);
    say(block, told?.message ?? words.door, true);
  }
}

function watchFiles(one) {
  const note = one.querySelector("[data-handed]");
  if (note) note.textContent = words.chosen;
  for (const field of one.querySelectorAll("input[type=file]")) {
    field.addEventListener("change", () => {
      clearTimeout(timers.get(one.dataset.block));
      handOver(one, field);
    });
    addEventListener("online", () => {
      if (field.files.length && sending.has(one.dataset.block)) handOver(one, field);
    });
  }
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
  if (kind === "file" || kind === "recording") {
    watchFiles(one);
    continue;
  }
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
  for (const way of sending.values()) way.abort();
});
addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") Object.keys(read()).forEach((block) => send(block));
});

// “Close it on this device” takes away what waited here, too.
document.querySelector("form[data-leave]")?.addEventListener("submit", () => write({}));
