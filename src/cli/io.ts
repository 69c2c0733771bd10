/** What a command may use of the process that it runs in. Commands touch nothing else of it. */
export interface Io {
  /** Writes to standard output. */
  out(text: string): void;
  /** Writes to standard error. */
  err(text: string): void;
  /** Whether standard output may carry colours: a terminal, and neither NO_COLOR nor --no-color. */
  readonly color: boolean;
  /** Width of the terminal in columns; 80 where there is none. */
  readonly columns: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborts when the user interrupts. */
  readonly signal: AbortSignal;
  /** All of standard input as text, up to a bound of its own. */
  stdin(): Promise<string>;
}

/** The exit statuses of every command; the contract, "Command". */
export const exitStatus = { healthy: 0, fault: 1, usage: 2, inconclusive: 3 } as const;
