import type { Clock, EpochMs, Ms } from "../../base/index.ts";
import { startOf, type UpstreamLook } from "../../evidence/index.ts";
import { type Cluster, lookByTools, podVantage, type ToolRequest } from "../../kube/index.ts";
import type { CommandRun, Vantage } from "../../vantage/index.ts";
import type { DebugContainers, PodCalled } from "./debug-containers.ts";
import type { LookTo } from "./service-looks.ts";

/** How commands are run in Pods of which this host sees no process. */
export interface PodCommands {
  readonly cluster: Cluster;
  /** Containers that may be added where a Pod's own has no tools; `null` where that is not allowed. */
  readonly debug: DebugContainers | null;
}

/** What came of a look by tools. */
export interface ToolsLooked {
  readonly look: UpstreamLook | Exclude<CommandRun["outcome"], "ran">;
  /** The image of the added container that it was made in; `null` for the Pod's own. */
  readonly image: string | null;
  /** When the look itself began, and how long it took: what was tried before it, and the start of a container, are no part of it. */
  readonly observedAt: EpochMs;
  readonly took: Ms;
}

const inPod = ({ namespace, name }: PodCalled, container: string | null, { cluster }: PodCommands): Vantage =>
  podVantage({ namespace, pod: name, container }, cluster);

/** Makes one look from a Pod: by the tools of its own container; where it has none and more is allowed, of an added one. */
export async function lookFromPod(
  pod: PodCalled,
  {
    way,
    request,
    clock,
  }: {
    readonly way: Pick<LookTo, "to" | "address" | "port"> | ToRequest;
    readonly request: ToolRequest | null;
    readonly clock: Clock;
  },
  commands: PodCommands,
): Promise<ToolsLooked> {
  const { debug } = commands;
  const lookIn = async (container: string | null, image: string | null): Promise<ToolsLooked> => {
    const { observedAt, ticks } = startOf(clock);
    const look = await lookByTools(inPod(pod, container, commands).run, way, request);
    return { look, image, observedAt, took: clock.ticks() - ticks };
  };
  const known = (await debug?.known(pod)) ?? null;
  const own = known === null ? await lookIn(null, null) : null;
  if (own !== null && (debug === null || !lacksTools(own.look, request))) return own;
  const added = known ?? (await debug?.in(pod)) ?? null;
  if (added === null || debug === null) return own ?? lookIn(null, null);
  return lookIn(added.container, debug.image);
}

/** The request itself, and no comparison. */
interface ToRequest extends Pick<LookTo, "address" | "port"> {
  readonly to: "request";
}

/** Whether nothing there could make it: what nc connects is no request by HTTP. */
const lacksTools = (look: ToolsLooked["look"], request: ToolRequest | null): boolean =>
  typeof look === "string"
    ? look === "missing-tool"
    : request !== null &&
      look.connect === "connected" &&
      look.exchange === null &&
      look.tls?.outcome !== "failed";

/** How long it is tried whether files can be read. */
const PATIENCE = 3_000;

/** A Pod's inside as a place to read from: its own container; where that has no `cat` and more is allowed, an added one. */
export async function insideOf(pod: PodCalled, commands: PodCommands): Promise<Vantage> {
  const own = inPod(pod, null, commands);
  if (commands.debug === null) return own;
  const tried = await own.run(["cat", "--", "/etc/resolv.conf"], { timeout: PATIENCE });
  const added = tried.outcome === "missing-tool" ? await commands.debug.in(pod) : null;
  return added === null ? own : inPod(pod, added.container, commands);
}
