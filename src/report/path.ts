import type { Ms } from "../base/index.ts";
import type { Gap, PathHop, PathProbe } from "../evidence/index.ts";
import { type Colour, painter } from "./paint.ts";
import { plain } from "./plain.ts";
import { duration } from "./units.ts";

/** How a path is printed. */
export interface PathStyle {
  readonly color: boolean;
  /** Longer lines are cut; `null` cuts none. */
  readonly columns: number | null;
}

/** A path for a person: the table, what is remarkable in it, and what could not be seen. */
export function pathText(path: PathProbe, gaps: readonly Gap[], style: PathStyle): string {
  const lines = [titleOf(path), ...tableOf(path.hops, path.protocol, style), "", ...remarksOf(path)];
  for (const { needs, reason, allowBy } of gaps) {
    lines.push(`Not seen (${reason}): ${needs}`, `    ${allowBy}`);
  }
  return `${lines.map((line) => line.trimEnd()).join("\n")}\n`;
}

const titleOf = ({ protocol, destination, port, source, flows }: PathProbe): string => {
  const to = port === null ? destination : `${destination} port ${port}`;
  const from = source === null ? "" : ` from ${source}`;
  return `${protocol.toUpperCase()} to ${to}${from}, ${flows === 1 ? "one flow" : `${flows} flows`}`;
};

const HEADINGS = ["hop", "router", "answered", "last ms", "mean", "best", "worst", "jitter", ""] as const;

/** The table of hops alone: the live view prints it again and again. */
export function tableOf(
  hops: readonly PathHop[],
  protocol: PathProbe["protocol"],
  { color, columns }: PathStyle,
): readonly string[] {
  const paint = painter(color);
  const rows = hops.flatMap((hop) => rowsOf(hop, protocol));
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...rows.map(({ cells }) => (column === 8 ? 0 : (cells[column]?.length ?? 0)))),
  );
  const format = (cells: readonly string[]) =>
    cells
      .map((cell, column) =>
        column === 1 || column === 8 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  ")
      .slice(0, columns ?? undefined)
      .trimEnd();
  return [
    paint("dim", format(HEADINGS)),
    ...rows.map(({ cells, colour }) => (colour === null ? format(cells) : paint(colour, format(cells)))),
  ];
}

/** Milliseconds with three digits that mean something. */
const digits = (value: Ms): string => value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0);

interface Row {
  readonly cells: readonly string[];
  readonly colour: Colour | null;
}

function rowsOf(hop: PathHop, protocol: PathProbe["protocol"]): readonly Row[] {
  const { ttl, addresses, sent, answered, rtt } = hop;
  const [first, ...others] = addresses;
  const time = (value: Ms | undefined) => (value === undefined ? "" : digits(value));
  const isLost = protocol !== "udp" && hop.isDestination && answered < sent;
  const cells = [
    String(ttl),
    first === undefined ? "*" : plain(first.address),
    `${answered} of ${sent}`,
    time(rtt?.last),
    time(rtt?.mean),
    time(rtt?.best),
    time(rtt?.worst),
    time(rtt?.jitter),
    notesOf(hop, protocol),
  ];
  const colour = first === undefined ? "dim" : isLost ? "red" : hop.isDestination ? "green" : null;
  const more = others.map(
    ({ address, count }): Row => ({
      cells: ["", plain(address), String(count), "", "", "", "", "", ""],
      colour: null,
    }),
  );
  return [{ cells, colour }, ...more];
}

/** What a row says besides its numbers. */
function notesOf(hop: PathHop, protocol: PathProbe["protocol"]): string {
  const { said, answered, sent, isDestination, mtu, rewritten, quotedTtl, returnHops, ttl } = hop;
  const words = Object.keys(said).filter((word) => word !== "ttl-exceeded");
  const notes = [
    ...(answered === 0 ? ["silent"] : []),
    ...words.map((word) => word.replaceAll("-", " ")),
    ...(hop.isRateLimited ? ["rate-limited"] : []),
    ...(isDestination && protocol !== "udp" && answered < sent ? [`${sent - answered} lost`] : []),
    ...(mtu === null ? [] : [`MTU ${mtu}`]),
    ...(rewritten === null || rewritten.length === 0 ? [] : [`rewritten: ${rewritten.join(", ")}`]),
    ...(quotedTtl !== null && quotedTtl > 1 ? [`TTL ${quotedTtl} left`] : []),
    ...(hop.mplsLabels.length > 0 ? [`MPLS ${hop.mplsLabels.join("/")}`] : []),
    ...(returnHops !== null && returnHops !== ttl ? [`about ${returnHops} back`] : []),
    ...(hop.addresses.some(({ isPrivate }) => isPrivate) ? ["private"] : []),
  ];
  return notes.join(", ");
}

/** What stands out, a sentence each. */
function remarksOf(path: PathProbe): readonly string[] {
  const { destination, hops, reached, stoppedBy, atDestination, pathMtu, rttStep } = path;
  const lines: string[] = [];
  if (reached) {
    const hop = hops.find(({ isDestination }) => isDestination);
    lines.push(
      `Reached ${destination} in ${hop?.ttl ?? hops.length} hops${hop?.rtt == null ? "" : `, ${duration(hop.rtt.median)}`}`,
    );
  } else if (stoppedBy !== null) {
    lines.push(
      `Not reached: ${stoppedBy.address} at hop ${stoppedBy.ttl} says ${stoppedBy.said.replaceAll("-", " ")}`,
    );
  } else if (path.isLooping) {
    lines.push("Not reached: the packets go in a circle");
  } else if (hops.length === 0) {
    lines.push(`Not reached: nothing on the way to ${destination} answers, or this host has no route there`);
  } else {
    lines.push(`Not reached: nothing answers behind hop ${hops.length}; ${path.lastTtlTried} were tried`);
  }
  if (atDestination !== null && atDestination.answered < atDestination.sent) {
    const { sent, answered } = atDestination;
    lines.push(`${sent - answered} of ${sent} probes to the destination are lost`);
  }
  const translator = hops.find(
    ({ said, addresses }) => Object.hasOwn(said, "ttl-exceeded") && addresses[0]?.address === destination,
  );
  if (translator !== undefined) {
    lines.push(`Hop ${translator.ttl} answers with the destination's address: a device translates it there`);
  }
  if (rttStep !== null) lines.push(`From hop ${rttStep.ttl} on, all take ${duration(rttStep.rise)} more`);
  if (pathMtu !== null) {
    const by = path.mtuSaidBy.at(-1);
    const who = by === undefined ? "" : `, said by ${by.address}`;
    const behind = path.vanishAfterTtl === null ? "" : ` behind hop ${path.vanishAfterTtl}`;
    lines.push(
      path.isBlackHole
        ? `Packets above ${pathMtu} octets vanish${behind}, and no router says so`
        : `Path MTU ${pathMtu} octets${who}`,
    );
  }
  return lines;
}
