/** Waits for something to become so: never a sleep and a hope. @throws after two minutes. */
export async function until<T>(what: string, condition: () => T | Promise<T>, limitMs = Number(process.env['TEST_LIMIT_MS'] ?? 120_000)): Promise<NonNullable<T>> {
  const end = Date.now() + limitMs;
  for (;;) {
    const found = await condition();
    if (found !== undefined && found !== null && found !== false) return found as NonNullable<T>;
    if (Date.now() > end) throw new Error(`Waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
