// What has no place in a text and cannot be seen in it: control characters, marks that turn the
// direction of everything after them, halves of characters.
const UNSEEN = /[\0-\x08\v\f\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]/g;
const HALVES = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** A text from outside, such as the clipboard or a file, without what nobody can see in it. */
export function cleanText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(UNSEEN, '').replace(HALVES, '\ufffd');
}
