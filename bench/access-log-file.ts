import { closeSync, openSync, writeSync } from "node:fs";

/** The log that is read, and what of it is true. */
export interface MadeLog {
  readonly octets: number;
  readonly lines: number;
  /** The minute in which requests for the route failed, and how many did. */
  readonly guilty: { readonly from: number; readonly until: number; readonly failures: number };
  readonly from: number;
  readonly until: number;
  readonly route: string;
}

const DAY_SECONDS = 86_400;
/** 2026-06-06T00:00:00Z. */
const BEGIN = Date.UTC(2026, 5, 6);
const GUILTY_MINUTE = 14 * 60 + 2;
const ROUTE = "/api/checkout";

const agents = [
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 Safari/537.36",
  "Mozilla/5.0 (X11; Linux x86_64; rv:126.0) Gecko/20100101 Firefox/126.0",
  "curl/8.7.1",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
];
const paths = [
  "/",
  "/static/app.js?v=812",
  "/api/items?page=3",
  ROUTE,
  "/api/cart",
  "/img/logo.svg",
  "/login",
  "/api/items/8812",
];
const placeholder = "06/Jun/2026:00:00:00 +0000";

/** Lines that differ, as one buffer, and where in it each begins and has its time. */
function block(lines: number, fails: boolean) {
  const starts: number[] = [];
  const times: number[] = [];
  let text = "";
  for (let index = 0; index < lines; index += 1) {
    const path = paths[(index * 7 + (index >> 3)) % paths.length] ?? "/";
    const failed = fails && path === ROUTE && index % 2 === 0;
    const address = `198.51.${index % 100}.${(index * 13) % 250}`;
    starts.push(text.length);
    times.push(text.length + address.length + 6);
    text +=
      `${address} - - [${placeholder}] "GET ${path} HTTP/1.1" ${failed ? 504 : index % 37 === 0 ? 304 : 200} ${index * 31} ` +
      `"https://shop.example/${index % 11}" "${agents[index % agents.length]}"\n`;
  }
  return { octets: Buffer.from(text), starts: [...starts, text.length], times, fails };
}

/** Writes a day of an nginx in the combined form, of about so many octets, in which one minute has failures. */
export function makeLog(file: string, octets: number): MadeLog {
  const perSecond = Math.ceil(octets / DAY_SECONDS / 185);
  const [quiet, guilty] = [block(4096, false), block(4096, true)];
  const output = openSync(file, "w");
  let [written, lines, failures] = [0, 0, 0];
  try {
    for (let minute = 0; minute < 1440; minute += 1) {
      const chunks: Buffer[] = [];
      const { octets: source, starts, times, fails } = minute === GUILTY_MINUTE ? guilty : quiet;
      for (let second = 0; second < 60; second += 1) {
        const time = Buffer.from(clf(BEGIN + (minute * 60 + second) * 1000));
        const first = ((minute * 60 + second) * 131) % (4096 - perSecond);
        const begin = starts[first] ?? 0;
        const chunk = Buffer.from(source.subarray(begin, starts[first + perSecond]));
        for (let index = first; index < first + perSecond; index += 1)
          time.copy(chunk, (times[index] ?? 0) - begin);
        if (fails) failures += chunk.toString("latin1").split('" 504 ').length - 1;
        chunks.push(chunk);
        lines += perSecond;
      }
      const all = Buffer.concat(chunks);
      writeSync(output, all);
      written += all.length;
    }
  } finally {
    closeSync(output);
  }
  const from = BEGIN + GUILTY_MINUTE * 60_000;
  return {
    octets: written,
    lines,
    guilty: { from, until: from + 59_999, failures },
    from: BEGIN,
    until: BEGIN + DAY_SECONDS * 1000 - 1,
    route: ROUTE,
  };
}

function clf(time: number): string {
  const [, day, month, year, clock] =
    /, (\d\d) (\w{3}) (\d{4}) (\S+)/.exec(new Date(time).toUTCString()) ?? [];
  return `${day}/${month}/${year}:${clock} +0000`;
}
