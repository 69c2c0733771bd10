/** Lets any number of users in together, or one alone: in the order in which they came. */
export interface Gate {
  /** Beside others. Resolves once in; disposing of it is leaving. */
  together(): Promise<Disposable>;
  /** With nobody else inside. */
  alone(): Promise<Disposable>;
}

/** An empty one. */
export function createGate(): Gate {
  const waiting: { readonly isAlone: boolean; readonly enter: () => void }[] = [];
  let inside = 0;
  let isTaken = false;
  const admit = () => {
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      if (isTaken || (next.isAlone && inside > 0)) return;
      waiting.shift();
      inside += 1;
      isTaken = next.isAlone;
      next.enter();
    }
  };
  const come = (isAlone: boolean) =>
    new Promise<Disposable>((resolve) => {
      let isIn = true;
      const leave = () => {
        if (!isIn) return;
        isIn = false;
        inside -= 1;
        isTaken = false;
        admit();
      };
      waiting.push({ isAlone, enter: () => resolve({ [Symbol.dispose]: leave }) });
      admit();
    });
  return { together: () => come(false), alone: () => come(true) };
}
