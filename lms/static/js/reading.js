// Reading settings without leaving the page: each choice is seen at once and saved.

const root = document.documentElement;
let dialog;
let saving = Promise.resolve(); // one after the other, so that the last choice is the one that stays

function show(name, value, plain) {
  if (value === plain) root.removeAttribute(`data-${name}`);
  else root.setAttribute(`data-${name}`, value);
  if (name === "light") {
    const scheme = document.querySelector('meta[name="color-scheme"]');
    if (scheme) scheme.content = value === plain ? "light dark" : value;
  }
}

function save(form, data) {
  const said = form.querySelector("[data-said]");
  data.set("part", "form");
  saving = saving.then(async () => {
    const answer = await fetch(form.action, { method: "POST", body: data, keepalive: true }).catch(() => null);
    said.textContent = answer?.ok ? form.dataset.saved : form.dataset.notSaved;
  });
}

export function enliven(form) {
  form.addEventListener("change", (event) => {
    const field = event.target.closest("[data-name]");
    if (!field) return;
    show(field.dataset.name, event.target.value, field.dataset.plain);
    save(form, new FormData(form));
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter?.name !== "reset" && !dialog) return;
    event.preventDefault();
    const data = new FormData(form, event.submitter);
    if (event.submitter?.name === "reset") {
      for (const field of form.querySelectorAll("[data-name]")) {
        const { name, plain } = field.dataset;
        field.querySelector(`[value="${plain}"]`).checked = true;
        show(name, plain, plain);
      }
    }
    save(form, data);
  });
  form.querySelector("[data-close]")?.addEventListener("click", () => dialog.close());
}

async function made(address) {
  const answer = await fetch(`${address}?part=form`);
  if (!answer.ok) throw new Error(String(answer.status));
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  const box = document.createElement("dialog");
  box.className = "reading-dialog";
  box.innerHTML = await answer.text();
  sheet.href = box.querySelector("[data-sheet]").dataset.sheet;
  box.setAttribute("aria-labelledby", box.querySelector("h2").id);
  await new Promise((done, failed) => {
    sheet.onload = done;
    sheet.onerror = failed;
    document.head.append(sheet);
  });
  document.body.append(box);
  box.addEventListener("click", (event) => {
    if (event.target === box) box.close(); // the page around it
  });
  enliven(box.querySelector("form"));
  return box;
}

// The address of the page with the same form. Rejects when the form cannot be had.
export async function open(address) {
  dialog ??= await made(address);
  dialog.showModal();
}
