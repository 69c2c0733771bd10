/**
 * Reads /proc/net/snmp and /proc/net/netstat: pairs of lines, names above numbers. proc_net_snmp(5).
 *
 *     Tcp: ActiveOpens PassiveOpens …          → TcpActiveOpens: 35
 *     Tcp: 35 3 …                              → TcpPassiveOpens: 3
 *
 * A line without its pair, and a word that is no number, are left out.
 */
export function parsePairedCounters(text: string): Record<string, number> {
  const counters: Record<string, number> = {};
  const lines = text.split("\n");
  for (const [index, line] of lines.entries()) {
    const [prefix, ...names] = line.trim().split(/\s+/);
    const [prefixBelow, ...numbers] = (lines[index + 1] ?? "").trim().split(/\s+/);
    if (prefix === undefined || !prefix.endsWith(":") || prefix !== prefixBelow) continue;
    for (const [column, name] of names.entries()) {
      const number = wholeNumber(numbers[column]);
      if (number !== null && /^[A-Za-z]/.test(name)) counters[prefix.slice(0, -1) + name] = number;
    }
  }
  return counters;
}

/** Reads /proc/net/snmp6: a name and a number on each line. */
export function parseNamedCounters(text: string): Record<string, number> {
  const counters: Record<string, number> = {};
  for (const line of text.split("\n")) {
    const [name, number] = line.trim().split(/\s+/);
    const value = wholeNumber(number);
    if (name !== undefined && value !== null && /^[A-Za-z]\w*$/.test(name)) counters[name] = value;
  }
  return counters;
}

/**
 * Reads /proc/net/stat/nf_conntrack: names in the first line, then one line per CPU in hexadecimal. Sums the CPUs.
 * `entries` is the same number on each line and is left out: process limits hold it.
 */
export function parsePerCpuCounters(text: string, prefix: string): Record<string, number> {
  const counters: Record<string, number> = {};
  const [head = "", ...cpus] = text.split("\n");
  const names = head.trim().split(/\s+/);
  for (const cpu of cpus) {
    const numbers = cpu.trim().split(/\s+/);
    if (numbers.length !== names.length) continue;
    for (const [column, name] of names.entries()) {
      const number = Number.parseInt(numbers[column] ?? "", 16);
      if (name === "entries" || name === "" || !Number.isSafeInteger(number)) continue;
      const key = `${prefix}${name}`;
      counters[key] = (counters[key] ?? 0) + number;
    }
  }
  return counters;
}

/** A signed whole number as the kernel prints it; `null` for anything else. */
function wholeNumber(text: string | undefined): number | null {
  if (text === undefined || !/^-?\d+$/.test(text)) return null;
  const number = Number(text);
  // Octet counters pass 2^53 on long-lived hosts: what cannot be held exactly cannot be compared.
  return Number.isSafeInteger(number) ? number : null;
}
