// Passkeys: forms marked data-passkey="login", "use" or "add" ask the device and post its answer.
// Options come from the page (json_script) or, for signing in, from the form's own address.

const fromBase64 = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

const toBase64 = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const opened = (descriptors = []) => descriptors.map((d) => ({ ...d, id: fromBase64(d.id) }));

function creationOptions(options) {
  return {
    ...options,
    challenge: fromBase64(options.challenge),
    user: { ...options.user, id: fromBase64(options.user.id) },
    excludeCredentials: opened(options.excludeCredentials),
    authenticatorSelection: {
      ...options.authenticatorSelection,
      residentKey: "required",
      requireResidentKey: true,
      userVerification: "required",
    },
  };
}

function requestOptions(options) {
  return {
    ...options,
    challenge: fromBase64(options.challenge),
    allowCredentials: opened(options.allowCredentials),
  };
}

function asJson(credential) {
  const answer = credential.response;
  const response = { clientDataJSON: toBase64(answer.clientDataJSON) };
  for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (answer[part]) response[part] = toBase64(answer[part]);
  }
  if (answer.getTransports) response.transports = answer.getTransports();
  return JSON.stringify({
    type: credential.type,
    id: credential.id,
    rawId: toBase64(credential.rawId),
    authenticatorAttachment: credential.authenticatorAttachment,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

async function optionsFor(form) {
  const data = document.getElementById("passkey-data");
  if (form.dataset.passkey !== "login") return JSON.parse(data.textContent);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

async function ask(form) {
  const options = await optionsFor(form);
  if (form.dataset.passkey === "add") {
    return navigator.credentials.create({ publicKey: creationOptions(options.creation_options.publicKey) });
  }
  return navigator.credentials.get({ publicKey: requestOptions(options.request_options.publicKey) });
}

function say(form, which) {
  for (const words of form.querySelectorAll("[data-passkey-says]")) {
    words.hidden = words.dataset.passkeySays !== which;
  }
}

async function submit(form) {
  say(form, "");
  try {
    form.elements.credential.value = asJson(await ask(form));
  } catch (error) {
    say(form, error.name === "InvalidStateError" ? "known" : "failed");
    return;
  }
  const shared = document.querySelector("input[name=shared_device][type=checkbox]");
  if (shared && form.elements.shared_device) form.elements.shared_device.value = shared.checked ? "on" : "";
  form.submit();
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) {
    say(form, "unable");
    continue;
  }
  form.querySelector("[data-passkey-button]").hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(form);
  });
}
