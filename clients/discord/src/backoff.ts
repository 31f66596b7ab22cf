/** Longer and longer waits between attempts, scattered so that many clients do not come back in one moment. */
export class Backoff {
  private attempts = 0;

  constructor(
    private readonly firstMs: number,
    private readonly mostMs: number,
  ) {}

  /** @param leastMs what the other side asked for, as with Retry-After. */
  next(leastMs = 0): number {
    const wait = Math.min(this.mostMs, this.firstMs * 2 ** this.attempts++);
    return Math.max(leastMs, wait * (0.75 + Math.random() / 2));
  }

  reset(): void {
    this.attempts = 0;
  }
}
