// Evidence beside the form that it proves: a file's link opens in a pane at the right, on a phone under its list. Images are zoomed and moved, PDFs are
// shown by the browser. Everything has a key: the links and buttons are ordinary ones, + - 0 zoom while the pane has the focus, Escape closes it and leads
// back to the link. Without scripts, and with a modifier key, the link opens a page of its own.
import { fresh } from "./dom.js";

const STEP = 1.25;
const [LEAST, MOST] = [0.5, 5];
const NARROW = "(max-width: 991.98px)";

class Pane {
  constructor(layout) {
    this.layout = layout;
    this.pane = layout.querySelector("[data-evidence-pane]");
    this.body = this.pane.querySelector("[data-evidence-body]");
    this.home = this.pane.parentElement;
    this.links = [...layout.querySelectorAll(".zc-files a[href]")];
    this.link = null;
    this.asked = 0;
    layout.addEventListener("click", (event) => this.clicked(event));
    this.pane.addEventListener("keydown", (event) => this.pressed(event));
    window.matchMedia(NARROW).addEventListener("change", () => { if (!this.pane.hidden) this.settle(); });
    this.draggable();
  }

  clicked(event) {
    const act = event.target.closest("[data-evidence-act]")?.dataset.evidenceAct;
    if (act) this.act(act);
    const link = event.target.closest("a");
    if (!this.links.includes(link) || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    this.open(link);
  }

  pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = { Escape: "close", "+": "in", "=": "in", "-": "out", 0: "fit" }[event.key];
    if (!act) return;
    event.preventDefault();
    this.act(act);
  }

  act(name) {
    const place = this.links.indexOf(this.link);
    ({
      close: () => this.close(),
      in: () => this.zoom(this.size * STEP),
      out: () => this.zoom(this.size / STEP),
      fit: () => this.zoom(1),
      previous: () => this.open(this.links[place - 1]),
      next: () => this.open(this.links[place + 1]),
    })[name]();
  }

  async open(link) {
    const asked = ++this.asked;
    let shown = null;
    try {
      const answer = await fetch(link.href);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      shown = answer.ok ? page.querySelector("[data-evidence-content]") : null;
    } catch {
      shown = null;
    }
    if (asked !== this.asked) return; // another one was chosen meanwhile
    if (!shown) {
      window.open(link.href, "_blank", "noopener");
      return;
    }
    this.link?.removeAttribute("aria-current");
    this.link = link;
    link.setAttribute("aria-current", "true");
    this.show(document.importNode(shown, true));
  }

  show(content) {
    this.image = content.querySelector("img");
    this.body.replaceChildren(this.image ?? content.querySelector("iframe") ?? content);
    this.body.scrollTo(0, 0);
    const place = this.links.indexOf(this.link);
    this.pane.querySelector("[data-evidence-name]").textContent = this.link.textContent;
    this.pane.querySelector("[data-evidence-place]").textContent = `第 ${place + 1} 份，共 ${this.links.length} 份`;
    this.pane.querySelector("[data-evidence-page]").href = this.link.href;
    this.button("previous").disabled = place === 0;
    this.button("next").disabled = place === this.links.length - 1;
    for (const act of ["in", "out", "fit"]) this.button(act).hidden = !this.image;
    this.zoom(1);
    this.settle();
  }

  settle() {
    const narrow = window.matchMedia(NARROW).matches;
    this.layout.classList.add("is-beside");
    if (narrow) (this.link.closest(".zc-record-files") ?? this.link.closest(".zc-files")).after(this.pane);
    else this.home.append(this.pane);
    this.pane.hidden = false;
    if (!narrow) this.link.scrollIntoView({ block: "center" });
    this.pane.focus({ preventScroll: !narrow });
  }

  close() {
    this.pane.hidden = true;
    this.layout.classList.remove("is-beside");
    this.body.replaceChildren();
    this.home.append(this.pane);
    this.link?.removeAttribute("aria-current");
    this.link?.focus();
  }

  zoom(size) {
    this.size = Math.min(Math.max(size, LEAST), MOST);
    if (!this.image) return;
    this.image.style.width = `${this.size * 100}%`;
    this.button("in").disabled = this.size >= MOST;
    this.button("out").disabled = this.size <= LEAST;
  }

  button(act) {
    return this.pane.querySelector(`[data-evidence-act="${act}"]`);
  }

  /** A picture that is larger than its place is moved with the mouse, too. */
  draggable() {
    this.body.addEventListener("pointerdown", (event) => {
      if (event.target !== this.image || event.pointerType !== "mouse" || event.button) return;
      event.preventDefault();
      this.body.setPointerCapture(event.pointerId);
      const move = (moved) => this.body.scrollBy(-moved.movementX, -moved.movementY);
      this.body.addEventListener("pointermove", move);
      this.body.addEventListener("pointerup", () => this.body.removeEventListener("pointermove", move), { once: true });
    });
  }
}

export function startEvidence(root) {
  for (const layout of fresh(root, "[data-evidence]", "Evidence")) new Pane(layout);
}
