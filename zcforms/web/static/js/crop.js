// The ID photo is cut before it is sent (feature 77): zoom, turn, drag, with what will be kept always in view. Sends the
// box in pixels of the turned picture as crop_x, crop_y, crop_width, crop_height and crop_degrees; without scripts the
// server takes the largest centred part.
import { fresh, make } from "./dom.js";
import { pixels, shrunk } from "./shrink.js";

const RATIO = 413 / 579;
const HEIGHT = 579;
const STEP = 0.02;
const LARGE = 4 * 1048576;
const MANY = 25e6; // more are refused (printing/photo.py)
const LEAST = 290; // a lower box would be refused as a blur (printing/photo.py)

class Crop {
  constructor(input) {
    this.input = input;
    this.canvas = make("canvas", { class: "zc-crop-view", width: Math.round(HEIGHT * RATIO), height: HEIGHT, tabindex: "0", role: "img", "aria-label": "裁剪预览，可用方向键移动" });
    this.zoom = make("input", { type: "range", class: "form-range", min: "1", max: "4", step: "0.05", value: "1", "aria-label": "缩放" });
    this.fields = Object.fromEntries(["x", "y", "width", "height", "degrees"].map((name) => [name, make("input", { type: "hidden", name: `crop_${name}` })]));
    const left = this.button("向左旋转", () => this.turn(-90));
    const right = this.button("向右旋转", () => this.turn(90));
    this.box = make("div", { class: "zc-crop", hidden: "" }, this.canvas,
      make("div", { class: "zc-crop-tools" }, make("label", { class: "zc-hint" }, "缩放", this.zoom), left, right, make("p", { class: "zc-hint" }, "拖动照片调整位置；框内就是保存后的样子。")));
    input.after(this.box, ...Object.values(this.fields));
    input.addEventListener("change", () => this.load(input.files[0]));
    this.zoom.addEventListener("input", () => this.draw());
    this.listen();
  }

  button(caption, act) {
    const made = make("button", { type: "button", class: "btn btn-sm btn-outline-secondary" }, caption);
    made.addEventListener("click", act);
    return made;
  }

  listen() {
    let from = null;
    this.canvas.addEventListener("pointerdown", (event) => { from = event; this.canvas.setPointerCapture(event.pointerId); });
    this.canvas.addEventListener("pointerup", () => { from = null; });
    this.canvas.addEventListener("pointermove", (event) => {
      if (!from) return;
      const scale = this.size().width / this.canvas.clientWidth;
      this.move(-(event.clientX - from.clientX) * scale, -(event.clientY - from.clientY) * scale);
      from = event;
    });
    this.canvas.addEventListener("keydown", (event) => {
      const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (!way) return;
      event.preventDefault();
      this.move(way[0] * this.turned.width * STEP, way[1] * this.turned.height * STEP);
    });
  }

  async load(file) {
    this.box.hidden = true;
    for (const field of Object.values(this.fields)) field.value = "";
    if (!file) return;
    await this.lighten(file);
    try {
      this.picture = await createImageBitmap(this.input.files[0], { imageOrientation: "from-image" });
    } catch {
      return; // the server says what is wrong with it
    }
    this.degrees = 0;
    this.zoom.value = "1";
    this.box.hidden = false;
    this.turn(0);
  }

  /** What a phone's camera makes is more than a portrait needs and a bad line carries: a smaller picture is sent in its place. */
  async lighten(file) {
    if (file.size <= LARGE && (await pixels(file).catch(() => 0)) <= MANY) return;
    const small = await shrunk(file, LARGE);
    if (!small || this.input.files[0] !== file) return; // the server says what is wrong with it
    const replaced = new DataTransfer();
    replaced.items.add(small);
    this.input.files = replaced.files;
  }

  turn(degrees) {
    this.degrees = (this.degrees + degrees + 360) % 360;
    const sideways = this.degrees % 180 !== 0;
    const { width, height } = this.picture;
    this.turned = make("canvas", { width: sideways ? height : width, height: sideways ? width : height });
    const pen = this.turned.getContext("2d");
    pen.translate(this.turned.width / 2, this.turned.height / 2);
    pen.rotate((this.degrees * Math.PI) / 180);
    pen.drawImage(this.picture, -width / 2, -height / 2);
    this.middle = { x: this.turned.width / 2, y: this.turned.height / 2 };
    this.zoom.max = String(Math.min(4, Math.max(1, this.whole() / LEAST)));
    this.draw();
  }

  /** The height of the largest box. */
  whole() {
    return Math.min(this.turned.height, this.turned.width / RATIO);
  }

  size() {
    const height = this.whole() / Number(this.zoom.value);
    return { width: height * RATIO, height };
  }

  move(x, y) {
    this.middle = { x: this.middle.x + x, y: this.middle.y + y };
    this.draw();
  }

  draw() {
    const { width, height } = this.size();
    const hold = (value, span, whole) => Math.min(Math.max(value, span / 2), whole - span / 2);
    this.middle = { x: hold(this.middle.x, width, this.turned.width), y: hold(this.middle.y, height, this.turned.height) };
    const [x, y] = [this.middle.x - width / 2, this.middle.y - height / 2];
    const pen = this.canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, this.canvas.width, this.canvas.height);
    pen.drawImage(this.turned, x, y, width, height, 0, 0, this.canvas.width, this.canvas.height);
    const box = { x, y, width, height, degrees: this.degrees };
    for (const [name, field] of Object.entries(this.fields)) field.value = String(Math.round(box[name] * 100) / 100);
  }
}

export function startCrop(root) {
  for (const input of fresh(root, "input[type=file][data-crop]", "Crop")) new Crop(input);
}
