/** Signs of a line that are looked at for the id of its process. */
const LONGEST = 400;

/**
 * The process that wrote a line, as the usual forms name it: `"pid":812`, `pid=812`, `[812]` of gunicorn and syslog, `812#0:` of nginx;
 * `null` where it names none.
 */
export function writerOf(text: string): number | null {
  const named = /"pid": ?(\d{1,7})\b|\bpid[ =:]{1,2}(\d{1,7})\b|\[(\d{2,7})\]|\b(\d{1,7})#\d{1,7}:/i.exec(
    text.slice(0, LONGEST),
  );
  const digits = named?.slice(1).find((group) => group !== undefined);
  return digits === undefined ? null : Number(digits);
}
