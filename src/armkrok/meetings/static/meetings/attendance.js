// Attendance with a thumb: a touch shows at once, waits in this phone until it has been sent, and is sent by itself,
// however often the network goes. Without this file the same page works by its forms, one touch at a time.
//
// What waits is kept until it is sent, for whoever was signed in when it was marked: numbers of people, and the names
// of those who were added. The server takes the last mark about each person, so sending twice or late does no harm.

const root = document.getElementById("attendance"), roll = document.getElementById("roll");
const words = root.dataset, field = (name) => walkIn.elements[name];
const marking = document.getElementById("marking"), walkIn = document.querySelector("#walk-in form");
const added = document.getElementById("added"), undo = document.getElementById("undo"), search = root.querySelector("form[role=search]");
const KEPT = `attendance ${words.page}`, STORE = `${KEPT} ${words.me}`;
const EVERY = 4000, PATIENCE = 8000, MOST = 500; // milliseconds, and marks at a time

// --- what waits -------------------------------------------------------------------------------------------

// `waiting` has the last mark about each, by the person's number or the key of somebody added. `ahead` is how far the
// server's clock is ahead of this one, so that the marks of two phones can be compared.
let waiting = {}, ahead = 0, keeps = true;
let version = Number(words.version), token = words.token, tag = null, busy = false;

// What is stored has the last word: each badge that a camera reads opens one more page of ours.
function read() {
  if (!keeps) return;
  try { ({ waiting = {}, ahead = 0 } = JSON.parse(localStorage.getItem(STORE) ?? "{}")); } catch { keeps = false; }
}

function save() {
  try { localStorage.setItem(STORE, JSON.stringify({ waiting, ahead })); } catch { keeps = false; }
}

const numberOf = (row) => row.id ? row.id.slice(1) : row.dataset.key;
const nameIn = (row) => row.querySelector("strong").textContent;

function mark(id, here, more = {}) {
  const who = /^\d+$/.test(id) ? { person: Number(id) } : { key: id };
  read();
  waiting[id] = { ...waiting[id], ...more, ...who, here, at: new Date(Date.now() + ahead).toISOString() };
  save();
  show();
  sync();
}

// --- what is shown ----------------------------------------------------------------------------------------

function paint(row, here, waits) {
  const button = row.querySelector("button"), stands = row.querySelector(".stands");
  button.setAttribute("aria-pressed", here);
  button.value = `${numberOf(row)}:${here ? "no" : "yes"}`;
  button.classList.toggle("waits", waits);
  if (!waits) return;
  stands.replaceChildren();
  if (!here) return;
  const said = document.createElement("span");
  said.setAttribute("aria-hidden", "true"); // aria-pressed says it
  said.textContent = words.here;
  stands.append(said);
}

function show() {
  for (const row of roll.querySelectorAll("li[id]")) {
    const mark = waiting[numberOf(row)];
    if (mark) paint(row, mark.here, true);
  }
  const rows = Object.values(waiting).filter((mark) => mark.name && mark.here).map(rowOf);
  added.replaceChildren(...rows);
  added.hidden = !rows.length;
  count();
  filter();
}

function rowOf(mark) {
  const row = document.getElementById("added-row").content.firstElementChild.cloneNode(true);
  row.dataset.key = mark.key;
  row.querySelector("strong").textContent = mark.name;
  row.querySelector(".note").textContent = mark.where;
  row.querySelector("button").classList.add("waits");
  return row;
}

function count() {
  const here = root.querySelectorAll("[aria-pressed=true]").length;
  const looked = [...roll.querySelectorAll("[data-due]")].filter((row) => !row.querySelector("[aria-pressed=true]"));
  roll.querySelector("[data-count]").textContent = words.count.replace("{here}", here).replace("{of}", here + looked.length);
}

const LETTERS = { "ø": "o", "æ": "ae", "ð": "d", "þ": "th", "ł": "l" };
const fold = (text) => text.normalize("NFKD").toLowerCase().replace(/[øæðþł]/g, (letter) => LETTERS[letter])
  .replace(/\p{M}/gu, "").replace(/aa+/g, "a");

function filter() {
  const wanted = fold(search.q.value).split(/\s+/).filter(Boolean);
  let found = 0;
  for (const row of roll.querySelectorAll("li[id]")) {
    row.hidden = !wanted.every((word) => row.dataset.foundBy.includes(word));
    found += !row.hidden;
  }
  for (const part of roll.querySelectorAll("[id^=part-]")) part.hidden = !part.querySelector("li:not([hidden])");
  if (wanted.length) roll.querySelectorAll("details").forEach((part) => { part.open = true; });
  document.getElementById("nobody").hidden = found > 0 || !wanted.length;
}

// The server's list in place of ours. A row stays where a finger may be on its way to it, and keeps its focus.
function take(html) {
  const fresh = document.createElement("template"), focused = document.activeElement?.closest("li[id]")?.id;
  const ids = (within) => [...within.querySelectorAll("li[id]")].map((row) => `${row.parentElement.parentElement.id} ${row.id}`).join();
  fresh.innerHTML = html;
  if (ids(fresh.content) === ids(roll)) {
    roll.querySelector("p").replaceWith(fresh.content.querySelector("p"));
    for (const row of fresh.content.querySelectorAll("li[id]")) {
      const button = document.getElementById(row.id).querySelector("button"), now = row.querySelector("button");
      if (button.isEqualNode(now)) continue;
      for (const name of ["aria-pressed", "value", "class"]) button.setAttribute(name, now.getAttribute(name));
      button.replaceChildren(...now.childNodes);
    }
  } else {
    const open = roll.querySelector("details")?.open;
    roll.replaceChildren(fresh.content);
    roll.querySelectorAll("details").forEach((part) => { part.open = open ?? false; });
    if (focused) document.getElementById(focused)?.querySelector("button").focus();
  }
  show();
}

function say(what, isBad = false) {
  const place = document.getElementById("sending"), many = Object.keys(waiting).length;
  const text = what !== "offline" || !many ? words[what] : many === 1 ? words.offlineOne : words.offlineMany.replace("{n}", many);
  const whole = keeps ? text : `${text} ${words.cannotKeep}`;
  if (place.textContent !== whole) place.textContent = whole; // else it would be read out again
  place.classList.toggle("alert", isBad);
  document.getElementById("sign-in").hidden = what !== "signedOut";
}

// --- sending ----------------------------------------------------------------------------------------------

function ask(body) {
  return fetch(words.marks, {
    method: body ? "POST" : "GET",
    headers: body ? { "Content-Type": "application/json", "X-CSRFToken": token } : tag ? { "If-None-Match": tag } : {},
    body: body && JSON.stringify(body),
    redirect: "manual", // to the page where one signs in
    signal: AbortSignal.timeout(PATIENCE),
  });
}

async function sync() {
  if (busy) return;
  busy = true;
  try {
    read();
    const sent = structuredClone(Object.values(waiting).slice(0, MOST));
    let answer = await ask(sent.length ? { marks: sent } : null);
    if (answer.status === 403) { // somebody has signed in anew, so the page's token is an old one
      tag = null;
      const now = await ask();
      if (now.ok) token = (await now.json()).token;
      answer = now.ok ? await ask({ marks: sent }) : now;
    }
    await heard(answer, sent);
  } catch {
    say("offline", true);
  }
  busy = false;
}

async function heard(answer, sent) {
  if (answer.type === "opaqueredirect") return say("signedOut", true);
  if (answer.status === 404) return say("gone", true);
  if (answer.status === 304) return say("allSent");
  const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : null;
  if (!answer.ok) return told ? refuse([told]) : say("offline", true);
  read();
  for (const mark of sent) {
    const id = mark.key ?? mark.person;
    if (waiting[id]?.at === mark.at) delete waiting[id];
  }
  ahead = Date.parse(told.now) - Date.now();
  ({ token, version } = told);
  tag = answer.headers.get("ETag");
  save();
  remember(told);
  take(told.list);
  const again = undo.querySelector("button"), [id, wanted] = again.value.split(":");
  if (told.added[id]) again.value = `${told.added[id]}:${wanted}`; // who was added has a number now
  refuse(told.refused, sent);
  if (!Object.keys(waiting).length) return say("allSent");
  say("sending");
  setTimeout(sync); // what was touched meanwhile
}

// A mark that can't be taken is told of; somebody added stands in the form again, to be put right.
function refuse(refused, sent = []) {
  const place = document.getElementById("refused");
  if (!refused.length && !sent.length) return;
  place.hidden = !refused.length;
  place.replaceChildren(...refused.map((why) => {
    const mark = sent.find((one) => why.key ? one.key === why.key : one.person === why.person);
    const line = document.createElement("p"), row = document.getElementById(`p${mark?.person}`);
    const name = mark?.name ?? (row ? nameIn(row) : "");
    line.textContent = name ? `${name}: ${why.words}` : why.words;
    if (mark?.key) fillIn(mark, why);
    return line;
  }));
}

function fillIn(mark, why) {
  for (const name of ["name", "came_as", "organisation", "email"]) field(name).value = mark[name] ?? "";
  walkIn.parentElement.open = true;
  complain(why.words);
  field(why.field in walkIn.elements ? why.field : "name").focus();
}

function complain(what) {
  const place = walkIn.querySelector("[data-why-not]");
  place.hidden = !what;
  place.textContent = what;
}

// --- touches ----------------------------------------------------------------------------------------------

function tell(id, name, here) {
  undo.hidden = false;
  undo.firstElementChild.textContent = (here ? words.isHere : words.isAway).replace("{name}", name);
  undo.querySelector("button").value = `${id}:${here ? "no" : "yes"}`;
  undo.dataset.name = name;
}

marking.addEventListener("click", (event) => {
  const button = event.target.closest("button"), row = button?.closest("li");
  if (!button || event.defaultPrevented) return; // the second click of a double click
  event.preventDefault();
  const id = row ? numberOf(row) : button.value.split(":")[0];
  const here = row ? button.getAttribute("aria-pressed") !== "true" : button.value.endsWith("yes");
  const name = row ? nameIn(row) : undo.dataset.name ?? nameIn(document.getElementById(`p${id}`));
  mark(id, here);
  tell(id, name, here);
});

walkIn.addEventListener("submit", (event) => {
  event.preventDefault();
  const data = Object.fromEntries(["name", "came_as", "organisation", "email"].map((name) => [name, field(name).value.trim()]));
  const lacks = !data.name ? "name" : data.came_as === "member" && !data.organisation ? "organisation" : field("email").validity.valid ? "" : "email";
  if (lacks) {
    field(lacks).required = lacks !== "email";
    field(lacks).reportValidity();
    return field(lacks).focus();
  }
  const where = data.organisation ? field("organisation").selectedOptions[0].text : "";
  const key = crypto.randomUUID();
  mark(key, true, { ...data, where });
  tell(key, data.name, true);
  complain("");
  walkIn.reset();
  walkIn.parentElement.open = false;
  walkIn.parentElement.querySelector("summary").focus();
});

// Whoever isn't found is added, by the name that was looked for.
walkIn.parentElement.addEventListener("toggle", () => { field("name").value ||= search.q.value; });
search.q.addEventListener("input", filter);
// The keyboard takes half of a phone's screen, and the rest is for who is found.
search.q.addEventListener("focus", () => matchMedia("(pointer: coarse)").matches && scrollTo({ top: search.offsetTop }));
search.addEventListener("submit", (event) => {
  event.preventDefault();
  roll.querySelector("li:not([hidden]) button")?.focus();
});

// --- without a network ------------------------------------------------------------------------------------

// The page is kept as it was when it was opened; how the list stood last is kept beside it.
function remember({ version, list }) {
  window.caches?.open(KEPT).then((to) => to.put(words.marks, new Response(JSON.stringify({ version, list })))).catch(() => {});
}

async function recall() {
  const found = await window.caches?.match(words.marks, { cacheName: KEPT }).catch(() => null);
  const last = await found?.json();
  if (last?.version > version && !busy) take(last.list);
}

async function settleIn() {
  const worker = navigator.serviceWorker;
  if (!worker) return;
  await worker.register(words.worker);
  const parts = [...document.querySelectorAll("link[rel=icon], link[rel=stylesheet]")].map((link) => link.href);
  const keep = [words.page, ...parts, ...[...document.scripts].map((script) => script.src)];
  worker.addEventListener("message", () => { root.dataset.kept = "yes"; });
  if (!worker.controller) (await worker.ready).active.postMessage({ keep });
}

// A badge that was read without a network opens the list; whoever it is of is next.
const scanned = location.pathname.match(/\/check-in\/(\d+)-/)?.[1];
if (scanned) document.getElementById(`p${scanned}`)?.querySelector("button").focus();

read();
show();
recall().then(sync);
settleIn().catch(() => {});
setInterval(() => document.visibilityState === "visible" && sync(), EVERY);
for (const [on, what] of [[window, "online"], [document, "visibilitychange"]]) on.addEventListener(what, () => sync());
window.addEventListener("storage", () => { read(); show(); });
