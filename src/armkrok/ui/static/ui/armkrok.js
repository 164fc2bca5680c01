// The little that HTML and htmx can't do. Every page works without it.

// What is wrong with a form is the first thing to be read after sending it.
const focusOn = (root) => root.querySelector("[data-focus]")?.focus();
document.addEventListener("DOMContentLoaded", () => focusOn(document));
document.addEventListener("htmx:afterSettle", (event) => focusOn(event.target));

// A form goes once, however impatient the finger. The server would take the second as the first anyway.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent && !form.hasAttribute("hx-post")) event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 4000);
});
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));

// htmx keeps it to itself when the server says no or doesn't answer.
const failed = (event) => {
  const words = document.getElementById("request-failed")?.content.cloneNode(true);
  if (words) (event.detail.elt.closest("li") ?? event.detail.elt).prepend(words);
};
document.addEventListener("htmx:responseError", failed);
document.addEventListener("htmx:sendError", failed);
document.addEventListener("htmx:beforeRequest", () => document.querySelectorAll("[data-request-failed]").forEach((words) => words.remove()));

// A choice that changes what the form asks sends itself; without JavaScript a button does it.
document.addEventListener("change", (event) => {
  if (event.target.closest("[data-send-on-change]")) event.target.form.requestSubmit();
});

// An address is copied where the browser can; elsewhere it is selected by hand.
const showCopying = () => navigator.clipboard && document.querySelectorAll("[data-copy]").forEach((button) => { button.hidden = false; });
document.addEventListener("DOMContentLoaded", showCopying);
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
  button.setAttribute("aria-live", "polite");
  button.firstChild.textContent = button.dataset.copied;
});

// The second click of a double click isn't meant for what the first one put under the pointer.
document.addEventListener("click", (event) => {
  if (event.detail > 1 && event.target.closest("button")) event.preventDefault();
}, true);

// The list of names that a phone keeps to take attendance without a network goes when its day is over, or when its
// reader isn't signed in any more (see meetings/attendance-worker.js).
(async () => {
  const signedOut = document.querySelector(".masthead a[href='/sign-in/']");
  for (const name of (await window.caches?.keys()) ?? []) {
    if (!name.startsWith("attendance ")) continue;
    const page = await caches.match(name.slice("attendance ".length), { cacheName: name, ignoreVary: true });
    if (signedOut || Date.now() > page?.headers.get("X-Kept-Until")) await caches.delete(name);
  }
})();
