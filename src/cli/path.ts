import { lookup } from "node:dns/promises";
import { hostname } from "node:os";
import { type Clock, FaultlineError, familyOf, isAddress } from "../base/index.ts";
import { parseTarget } from "../config/index.ts";
import { createRecorder, type Evidence, type PathHop } from "../evidence/index.ts";
import { type PathRequest, probePath } from "../probe/index.ts";
import { mtrJson, pathJson, pathTable, pathText } from "../report/index.ts";
import { exitStatus, type Io } from "./io.ts";
import { mustHaveZone } from "./own-zone.ts";
import { openScreen } from "./screen.ts";

/** Options of `faultline path` as commander gives them. */
export interface PathArguments {
  readonly tcp?: boolean;
  readonly udp?: boolean;
  readonly icmp?: boolean;
  readonly "4"?: boolean;
  readonly "6"?: boolean;
  readonly flows?: string;
  readonly count?: string;
  readonly maxTtl?: string;
  readonly mtu?: boolean;
  readonly json?: boolean;
  readonly report?: boolean;
  readonly mtr?: boolean;
}

/** Probes to each distance, as in `mtr --report`. */
const USUAL_COUNT = "10";

/** Where `--tcp` goes without a port. */
const USUAL_PORT = 443;

/** `faultline path HOST[:PORT]`: each router on the way. @returns 0 where the destination answered, 1 where not, 3 where nothing could be sent. */
export async function pathCommand(
  given: string,
  args: PathArguments,
  { io, clock }: { readonly io: Io; readonly clock: Clock },
): Promise<number> {
  const request = await requestOf(given, args);
  const recorder = createRecorder("client");
  const stop = new AbortController();
  const isLive = args.report !== true && args.json !== true && args.mtr !== true;
  const style = { color: io.color, columns: null };
  const latest: { hops: readonly PathHop[] } = { hops: [] };
  const title = `${request.protocol.toUpperCase()} to ${given} (${request.destination}), q ends`;
  const draw = () => {
    if (screen === null) return;
    const { columns, rows } = screen.size();
    const table = pathTable(latest.hops, request.protocol, { color: io.color, columns });
    screen.draw([title.slice(0, columns), "", ...table].slice(0, rows));
  };
  const screen = isLive
    ? openScreen(
        () => stop.abort(),
        () => draw(),
      )
    : null;
  let record: Evidence<"path-probe">;
  try {
    draw();
    record = await probePath(
      {
        ...request,
        // Asked to stop, it tells what there is.
        until: AbortSignal.any([io.signal, stop.signal]),
        onChange(hops) {
          latest.hops = hops;
          draw();
        },
      },
      { clock, recorder, signal: new AbortController().signal, timeout: 1_000, purpose: "context" },
    );
  } finally {
    screen?.close();
  }
  const { gaps } = recorder;
  if (args.json === true) io.out(pathJson(given, record, gaps));
  else if (args.mtr === true) io.out(mtrJson(record, { host: hostname(), target: given }));
  else io.out(pathText(record.value, gaps, style));
  if (record.value.reached) return exitStatus.healthy;
  // Nothing could be sent for this process's own reason: that says nothing of the path.
  const isUnseen = record.value.hops.length === 0 && gaps.some(({ reason }) => reason === "bounded");
  return isUnseen ? exitStatus.inconclusive : exitStatus.fault;
}

/** What is asked for. @throws FaultlineError for what cannot be used. */
async function requestOf(given: string, args: PathArguments): Promise<PathRequest> {
  const forms = [args.json, args.report, args.mtr].filter((wanted) => wanted === true);
  if (forms.length > 1) refuse("--json, --report and --mtr together", "Give one of them");
  const chosen = (["tcp", "udp", "icmp"] as const).filter((protocol) => args[protocol] === true);
  if (chosen.length > 1) refuse(`--${chosen.join(" and --")} together`, "Give one of them");
  if (args["4"] === true && args["6"] === true) refuse("-4 and -6 together", "Give one of them");
  if (given.includes("/") || given.includes("@")) {
    refuse(
      `"${given.slice(0, 100)}"`,
      "Give a host or host:port, for example faultline path db.example:5432",
    );
  }
  const hasPort = !isAddress(given) && /:\d+$/.test(given);
  const { host, port } = parseTarget(given);
  mustHaveZone(host);
  const protocol = chosen[0] ?? (hasPort ? "tcp" : "icmp");
  const flows = numberOf("--flows", args.flows ?? "1", 64);
  return {
    destination: await addressOf(host, args),
    port: hasPort ? port : protocol === "tcp" ? USUAL_PORT : null,
    protocol,
    flows,
    count: numberOf("--count", args.count ?? USUAL_COUNT, 1_000),
    maxTtl: numberOf("--max-ttl", args.maxTtl ?? "30", 60),
    measureMtu: args.mtu === true,
  };
}

async function addressOf(host: string, args: PathArguments): Promise<string> {
  const family = args["4"] === true ? 4 : args["6"] === true ? 6 : 0;
  if (isAddress(host)) {
    if (family !== 0 && familyOf(host) !== family) refuse(`-${family} with ${host}`, "Leave the option out");
    return host;
  }
  try {
    return (await lookup(host, { family })).address;
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown";
    throw new FaultlineError(
      "BAD_TARGET",
      `Cannot probe the path to "${host}": it has no ${family === 0 ? "" : `IPv${family} `}address here (${code})\nGive an address, or see faultline check dns://${host}`,
      { cause },
    );
  }
}

function numberOf(option: string, text: string, most: number): number {
  const value = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= 1 && value <= most) return value;
  return refuse(`${option} "${text.slice(0, 40)}"`, `Give a number from 1 to ${most}`);
}

function refuse(what: string, wanted: string): never {
  throw new FaultlineError("BAD_OPTION", `Cannot use ${what}: it is not understood\n${wanted}`);
}
