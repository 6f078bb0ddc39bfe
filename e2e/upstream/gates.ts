/** Places where a stream waits until the test lets it go on. */
export class Gates {
  private opened = new Set<string>();
  private waiting = new Map<string, (() => void)[]>();

  passed(name: string): Promise<void> {
    if (this.opened.has(name)) return Promise.resolve();
    return new Promise((resolve) => {
      this.waiting.set(name, [...(this.waiting.get(name) ?? []), resolve]);
    });
  }

  /** Opens a gate for those who wait, and for all who come later. */
  open(name: string): number {
    this.opened.add(name);
    const waiting = this.waiting.get(name) ?? [];
    this.waiting.delete(name);
    for (const resolve of waiting) resolve();
    return waiting.length;
  }

  clear(): void {
    for (const name of [...this.waiting.keys()]) this.open(name);
    this.opened.clear();
  }
}
