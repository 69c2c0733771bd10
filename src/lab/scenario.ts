import type { Boundary } from "../base/index.ts";
import type { Captured } from "./captures/index.ts";
import type { Draw } from "./draw.ts";
import type { NoiseGround, NoiseKind } from "./noise/index.ts";
import type { FetchedProgram } from "./servers/index.ts";
import type { World } from "./world/index.ts";

/**
 * A fault on a real kernel with real servers. One file per scenario, named as its cause; another mechanism of the same
 * cause is another file: `port-not-listening.ts`, `port-not-listening.stopped.ts`. Its default shape:
 *
 * 1. `build` makes a **healthy** world and returns how to ask it, break it and repair it;
 * 2. the runner adds noise, breaks it or not (see `Variant`), runs `faultline check` in the client's namespace as a
 *    whole process, and compares the verdict with what is expected.
 *
 * To add one: copy `scenarios/path/firewall-drops.ts`, change the three steps, and name it in the index of its folder.
 * `faultline lab check NAME` proves it by hand, without the product. Nothing is fixed: addresses, ports and
 * names come from `draw`.
 */
export interface Scenario {
  /**
   * The id of the verdict's cause, as in the list of causes; `null` for a world in which nothing is wrong, and with a boundary
   * for a fault that the list has no cause of.
   */
  readonly cause: string | null;
  readonly boundary: Boundary | null;
  /** What makes it, in half a sentence: `nft drops the SYN on a router`. */
  readonly mechanism: string;
  /** What the verdict says in each variant; `healthy` and `noisy` are healthy unless given here. */
  readonly expected: { readonly [V in Variant]?: Expectation };
  /** Programs that no Debian package brings, fetched before its world is opened. */
  readonly needs?: readonly FetchedProgram[];
  /** Makes the healthy world. Everything that differs between two runs is drawn. */
  build(world: World, draw: Draw): Promise<Setup>;
}

/**
 * Which form of a scenario is run.
 *
 * - `fault`: broken, and quiet otherwise.
 * - `drowned`: broken, among every kind of noise.
 * - `healthy`: not broken, with three kinds of noise, drawn.
 * - `noisy`: not broken, with every kind of noise.
 * - `near-miss`: something that looks like the fault and is not.
 */
export type Variant = "fault" | "drowned" | "healthy" | "noisy" | "near-miss";

/** What the verdict must say. */
export interface Expectation {
  readonly status: "healthy" | "degraded" | "broken" | "inconclusive";
  readonly boundary: Boundary | null;
  readonly cause: string | null;
  /** The vantage where it is broken, as the verdict names it. Left out: wherever the verdict says. */
  readonly at?: string;
  /**
   * Why a look from the client alone cannot tell this cause from another, and what could: then it may be the verdict or one of
   * its alternatives. Left out: it must be the verdict.
   */
  readonly undecided?: string;
  /** What the status may be as well, where a resolver's turns decide which address an attempt is made at. */
  readonly orStatus?: Expectation["status"];
}

/** A world that stands: how to ask it, and how to break and repair it. */
export interface Setup {
  /** What the product is asked to check. */
  readonly target: string;
  /** Further arguments of `faultline check`: `["--ca", path]`. */
  readonly options?: readonly string[];
  /** Further environment of the client: proxy variables. */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * The text of a `faultline.yaml` that the product is given: the vantages that it may look from. Their names are drawn, so
   * that none says what its host is; `client` is where the request starts.
   */
  readonly configuration?: string;
  /** The vantage where the fault is, by its name in the configuration; joins the expectation of every broken variant. */
  readonly at?: string;
  /** Where the request starts. */
  readonly client: { readonly name: string };
  /** How a person sees the fault, without the product. */
  readonly proveByHand: HandProof;
  /** Breaks it; absent only where nothing is wrong in any variant. */
  readonly break?: () => Promise<void>;
  /** Repairs what `break` did. */
  readonly fix?: () => Promise<void>;
  /** Does something that looks like the fault, for the variant `near-miss`. */
  readonly nearMiss?: () => Promise<void>;
  /** Where noise may be made; absent where a scenario brings its own. */
  readonly noise?: NoiseGround;
  /** Kinds of noise that would be the fault itself or hide it by design, and are left out. */
  readonly withoutNoise?: readonly NoiseKind[];
  /** The product is run as `faultline capture` on captures of this alone, in place of `faultline check`. */
  readonly captured?: Captured;
  /** In place of what the scenario expects of a broken world: what a drawn view can tell of it. */
  readonly expects?: Expectation;
}

/** A command that a person would type in the client's namespace, and what they would see. */
export interface HandProof {
  readonly argv: readonly string[];
  /**
   * Matches the output (standard output, standard error, then a line `exit N` or `exit timed out`) when the fault is
   * there, and does not when it is not.
   */
  readonly faultShows: RegExp;
}

/** The verdict of a world in which nothing is wrong. */
export const healthy: Expectation = { status: "healthy", boundary: null, cause: null };

/** The expectations of a scenario whose request fails altogether. */
export const broken = (boundary: Boundary, cause: string): Expectation => ({
  status: "broken",
  boundary,
  cause,
});

/** The same, where the boundary can be told and the list has no cause of it. */
export const brokenAt = (boundary: Boundary): Expectation => ({ status: "broken", boundary, cause: null });

/** The expectations of a scenario whose request is served, worse than it should be. */
export const degraded = (boundary: Boundary, cause: string): Expectation => ({
  status: "degraded",
  boundary,
  cause,
});

/** The variants that a scenario has, in the order in which they are run. */
export function variantsOf(scenario: Pick<Scenario, "expected">): readonly Variant[] {
  const faulty: readonly Variant[] = scenario.expected.fault ? ["fault", "drowned"] : [];
  const missed: readonly Variant[] = scenario.expected["near-miss"] ? ["near-miss"] : [];
  return [...faulty, "healthy", "noisy", ...missed];
}

/** What the verdict must be in one variant. A drowned fault is the same fault. */
export function expectationOf(scenario: Pick<Scenario, "expected">, variant: Variant): Expectation {
  return (
    scenario.expected[variant] ?? (variant === "drowned" ? scenario.expected.fault : undefined) ?? healthy
  );
}

/** What is true and cannot be told from here: it must be the verdict, or among the alternatives of one that is not sure. */
export const undecided = (expected: Expectation, why: string): Expectation => ({
  ...expected,
  undecided: why,
});
