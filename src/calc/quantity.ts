/** What a number of a formula counts. */
export type Dimension = "time" | "rate" | "size" | "share" | "number" | "text";

const times = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1_000, m: 60_000, min: 60_000, h: 3_600_000 };
const prefixes = { "": 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12, ki: 2 ** 10, mi: 2 ** 20, gi: 2 ** 30 };

/**
 * Reads a number with its unit: a time in milliseconds (`50ms`, `1.5s`), a rate in bits per second (`1Gbit/s`, `100M`), a size in
 * octets (`64KiB`, `1460`), a share between 0 and 1 (`1%`, `0.01`), a plain number. `null` where it is none of these.
 */
export function parseQuantity(text: string, dimension: Dimension): number | null {
  const [, digits = "", unit = ""] =
    /^([0-9]+(?:\.[0-9]+)?(?:e[0-9]{1,2})?)\s*([a-zA-Zµ%/]*)$/.exec(text.trim()) ?? [];
  if (digits === "") return null;
  const factor = factorOf(unit, dimension);
  const value = factor === null ? Number.NaN : Number(digits) * factor;
  if (!Number.isFinite(value) || (dimension === "share" && value > 1)) return null;
  return value;
}

function factorOf(unit: string, dimension: Dimension): number | null {
  const word = unit.toLowerCase();
  switch (dimension) {
    case "time":
      return word === "" ? 1_000 : ((times as Readonly<Record<string, number>>)[word] ?? null);
    case "rate":
      return prefixOf(word.replace(/(?:bit\/s|bits\/s|bps|bit|b)$/, ""));
    case "size":
      return prefixOf(word.replace(/(?:octets?|bytes?|b)$/, ""));
    case "share":
      return word === "%" ? 0.01 : word === "" ? 1 : null;
    case "number":
      return word === "" || word === "/s" ? 1 : null;
    case "text":
      return null;
  }
}

const prefixOf = (prefix: string): number | null =>
  Object.hasOwn(prefixes, prefix) ? prefixes[prefix as keyof typeof prefixes] : null;

/** A number with its unit, in the largest unit that keeps it at 1 or more, to four digits. */
export function formatQuantity(value: number, dimension: Dimension): string {
  switch (dimension) {
    case "time":
      return scaled(value, [
        [3_600_000, "h"],
        [60_000, "min"],
        [1_000, "s"],
        [1, "ms"],
        [1e-3, "µs"],
      ]);
    case "rate":
      return scaled(value, [
        [1e9, "Gbit/s"],
        [1e6, "Mbit/s"],
        [1e3, "kbit/s"],
        [1, "bit/s"],
      ]);
    case "size":
      return value < 2 ** 14
        ? `${digitsOf(value)} octets`
        : scaled(value, [
            [2 ** 30, "GiB"],
            [2 ** 20, "MiB"],
            [2 ** 10, "KiB"],
          ]);
    case "share":
      return `${digitsOf(value * 100)} %`;
    case "number":
    case "text":
      return digitsOf(value);
  }
}

function scaled(value: number, units: readonly (readonly [factor: number, unit: string])[]): string {
  const [factor, unit] = units.find(([at]) => Math.abs(value) >= at) ?? units.at(-1) ?? [1, ""];
  return `${digitsOf(value / factor)} ${unit}`;
}

const digitsOf = (value: number): string =>
  Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
