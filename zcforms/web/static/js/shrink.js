// Pictures that are too large for the server, or of another kind, can be made smaller JPGs here: upright, and still easy to read.
const TRIES = [[4096, 0.9], [3600, 0.85], [3000, 0.85], [2600, 0.8], [2200, 0.78], [1800, 0.75]];
const DECODABLE = /^image\/(jpeg|png|webp|gif|bmp|heic|heif|avif)$/;
const BY_NAME = /\.(jpe?g|jfif|png|webp|gif|bmp|heic|heif|avif)$/i;
const HEAD = 262144;

export function isPicture(file) {
  return DECODABLE.test(file.type) || BY_NAME.test(file.name);
}

/** Width times height as a JPEG or PNG says at its beginning; 0 where it does not. Nothing is decoded: it may be enormous. */
export async function pixels(file) {
  const view = new DataView(await file.slice(0, HEAD).arrayBuffer());
  if (view.byteLength > 24 && view.getUint32(0) === 0x89504e47) return view.getUint32(16) * view.getUint32(20);
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return 0;
  for (let at = 2; at + 9 < view.byteLength && view.getUint8(at) === 0xff;) {
    const marker = view.getUint8(at + 1);
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) return view.getUint16(at + 5) * view.getUint16(at + 7);
    at += 2 + view.getUint16(at + 2);
  }
  return 0;
}

/** A JPG of at most so many bytes, called the same; null where the browser cannot open the picture, or it does not get small enough. */
export async function shrunk(file, mostBytes) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return null;
  }
  try {
    for (const [edge, quality] of TRIES) {
      const blob = await drawn(bitmap, edge, quality);
      if (blob && blob.size <= mostBytes) return new File([blob], file.name.replace(/\.[^.]*$/, "") + ".jpg", { type: "image/jpeg" });
    }
    return null;
  } finally {
    bitmap.close();
  }
}

function drawn(bitmap, edge, quality) {
  const scale = Math.min(1, edge / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  const pen = canvas.getContext("2d");
  if (!pen) return null;
  pen.fillStyle = "#fff"; // what is transparent
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", quality); });
}
