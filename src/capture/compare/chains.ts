/** Items by hash, in typed arrays. Items of one hash come in the opposite order in which they were added; the caller compares them. */
export class Chains {
  private readonly heads: Int32Array;
  private readonly behind: Int32Array;
  private readonly mask: number;

  /** @param items more than the largest item's number */
  constructor(items: number) {
    let size = 16;
    while (size < items) size *= 2;
    this.heads = new Int32Array(size).fill(-1);
    this.behind = new Int32Array(items);
    this.mask = size - 1;
  }

  add(hash: number, item: number): void {
    this.behind[item] = this.heads[hash & this.mask] ?? -1;
    this.heads[hash & this.mask] = item;
  }

  /** The first item that may have this hash; -1 for none. */
  first(hash: number): number {
    return this.heads[hash & this.mask] ?? -1;
  }

  /** The next one; -1 for none. */
  after(item: number): number {
    return this.behind[item] ?? -1;
  }

  /** Takes an item out; `before` is the one before it in its chain, -1 where it is the first. */
  remove(hash: number, before: number, item: number): void {
    const after = this.behind[item] ?? -1;
    if (before < 0) this.heads[hash & this.mask] = after;
    else this.behind[before] = after;
  }
}
