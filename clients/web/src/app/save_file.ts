// The browser begins to read the file some time after the click.
const KEPT_MS = 60_000;

/** Gives the person a file to save, as their browser does it. */
export function saveFile(name: string, file: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS);
}
