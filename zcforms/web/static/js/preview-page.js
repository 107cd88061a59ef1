// Inside a frame of the preview: everything can be tried by hand, nothing is sent. The page's policy refuses forms anyway; here it is said why.
function told(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
  const said = document.querySelector("[data-preview-told]");
  said.hidden = false;
  said.scrollIntoView({ block: "nearest" });
}

const SENT = "[data-preview-stop], form button:not([type=button]):not([name=_do]), [name=_do][value^=delete], [data-records-form] button, [data-file] a, .zc-photo-way a, a[href='#'], a[href='']";

document.addEventListener("submit", (event) => { if (event.target.method !== "dialog") told(event); }, true);
document.addEventListener("click", (event) => { if (event.target.closest(SENT) && !event.target.closest("dialog")) told(event); }, true);
for (const kind of ["change", "drop", "paste"]) {
  document.addEventListener(kind, (event) => {
    const upload = event.target.closest?.("[data-upload]");
    if (!upload || (kind === "change" && event.target.type !== "file")) return;
    if (kind === "change") event.target.value = "";
    told(event);
  }, true);
}
