// What every page shares. Everything here is a convenience: without it the page still works.

// A menu closes on Escape and when one clicks or tabs elsewhere.
for (const menu of document.querySelectorAll("details[data-menu]")) {
  const close = () => {
    menu.open = false;
  };
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      close();
      menu.querySelector("summary").focus();
    }
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) close();
  });
  document.addEventListener("click", (event) => {
    if (menu.open && !menu.contains(event.target)) close();
  });
}

// The summary of what is wrong with a form takes the focus.
document.querySelector("[data-focus]")?.focus();

// Reading settings open in place; their script and form come when they are asked for.
const reading = document.querySelector("a[data-reading]");
const readingForm = document.querySelector("[data-reading-form]");
if (readingForm && reading) {
  import(reading.dataset.reading).then((settings) => settings.enliven(readingForm));
} else {
  reading?.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    import(reading.dataset.reading)
      .then((settings) => settings.open(reading.href))
      .catch(() => location.assign(reading.href));
  });
}

// A video elsewhere is loaded only when asked for; until then it is a link.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-embed]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const frame = document.createElement("iframe");
  frame.src = link.dataset.embed;
  frame.title = link.dataset.title;
  frame.allow = "fullscreen; picture-in-picture";
  frame.allowFullscreen = true;
  frame.referrerPolicy = "strict-origin-when-cross-origin";
  frame.className = "embed__frame";
  link.closest(".embed").replaceChildren(frame);
  frame.focus();
});

// One press sends a form once. The form comes back to life if the page is shown again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.matches("[data-again]")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "true";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// On paper a text field would be cut at the end of a page: what is typed is set as text there.
window.addEventListener("beforeprint", () => {
  for (const field of document.querySelectorAll("textarea")) {
    let typed = field.nextElementSibling;
    if (!typed?.matches(".printed")) {
      typed = document.createElement("div");
      typed.className = "printed";
      field.after(typed);
    }
    typed.textContent = field.value;
  }
});

// Captions are shown from the first play on. Marked “default” they would be loaded with the page.
document.addEventListener(
  "play",
  ({ target }) => {
    if (target.dataset.played) return;
    target.dataset.played = "true";
    for (const track of target.textTracks) if (track.kind === "captions") track.mode = "showing";
  },
  true,
);

// Films and recordings of several sizes: the small one for a poor line, any of them in place.
const versions = document.querySelector("[data-versions]");
if (versions) import(versions.dataset.versions);
