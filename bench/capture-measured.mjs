// The built library alone, with the heap of the command (src/cli/capture-heap.ts; as TypeScript it would be stripped here), as a process to be measured: capture-measured.mjs flows|protocols FILE
import { setFlagsFromString } from "node:v8";
import { analyze } from "../dist/cli/capture.js";

setFlagsFromString("--semi-space-growth-factor=1");
setFlagsFromString("--heap-growing-percent=60");
const [, , what, file] = process.argv;
let flagged = 0;
const onFlags = () => {
  flagged += 1;
};
const { quality } = await analyze(file, { protocols: what === "protocols", onFlags });
process.stdout.write(`${quality.frames} frames, ${quality.flows} flows, ${flagged} with a flag\n`);
