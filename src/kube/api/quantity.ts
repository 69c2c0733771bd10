/** Factors of the suffixes of a quantity. Kubernetes API, Quantity. */
const FACTORS: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
  Ti: 1024 ** 4,
  Pi: 1024 ** 5,
  Ei: 1024 ** 6,
};

/** A quantity in its unit: `512Mi` in octets, `250m` in cores; `null` where it is none. Kubernetes API, Quantity. */
export function quantityOf(value: unknown): number | null {
  if (typeof value === "number") return Number.isFinite(value) && value >= 0 ? value : null;
  if (typeof value !== "string" || value.length > 64) return null;
  const [, digits, suffix = ""] = /^\+?(\d+\.?\d*|\.\d+)([a-zA-Z]{0,2}|[eE][+-]?\d{1,3})$/.exec(value) ?? [];
  if (digits === undefined) return null;
  const isExponent = /^[eE][+-]?\d/.test(suffix);
  const factor = isExponent
    ? Number(`1${suffix}`)
    : Object.hasOwn(FACTORS, suffix)
      ? FACTORS[suffix]
      : undefined;
  const quantity = factor === undefined ? Number.NaN : Number(digits) * factor;
  return Number.isFinite(quantity) ? quantity : null;
}
