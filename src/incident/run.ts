export type { Run } from "../report/index.ts";
