const units: Readonly<Record<string, number>> = {
  ...{ "": 1, b: 1, k: 1e3, kb: 1e3, m: 1e6, mb: 1e6, g: 1e9, gb: 1e9, t: 1e12, tb: 1e12 },
  ...{
    ki: 2 ** 10,
    kib: 2 ** 10,
    mi: 2 ** 20,
    mib: 2 ** 20,
    gi: 2 ** 30,
    gib: 2 ** 30,
    ti: 2 ** 40,
    tib: 2 ** 40,
  },
};

/** Octets of a text such as `10MB` or `1MiB`; `null` where it is none. `humanize.ParseBytes`. */
export function octetsOf(written: string): number | null {
  const [, count, unit = ""] = /^([\d,]{1,20}(?:\.\d{1,9})?)\s*([a-z]{0,3})$/i.exec(written) ?? [];
  const one = units[unit.toLowerCase()];
  return count === undefined || one === undefined
    ? null
    : Math.floor(Number(count.replaceAll(",", "")) * one);
}
