/** Lines of a password file that are read. */
const MOST_LINES = 10_000;

/** What one looks for in ~/.pgpass. */
export interface PasswordWanted {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
}

/** The first line of a ~/.pgpass that fits: `host:port:database:user:password`, with `*` for any and `\` before `:`. PostgreSQL, 34.16. */
export function passwordFromPgpass(
  text: string,
  { host, port, database, user }: PasswordWanted,
): string | null {
  const wanted = [host, String(port), database, user];
  for (const line of text.split("\n", MOST_LINES)) {
    if (line.startsWith("#") || line.trim() === "") continue;
    const fields = fieldsOf(line.replace(/\r$/, ""));
    const [password] = fields.slice(4);
    if (password === undefined) continue;
    if (wanted.every((value, index) => fields[index] === "*" || fields[index] === value)) return password;
  }
  return null;
}

/** Four fields, and all the rest as the fifth. */
function fieldsOf(line: string): readonly string[] {
  const fields = [""];
  for (let at = 0; at < line.length; at += 1) {
    const isEscaped = line[at] === "\\" && at + 1 < line.length;
    if (isEscaped) at += 1;
    if (line[at] === ":" && !isEscaped && fields.length < 5) fields.push("");
    else fields[fields.length - 1] += line[at] ?? "";
  }
  return fields;
}

/** A file that holds a password alone: its first line. */
export const passwordOfFile = (text: string): string => text.split(/\r?\n/, 1)[0] ?? "";
