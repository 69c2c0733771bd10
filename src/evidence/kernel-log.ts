/** Lines of the kernel's log that speak of the network, memory or limits, oldest first; at most 200. */
export interface KernelLog {
  readonly lines: readonly { readonly secondsSinceBoot: number; readonly text: string }[];
  /** When it was read, in seconds since boot. Left out where that is not known. */
  readonly readAt?: number;
}
