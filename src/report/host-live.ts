import { hostPort } from "../base/index.ts";
import { type HostPage, hostVerdict } from "./host.ts";
import { grouped } from "./host-tables.ts";
import { type Colour, painter } from "./paint.ts";
import { plain } from "./plain.ts";

/** The screen to fill. */
export interface HostScreen {
  readonly columns: number;
  readonly rows: number;
  readonly color: boolean;
  /** The time of the reading, for the head line. */
  readonly at: string;
}

/** Below this a table has no room for its numbers. */
const LEAST_COLUMNS = 20;
/** The most lines that findings take before the tables get theirs. */
const MOST_FINDINGS = 8;

/** One line before it is painted, cut to the screen. */
interface Line {
  readonly text: string;
  readonly colour?: Colour;
}

/** A screenful, the most pressing first: as many lines as the screen has, none longer than it is wide. */
export function hostLive(page: HostPage, { columns, rows, color, at }: HostScreen): readonly string[] {
  const paint = painter(color);
  const width = Math.max(columns, LEAST_COLUMNS);
  const lines: readonly Line[] = [
    { text: spread(`faultline host  ${plain(page.host)}`, `${at}  q ends`, width), colour: "bold" },
    ...verdict(page),
    ...findings(page),
    { text: "" },
    ...states(page, width),
    ...processTable(page, width),
    ...peerTable(page, width),
    ...listenerTable(page, width),
    ...interfaceTable(page, width),
  ];
  return lines.slice(0, Math.max(rows, 1)).map(({ text, colour }) => {
    const cut = text.length > columns ? `${text.slice(0, Math.max(columns - 1, 0))}…` : text;
    return colour === undefined ? cut : paint(colour, cut);
  });
}

/** Two texts at the two ends of a line; the second only where there is room. */
const spread = (left: string, right: string, width: number): string =>
  left.length + right.length + 2 > width ? left : left.padEnd(width - right.length) + right;

function verdict(page: HostPage): readonly Line[] {
  const isWrong = page.findings.some(({ level }) => level === "fault");
  return [{ text: hostVerdict(page), colour: isWrong ? "red" : "green" }];
}

function findings({ findings: all }: HostPage): readonly Line[] {
  const look = { fault: ["✗", "red"], notable: ["!", "yellow"], normal: ["·", "dim"] } as const;
  const shown = all.slice(0, MOST_FINDINGS).map(({ level, subject, what, numbers }): Line => {
    const [mark, colour] = look[level];
    return {
      text: `${mark} ${subject === null ? "" : `${plain(subject)}: `}${plain(numbers)} — ${plain(what)}`,
      colour,
    };
  });
  const more = all.length - shown.length;
  return more > 0 ? [...shown, { text: `  and ${more} more`, colour: "dim" }] : shown;
}

/** State by state, with what changed: as many as fit on each line. */
function states({ now, before }: HostPage, width: number): readonly Line[] {
  const all = Object.entries(now.owners?.total.byState ?? {}).sort(([, a], [, b]) => b - a);
  const lines: string[] = [];
  let line = "";
  for (const [state, many] of all) {
    const change = many - (before?.owners?.total.byState[state] ?? many);
    const part = `${state} ${grouped(many)}${change === 0 ? "" : ` ${change > 0 ? "+" : ""}${change}`}`;
    if (line !== "" && line.length + 3 + part.length > width) {
      lines.push(line);
      line = part;
    } else line = line === "" ? part : `${line}   ${part}`;
  }
  return [...lines, line].map((text) => ({ text }));
}

/** Names to the left, numbers to the right in columns; columns that do not fit are left out from the right. */
function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): readonly Line[] {
  if (rows.length === 0) return [];
  const widths = head.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => (row[column] ?? "").length)),
  );
  // The name keeps at least a third of the line.
  const least = Math.min(widths[0] ?? 0, Math.floor(width / 3));
  let numbers = 0;
  let columns = 1;
  while (columns < head.length && least + numbers + 2 + (widths[columns] ?? 0) <= width) {
    numbers += 2 + (widths[columns] ?? 0);
    columns += 1;
  }
  const nameWidth = Math.min(widths[0] ?? 0, width - numbers);
  const lineOf = (row: readonly string[]) =>
    row
      .slice(0, columns)
      .map((cell, column) =>
        column === 0 ? cut(cell, nameWidth).padEnd(nameWidth) : `  ${cell.padStart(widths[column] ?? 0)}`,
      )
      .join("");
  return [{ text: "" }, { text: lineOf(head), colour: "dim" }, ...rows.map((row) => ({ text: lineOf(row) }))];
}

const cut = (text: string, width: number): string =>
  text.length > width ? `${text.slice(0, Math.max(width - 1, 0))}…` : text;

const number = (many: number | null | undefined): string => (many == null ? "-" : grouped(many));
const sum = (byState: Readonly<Record<string, number>>): number =>
  Object.values(byState).reduce((all, many) => all + many, 0);

const processTable = ({ now }: HostPage, width: number): readonly Line[] =>
  table(
    ["process", "sockets", "estab", "close-wait", "unread", "files"],
    (now.owners?.processes ?? [])
      .slice(0, 6)
      .map(({ name, pid, byState, unread, openFiles }) => [
        `${plain(name)} (${pid})`,
        number(sum(byState)),
        number(byState["ESTABLISHED"] ?? 0),
        number(byState["CLOSE_WAIT"] ?? 0),
        number(unread),
        openFiles === null
          ? "-"
          : `${number(openFiles.used)}/${openFiles.soft >= 1e9 ? "∞" : number(openFiles.soft)}`,
      ]),
    width,
  );

const peerTable = ({ now }: HostPage, width: number): readonly Line[] =>
  table(
    ["destination", "sockets", "estab", "time-wait", "ports", "stalled"],
    (now.owners?.peers ?? [])
      .slice(0, 5)
      .map(({ address, port, byState, localPorts, stalled }) => [
        hostPort(address, port),
        number(sum(byState)),
        number(byState["ESTABLISHED"] ?? 0),
        number(byState["TIME_WAIT"] ?? 0),
        number(localPorts),
        number(stalled),
      ]),
    width,
  );

const listenerTable = ({ now }: HostPage, width: number): readonly Line[] =>
  table(
    ["listener", "queue", "backlog", "half-made", "estab"],
    (now.owners?.listeners ?? [])
      .slice(0, 5)
      .map(({ address, port, queue, backlog, halfMade, established, owner }) => [
        `${hostPort(address, port)}${owner === null ? "" : ` ${plain(owner.name)}`}`,
        number(queue),
        number(backlog),
        number(halfMade),
        number(established),
      ]),
    width,
  );

function interfaceTable({ now, before, span }: HostPage, width: number): readonly Line[] {
  const seconds = span === null ? null : span / 1000;
  const rows = (now.interfaces?.interfaces ?? [])
    .filter(({ received, sent }) => received.packets + sent.packets > 0)
    .slice(0, 6)
    .map((one) => {
      const earlier = before?.interfaces?.interfaces.find(({ name }) => name === one.name);
      const rate = (way: "received" | "sent") =>
        earlier === undefined || seconds === null || seconds <= 0
          ? "-"
          : bits(((one[way].octets - earlier[way].octets) * 8) / seconds);
      return [
        plain(one.name),
        rate("received"),
        rate("sent"),
        number(one.received.errors + one.sent.errors),
        number(one.received.dropped + one.sent.dropped + (one.queue?.dropped ?? 0)),
      ];
    });
  return table(["interface", "in", "out", "errors", "dropped"], rows, width);
}

/** A rate in decimal units, as links are sold: `12.5 Mbit/s`. */
function bits(perSecond: number): string {
  if (perSecond < 1000) return `${Math.round(Math.max(perSecond, 0))} bit/s`;
  const [unit = "", size = 1] =
    perSecond < 1e6 ? ["kbit/s", 1e3] : perSecond < 1e9 ? ["Mbit/s", 1e6] : ["Gbit/s", 1e9];
  return `${(perSecond / Number(size)).toFixed(1)} ${unit}`;
}
