// Compares a dropped file with the issued one, here in the browser: the file goes nowhere.
// Where the browser cannot (an address without https), the form sends the file instead.
const form = document.querySelector("[data-check]");
const issued = form?.dataset.sha256;

if (form && issued && window.crypto?.subtle) {
  const zone = form.querySelector("[data-drop]");
  const input = form.querySelector('input[type="file"]');
  const outcome = document.querySelector("[data-outcome]");
  const mostBytes = Number(form.dataset.mostBytes);

  const show = (name) => {
    const words = document.querySelector(`template[data-words="${name}"]`);
    outcome.replaceChildren(words.content.cloneNode(true));
  };

  const compare = async (file) => {
    if (!file) return show("none");
    if (file.size > mostBytes) return show("large");
    try {
      const content = await file.arrayBuffer();
      const head = new TextDecoder("latin1").decode(content.slice(0, 1024));
      if (!head.includes("%PDF-")) return show("kind");
      const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
      const found = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
      return show(found === issued ? "same" : "different");
    } catch {
      return show("unread");
    }
  };

  zone.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    compare(input.files[0]);
  });
  input.addEventListener("change", () => compare(input.files[0]));
  for (const kind of ["dragenter", "dragover"]) {
    form.addEventListener(kind, (event) => {
      event.preventDefault();
      form.classList.add("check--over");
    });
  }
  for (const kind of ["dragleave", "drop"]) {
    form.addEventListener(kind, () => form.classList.remove("check--over"));
  }
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    compare(event.dataTransfer.files[0]);
  });
}
