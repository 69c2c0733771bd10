/** A terminal that can be drawn on as a whole, and that tells of keys. */
export interface Screen {
  /** Columns and rows as they are now: the user may resize. */
  size(): { readonly columns: number; readonly rows: number };
  /** Puts lines in place of what stands there. */
  draw(lines: readonly string[]): void;
  /** Gives the terminal back as it was. Done twice it is done once. */
  close(): void;
}

// ECMA-48 and xterm: another screen and back, the cursor away and back, home, the rest of a line, the rest of the screen.
// Lines do not wrap meanwhile: between the user's resize and the next drawing they may be too long.
const ENTER = "\u001b[?1049h\u001b[?25l\u001b[?7l";
const LEAVE = "\u001b[?7h\u001b[?25h\u001b[?1049l";
const HOME = "\u001b[H";
const CLEAR_LINE = "\u001b[K";
const CLEAR_BELOW = "\u001b[J";

/** Keys that end the view: q, escape by itself, and ctrl-C and ctrl-D, which a raw terminal gives as they are. */
const endKeys = ["q", "Q", "\u001b", "\u0003", "\u0004"];

/**
 * Takes the terminal of this process; `null` where standard output is none.
 *
 * @param onEnd Called when a key asks for the end. @param onResize Called when the size has changed.
 */
export function openScreen(onEnd: () => void, onResize: () => void): Screen | null {
  const { stdin, stdout } = process;
  if (stdout.isTTY !== true) return null;
  const hasKeys = stdin.isTTY === true;
  let isOpen = true;
  const onData = (keys: Buffer) => {
    if (endKeys.includes(keys.toString("latin1"))) onEnd();
  };
  const close = () => {
    if (!isOpen) return;
    isOpen = false;
    stdout.off("resize", onResize);
    process.off("exit", close);
    if (hasKeys) {
      stdin.off("data", onData);
      stdin.setRawMode(false);
      stdin.pause();
    }
    stdout.write(LEAVE);
  };
  stdout.write(ENTER);
  stdout.on("resize", onResize);
  // A bug elsewhere must not leave a terminal without its cursor.
  process.on("exit", close);
  if (hasKeys) {
    stdin.setRawMode(true);
    stdin.on("data", onData);
    stdin.resume();
  }
  return {
    size: () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 }),
    draw(lines) {
      // Line by line over what stands there, with no clearing first: it does not flicker.
      stdout.write(`${HOME}${lines.map((line) => `${line}${CLEAR_LINE}`).join("\r\n")}${CLEAR_BELOW}`);
    },
    close,
  };
}
