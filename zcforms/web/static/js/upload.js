// Files are sent one by one as they are chosen, dropped or pasted, with progress; the form then refers to them by id.
// Without scripts the same input travels with the form. The server judges every file by its content.
import { changed, csrfToken, fresh, make } from "./dom.js";

function sizeText(bytes) {
  if (bytes >= 1048576) return `${(bytes / 1048576).toFixed(1).replace(/\.0$/, "")} MB`;
  return bytes >= 1024 ? `${Math.round(bytes / 1024)} KB` : `${bytes} 字节`;
}

class Upload {
  constructor(box) {
    this.box = box;
    this.name = box.dataset.upload;
    this.most = Number(box.dataset.most || Infinity);
    this.list = box.querySelector("[data-file-list]");
    this.input = box.querySelector("input[type=file]");
    this.drop = box.querySelector("[data-drop]");
    this.progress = box.querySelector("[data-progress]");
    this.photo = box.hasAttribute("data-photo");
    const hint = box.querySelector("[data-drop-hint]");
    if (hint) hint.hidden = false;
    this.input.addEventListener("change", (event) => {
      event.stopPropagation();
      this.take([...this.input.files]);
      this.input.value = "";
    });
    this.list.addEventListener("click", (event) => {
      const button = event.target.closest("[data-file-remove]");
      if (!button) return;
      event.preventDefault();
      button.closest("[data-file]").remove();
      if (this.photo) this.box.querySelector("[data-preview]").replaceChildren(make("span", {}, "暂无照片"));
      this.input.focus();
      changed(this.list);
    });
    this.listenForDrops();
  }

  listenForDrops() {
    const over = (on) => (event) => { event.preventDefault(); this.drop.classList.toggle("is-over", on); };
    this.drop.addEventListener("dragover", over(true));
    this.drop.addEventListener("dragleave", over(false));
    this.drop.addEventListener("drop", (event) => { over(false)(event); this.take([...event.dataTransfer.files]); });
    this.box.addEventListener("paste", (event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length) { event.preventDefault(); this.take(files); }
    });
  }

  take(files) {
    const wanted = this.photo ? files.slice(0, 1) : files;
    const places = this.photo ? 1 : this.most - this.list.children.length;
    wanted.slice(0, places).forEach((file) => this.send(file));
    if (wanted.length > places) this.refuse(`最多 ${this.most} 个文件，多出的没有上传。`);
  }

  refuse(text) {
    this.progress.append(make("li", { class: "is-failed" }, text));
  }

  send(file) {
    const most = Number(this.box.dataset.mostBytes || Infinity);
    if (file.size > most) return this.refuse(`${file.name}：文件太大，单个文件不能超过 ${sizeText(most)}，请压缩后重新上传。`);
    const bar = make("progress", { max: "100", value: "0", "aria-label": `正在上传 ${file.name}` });
    const line = make("li", {}, `${file.name} `, bar);
    this.progress.querySelectorAll(".is-failed").forEach((old) => old.remove());
    this.progress.append(line);
    const request = new XMLHttpRequest();
    const data = new FormData();
    data.append("slot", this.box.dataset.slot ?? "");
    data.append("file", file);
    request.open("POST", this.box.dataset.url);
    request.setRequestHeader("X-CSRFToken", csrfToken());
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total; });
    request.addEventListener("load", () => {
      line.remove();
      const answer = request.response?.files?.[0];
      if (answer?.id) this.add(answer, file);
      else this.refuse(`${file.name}：${answer?.error ?? request.response?.message ?? "没有上传成功，请稍后再试。"}`);
    });
    request.addEventListener("error", () => { line.remove(); this.refuse(`${file.name}：网络中断，没有上传成功，请重试。`); });
    request.send(data);
  }

  add(document_, file) {
    if (this.photo) this.list.replaceChildren();
    const item = this.box.querySelector("template[data-file-template]").content.firstElementChild.cloneNode(true);
    const stem = document_.name.replace(/\.[^.]*$/, "") || document_.name;
    const fill = (text) => text.replaceAll("__id__", document_.id).replaceAll("__position__", this.list.children.length).replaceAll("__name__", document_.name);
    for (const element of [item, ...item.querySelectorAll("*")]) {
      for (const attribute of [...element.attributes]) element.setAttribute(attribute.name, fill(attribute.value));
    }
    const name = item.querySelector("input[type=text]");
    if (name) name.value = stem;
    const suffix = item.querySelector(".zc-file-suffix");
    if (suffix) suffix.textContent = document_.name.includes(".") ? `.${document_.name.split(".").pop()}` : "";
    const size = item.querySelector(".zc-file-size");
    if (size) size.textContent = sizeText(document_.size);
    this.list.append(item);
    if (this.photo) this.preview(file);
    changed(this.list);
  }

  preview(file) {
    const image = make("img", { alt: "新上传的照片", src: URL.createObjectURL(file) });
    image.addEventListener("load", () => URL.revokeObjectURL(image.src), { once: true });
    this.box.querySelector("[data-preview]").replaceChildren(image);
  }
}

export function startUploads(root) {
  for (const box of fresh(root, "[data-upload][data-url]", "Upload")) new Upload(box);
}
