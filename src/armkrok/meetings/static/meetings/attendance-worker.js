// Opens the attendance page when there is no network. Pages of somebody who is signed in are kept by no browser
// otherwise ("no-store"); this one is, because those who take attendance asked for it: halls have thick walls, and the
// list has to open in the door. It sees nothing but this meeting's attendance, from whose folder it comes.
//
// What it keeps has names in it, so it goes again: when the day is over, when the server says that the page is
// nobody's business any more, and when somebody signs out (ui/armkrok.js does that, on the page that they come to).

const PAGE = new URL("./", self.location).pathname;
const KEPT = `attendance ${PAGE}`;
const PATIENCE = 5000; // milliseconds until a network that answers nothing counts as none

const cache = () => caches.open(KEPT);
const late = () => new Promise((_, giveUp) => setTimeout(giveUp, PATIENCE, new Error("no answer")));
const isWhole = (response) => response.ok && !response.redirected && response.type === "basic";

async function keepPage(response) {
  const headers = new Headers(response.headers);
  headers.set("X-Kept-Until", Date.now() + 1000 * headers.get("X-Keep-Seconds"));
  await (await cache()).put(PAGE, new Response(await response.blob(), { headers }));
}

async function kept(address) {
  const found = await caches.match(address, { cacheName: KEPT, ignoreVary: true, ignoreSearch: address === PAGE });
  if (!(Date.now() > found?.headers.get("X-Kept-Until") && found.headers.has("X-Kept-Until"))) return found;
  await caches.delete(KEPT);
}

async function page(event, url) {
  try {
    const response = await Promise.race([fetch(event.request), late()]);
    if (response.status === 404 && url.pathname === PAGE) await caches.delete(KEPT);
    if (isWhole(response) && url.pathname === PAGE && !url.search) event.waitUntil(keepPage(response.clone()));
    return response;
  } catch {
    // A badge's address too: the list then opens on that person.
    return (await kept(PAGE)) ?? Response.error();
  }
}

async function part(event) {
  try {
    const response = await Promise.race([fetch(event.request), late()]);
    const copy = response.clone();
    if (isWhole(response)) event.waitUntil(cache().then((to) => to.put(event.request, copy)));
    return response;
  } catch {
    return (await kept(event.request.url)) ?? Response.error();
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event, url));
  else if (["style", "script", "image"].includes(request.destination)) event.respondWith(part(event));
});

// The page that brought this here was loaded without it, so it says what it is made of.
self.addEventListener("message", (event) => event.waitUntil((async () => {
  for (const address of event.data.keep) {
    const response = await fetch(address);
    if (!isWhole(response)) continue;
    await (address === PAGE ? keepPage(response) : (await cache()).put(address, response));
  }
  event.source.postMessage("kept");
})()));

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
