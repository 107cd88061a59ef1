// What somebody types while an answer is under way stays when the answer is put in place of the form.
const FIELDS = "select, textarea, input:not([type=hidden], [type=file], [type=submit])";
const stands = (field) => (["checkbox", "radio"].includes(field.type) ? field.checked : field.value);

/** The fields of a part of the page as they stand, by their ids. */
export const standing = (scope) => new Map([...scope.querySelectorAll(FIELDS)].filter((each) => each.id).map((each) => [each.id, stands(each)]));

/** Put back what was typed between `sent` and `meanwhile` (both as `standing` gave them); the fields that it was put into. */
export function typedAgain(sent, meanwhile) {
  const fields = [];
  for (const [id, value] of meanwhile) {
    const field = sent.has(id) && value !== sent.get(id) && document.getElementById(id);
    if (!field) continue;
    if (typeof value === "boolean") field.checked = value; else field.value = value;
    fields.push(field);
  }
  return fields;
}
