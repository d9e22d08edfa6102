// Films and recordings that come in several sizes. Without this the versions are links to the files;
// with it they play in place, and a poor connection begins with the small one.

const line = navigator.connection;
const poor = Boolean(
  line && (line.saveData || /(^|-)[23]g$/.test(line.effectiveType ?? "") || (line.downlink > 0 && line.downlink < 1)),
);

function use(link, play) {
  const figure = link.closest(".media");
  const player = figure.querySelector("video, audio");
  const at = player.currentTime;
  for (const other of figure.querySelectorAll("[data-version]")) other.removeAttribute("aria-current");
  link.setAttribute("aria-current", "true");
  player.src = link.href; // stands before the <source>; loads nothing by itself with preload="none"
  if (at) player.addEventListener("loadedmetadata", () => (player.currentTime = at), { once: true });
  if (play) player.play().catch(() => {}); // refused or broken: the player's own controls say so
}

for (const versions of document.querySelectorAll("[data-versions]")) {
  const note = versions.querySelector("[data-words]");
  versions.addEventListener("click", (event) => {
    const link = event.target.closest("[data-version]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    note.textContent = "";
    use(link, true);
  });
  const small = versions.querySelector("[data-version=small]:not([aria-current])");
  if (poor && small) {
    use(small, false);
    note.textContent = note.dataset.words;
  }
}
