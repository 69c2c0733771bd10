import type { Expectation, Variant } from "../scenario.ts";

/**
 * What the runner asks of a world, one JSON line each on its standard input. Answers come in the same order, one JSON
 * line each on its standard output. The world ends when its input does.
 */
export type WorldRequest =
  /** Builds a scenario in a variant: noise made, broken or not. */
  | { readonly do: "build"; readonly scenario: string; readonly variant: Variant; readonly seed: number }
  /** Runs the product in the client's namespace. */
  | { readonly do: "check"; readonly save: string | null; readonly timeout: number }
  /** Runs the proof by hand. */
  | { readonly do: "prove" }
  | { readonly do: "fix" }
  | { readonly do: "break" }
  /** Runs any command in a host's namespace. */
  | { readonly do: "exec"; readonly host: string; readonly argv: readonly string[] };

/** What a world answers: the value asked for, or what went wrong in the lab itself. */
export type WorldAnswer =
  | { readonly outcome: "done"; readonly value: unknown }
  | { readonly outcome: "failed"; readonly message: string };

/** The value of an answer to `build`. */
export interface Built {
  readonly target: string;
  readonly options: readonly string[];
  readonly client: string;
  readonly proof: readonly string[];
  readonly expected: Expectation;
  /** Kinds of noise that were made. */
  readonly noise: readonly string[];
  readonly took: number;
}

/** The value of an answer to `check`: what the product printed, and how long the whole process took. */
export interface Checked {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
  readonly took: number;
}

/** The value of an answer to `prove`. */
export interface Proven {
  /** Whether a person sees the fault. */
  readonly faultShows: boolean;
  readonly output: string;
  readonly took: number;
}
