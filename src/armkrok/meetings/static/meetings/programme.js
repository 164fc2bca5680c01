// Items of a programme are moved and lengthened with the mouse, a finger or the keyboard. What is sent is what the
// buttons send, and the page that comes back has the last word.

const builder = () => document.getElementById("builder");
const place = (item) => [...item.parentElement.children].indexOf(item) + 1;
const minutesOf = (item) => Number(item.dataset.minutes);

// One thing at a time is sent, and several presses of a key as one.
let pending = null, timer = 0, unanswered = 0, queue = Promise.resolve();

function send() {
  clearTimeout(timer);
  if (!pending) return;
  const { what, item, values } = pending;
  const address = builder().dataset[what].replace("/items/0/", `/items/${item.id.slice(5)}/`);
  pending = null;
  unanswered += 1;
  queue = queue
    .then(() => htmx.ajax("POST", address, { target: "#builder", swap: "outerHTML", values }))
    .catch(() => {})
    .then(() => { unanswered -= 1; });
}

function plan(what, item, values) {
  if (pending && (pending.what !== what || pending.item !== item)) send();
  pending = { what, item, values };
  clearTimeout(timer);
  timer = setTimeout(send, 300);
}

function moveTo(item, position) {
  const list = item.parentElement, others = [...list.children].filter((other) => other !== item);
  if (position < 1 || position > others.length + 1 || position === place(item)) return;
  list.insertBefore(item, others[position - 1] ?? null);
  item.querySelector("[data-handle]").focus();
  plan("position", item, { position });
}

function show(item, minutes) {
  item.dataset.minutes = Math.min(720, Math.max(5, minutes));
  item.querySelector("[name=minutes]").value = item.dataset.minutes;
  item.querySelector("[data-length]").textContent = `${item.dataset.minutes} min`;
}

document.addEventListener("keydown", (event) => {
  const handle = event.target.closest("[data-handle]");
  const steps = { ArrowUp: -1, ArrowDown: 1 }[event.key], minutes = { ArrowLeft: -5, ArrowRight: 5 }[event.key];
  if (!handle || !(steps || minutes) || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const item = handle.closest("[data-item]");
  if (steps) return moveTo(item, place(item) + steps);
  show(item, minutesOf(item) + minutes);
  plan("length", item, { minutes: minutesOf(item) });
});

// While something is dragged only a mark moves: an item that left its place would lose the pointer.
const PIXELS_FOR_FIVE_MINUTES = 8;

function landing(item, y) {
  const others = [...item.parentElement.children].filter((other) => other !== item);
  const below = others.findIndex((other) => y < other.getBoundingClientRect().top + other.offsetHeight / 2);
  return { others, position: (below < 0 ? others.length : below) + 1 };
}

function mark(item, y) {
  const { others, position } = landing(item, y);
  others.forEach((other, n) => {
    other.classList.toggle("lands-before", n === position - 1);
    other.classList.toggle("lands-after", n === others.length - 1 && position > others.length);
  });
}

document.addEventListener("pointerdown", (event) => {
  const grip = event.target.closest("[data-handle], [data-edge]");
  if (!grip || event.button) return;
  event.preventDefault();
  const item = grip.closest("[data-item]"), resizes = grip.hasAttribute("data-edge");
  const from = event.pageY, before = minutesOf(item), ends = new AbortController(), { signal } = ends;
  item.querySelector("[data-handle]").focus({ preventScroll: true });
  grip.setPointerCapture(event.pointerId);
  item.classList.add("held");
  const letGo = () => {
    ends.abort();
    item.classList.remove("held");
    document.querySelectorAll(".lands-before, .lands-after").forEach((other) => other.classList.remove("lands-before", "lands-after"));
  };
  const giveUp = () => { show(item, before); letGo(); };
  grip.addEventListener("pointermove", ({ clientY, pageY }) => {
    if (clientY < 50) scrollBy(0, -12);
    if (clientY > innerHeight - 50) scrollBy(0, 12);
    if (resizes) show(item, before + 5 * Math.round((pageY - from) / PIXELS_FOR_FIVE_MINUTES));
    else if (Math.abs(pageY - from) > 6) mark(item, clientY);
  }, { signal });
  grip.addEventListener("pointerup", ({ clientY, pageY }) => {
    letGo();
    if (resizes && minutesOf(item) !== before) plan("length", item, { minutes: minutesOf(item) });
    if (!resizes && Math.abs(pageY - from) > 6) moveTo(item, landing(item, clientY).position);
    send();
  }, { signal });
  grip.addEventListener("pointercancel", giveUp, { signal });
  addEventListener("keydown", ({ key }) => { if (key === "Escape") giveUp(); }, { signal });
});

// An answer that somebody has overtaken meanwhile isn't shown; the next one is.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, xhr } = event.detail;
  if (target?.id === "builder" && xhr.status === 200 && (pending || unanswered > 1)) event.detail.shouldSwap = false;
});
document.addEventListener("htmx:afterSettle", ({ target }) => {
  if (target.id !== "builder") return;
  document.getElementById("said").textContent = target.dataset.said;
  if (document.activeElement === document.body) document.getElementById(target.dataset.goesTo)?.focus();
});
