/**
 * What the user asks for: targets and options, checked, with two clear lines for what cannot be used.
 *
 * @module
 */
export type { Allowed } from "./allow.ts";
export type {
  ClusterNamed,
  ConfigFile,
  NamedCapture,
  NamedVantage,
  PathEntry,
  ValueRefused,
  VantageSetting,
} from "./config-file.ts";
export { parseDuration } from "./duration.ts";
export { kubeContextsOf } from "./kube-contexts.ts";
export { KUBE_LABEL, type KubeServiceNamed } from "./kube-target.ts";
export { mustBeUsable } from "./must-be-usable.ts";
export { type CheckOptions, type RawOptions, readOptions } from "./options.ts";
export { quote } from "./quote.ts";
export { type ConfigAsked, DEFAULT_CONFIG, readConfig } from "./read-config.ts";
export {
  type Sketch,
  type SketchedListener,
  type SketchedProxy,
  type SketchedVantage,
  writeSketch,
} from "./sketch.ts";
export { parseTarget, type Target } from "./target.ts";
export type { TraceStart } from "./trace.ts";
export type { Step } from "./yaml-places.ts";
export { parseYamlText, type YamlRead } from "./yaml-text.ts";
