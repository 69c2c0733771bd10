import type { Draw } from "../draw.ts";
import type { HandProof } from "../scenario.ts";
import { servesWell, startHaproxy, startNginx, startTcp, startWeb } from "../servers/index.ts";
import type { Host } from "../world/index.ts";

/** A service that runs well, of a kind that does not matter. */
export interface Service {
  readonly port: number;
  readonly target: string;
  readonly isHttp: boolean;
  /** Asks it as a person would; any failure shows. */
  readonly proof: HandProof;
}

/** How a person asks an HTTP service, or connects to any other; a failure of whatever kind shows. */
export const askedByHand = (target: string, patience = 3): HandProof =>
  target.startsWith("http")
    ? {
        argv: ["curl", "-sS", "--max-time", `${patience}`, "-o", "/dev/null", target],
        faultShows: /exit ([1-9]|t)/,
      }
    : {
        argv: [
          ...["curl", "-sS", "--connect-timeout", `${patience}`, "--max-time", `${patience + 1}`],
          target.replace("tcp:", "telnet:"),
        ],
        // A connection that lives ends with the tool's own bound.
        faultShows: /Failed to connect|Connection timeout|Connection timed out|exit (6|7|56)/,
      };

/** Starts a service on a host: nginx, haproxy, Node, or plain TCP, drawn. */
export async function startService(host: Host, name: string, draw: Draw): Promise<Service> {
  const port = draw.port();
  const kind = draw.pick(["nginx", "haproxy", "node", "tcp"] as const);
  const isHttp = kind !== "tcp";
  const target = isHttp ? `http://${name}:${port}/` : `tcp://${name}:${port}`;
  switch (kind) {
    case "nginx":
      await startNginx(host, servesWell(port));
      break;
    case "haproxy":
      await startHaproxy(host, {
        port,
        sections: `frontend all\n  bind :::${port} v4v6\n  http-request return status 200 content-type text/plain string "well"`,
      });
      break;
    case "node":
      await startWeb(host, { port });
      break;
    case "tcp":
      await startTcp(host, { port });
      break;
  }
  return { port, target, isHttp, proof: askedByHand(target) };
}
