/** Lists that most flows never fill share this one. */
export const NOTHING: readonly never[] = [];

/** A list with one item more; the first one makes the list, of just its size. */
export function added<T>(list: readonly T[], item: T): readonly T[] {
  if (list.length === 0) return [item];
  // It was made here: only the shared list is not to be changed, and that one is empty.
  (list as T[]).push(item);
  return list;
}
