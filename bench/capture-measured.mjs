// The built library alone, with the heap of the command, as a process to be measured: capture-measured.mjs flows|protocols FILE
import { setFlagsFromString } from "node:v8";
import { analyze } from "../dist/cli/capture.js";

setFlagsFromString("--semi-space-growth-factor=1");
const [, , what, file] = process.argv;
let flagged = 0;
const onFlags = () => {
  flagged += 1;
};
const { quality } = await analyze(file, { protocols: what === "protocols", onFlags });
process.stdout.write(`${quality.frames} frames, ${quality.flows} flows, ${flagged} with a flag\n`);
