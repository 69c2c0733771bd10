import type { LogFormat } from "./log-format.ts";

/** A prefix is no longer than this: a time, a host's name, a program's and its pid. */
const LONGEST = 200;

/**
 * Where the message of a line of syslog begins; `start` where the line has no prefix.
 *
 *     Jun  6 10:24:33 edge haproxy[812]: MESSAGE            RFC 3164, journalctl's short form
 *     2026-06-06T10:24:33.1+02:00 edge haproxy[812]: MESSAGE    rsyslog
 *     <134>1 2026-06-06T10:24:33Z edge haproxy 812 - - MESSAGE   RFC 5424
 */
export function afterSyslogPrefix(octets: Uint8Array, start: number, end: number): number {
  const text = Buffer.from(octets.buffer, octets.byteOffset + start, Math.min(end - start, LONGEST)).toString(
    "latin1",
  );
  const found = prefix.exec(text);
  return found === null ? start : start + found[0].length;
}

const prefix =
  /^(?:<\d{1,3}>)?(?:1 \S{10,35} \S{1,255} \S{1,48} \S{1,128} \S{1,32} (?:-|\[[^\]]{0,120}\]) |(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,9})?|\d{4}-\d\d-\d\dT\S{8,25}) (?:\S{1,100} )?[\w./-]{1,60}(?:\[\d{1,10}\])?: )/;

/** The same form, also behind a prefix of syslog. */
export function behindSyslog(format: LogFormat): LogFormat {
  let wasBehind = false;
  return {
    ...format,
    read(octets, start, end, line) {
      if (!wasBehind && format.read(octets, start, end, line)) return true;
      const message = afterSyslogPrefix(octets, start, end);
      if (message > start && format.read(octets, message, end, line)) {
        wasBehind = true;
        return true;
      }
      return wasBehind && format.read(octets, start, end, line);
    },
  };
}
