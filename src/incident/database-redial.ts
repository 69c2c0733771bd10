import type { Socket } from "node:net";
import { createRecorder } from "../evidence/index.ts";
import { openTcp } from "../probe/index.ts";
import { contextOf, patience, type StepBudget, type Walk } from "./walk.ts";

/** Another connection to the same place, which is no step of the request. */
export async function redial(walk: Walk, address: string, budget: StepBudget): Promise<Socket | null> {
  const aside = { ...walk, recorder: createRecorder(walk.vantage.name) };
  const context = contextOf(aside, patience.connect, { ...budget, purpose: "context", attempt: null });
  const { socket } = await openTcp({ address, port: walk.asked.port, isTargetPort: true }, context);
  return socket;
}
