// What a lesson does beyond its forms: goes on where one stopped, answers in place, saves while one
// types, and sends what could not be sent before. Every write is kept under the account's own key
// until the server has it; on a shared device only in the memory of this page.

const uid = document.body.dataset.uid;
const words = document.getElementById("lesson-words")?.dataset ?? {};
const shared = document.body.hasAttribute("data-shared-device");
const KEY = `hustings:${uid}:outbox`;
const PAGE = crypto.randomUUID();
const lesson = document.querySelector(".lesson[data-lesson]");

// ------------------------------------------------------------------ the outbox

let memory = [];
let lasting = !shared;

function read() {
  if (!lasting) return memory;
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? [];
  } catch {
    return memory;
  }
}

function write(entries) {
  memory = entries;
  if (!lasting) return;
  try {
    if (entries.length) localStorage.setItem(KEY, JSON.stringify(entries));
    else localStorage.removeItem(KEY);
  } catch {
    lasting = false; // full or forbidden: the memory of this page is all there is
  }
}

// One entry: what is sent, where, and since when. Of entries with one key only the newest waits;
// one that was tried stays as it was, since the server may have it.
function put(kind, url, block, fields, key) {
  const entry = { id: crypto.randomUUID(), kind, url, block, fields, key, at: Date.now(), page: PAGE };
  write([...read().filter((old) => !key || old.key !== key || old.tried), entry]);
  flush();
  return entry;
}

function change(id, how) {
  write(read().map((entry) => (entry.id === id ? { ...entry, ...how } : entry)));
}

function drop(id) {
  write(read().filter((entry) => entry.id !== id));
}

let token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
const ANOTHER = "another";
const FOR_GOOD = new Set([400, 404, 405, 409, 410, 413, 422]);

// A fresh token, if this account is still the one that is signed in.
async function renew() {
  const answer = await fetch(words.token, { headers: { Accept: "application/json" } });
  if (!answer.ok) return null;
  const now = await answer.json();
  if (now.uid !== uid) return now.uid ? ANOTHER : null;
  token = now.token;
  return token;
}

function form(entry) {
  const data = new FormData();
  for (const [name, value] of entry.fields) data.append(name, value);
  data.append("uid", uid);
  data.append("block", entry.block ?? "");
  data.append("submission", entry.id);
  data.append("age", Math.max(0, Date.now() - entry.at));
  data.append("csrfmiddlewaretoken", token);
  return data;
}

function post(entry) {
  return fetch(entry.url, {
    method: "POST",
    body: entry.kind === "place" ? new URLSearchParams(form(entry)) : form(entry), // docs/decisions/0102
    headers: { Accept: "application/json" },
    credentials: "same-origin",
    redirect: "manual",
    keepalive: entry.fields.reduce((sum, [, value]) => sum + value.length, 0) < 20000,
  });
}

// Sends one entry. Nothing said: go on with the next one. Words: all that waits is tried again later.
async function send(entry) {
  change(entry.id, { tried: true });
  let answer;
  try {
    answer = await post(entry);
    if (answer.status === 403) {
      const fresh = await renew();
      if (fresh === ANOTHER) return words.other;
      if (fresh) answer = await post(entry);
      else return signedOut();
    }
  } catch {
    return offline();
  }
  if (answer.status === 401 || answer.type === "opaqueredirect") return signedOut();
  const told = await answer.json().catch(() => null);
  if (answer.ok && told) {
    drop(entry.id);
    accepted(entry, told);
    return "";
  }
  if (told?.code === "other_account") return words.other;
  if (answer.status === 429 && told?.message) return told.message; // sent again by itself
  if (FOR_GOOD.has(answer.status)) {
    // A text is never thrown away: it stays here until another one is saved.
    const reason = told?.message ?? words.refused;
    if (entry.kind === "keep") change(entry.id, { refused: reason });
    else drop(entry.id);
    say(entry, reason, true);
    return "";
  }
  return offline();
}

const offline = () => (lasting ? words.offline : words.memory);
const signedOut = () => (lasting ? words.login : words.loginmemory);

let sending = false;
let again = false;

async function flush() {
  if (!uid) return;
  again = sending;
  if (sending) return;
  sending = true;
  const work = async () => {
    for (;;) {
      const entry = read().find((one) => !one.refused);
      if (!entry) return;
      const why = await send(entry);
      if (!why) continue;
      for (const waiting of read()) if (!waiting.refused) say(waiting, why);
      return;
    }
  };
  try {
    // One tab at a time, so that nothing is sent twice at once.
    if (navigator.locks && lasting) await navigator.locks.request(KEY, work);
    else await work();
  } finally {
    sending = false;
    if (again) flush();
  }
}

const news = "BroadcastChannel" in window && !shared ? new BroadcastChannel(KEY) : null;
news?.addEventListener("message", ({ data }) => show(data.entry, data.told));

function accepted(entry, told) {
  if (entry.kind === "keep" && told.number) {
    // What was typed meanwhile was typed on top of what the server has just taken.
    const left = read().filter((old) => old.key !== entry.key || !old.refused);
    write(
      left.map((later) =>
        later.key === entry.key
          ? { ...later, fields: [later.fields[0], ["base", String(told.number)]] }
          : later,
      ),
    );
  }
  show(entry, told);
  news?.postMessage({ entry, told });
}

window.addEventListener("online", flush);
window.addEventListener("pageshow", flush);
document.addEventListener("visibilitychange", () => document.hidden || flush());
setInterval(() => read().length && flush(), 20000);
window.addEventListener("beforeunload", (event) => {
  if (!lasting) now();
  if (!lasting && read().some((entry) => entry.kind !== "place")) event.preventDefault();
});

// ------------------------------------------------------------------ what the page shows

const blockOf = (entry) =>
  lesson && entry.url.includes(lesson.dataset.lesson)
    ? entry.kind === "finish"
      ? document.getElementById("lesson-foot")
      : document.querySelector(`[data-block="${CSS.escape(entry.block)}"]`)
    : null;

function say(entry, message, wrong = false) {
  const state = blockOf(entry)?.querySelector("[data-state]");
  if (state && entry.kind !== "place") {
    const line = document.createElement("span");
    line.textContent = message;
    if (wrong) line.className = "ask__error";
    state.replaceChildren(line);
  }
}

function swap(id, html) {
  const old = document.getElementById(id);
  if (!old || !html) return;
  const open = old.querySelector("details")?.open;
  const { scrollTop } = old;
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const fresh = holder.content.firstElementChild;
  if (open) fresh.querySelector("details").open = true;
  old.replaceWith(fresh);
  fresh.scrollTop = scrollTop;
}

function show(entry, told) {
  if (told.location) {
    location.assign(told.location);
    return;
  }
  if (entry.kind === "place") return;
  const block = blockOf(entry);
  if (!block) return;
  swap("lesson-foot", told.foot);
  swap("lesson-outline", told.outline);
  if (entry.kind === "keep") {
    const base = block.querySelector("[data-base]");
    if (told.number && entry.page === PAGE) base.value = told.number;
    const waits = read().some((later) => later.key === entry.key);
    if (told.aside) say(entry, words.aside, true);
    else if (!waits) say(entry, words.saved + (counts(told.html) ? ` ${counts(told.html)}` : ""));
    return;
  }
  const focused = block.contains(document.activeElement);
  const named = document.activeElement?.value;
  const holder = document.createElement("template");
  holder.innerHTML = told.html;
  const fresh = holder.content.firstElementChild;
  if (!fresh) return;
  if (entry.kind === "answer") fresh.querySelector("[data-state]").removeAttribute("role");
  block.replaceWith(fresh);
  pending(); // ticks made since are not taken back
  if (!focused) return;
  if (entry.kind === "answer") fresh.querySelector("[data-state]").focus({ preventScroll: true });
  else [...fresh.querySelectorAll("input")].find((input) => input.value === named && input.name !== "was")?.focus();
}

// The words after “Saved.” as the server has them, if the text counts.
function counts(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html ?? "";
  const told = holder.content.querySelector("[data-state]")?.textContent.trim().replace(/\s+/g, " ") ?? "";
  return told.startsWith(words.saved) ? told.slice(words.saved.length).trim() : "";
}

// What waits in the outbox stands in the page as the learner left it.
function pending() {
  for (const entry of read()) {
    const block = blockOf(entry);
    if (!block) continue;
    const fields = new Map(entry.fields);
    if (entry.kind === "tick") {
      const box = block.querySelector(`input[name=item][value="${CSS.escape(fields.get("tick"))}"]`);
      if (box) box.checked = fields.get("ticked") === "1";
    } else if (entry.kind === "answer") {
      const chosen = entry.fields.filter(([name]) => name === "choice").map(([, value]) => value);
      for (const input of block.querySelectorAll("[name=choice]")) input.checked = chosen.includes(input.value);
      say(entry, offline());
    }
  }
}

// ------------------------------------------------------------------ texts

const timers = new Map();

function count(area) {
  const number = area.closest("form").querySelector("[data-words]");
  number.textContent = area.value.split(/\s+/).filter(Boolean).length;
}

function keep(area) {
  clearTimeout(timers.get(area));
  timers.delete(area);
  const asked = area.closest("form");
  if (area.value === area.dataset.sent) return;
  area.dataset.sent = area.value;
  const fields = [["text", area.value], ["base", asked.querySelector("[data-base]").value]];
  const { block } = asked.dataset;
  const entry = put("keep", asked.action, block, fields, `keep:${asked.action}:${block}:${PAGE}`);
  if (navigator.onLine) say(entry, words.saving);
}

const now = () => [...timers.keys()].forEach(keep);

function restore(area) {
  const asked = area.closest("form");
  const { block } = asked.dataset;
  area.dataset.sent = area.defaultValue;
  const mine = read().filter((entry) => entry.kind === "keep" && entry.block === block && entry.url === asked.action);
  const newest = mine.at(-1);
  if (!newest || asked.querySelector("[aria-invalid]")) return;
  area.value = area.dataset.sent = newest.fields[0][1];
  asked.querySelector("[data-base]").value = newest.fields[1][1];
  count(area);
  if (newest.refused) {
    area.dataset.sent = "";
    say(newest, newest.refused, true);
    return;
  }
  // From here on this page speaks for what an earlier one left behind.
  for (const entry of mine) change(entry.id, { page: PAGE, key: `keep:${asked.action}:${block}:${PAGE}` });
  say(newest, offline());
}

if (lesson) {
  lesson.classList.add("has-script");
  lesson.querySelectorAll("[data-text]:not(:disabled)").forEach(restore);
  lesson.addEventListener("input", ({ target: area }) => {
    if (!area.matches("[data-text]")) return;
    count(area);
    clearTimeout(timers.get(area));
    timers.set(area, setTimeout(keep, 1000, area));
  });
  lesson.addEventListener("focusout", now);
  window.addEventListener("pagehide", now);
  document.addEventListener("visibilitychange", () => document.hidden && now());
}

// ------------------------------------------------------------------ answers, ticks, “I have read it”

lesson?.addEventListener("submit", (event) => {
  const asked = event.target;
  const kind = asked.dataset.send;
  if (!kind) return;
  event.preventDefault();
  event.stopPropagation(); // not the rule “one press sends once”: these may be sent again
  if (kind === "keep") {
    const area = asked.querySelector("[data-text]");
    area.dataset.sent = area.value + " ";
    keep(area);
    return;
  }
  const own = new Set(["csrfmiddlewaretoken", "uid", "block", "submission", "was"]);
  const fields = [...new FormData(asked)].filter(([name]) => !own.has(name));
  const { block } = asked.dataset;
  const entry = put(kind, asked.action, block, fields, `${kind}:${asked.action}:${block}`);
  say(entry, kind === "answer" ? words.checking : words.saving);
});

lesson?.addEventListener("change", ({ target: box }) => {
  const asked = box.closest("form[data-send=tick]");
  if (!asked) return;
  const { block } = asked.dataset;
  const fields = [["tick", box.value], ["ticked", box.checked ? "1" : "0"]];
  put("tick", asked.action, block, fields, `tick:${asked.action}:${block}:${box.value}`);
});

// ------------------------------------------------------------------ the place

function resume() {
  const id = lesson.dataset.resume;
  const block = id && !location.hash && document.getElementById(`block-${id}`);
  const type = performance.getEntriesByType("navigation")[0]?.type;
  if (!block || (type && type !== "navigate") || block.getBoundingClientRect().top < innerHeight) return;
  block.scrollIntoView({ block: "start" });
  const notice = lesson.querySelector("[data-resumed]");
  notice.hidden = false;
  notice.classList.add("resumed--shown");
  const done = () => {
    notice.hidden = true;
  };
  notice.querySelector("a").addEventListener("click", done);
  // It lies over the page, so it goes as soon as the focus moves elsewhere.
  document.addEventListener("focusin", event => notice.contains(event.target) || done());
  setTimeout(() => notice.contains(document.activeElement) || done(), 8000);
}

function watch() {
  const inView = new Set();
  let noted = lesson.dataset.resume;
  let timer = 0;
  const note = () => {
    clearTimeout(timer);
    timer = 0;
    const [top] = [...inView].sort((a, b) => a.compareDocumentPosition(b) & 4 ? -1 : 1);
    if (!top || top.dataset.block === noted) return;
    noted = top.dataset.block;
    put("place", lesson.dataset.place, noted, [], `place:${lesson.dataset.place}`);
  };
  const observer = new IntersectionObserver(
    (changes) => {
      for (const { target, isIntersecting } of changes) inView[isIntersecting ? "add" : "delete"](target);
    },
    { rootMargin: "-10% 0px -50% 0px" },
  );
  const follow = () => {
    observer.disconnect();
    inView.clear();
    lesson.querySelectorAll(".block[data-block]").forEach((block) => observer.observe(block));
  };
  follow();
  new MutationObserver(follow).observe(lesson.querySelector(".lesson__body"), { childList: true });
  addEventListener("scroll", () => {
    clearTimeout(timer);
    timer = setTimeout(note, 1500);
  }, { passive: true });
  document.addEventListener("visibilitychange", () => document.hidden && timer && note());
}

// ------------------------------------------------------------------ “Listen”

// Offered where there is something to hear: a recording, or a voice for the language of the text.
function offer(listen) {
  const speech = globalThis.speechSynthesis;
  const language = lesson.querySelector(".lesson__body").closest("[lang]").lang.slice(0, 2).toLowerCase();
  const able = () => speech?.getVoices().some((voice) => voice.lang.toLowerCase().startsWith(language));
  const look = () => listen.classList.toggle("is-offered", Boolean(listen.dataset.sound || able()));
  look();
  speech?.addEventListener?.("voiceschanged", look);
  listen.addEventListener("click", () => {
    // Safari lets a page speak only from the press itself; the script comes a moment later.
    if (!listen.dataset.sound && !listen.dataset.pressed) speech.speak(new SpeechSynthesisUtterance(""));
    listen.dataset.pressed = "true";
    import(listen.dataset.listen).then(
      (loaded) => loaded.listen(),
      () => (listen.textContent = document.getElementById("listen-words").dataset.failed),
    );
  });
}

const listen = lesson?.querySelector("[data-listen]");
if (listen) offer(listen);

if (lesson && uid) {
  pending();
  resume();
  if (lesson.dataset.place) watch();
}
flush();
