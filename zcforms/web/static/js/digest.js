// SHA-256 of a file, as hex: by the browser where it may (https, localhost), otherwise by ourselves, piece by piece.
const PIECE = 1048576;
const K = new Uint32Array(64);
const START = new Uint32Array(8);

// The constants are the first bits of the fractions of the roots of the first primes (FIPS 180-4).
(function constants() {
  const bits = (root) => Math.floor((root - Math.floor(root)) * 4294967296);
  let found = 0;
  for (let number = 2; found < 64; number += 1) {
    let prime = true;
    for (let part = 2; part * part <= number && prime; part += 1) prime = number % part !== 0;
    if (!prime) continue;
    if (found < 8) START[found] = bits(Math.sqrt(number));
    K[found] = bits(Math.cbrt(number));
    found += 1;
  }
})();

class Sha256 {
  constructor() {
    this.state = START.slice();
    this.words = new Uint32Array(64);
    this.rest = new Uint8Array(0);
    this.length = 0;
  }

  add(bytes) {
    this.length += bytes.length;
    const all = new Uint8Array(this.rest.length + bytes.length);
    all.set(this.rest);
    all.set(bytes, this.rest.length);
    const view = new DataView(all.buffer);
    let at = 0;
    for (; at + 64 <= all.length; at += 64) this.block(view, at);
    this.rest = all.slice(at);
  }

  hex() {
    const bits = this.length * 8;
    const padding = new Uint8Array((this.rest.length < 56 ? 64 : 128) - this.rest.length);
    padding[0] = 0x80;
    const view = new DataView(padding.buffer);
    view.setUint32(padding.length - 8, Math.floor(bits / 4294967296));
    view.setUint32(padding.length - 4, bits % 4294967296);
    this.add(padding);
    return [...this.state].map((word) => word.toString(16).padStart(8, "0")).join("");
  }

  block(view, at) {
    const w = this.words;
    const turn = (word, by) => (word >>> by) | (word << (32 - by));
    for (let i = 0; i < 16; i += 1) w[i] = view.getUint32(at + i * 4);
    for (let i = 16; i < 64; i += 1) {
      const small = turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ (w[i - 15] >>> 3);
      const large = turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ (w[i - 2] >>> 10);
      w[i] = w[i - 16] + small + w[i - 7] + large;
    }
    let [a, b, c, d, e, f, g, h] = this.state;
    for (let i = 0; i < 64; i += 1) {
      const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => { this.state[i] += word; });
  }
}

/** The same without the browser's help, in pieces, so that the page stays alive. */
export async function ownSha256(blob) {
  const sum = new Sha256();
  for (let at = 0; at < blob.size; at += PIECE) sum.add(new Uint8Array(await blob.slice(at, at + PIECE).arrayBuffer()));
  return sum.hex();
}

export async function sha256(blob) {
  if (!globalThis.crypto?.subtle) return ownSha256(blob);
  const sum = await crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
  return [...new Uint8Array(sum)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
