/*
 * Nothing typed is lost when the session ends or the network goes.
 *
 * Wagtail's autosave says “A server error occurred.” to an editor who is signed out, and pressing
 * “Save draft” then leads to the sign-in page and throws the form away. This module asks first who is
 * signed in: while nobody is (or somebody else), the form stays in the page with a notice and a link
 * that opens the sign-in page in a new tab; once the same person is back, saving goes on.
 */
const form = document.querySelector("form[data-edit-form]");
const texts = document.querySelector("[data-kept-texts]")?.content;
const STILL_HERE = "/admin/still-here/";
const EARLY = 2500; // milliseconds; Wagtail takes what stands in the form after two seconds for unchanged
const AGAIN = 5000; // milliseconds between two looks while somebody has to sign in

if (form && texts) {
  const notice = document.createElement("div");
  notice.className = "kept-notice";
  notice.setAttribute("role", "alert");
  notice.hidden = true;
  document.body.append(notice);
  const mine = texts.querySelector("[data-uid]").dataset.uid;
  let timer = 0;
  let passing = false;

  // What is typed in the first moments would not be saved until something else is typed.
  let early = false;
  const noteTyping = (event) => { early ||= event.isTrusted && form.contains(event.target); };
  const noteBlock = (event) => { early ||= Boolean(event.target.closest("[role=option]")); };
  const watched = [["input", noteTyping], ["change", noteTyping], ["click", noteBlock]];
  for (const [kind, note] of watched) document.addEventListener(kind, note, true);
  window.setTimeout(() => {
    for (const [kind, note] of watched) document.removeEventListener(kind, note, true);
    if (early) form.dataset.wUnsavedForceValue = "true";
  }, EARLY);

  const say = (name) => {
    notice.replaceChildren(texts.querySelector(`[data-kept="${name}"]`).cloneNode(true));
    notice.hidden = false;
  };

  /** Who is there: "me" (and the form has a fresh token), "nobody", "other" or "offline". */
  const look = async () => {
    let answer;
    try {
      answer = await fetch(STILL_HERE, {
        headers: { "X-Requested-With": "XMLHttpRequest", Accept: "application/json" },
        cache: "no-store",
      });
    } catch {
      return "offline";
    }
    try {
      const { uid, token } = await answer.json();
      if (uid !== mine) return "other";
      for (const field of document.querySelectorAll('input[name="csrfmiddlewaretoken"]')) field.value = token;
      return "me";
    } catch {
      return "nobody";
    }
  };

  const watch = async () => {
    window.clearTimeout(timer);
    const who = await look();
    if (who === "me") {
      if (!notice.hidden) {
        say("back");
        // Wagtail saves when something changes; the title “changes” to itself.
        form.elements.namedItem("title")?.dispatchEvent(new Event("change", { bubbles: true }));
        timer = window.setTimeout(() => { notice.hidden = true; }, AGAIN);
      }
    } else {
      say(who);
      timer = window.setTimeout(watch, AGAIN);
    }
    return who;
  };

  document.addEventListener("w-autosave:error", (event) => {
    if (["server_error", "network_error"].includes(event.detail?.type)) watch();
  });
  window.addEventListener("offline", () => say("offline"));
  window.addEventListener("online", watch);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && !notice.hidden) watch();
  });

  // Before the form leaves the page, make sure that somebody will take it.
  form.addEventListener("submit", (event) => {
    if (passing) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const button = event.submitter;
    watch().then((who) => {
      if (who !== "me") {
        // Wagtail switches a pressed button off, a moment later, and lets it say “Saving…”.
        if (button) window.setTimeout(() => { button.dataset.wProgressLoadingValue = "false"; }, 500);
        return;
      }
      // A button that is switched off is not sent, so what it stands for goes along by itself.
      const pressed = document.createElement("input");
      pressed.type = "hidden";
      pressed.name = button?.name ?? "";
      pressed.value = button?.value ?? "";
      if (pressed.name) form.append(pressed);
      passing = true;
      form.requestSubmit();
      passing = false;
      pressed.remove();
    });
  }, { capture: true });
}
