import { hostPort, type Ms } from "../base/index.ts";
import { type Rung, rungsOf } from "./capture-ladder.ts";
import type { Ladder } from "./capture-page.ts";
import { plain } from "./plain.ts";
import type { Page } from "./text-page.ts";

/** Columns of an arrow between client and server, its point among them. */
const ARROW = 17;

/** The ladder of a flow: one line for each frame, the client to the left, the server to the right. */
export function ladderSection(
  ladder: Ladder,
  { width, paint }: Pick<Page, "width" | "paint">,
): readonly string[] {
  const { flow } = ladder;
  const rungs = rungsOf(ladder);
  const start = flow.first.at;
  const numberWidth = Math.max(5, String(flow.last.frame).length);
  const head = `${" ".repeat(2)}${"frame".padStart(numberWidth)}  ${"seconds".padStart(TIME)}  client ${" ".repeat(ARROW - 13)}server`;
  const lines = rungs.map((rung) => {
    const { text, colour } = line(rung, { start, numberWidth });
    const fits = text.length > width ? `${text.slice(0, width - 1)}…` : text;
    return colour === null ? fits : paint(colour, fits);
  });
  return [
    paint("bold", `Stream ${flow.stream}`),
    `  client ${hostPort(flow.client.address, flow.client.port)}, server ${hostPort(flow.server.address, flow.server.port)}`,
    head,
    ...lines,
  ];
}

const TIME = 11;

/** Seconds since the first frame of the flow, with the digits of a microsecond clock. */
const seconds = (at: Ms, start: Ms): string => ((at - start) / 1000).toFixed(6).padStart(TIME);

function line(
  rung: Rung,
  { start, numberWidth }: { readonly start: Ms; readonly numberWidth: number },
): { readonly text: string; readonly colour: "red" | "yellow" | "dim" | null } {
  if (rung.kind === "left-out") {
    return { text: `  ${"…".padStart(numberWidth)}  ${" ".repeat(TIME)}  ${rung.words}`, colour: "dim" };
  }
  const at = `  ${String(rung.mark.frame).padStart(numberWidth)}  ${seconds(rung.mark.at, start)}  `;
  if (rung.kind === "icmp") {
    const points = rung.to === "client" ? `<${"┄".repeat(ARROW - 1)}` : `${"┄".repeat(ARROW - 1)}>`;
    return { text: `${at}${points}  ${plain(rung.words)}`, colour: "red" };
  }
  const label = ` ${rung.bits} `;
  const rest = Math.max(2, ARROW - 3 - label.length);
  const shaft = rung.from === "client" ? `──${label}${"─".repeat(rest)}>` : `<${"─".repeat(rest)}${label}──`;
  const analysis = rung.analysis === "" ? "" : `: ${rung.analysis}`;
  const isReset = rung.bits.includes("RST");
  return {
    text: `${at}${shaft}  ${rung.numbers}${analysis}`,
    colour: isReset ? "red" : rung.analysis !== "" || rung.isMarked ? "yellow" : null,
  };
}
