// A page as wide as a desk's screen stands in a narrower place: it is drawn smaller, so that the whole width is seen. Without scripts it can be scrolled.
const WIDTHS = { desktop: 1280, phone: 390 };

function fit(figure) {
  const room = figure.querySelector(".zc-frame-room");
  const frame = room.querySelector("iframe");
  const scale = Math.min(1, room.clientWidth / WIDTHS[figure.dataset.previewFrame]);
  frame.style.transform = `scale(${scale})`;
  frame.style.transformOrigin = "0 0";
  frame.style.height = `${room.clientHeight / scale}px`;
}

function each(act) {
  for (const figure of document.querySelectorAll("[data-preview-frame]")) act(figure);
}

window.addEventListener("resize", () => each(fit));
document.addEventListener("zc:arrived", () => each(fit));
document.addEventListener("htmx:load", () => each(fit));
each(fit);
