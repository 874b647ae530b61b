/** Whether the command palette is open, and what it shows. */
class Palette {
  open = $state(false);
  keys = $state(false);

  show(): void {
    this.keys = false;
    this.open = true;
  }

  /** The list of keys, to learn them. */
  showKeys(): void {
    this.keys = true;
    this.open = true;
  }

  hide(): void {
    this.open = false;
  }
}

export const palette = new Palette();
