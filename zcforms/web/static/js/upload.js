// Files are sent ahead as they are chosen, photographed, dropped or pasted; the form then refers to them by id. Without scripts the same
// input travels with the form. The server judges every file by its content.
import { changed, fresh, make } from "./dom.js";
import { apart, splitName, telling } from "./file-names.js";
import { isPicture, pixels, shrunk } from "./shrink.js";
import { filesOf } from "./unsent.js";
import { Task, button, claimed } from "./upload-task.js";

const news = globalThis.BroadcastChannel ? new BroadcastChannel("zc-uploads") : null;
const fields = new Set();

function sizeText(bytes) {
  if (bytes >= 1048576) return `${(bytes / 1048576).toFixed(1).replace(/\.0$/, "")} MB`;
  return bytes >= 1024 ? `${Math.round(bytes / 1024)} KB` : `${bytes} 字节`;
}

export class UploadField {
  constructor(box) {
    this.box = box;
    this.form = box.closest("form");
    this.url = box.dataset.url;
    this.slot = box.dataset.slot ?? "";
    this.owner = this.form?.elements.owner?.value ?? "";
    this.most = Number(box.dataset.most || Infinity);
    this.mostBytes = Number(box.dataset.mostBytes || Infinity);
    this.mostPixels = Number(box.dataset.mostPixels || Infinity);
    this.photo = box.hasAttribute("data-photo");
    for (const [name, part] of Object.entries({ list: "file-list", progress: "progress", status: "upload-status", drop: "drop", input: "upload-input" })) {
      this[name] = box.querySelector(`[data-${part}]`);
    }
    this.takes = this.input.accept.split(",");
    this.listenForChoice();
    this.listenForDrops();
    this.listenToList();
    fields.add(this);
    this.resume();
  }

  // -- where files come from

  listenForChoice() {
    const coarse = window.matchMedia("(pointer: coarse)").matches;
    const camera = this.box.querySelector("[data-upload-camera]");
    if (camera) camera.hidden = !coarse || !this.takes.includes(".jpg");
    const hint = this.box.querySelector("[data-upload-hint]");
    if (hint) hint.hidden = coarse;
    for (const [input, source] of [[this.input, "照片"], [camera?.querySelector("input"), "拍照"]]) {
      input?.addEventListener("change", (event) => {
        event.stopPropagation();
        const files = [...input.files];
        input.value = "";
        this.take(files, source);
      });
    }
  }

  listenForDrops() {
    this.box.addEventListener("dragover", (event) => { event.preventDefault(); event.dataTransfer.dropEffect = "copy"; this.drop.classList.add("is-over"); });
    this.box.addEventListener("dragleave", (event) => { if (!this.box.contains(event.relatedTarget)) this.drop.classList.remove("is-over"); });
    this.box.addEventListener("drop", (event) => {
      event.preventDefault();
      this.drop.classList.remove("is-over");
      const folders = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter((entry) => entry?.isDirectory).map((entry) => entry.name);
      this.take([...event.dataTransfer.files].filter((file) => !folders.includes(file.name)), "照片");
      folders.forEach((name) => this.refuse(`${name} 是文件夹，请打开后选择里面的文件。`));
    });
  }

  /** What an earlier visit could not finish; not while the form itself is being put back, which loads the page once more. */
  async resume() {
    if (!this.owner) return;
    for (const entry of await filesOf(this.owner, this.slot)) {
      await this.form.zcRestoring;
      if (!this.alone) return;
      const life = () => { const task = new Task(this, entry.file, entry.name, entry.id); task.start(); return task.life; };
      if (await claimed(entry.id, life)) this.say(`继续上传 ${entry.name}`);
    }
  }

  // -- what is done with them

  async take(files, source) {
    this.progress.querySelectorAll("[data-failed=refused]").forEach((old) => old.remove());
    const places = Math.max(0, this.photo ? 1 : this.most - this.list.children.length - this.progress.querySelectorAll("[data-sending], [data-offer]").length);
    const [taken, left] = [files.slice(0, places), files.slice(places)];
    if (left.length) this.refuse(`此处最多 ${this.most} 个文件，没有上传：${left.map((file) => file.name).join("、")}。如需更换，请先移除不要的文件。`);
    if (taken.length) this.say(taken.length > 1 ? `开始上传 ${taken.length} 个文件` : `开始上传 ${taken[0].name}`);
    for (const file of taken) await this.receive(file, source);
  }

  async receive(file, source) {
    const name = apart(telling(file, source), this.names());
    const fault = await this.fault(file);
    if (!fault) return this.start(file, name);
    if (!fault.mendable) return this.refuse(`${name}：${fault.words}`);
    if (fault.kind && source === "截图") return this.shrink(file, name); // there is no original that it could differ from
    this.offer(file, name, fault.words);
  }

  /** Why a file cannot be taken as it is, where that shows here already; `mendable`: a smaller JPG could be. */
  async fault(file) {
    const picture = isPicture(file) && this.takes.includes(".jpg");
    const large = file.size > this.mostBytes;
    if (!picture) return large ? { words: `${sizeText(file.size)}，超过上限 ${sizeText(this.mostBytes)}，没有上传。请降低扫描分辨率，或拆分成几个文件后再上传。` } : null;
    if (!this.takes.includes(splitName(file.name)[1].toLowerCase())) {
      const opens = await createImageBitmap(file).then((bitmap) => { bitmap.close(); return true; }, () => false);
      return opens ? { mendable: true, kind: true, words: "此处不接受这种图片格式，可以转为 JPG 后上传。" } : null; // the server says what it is and what to do
    }
    if (large) return { mendable: true, words: `照片大小 ${sizeText(file.size)}，超过上限 ${sizeText(this.mostBytes)}，可以缩小后上传，文字仍然清楚。` };
    const count = await pixels(file).catch(() => 0);
    if (count > this.mostPixels) return { mendable: true, words: `照片有 ${Math.round(count / 1e4)} 万像素，超过上限 ${Math.round(this.mostPixels / 1e4)} 万，可以缩小后上传，文字仍然清楚。` };
    return null;
  }

  offer(file, name, words) {
    const act = () => { this.gone(line); this.shrink(file, name); };
    const yes = button("缩小后上传", `缩小后上传 ${name}`, act, "btn-primary");
    const no = button("不上传", `不上传 ${name}`, () => this.gone(line));
    const line = make("li", { class: "zc-sending is-offered", "data-offer": "" }, make("span", { class: "zc-sending-text" }, `${name}：${words}`), make("span", { class: "zc-sending-tools" }, yes, no));
    line.addEventListener("zc:agreed", act);
    this.progress.append(line);
    this.offerAll();
    this.say(`${name}：${words}`);
  }

  /** One press for ten photographs. */
  offerAll() {
    const offers = this.progress.querySelectorAll("[data-offer]");
    this.all ??= button("全部缩小并上传", "全部缩小并上传", () => {
      this.input.focus();
      this.progress.querySelectorAll("[data-offer]").forEach((line) => line.dispatchEvent(new Event("zc:agreed")));
    }, "btn-outline-primary");
    if (offers.length > 1) this.progress.after(this.all);
    else this.all.remove();
  }

  async shrink(file, name) {
    const line = make("li", { class: "zc-sending", "data-sending": "shrinking" }, `${name} 正在缩小…`);
    this.progress.append(line);
    this.moved();
    const small = await shrunk(file, Math.min(this.mostBytes, 10 * 1048576));
    this.gone(line);
    if (!small) {
      this.refuse(`${name}：本机无法打开或缩小这张图片，请用手机相册或看图软件另存为较小的 JPG 后再上传。`);
      return this.moved();
    }
    this.start(small, apart(`${splitName(name)[0]}.jpg`, this.names()));
  }

  start(file, name, id) {
    const task = new Task(this, file, name, id);
    claimed(task.id, () => task.life);
    task.start();
  }

  refuse(words) {
    const line = make("li", { class: "zc-sending is-failed", "data-failed": "refused" }, make("span", { class: "zc-sending-text" }, words));
    line.append(button("知道了", `知道了：${words}`, () => this.gone(line)));
    this.progress.append(line);
    this.say(words);
  }

  /** Put a file of the server into the list, once. */
  add(document_, file, { told = true } = {}) {
    if (this.list.querySelector(`[data-file="${CSS.escape(document_.id)}"]`)) return;
    if (this.photo) this.list.replaceChildren();
    this.list.append(this.row({ ...document_, name: apart(document_.name, this.listed()) }));
    if (this.photo && file) this.preview(file);
    if (told) {
      changed(this.list);
      news?.postMessage({ owner: this.owner, slot: this.slot, document: document_ });
    }
  }

  row(document_) {
    const item = this.box.querySelector("template[data-file-template]").content.firstElementChild.cloneNode(true);
    const known = { __id__: document_.id, __digest__: document_.digest, __name__: document_.name, __position__: this.list.children.length };
    for (const element of [item, ...item.querySelectorAll("*")]) {
      for (const attribute of [...element.attributes]) {
        element.setAttribute(attribute.name, attribute.value.replace(/__(id|digest|name|position)__/g, (mark) => known[mark]));
      }
    }
    const [stem, extension] = splitName(document_.name);
    const parts = { "input[type=text]": ["value", stem], ".zc-file-suffix": ["textContent", extension], ".zc-file-size": ["textContent", sizeText(document_.size)] };
    for (const [selector, [property, value]] of Object.entries(parts)) {
      const element = item.querySelector(selector);
      if (element) element[property] = value;
    }
    return item;
  }

  preview(file) {
    const image = make("img", { alt: "新上传的照片", src: URL.createObjectURL(file) });
    image.addEventListener("load", () => URL.revokeObjectURL(image.src), { once: true });
    this.box.querySelector("[data-preview]").replaceChildren(image);
  }

  /** From another window on the same field: both forms then have both files. The draft is left to the window in which somebody works. */
  join(document_) {
    if (this.photo || !this.alone || this.list.children.length >= this.most) return;
    const join = () => this.add(document_, null, { told: false });
    this.form.dispatchEvent(new CustomEvent("zc:joining", { detail: { join } }));
    this.say(`另一个窗口上传的 ${document_.name} 已加入`);
  }

  // -- the list: names (feature 72) and removing

  listenToList() {
    this.list.addEventListener("click", (event) => {
      const pressed = event.target.closest("[data-file-remove]");
      if (!pressed) return;
      event.preventDefault();
      this.remove(pressed.closest("[data-file]"));
    });
    this.list.addEventListener("change", (event) => { if (event.target.matches("[data-file-name]")) this.rename(event.target); });
    this.list.addEventListener("keydown", (event) => {
      const input = event.target;
      if (!input.matches("[data-file-name]") || event.isComposing || !["Enter", "Escape"].includes(event.key)) return;
      event.preventDefault(); // Enter would save the whole form, Escape would close the drawer
      if (event.key === "Escape") input.value = input.dataset.before ?? input.defaultValue;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
    this.list.addEventListener("focusin", (event) => {
      if (event.target.matches("[data-file-name]")) event.target.dataset.before = event.target.value;
    });
  }

  rename(input) {
    const extension = input.parentElement.querySelector(".zc-file-suffix").textContent;
    const typed = input.value.trim() || input.dataset.before || input.defaultValue;
    const others = [...this.list.querySelectorAll("[data-file-name]")].filter((each) => each !== input).map((each) => this.nameOf(each));
    const name = apart(typed + extension, others);
    const stem = extension ? name.slice(0, -extension.length) : name;
    const taken = stem !== typed;
    if (input.value !== stem) input.value = stem;
    if (input.dataset.before === stem) return;
    input.dataset.before = stem;
    this.say(taken ? `已有同名文件，改为 ${name}` : `名称改为 ${name}`);
  }

  remove(item) {
    const name = item.querySelector("[data-file-name]");
    item.remove();
    if (this.photo) this.box.querySelector("[data-preview]").replaceChildren(make("span", {}, "暂无照片"));
    this.input.focus();
    this.say(name ? `已移除 ${name.value}` : "已移除照片");
    changed(this.list);
  }

  nameOf(input) {
    return input.value.trim() + (input.parentElement.querySelector(".zc-file-suffix").textContent);
  }

  listed() {
    return [...this.list.querySelectorAll("[data-file-name]")].map((input) => this.nameOf(input));
  }

  names() {
    return [...this.listed(), ...[...this.progress.querySelectorAll("[data-sending] .zc-sending-name")].map((each) => each.textContent)];
  }

  /** The name of a file in the list that has the same content. */
  twin(digest) {
    const item = this.list.querySelector(`[data-digest="${digest}"]`);
    return item && !this.photo ? this.nameOf(item.querySelector("[data-file-name]")) : "";
  }

  // -- what is told

  /** Take a line away; the focus that was in it goes on to the next one. */
  gone(line) {
    const focused = line.contains(document.activeElement);
    const next = line.nextElementSibling ?? line.previousElementSibling;
    line.remove();
    this.offerAll();
    if (focused) (next?.querySelector("button, a") ?? this.input).focus();
  }

  say(words) {
    this.status.append(make("span", {}, words));
    while (this.status.children.length > 5) this.status.firstElementChild.remove();
  }

  /** Whether no other field here has the same token: new rows of a list share theirs until they are saved. */
  get alone() {
    return [...fields].filter((field) => field.box.isConnected && field.slot === this.slot).length === 1;
  }

  /** Something has begun or come to its end. */
  moved() {
    this.form?.dispatchEvent(new CustomEvent("zc:uploading", { bubbles: true, detail: { active: Boolean(this.box.closest("form").querySelector("[data-sending], [data-failed=expired]")) } }));
  }

  /** Where this form is a page of its own, to come back to after logging in. */
  get page() {
    return this.form?.closest(".zc-drawer") ? this.form.action : window.location.href;
  }
}

/** The field that a paste is meant for: the one that has the focus, or had it last, or the only one. */
export function fieldFor(target, last) {
  const shown = [...fields].filter((field) => field.box.isConnected);
  for (const field of fields) if (!field.box.isConnected) fields.delete(field);
  const around = (element) => shown.find((field) => (field.box.closest("fieldset") ?? field.box).contains(element));
  const drawer = document.querySelector(".zc-drawer.show");
  const reachable = drawer ? shown.filter((field) => drawer.contains(field.box)) : shown;
  return around(target) ?? around(last) ?? (reachable.length === 1 ? reachable[0] : null);
}

news?.addEventListener("message", ({ data }) => {
  for (const field of fields) if (field.box.isConnected && field.owner && field.owner === data.owner && field.slot === data.slot) field.join(data.document);
});

export function startUploads(root) {
  for (const box of fresh(root, "[data-upload][data-url]", "Upload")) new UploadField(box);
}
