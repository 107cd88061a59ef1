// What htmx puts into place again and again while somebody reads in it: what has the focus, or else stands first in the window, stays where it is in the window.
// The browser's own anchoring is off there (designer.css): it loses its anchor with what is replaced, and then holds on to the foot of the page.

const STEADY = "[data-steady]";
const held = new WeakMap();

const within = (element) => { const box = element.getBoundingClientRect(); return box.bottom > 0 && box.top < window.innerHeight; };

/** What is to stay: by its id it is found again among what comes. */
function anchor(box) {
  if (box.getBoundingClientRect().top >= window.innerHeight) return null;
  const focused = document.activeElement;
  const chosen = focused?.id && box.contains(focused) && within(focused) ? focused : null;
  const first = chosen ?? [...box.querySelectorAll("[id]")].find((each) => each.getClientRects().length > 0 && within(each));
  return first ? { id: first.id, top: first.getBoundingClientRect().top } : null;
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const box = event.detail.target;
  if (box?.matches?.(STEADY)) held.set(box, { at: anchor(box), open: [...box.querySelectorAll("details[open][id]")].map((each) => each.id) });
});

document.addEventListener("htmx:afterSwap", (event) => {
  const box = event.detail.target;
  const before = held.get(box);
  if (!before) return;
  held.delete(box);
  for (const id of before.open) document.getElementById(id)?.setAttribute("open", "");
  const now = before.at && document.getElementById(before.at.id)?.getBoundingClientRect().top;
  if (typeof now === "number") window.scrollBy({ top: now - before.at.top, behavior: "instant" });
});
