// Passkeys: the browser asks the device, the form carries the answer. Without JavaScript there are none, and the
// pages say so or offer the code by mail. webauthnJSON turns the device's bytes into text and back.

// A name is needed: no device makes a passkey for a bare network address such as 127.0.0.1.
const named = !/^[\d.]+$|^\[/.test(location.hostname);
const usable = named && window.isSecureContext && window.PublicKeyCredential && window.webauthnJSON;

async function answer(form) {
  if (form.dataset.passkey === "new") {
    const options = JSON.parse(document.getElementById("passkey-options").textContent);
    return webauthnJSON.create(options);
  }
  const response = await fetch(form.action, { headers: { Accept: "application/json" } });
  const { request_options: options } = await response.json();
  return webauthnJSON.get(options);
}

for (const form of usable ? document.querySelectorAll("form[data-passkey]") : []) {
  form.hidden = false;
  document.querySelector("[data-passkey-missing]")?.remove();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const error = form.querySelector("[data-passkey-error]");
    error.hidden = true;
    try {
      form.elements.credential.value = JSON.stringify(await answer(form));
      form.submit();
    } catch {
      error.hidden = false;
      error.focus();
    }
  });
}
