import { closeWait } from "./close-wait.ts";
import { aborted, ended } from "./ended.ts";
import type { Assessor, Finding, Readings } from "./finding.ts";
import { handshakes } from "./handshakes.ts";
import { interfaces } from "./interfaces.ts";
import { listenQueues } from "./listen-queues.ts";
import { localPorts } from "./local-ports.ts";
import { logLines } from "./log-lines.ts";
import { memory } from "./memory.ts";
import { openFiles } from "./open-files.ts";
import { routing } from "./routing.ts";
import { stalled } from "./stalled.ts";
import { tracking } from "./tracking.ts";

const assessors: readonly Assessor[] = [
  listenQueues,
  tracking,
  localPorts,
  openFiles,
  closeWait,
  handshakes,
  stalled,
  memory,
  aborted,
  interfaces,
  routing,
  logLines,
  ended,
];

const order = { fault: 0, notable: 1, normal: 2 } as const;

/** All that is to be said of a host, the worst first. Pure: the same readings give the same findings. */
export const assessHost = (readings: Readings): readonly Finding[] =>
  worstFirst(assessors.flatMap((assess) => assess(readings)));

/** Faults, then what is notable, then what is normal; in each the nearest to its limit first. */
export const worstFirst = (findings: readonly Finding[]): readonly Finding[] =>
  findings.toSorted(
    (a, b) => order[a.level] - order[b.level] || b.weight - a.weight || (a.id < b.id ? -1 : 1),
  );
