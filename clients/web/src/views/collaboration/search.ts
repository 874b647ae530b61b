/** Whether every word that the person typed stands somewhere in the texts, whatever its case. */
export function matches(words: string, texts: readonly string[]): boolean {
  const all = texts.join('\n').toLocaleLowerCase('sv');
  return words
    .toLocaleLowerCase('sv')
    .split(/\s+/)
    .every((word) => all.includes(word));
}
