import type { Captured } from "../../captures/index.ts";
import type { Draw } from "../../draw.ts";
import type { HandProof, Setup } from "../../scenario.ts";
import { type Step, startTalk } from "../../servers/index.ts";
import { buildSite, type Site, type SiteOptions } from "../../topology/index.ts";
import type { World } from "../../world/index.ts";

/** Whose captures are judged; `server` is the host that the client asks, be it a proxy. */
export type View = "client" | "server" | "both";

/** A site of which the packets are captured at the client and at the server; the port that is asked serves nothing yet. */
export interface CapturedSite {
  readonly site: Site;
  readonly view: View;
  /** The port of the scenario's own service. */
  readonly port: number;
  /** `http://name:port/label` */
  readonly url: string;
  /** The URL of another service of the same server, which is sound. */
  readonly besides: string;
  /** Where it is captured and what is judged. */
  readonly sees: Pick<Captured, "places" | "view">;
  /** `curl` on the URL, bound to some seconds, with further arguments. */
  curl(patience: number, ...more: readonly string[]): readonly string[];
  /** The command, with a sound request to another service of the same server beside it, or not, as drawn. */
  beside(argv: readonly string[], isDrawn?: boolean): readonly string[];
  /** Whether `beside` adds it where that is drawn. */
  readonly hasOther: boolean;
  /** What a scenario says of the setup once it has its request: the proof by hand is the request's own output. */
  asked(
    request: readonly string[],
    faultShows: HandProof["faultShows"],
    more?: Partial<Captured>,
  ): Pick<Setup, "target" | "client" | "proveByHand" | "captured">;
}

/** What is answered to a GET, whole. */
export const page = (octets: number, headers = ""): string =>
  `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n${headers}Content-Length: ${octets}\r\n\r\n${"x".repeat(octets)}`;

/** A server's answer to one request, after which the client ends the connection. */
export const answersOnce: readonly Step[] = [["head"], ["say", page(400)], ["rest"]];

/** Builds it. Nothing else runs, so that a capture at the client holds this request and what is beside it alone. */
export async function buildCapturedSite(
  world: World,
  draw: Draw,
  views: readonly [View, ...View[]],
  options: SiteOptions & { readonly second?: "server" | "proxy" } = {},
): Promise<CapturedSite> {
  const site = await buildSite(world, draw, options);
  const [port, other] = [draw.port(), draw.port()];
  const view = draw.pick(views);
  const { second = "server" } = options;
  const hasOther = draw.coin();
  await startTalk(site.server, { port: other, steps: answersOnce });
  const url = `http://${site.name}:${port}/${draw.label()}`;
  const besides = `http://${site.name}:${other}/`;
  const curl = (patience: number, ...more: readonly string[]) => [
    ...["curl", "-sS", "--no-progress-meter", "-o", "/dev/null", "-w", "first %{time_starttransfer}\\n"],
    ...["--max-time", `${patience}`, ...more, url],
  ];
  const sees = {
    places: [
      { at: "client", host: site.client },
      { at: second, host: site.server },
    ],
    view: view === "both" ? ["client", second] : [view === "server" ? second : view],
  };
  return {
    site,
    view,
    port,
    url,
    besides,
    hasOther,
    sees,
    curl,
    beside: (argv, isDrawn = hasOther) => (isDrawn ? ["sh", "-c", both, besides, ...argv] : argv),
    asked: (request, faultShows, more = {}) => ({
      target: url,
      client: site.client,
      proveByHand: { argv: request, faultShows },
      captured: { ...sees, request, ...more },
    }),
  };
}

/** Runs a second request beside the first, and ends as the first does. */
const both = 'curl -sS -m 3 -o /dev/null "$0" & sleep 0.1; "$@"; status=$?; wait; exit $status';
