// Names of files in a list (feature 72): the extension stays, no two are alike. The server holds to the same (domain/file_name.py).
const LONGEST_EXTENSION = 10;

export function splitName(name) {
  const dot = name.lastIndexOf(".");
  const extension = name.slice(dot + 1);
  return dot > 0 && extension && extension.length <= LONGEST_EXTENSION ? [name.slice(0, dot), name.slice(dot)] : [name, ""];
}

/** The name, or the first that is free among `others`: 证书（2）.jpg. */
export function apart(name, others) {
  const taken = new Set(others.map((each) => each.toLowerCase()));
  if (!taken.has(name.toLowerCase())) return name;
  const [stem, extension] = splitName(name);
  const base = stem.replace(/（\d{1,3}）$/, "");
  for (let number = 2; ; number += 1) {
    const free = `${base}（${number}）${extension}`;
    if (!taken.has(free.toLowerCase())) return free;
  }
}

/** A camera and a clipboard give every file the same name. */
export function telling(file, source) {
  if (!/^(image|photo|blob|capture|\d{8,})?\.\w+$/i.test(file.name)) return file.name;
  const now = new Date();
  const two = (number) => String(number).padStart(2, "0");
  return `${source}${two(now.getMonth() + 1)}${two(now.getDate())}-${two(now.getHours())}${two(now.getMinutes())}${splitName(file.name)[1].toLowerCase()}`;
}
